//! [`Notify`]: "something happened, look again". Owns at most one stored
//! permit and a line of those who wait; carries no value.
//!
//! A waiter's life:
//!
//! ```text
//! new -poll or enable-> in line -notify-> told -poll-> done
//!  \--a permit is stored, or notify_waiters came since------/
//! ```

use std::fmt;
use std::ops::Deref;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::wait_list::{Key, WaitList, Wakes, renew};
use crate::task::Lock;
use crate::trace::probe::{Resource, Wait};
use crate::trace::{ResourceKind, WaitKind};

/// Notifies one task, or all tasks that wait, without a message.
///
/// [`notify_one`](Notify::notify_one) before anyone waits stores one permit,
/// never more, which the next [`notified`](Notify::notified) consumes.
/// [`notify_waiters`](Notify::notify_waiters) stores nothing: it reaches every
/// `Notified` that was made before it. All as in tokio.
///
/// # Examples
///
/// ```
/// use wakescope::sync::Notify;
///
/// wakescope::run::to_end(async {
///     let bell = Notify::new();
///     bell.notify_one();
///     bell.notified().await; // at once, by the stored permit
/// });
/// ```
pub struct Notify {
    state: Lock<State>,
    resource: Resource,
}

struct State {
    /// Whether a permit is stored. Never while somebody is in line.
    permit: bool,
    /// How often all were notified: who was made before the last time is told.
    calls: u64,
    line: WaitList<Waiter>,
}

struct Waiter {
    waker: Option<Waker>,
    wait: Wait,
    told: Option<Notice>,
}

/// By what a waiter was told, and so what is to be done if it does not look.
#[derive(Clone, Copy)]
enum Notice {
    /// It alone: another is told in its place.
    One(End),
    /// With all the others: nothing.
    All,
}

/// From which end of the line one is chosen.
#[derive(Clone, Copy)]
enum End {
    First,
    Last,
}

impl Notify {
    /// A `Notify` without a stored permit.
    #[must_use]
    #[track_caller]
    pub fn new() -> Notify {
        let resource = Resource::new(ResourceKind::Notify, 0, Location::caller());
        Notify::with(resource)
    }

    /// A `Notify` for a `static`; no trace knows it.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Notify;
    /// static BELL: Notify = Notify::const_new();
    /// BELL.notify_one();
    /// ```
    #[must_use]
    pub const fn const_new() -> Notify {
        Notify::with(Resource::untraced())
    }

    const fn with(resource: Resource) -> Notify {
        let state = State {
            permit: false,
            calls: 0,
            line: WaitList::new(),
        };
        Notify {
            state: Lock::new(state),
            resource,
        }
    }

    /// Waits for a notification. It counts from this call on that of
    /// [`notify_waiters`](Notify::notify_waiters), and from the first poll (or
    /// [`enable`](Notified::enable)) on that of
    /// [`notify_one`](Notify::notify_one).
    ///
    /// # Cancellation
    ///
    /// Dropping leaves the line of waiters; a notification for this one alone
    /// that it has not seen is passed on.
    #[track_caller]
    pub fn notified(&self) -> Notified<'_> {
        Notified(Listener::new(self, Location::caller()))
    }

    /// As [`Notify::notified`], with a future that keeps the `Notify` alive.
    ///
    /// # Cancellation
    ///
    /// As for [`Notify::notified`].
    #[track_caller]
    pub fn notified_owned(self: Arc<Self>) -> OwnedNotified {
        OwnedNotified(Listener::new(self, Location::caller()))
    }

    /// Notifies the one that has waited longest; stores a permit if nobody waits.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Notify;
    /// wakescope::run::to_end(async {
    ///     let bell = Notify::new();
    ///     bell.notify_one();
    ///     bell.notified().await;
    /// });
    /// ```
    pub fn notify_one(&self) {
        self.tell(End::First);
    }

    /// Notifies the one that came last; stores a permit if nobody waits.
    pub fn notify_last(&self) {
        self.tell(End::Last);
    }

    /// Notifies everyone that waits. Stores nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Notify;
    /// wakescope::run::to_end(async {
    ///     let bell = Notify::new();
    ///     let (one, two) = (bell.notified(), bell.notified());
    ///     bell.notify_waiters();
    ///     one.await;
    ///     two.await;
    /// });
    /// ```
    pub fn notify_waiters(&self) {
        let mut wakes = Wakes::new();
        let mut state = self.state.lock();
        state.calls += 1;
        self.resource.notified(state.line.len());
        while let Some(key) = state.line.first() {
            wakes.push(state.tell(key, Notice::All));
        }
        drop(state);
        wakes.wake_all(self.resource);
    }

    fn tell(&self, end: End) {
        let mut state = self.state.lock();
        let waker = self.tell_one(&mut state, end);
        drop(state);
        if let Some(waker) = waker {
            self.resource.wake(waker);
        }
    }

    /// Tells one, or stores the permit. The waker is for the time after the lock.
    fn tell_one(&self, state: &mut State, end: End) -> Option<Waker> {
        let chosen = match end {
            End::First => state.line.first(),
            End::Last => state.line.last(),
        };
        self.resource.notified(usize::from(chosen.is_some()));
        match chosen {
            Some(key) => state.tell(key, Notice::One(end)),
            None => {
                state.permit = true;
                None
            }
        }
    }
}

impl State {
    fn tell(&mut self, key: Key, notice: Notice) -> Option<Waker> {
        let waiter = self.line.leave(key);
        waiter.told = Some(notice);
        waiter.wait.end(true);
        waiter.waker.take()
    }
}

impl Default for Notify {
    #[track_caller]
    fn default() -> Notify {
        Notify::new()
    }
}

impl fmt::Debug for Notify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state.lock();
        let (permit, waiting) = (state.permit, state.line.len());
        drop(state);
        f.debug_struct("Notify")
            .field("permit", &permit)
            .field("waiting", &waiting)
            .finish()
    }
}

// As in tokio: no value of a user's can be left half changed.
impl UnwindSafe for Notify {}
impl RefUnwindSafe for Notify {}

#[derive(Clone, Copy, Debug)]
enum Progress {
    /// Made when all had been notified this often.
    New(u64),
    Waiting(Key),
    Done,
}

/// What [`Notified`] and [`OwnedNotified`] have in common: one waiter.
struct Listener<N: Deref<Target = Notify>> {
    notify: N,
    progress: Progress,
    caller: &'static Location<'static>,
}

impl<N: Deref<Target = Notify>> Listener<N> {
    fn new(notify: N, caller: &'static Location<'static>) -> Listener<N> {
        let progress = Progress::New(notify.state.lock().calls);
        Listener {
            notify,
            progress,
            caller,
        }
    }

    /// Whether it is notified. If not, it is in line from now on, with `waker`.
    fn look(&mut self, waker: Option<&Waker>) -> bool {
        // Dropped last, after the lock.
        let mut _replaced = None;
        let notify = &*self.notify;
        let mut state = notify.state.lock();
        match self.progress {
            Progress::Done => return true,
            // The permit first, even if all were notified since, as in tokio.
            Progress::New(_) if state.permit => state.permit = false,
            Progress::New(calls) if calls != state.calls => {}
            Progress::New(_) => {
                let waiter = Waiter {
                    waker: waker.cloned(),
                    wait: notify.resource.wait(WaitKind::Notice, 1, self.caller),
                    told: None,
                };
                self.progress = Progress::Waiting(state.line.push_back(waiter));
                return false;
            }
            Progress::Waiting(key) if state.line.is_in_line(key) => {
                if let Some(waker) = waker {
                    _replaced = renew(&mut state.line.get_mut(key).waker, waker);
                }
                return false;
            }
            // Its waker was taken when it was told: nothing drops one here.
            Progress::Waiting(key) => drop(state.line.remove(key)),
        }
        self.progress = Progress::Done;
        true
    }
}

impl<N: Deref<Target = Notify>> Drop for Listener<N> {
    fn drop(&mut self) {
        let Progress::Waiting(key) = self.progress else {
            return;
        };
        let mut next = None;
        let mut state = self.notify.state.lock();
        let waiter = state.line.remove(key);
        match waiter.told {
            None => waiter.wait.end(false),
            Some(Notice::One(end)) => next = self.notify.tell_one(&mut state, end),
            Some(Notice::All) => {}
        }
        drop(state);
        drop(waiter);
        if let Some(waker) = next {
            self.notify.resource.wake(waker);
        }
    }
}

impl<N: Deref<Target = Notify>> fmt::Debug for Listener<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notified")
            .field("notify", &*self.notify)
            .field("progress", &self.progress)
            .finish()
    }
}

/// Waits for a notification; made by [`Notify::notified`].
///
/// # Cancellation
///
/// Dropping leaves the line of waiters; a notification for this one alone that
/// it has not seen is passed on.
#[must_use = "futures do nothing unless polled or awaited"]
#[derive(Debug)]
pub struct Notified<'a>(Listener<&'a Notify>);

/// Waits for a notification and keeps the [`Notify`] alive; made by
/// [`Notify::notified_owned`].
///
/// # Cancellation
///
/// As for [`Notified`].
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use wakescope::sync::Notify;
/// wakescope::run::to_end(async {
///     let bell = Arc::new(Notify::new());
///     let told = bell.clone().notified_owned();
///     bell.notify_waiters();
///     told.await;
/// });
/// ```
#[must_use = "futures do nothing unless polled or awaited"]
#[derive(Debug)]
pub struct OwnedNotified(Listener<Arc<Notify>>);

impl Notified<'_> {
    /// Enters the line now, before the first poll, so that
    /// [`notify_one`](Notify::notify_one) finds it there. Whether it is
    /// notified already: then the next poll is ready.
    pub fn enable(mut self: Pin<&mut Self>) -> bool {
        self.0.look(None)
    }
}

impl OwnedNotified {
    /// As [`Notified::enable`].
    pub fn enable(mut self: Pin<&mut Self>) -> bool {
        self.0.look(None)
    }
}

impl Future for Notified<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.0.look(Some(cx.waker())) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}

impl Future for OwnedNotified {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.0.look(Some(cx.waker())) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}
