//! Spawning: from anywhere within a task, onto the executor that runs it.
//! Owns the thread's notion of "the executor I am in".

use std::cell::RefCell;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;

use super::busy_loop::Circle;
use super::join::JoinHandle;
use super::queue::Shared;
use super::tasks::{Ready, Tasks, Watched};
use crate::task::{JoinRef, Task, spawn_local};
use crate::trace::{self, Kind};

/// The way to put a new task on an executor. A cheap handle.
#[derive(Clone)]
pub struct Spawner {
    tasks: Tasks,
    onto: Onto,
}

#[derive(Clone)]
enum Onto {
    Circle(Arc<Circle>),
    Queue(Arc<Shared>),
    /// An executor for one future takes no second.
    One,
}

impl Spawner {
    pub(super) fn circle(tasks: Tasks, circle: Arc<Circle>) -> Spawner {
        Spawner {
            tasks,
            onto: Onto::Circle(circle),
        }
    }

    pub(super) fn queue(tasks: Tasks, shared: Arc<Shared>) -> Spawner {
        Spawner {
            tasks,
            onto: Onto::Queue(shared),
        }
    }

    pub(super) fn one(tasks: Tasks) -> Spawner {
        Spawner {
            tasks,
            onto: Onto::One,
        }
    }

    fn spawn<F>(&self, future: F, new: New) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
    {
        match &self.onto {
            Onto::Circle(circle) => JoinHandle::new(start(&self.tasks, future, circle, new)),
            Onto::Queue(shared) => JoinHandle::new(start(&self.tasks, future, shared, new)),
            Onto::One => panic!(
                "block_on runs one future and cannot spawn: join futures with join!, or use an executor for many tasks"
            ),
        }
    }
}

/// What a new task is called, and where it comes from.
pub(super) struct New {
    pub(super) name: String,
    pub(super) priority: u8,
    pub(super) caller: Option<&'static Location<'static>>,
}

impl New {
    /// The task that a program starts with. No line of the program spawns it.
    pub(super) fn main() -> New {
        let name = "main".to_owned();
        New {
            name,
            priority: 0,
            caller: None,
        }
    }

    /// A task named after the `async fn` that `F` comes from, spawned at `caller`.
    pub(super) fn named_after<F>(caller: &'static Location<'static>) -> New {
        let name = name_of::<F>().to_owned();
        New {
            name,
            priority: 0,
            caller: Some(caller),
        }
    }
}

/// Makes a task of `future`, writes it down and wakes it for its first poll.
pub(super) fn start<F, R>(
    tasks: &Tasks,
    future: F,
    executor: &Arc<R>,
    new: New,
) -> JoinRef<F::Output>
where
    F: Future + 'static,
    R: Ready,
{
    let id = tasks.next_number();
    trace::spawned(id, new.name, new.priority, size_of::<F>(), new.caller);
    let (task, join) = spawn_local(future, Watched(executor.clone()), id, new.priority);
    tasks.insert(Task::clone(&task));
    task.first_schedule();
    join
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
        let mut new = New::named_after::<F>(caller);
        new.name = self.name.unwrap_or(new.name);
        new.priority = self.priority;
        spawn_here(future, new)
    }
}

/// Spawns on the executor that the thread has entered.
pub(super) fn spawn_here<F>(future: F, new: New) -> JoinHandle<F::Output>
where
    F: Future + 'static,
{
    let spawner = CURRENT.with(|current| current.borrow().clone());
    let spawner = spawner.expect("spawn is called within a task: no executor runs on this thread");
    spawner.spawn(future, new)
}

/// The name of the `async fn` a future comes from, as the compiler tells it.
fn name_of<F>() -> &'static str {
    let path = std::any::type_name::<F>();
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
