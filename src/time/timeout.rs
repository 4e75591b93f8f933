//! Giving up on a future after a while.

use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use super::instant::Instant;
use super::sleep::{Sleep, sleep, sleep_until};

/// Waits for `future`, but not longer than `duration` from now. The future is
/// asked first: if both are ready, it wins.
///
/// # Errors
/// [`Elapsed`] when time is up; the future has been dropped then.
///
/// # Panics
/// Outside a run.
///
/// # Cancellation
/// Dropping it drops the future and takes the timer back.
#[track_caller]
pub fn timeout<F>(duration: Duration, future: F) -> impl Future<Output = Result<F::Output, Elapsed>>
where
    F: IntoFuture,
{
    race(sleep(duration), future.into_future())
}

/// [`timeout`] with a deadline.
///
/// # Errors
/// [`Elapsed`] when time is up; the future has been dropped then.
///
/// # Panics
/// Outside a run.
///
/// # Cancellation
/// As [`timeout`].
#[track_caller]
pub fn timeout_at<F>(
    deadline: Instant,
    future: F,
) -> impl Future<Output = Result<F::Output, Elapsed>>
where
    F: IntoFuture,
{
    race(sleep_until(deadline), future.into_future())
}

async fn race<F: Future>(sleep: Sleep, future: F) -> Result<F::Output, Elapsed> {
    let mut sleep = pin!(sleep);
    let mut future = pin!(future);
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Ok(output));
        }
        sleep.as_mut().poll(context).map(|()| Err(Elapsed(())))
    })
    .await
}

/// Time was up before the future was ready.
#[derive(Debug, PartialEq, Eq)]
pub struct Elapsed(());

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the deadline passed before the future was ready")
    }
}

impl std::error::Error for Elapsed {}
