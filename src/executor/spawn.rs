//! Spawning: from anywhere within a task, onto the executor that runs it.
//! Owns the thread's notion of "the executor I am in".

use std::cell::RefCell;
use std::future::Future;
use std::panic::Location;

use super::join::JoinHandle;
use super::tasks::Tasks;
use crate::trace::{self, Kind};

/// The way to put a new task on an executor. A cheap handle.
#[derive(Clone)]
pub struct Spawner {
    tasks: Tasks,
    /// An executor for one future takes no second.
    takes_many: bool,
}

impl Spawner {
    pub(super) fn many(tasks: &Tasks) -> Spawner {
        Spawner {
            tasks: tasks.clone(),
            takes_many: true,
        }
    }

    pub(super) fn one(tasks: &Tasks) -> Spawner {
        Spawner {
            tasks: tasks.clone(),
            takes_many: false,
        }
    }

    #[inline]
    fn spawn<F>(&self, future: F, new: New) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
    {
        assert!(
            self.takes_many,
            "block_on runs one future and cannot spawn: join futures with join!, or use an executor for many tasks"
        );
        JoinHandle::new(self.tasks.spawn(future, new))
    }
}

/// What a new task is called, and where it comes from.
pub(super) struct New {
    name: Option<String>,
    /// The name of the `async fn`: only asked for when somebody reads it.
    own_name: fn() -> &'static str,
    pub(super) priority: u8,
    caller: Option<&'static Location<'static>>,
}

impl New {
    /// The task that a program starts with. No line of the program spawns it.
    pub(super) fn main() -> New {
        New {
            name: None,
            own_name: || "main",
            priority: 0,
            caller: None,
        }
    }

    /// A task named after the `async fn` that `F` comes from, spawned at `caller`.
    #[inline]
    pub(super) fn named_after<F>(caller: &'static Location<'static>) -> New {
        New {
            name: None,
            own_name: name_of::<F>,
            priority: 0,
            caller: Some(caller),
        }
    }

    /// What writes down that it was spawned, given its number; its future has
    /// `size` bytes.
    #[inline]
    pub(super) fn teller(self, size: usize) -> impl FnOnce(u32) {
        move |id| {
            if trace::is_recording() {
                self.tell(id, size);
            }
        }
    }

    #[inline(never)]
    fn tell(self, id: u32, size: usize) {
        let name = || self.name.unwrap_or_else(|| (self.own_name)().to_owned());
        trace::spawned(id, name, self.priority, size, self.caller);
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Spawner>> = const { RefCell::new(None) };
}

/// Restores the thread's previous executor when dropped.
#[must_use = "spawning ends when this is dropped"]
pub struct Entered(Option<Spawner>);

/// Makes `spawner` where [`spawn`] puts tasks, until the guard is dropped.
pub fn enter(spawner: Spawner) -> Entered {
    CURRENT.with(|current| Entered(current.borrow_mut().replace(spawner)))
}

impl Drop for Entered {
    fn drop(&mut self) {
        let previous = self.0.take();
        let ours = CURRENT.with(|current| std::mem::replace(&mut *current.borrow_mut(), previous));
        // Dropped after the borrow: the last handle cancels tasks, which may spawn.
        drop(ours);
    }
}

/// Puts a new task on the executor that runs the caller; its first poll comes
/// when the executor gets to it, not now. The task is named after its `async fn`.
///
/// Dropping the handle detaches the task: it runs on.
///
/// # Panics
/// Outside an executor, and on one for a single future ([`super::BlockOn`]).
#[track_caller]
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + 'static,
{
    Builder::new().spawn(future)
}

/// [`spawn`] with a name for people to read.
///
/// # Panics
/// As [`spawn`].
#[track_caller]
pub fn spawn_named<F>(name: impl Into<String>, future: F) -> JoinHandle<F::Output>
where
    F: Future + 'static,
{
    Builder::new().name(name).spawn(future)
}

/// A new task's settings.
///
/// ```
/// # wakescope::run::to_end(async {
/// let soup = wakescope::executor::Builder::new().name("soup").priority(2).spawn(async { 10 });
/// assert_eq!(soup.await.unwrap(), 10);
/// # });
/// ```
#[derive(Debug, Default)]
pub struct Builder {
    name: Option<String>,
    priority: u8,
}

impl Builder {
    /// No name of its own, priority 0.
    #[must_use]
    pub fn new() -> Builder {
        Builder::default()
    }

    /// A name for people to read.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Builder {
        self.name = Some(name.into());
        self
    }

    /// How urgent it is, for the policy `priority`: higher goes first.
    #[must_use]
    pub fn priority(mut self, priority: u8) -> Builder {
        self.priority = priority;
        self
    }

    /// Spawns, as [`spawn`] does.
    ///
    /// # Panics
    /// As [`spawn`].
    #[track_caller]
    pub fn spawn<F>(self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
    {
        let caller = Location::caller();
        let new = New {
            name: self.name,
            priority: self.priority,
            ..New::named_after::<F>(caller)
        };
        spawn_here(future, new)
    }
}

/// Spawns on the executor that the thread has entered.
pub(super) fn spawn_here<F>(future: F, new: New) -> JoinHandle<F::Output>
where
    F: Future + 'static,
{
    CURRENT.with_borrow(|current| {
        let spawner = current.as_ref();
        let spawner =
            spawner.expect("spawn is called within a task: no executor runs on this thread");
        spawner.spawn(future, new)
    })
}

/// The name of the `async fn` a future comes from, as the compiler tells it.
fn name_of<F>() -> &'static str {
    last_name(std::any::type_name::<F>())
}

/// The last name in a path that is no generic argument and no closure.
fn last_name(path: &str) -> &str {
    // What is within `<…>` is no part of it: `<Chef as Cook>::cook<Soup>::{{closure}}`.
    let mut depth = 0;
    let parts = path.split(|letter| {
        match letter {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        depth > 0 || matches!(letter, ':' | '>')
    });
    parts
        .filter(|part| !part.is_empty() && !part.starts_with('{'))
        .last()
        .unwrap_or("task")
}

/// Says something in the trace, in the name of the task that is polled. The
/// macro [`log!`](crate::log) is the way to call it.
#[track_caller]
pub fn say(text: String) {
    trace::message(
        Kind::Message,
        trace::current_task(),
        text,
        0,
        Some(Location::caller()),
    );
}

/// Says something in the trace: `log!("got {value}")`, as with `println!`.
/// On a thread that does not record, it does nothing.
#[macro_export]
macro_rules! log {
    ($($text:tt)*) => { $crate::executor::say(::std::format!($($text)*)) };
}
