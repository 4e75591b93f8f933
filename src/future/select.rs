//! Waiting for the first of several futures within one task.

use std::cell::RefCell;
use std::rc::Rc;

use crate::task::Random;
use crate::trace::{self, Kind};

thread_local! {
    static CURRENT: RefCell<Option<Rc<RefCell<Random>>>> = const { RefCell::new(None) };
}

/// Restores the thread's previous randomness when dropped.
#[must_use = "the randomness is left when this is dropped"]
pub struct Randomness(Option<Rc<RefCell<Random>>>);

/// Makes `random` what `select!` draws its first branch from on this thread,
/// until the guard is dropped.
pub fn enter_random(random: Rc<RefCell<Random>>) -> Randomness {
    CURRENT.with(|current| Randomness(current.borrow_mut().replace(random)))
}

impl Drop for Randomness {
    fn drop(&mut self) {
        let previous = self.0.take();
        CURRENT.with(|current| *current.borrow_mut() = previous);
    }
}

/// The branch that a `select!` of `count` polls first: drawn by the run's
/// seed, or the first one outside a run.
#[doc(hidden)]
#[must_use]
pub fn first_branch(count: usize) -> usize {
    let branch = CURRENT.with(|current| {
        current
            .borrow()
            .as_ref()
            .map(|random| random.borrow_mut().below(count))
    });
    if let Some(branch) = branch {
        trace::record(
            Kind::Branch,
            trace::current_task(),
            branch as u32,
            count as u32,
        );
    }
    branch.unwrap_or(0)
}

/// Waits for the first of several branches whose future is ready and whose
/// pattern matches, drops the other futures, and runs that branch's code.
///
/// ```text
/// select! {
///     biased;                                    // optional: poll in the order written
///     pattern = future => expression,
///     pattern = future, if condition => { … }    // left out when the condition is false
///     else => expression,                        // when no branch is left
/// }
/// ```
///
/// Without `biased;` the branch that is polled first is drawn by the run's
/// seed, anew each time; the others follow in order. A branch whose output
/// does not match its pattern is out of the race. When all are out, `else`
/// runs; without one, that is a panic. Takes up to eight branches.
/// A pattern that could fail to match binds without `mut`.
///
/// # Cancellation
/// The losers' futures are dropped half done: what each loses by that stands
/// at its own documentation.
///
/// ```
/// # wakescope::run::to_end(async {
/// use wakescope::time::{ms, sleep};
/// let first = wakescope::select! {
///     () = sleep(ms(5)) => "tea",
///     () = sleep(ms(3)) => "toast",
/// };
/// assert_eq!(first, "toast");
/// # });
/// ```
#[macro_export]
macro_rules! select {
    // Cut the input into (index, pattern, future, condition, expression).
    (@cut $start:tt [$($done:tt)*] $free:tt) => {
        $crate::select!(@run $start [$($done)*] {
            ::core::panic!("every branch of this select! is out of the race, and it has no else")
        })
    };
    (@cut $start:tt [$($done:tt)*] $free:tt else => $else:expr $(,)?) => {
        $crate::select!(@run $start [$($done)*] $else)
    };
    (@cut $start:tt [$($done:tt)*] [$index:tt $($free:tt)*] $pattern:pat = $future:expr, if $if:expr => $do:block, $($rest:tt)*) => {
        $crate::select!(@cut $start [$($done)* ($index, $pattern, $future, $if, $do)] [$($free)*] $($rest)*)
    };
    (@cut $start:tt [$($done:tt)*] [$index:tt $($free:tt)*] $pattern:pat = $future:expr, if $if:expr => $do:block $($rest:tt)*) => {
        $crate::select!(@cut $start [$($done)* ($index, $pattern, $future, $if, $do)] [$($free)*] $($rest)*)
    };
    (@cut $start:tt [$($done:tt)*] [$index:tt $($free:tt)*] $pattern:pat = $future:expr, if $if:expr => $do:expr $(, $($rest:tt)*)?) => {
        $crate::select!(@cut $start [$($done)* ($index, $pattern, $future, $if, $do)] [$($free)*] $($($rest)*)?)
    };
    (@cut $start:tt [$($done:tt)*] [$index:tt $($free:tt)*] $pattern:pat = $future:expr => $do:block, $($rest:tt)*) => {
        $crate::select!(@cut $start [$($done)* ($index, $pattern, $future, true, $do)] [$($free)*] $($rest)*)
    };
    (@cut $start:tt [$($done:tt)*] [$index:tt $($free:tt)*] $pattern:pat = $future:expr => $do:block $($rest:tt)*) => {
        $crate::select!(@cut $start [$($done)* ($index, $pattern, $future, true, $do)] [$($free)*] $($rest)*)
    };
    (@cut $start:tt [$($done:tt)*] [$index:tt $($free:tt)*] $pattern:pat = $future:expr => $do:expr $(, $($rest:tt)*)?) => {
        $crate::select!(@cut $start [$($done)* ($index, $pattern, $future, true, $do)] [$($free)*] $($($rest)*)?)
    };

    (@run $start:tt [$(($index:tt, $pattern:pat, $future:expr, $if:expr, $do:expr))*] $else:expr) => {{
        // The outputs live longer than the futures: the code of the branch
        // that won runs when all of them are dropped.
        let mut outputs = ($($crate::join!(@none $index),)*);
        // A `let`: unlike the name of a `const`, its name is the macro's own.
        let count: usize = [$($index),*].len();
        let winner: usize = {
            let mut out = [$(!$if),*];
            match ($(::core::future::IntoFuture::into_future($future),)*) {
                futures => match $crate::select!(@pin futures $($index)*) {
                    mut futures => ::core::future::poll_fn(|context| {
                        let start = $crate::select!(@start $start count);
                        for turn in 0..count {
                            let branch = (start + turn) % count;
                            if out[branch] {
                                continue;
                            }
                            match branch {
                                $(
                                    $index => {
                                        let polled = ::core::future::Future::poll(futures.$index.as_mut(), context);
                                        if let ::core::task::Poll::Ready(output) = polled {
                                            out[$index] = true;
                                            #[allow(unused_variables, unused_mut, unreachable_patterns, clippy::match_single_binding)]
                                            let matches = match &output {
                                                $pattern => true,
                                                _ => false,
                                            };
                                            if matches {
                                                outputs.$index = ::core::option::Option::Some(output);
                                                return ::core::task::Poll::Ready($index);
                                            }
                                        }
                                    }
                                )*
                                _ => ::core::unreachable!(),
                            }
                        }
                        if out.iter().all(|out| *out) {
                            return ::core::task::Poll::Ready(count);
                        }
                        ::core::task::Poll::Pending
                    })
                    .await,
                },
            }
        };
        #[allow(unreachable_code)]
        match winner {
            $(
                $index => {
                    #[allow(irrefutable_let_patterns)]
                    let ::core::option::Option::Some($pattern) = outputs.$index else {
                        ::core::unreachable!()
                    };
                    $do
                }
            )*
            _ => $else,
        }
    }};

    (@pin $futures:ident $($index:tt)*) => { ($(::core::pin::pin!($futures.$index),)*) };
    (@start biased $count:ident) => { 0 };
    (@start random $count:ident) => { $crate::future::first_branch($count) };

    (biased; $($branches:tt)*) => { $crate::select!(@cut biased [] [0 1 2 3 4 5 6 7] $($branches)*) };
    ($($branches:tt)*) => { $crate::select!(@cut random [] [0 1 2 3 4 5 6 7] $($branches)*) };
}
