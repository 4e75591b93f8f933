//! Waiting for several futures within one task.

/// Polls all of the futures, in the order written, until each is ready; gives
/// a tuple of their outputs. They run in turns within one task, on one worker:
/// `join!` overlaps waiting, not computing.
///
/// Takes up to eight futures.
///
/// # Cancellation
/// Dropping the whole drops those that are not ready, and the outputs of the others.
///
/// ```
/// # wakescope::run::to_end(async {
/// use wakescope::time::{ms, now, sleep};
/// let (rice, soup) = wakescope::join!(async { sleep(ms(30)).await; "rice" }, async { sleep(ms(10)).await; "soup" });
/// assert_eq!((rice, soup, now().as_nanos()), ("rice", "soup", 30_000_000));
/// # });
/// ```
#[macro_export]
macro_rules! join {
    (@number [$($done:tt)*] [$($index:tt)*]) => { $crate::join!(@run $($done)*) };
    (@number [$($done:tt)*] [$index:tt $($rest:tt)*] $future:expr $(, $($more:tt)*)?) => {
        $crate::join!(@number [$($done)* ($index, $future)] [$($rest)*] $($($more)*)?)
    };
    (@run $(($index:tt, $future:expr))*) => {{
        let mut outputs = ($($crate::join!(@none $index),)*);
        match ($(::core::pin::pin!($future),)*) {
            mut futures => {
                ::core::future::poll_fn(|context| {
                    let mut pending = false;
                    $(
                        if outputs.$index.is_none() {
                            match ::core::future::Future::poll(futures.$index.as_mut(), context) {
                                ::core::task::Poll::Ready(output) => outputs.$index = ::core::option::Option::Some(output),
                                ::core::task::Poll::Pending => pending = true,
                            }
                        }
                    )*
                    if pending {
                        return ::core::task::Poll::Pending;
                    }
                    ::core::task::Poll::Ready(($(outputs.$index.take().expect("all futures are ready"),)*))
                })
                .await
            }
        }
    }};
    (@none $index:tt) => { ::core::option::Option::None };
    ($($futures:tt)*) => { $crate::join!(@number [] [0 1 2 3 4 5 6 7] $($futures)*) };
}

/// [`join!`](crate::join) for futures of results: gives `Ok` with a tuple of
/// their values, or the first error, at once. Takes up to eight futures.
///
/// # Cancellation
/// An error drops the futures that are not ready. Dropping the whole does too.
///
/// ```
/// # wakescope::run::to_end(async {
/// let (a, b) = wakescope::try_join!(async { Ok::<_, ()>(1) }, async { Ok(2) }).unwrap();
/// assert_eq!(a + b, 3);
/// # });
/// ```
#[macro_export]
macro_rules! try_join {
    (@number [$($done:tt)*] [$($index:tt)*]) => { $crate::try_join!(@run $($done)*) };
    (@number [$($done:tt)*] [$index:tt $($rest:tt)*] $future:expr $(, $($more:tt)*)?) => {
        $crate::try_join!(@number [$($done)* ($index, $future)] [$($rest)*] $($($more)*)?)
    };
    (@run $(($index:tt, $future:expr))*) => {{
        let mut outputs = ($($crate::join!(@none $index),)*);
        match ($(::core::pin::pin!($future),)*) {
            mut futures => {
                ::core::future::poll_fn(|context| {
                    let mut pending = false;
                    $(
                        if outputs.$index.is_none() {
                            match ::core::future::Future::poll(futures.$index.as_mut(), context) {
                                ::core::task::Poll::Ready(::core::result::Result::Ok(output)) => {
                                    outputs.$index = ::core::option::Option::Some(output);
                                }
                                ::core::task::Poll::Ready(::core::result::Result::Err(error)) => {
                                    return ::core::task::Poll::Ready(::core::result::Result::Err(error));
                                }
                                ::core::task::Poll::Pending => pending = true,
                            }
                        }
                    )*
                    if pending {
                        return ::core::task::Poll::Pending;
                    }
                    ::core::task::Poll::Ready(::core::result::Result::Ok((
                        $(outputs.$index.take().expect("all futures are ready"),)*
                    )))
                })
                .await
            }
        }
    }};
    ($($futures:tt)*) => { $crate::try_join!(@number [] [0 1 2 3 4 5 6 7] $($futures)*) };
}
