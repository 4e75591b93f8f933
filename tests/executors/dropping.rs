//! The end of an executor: its tasks are cancelled in order, and all memory is
//! given back.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use wakescope::executor::policy::Fifo;
use wakescope::executor::{
    BlockOn, BusyLoop, Executor, JoinHandle, Program, Queue, Turn, enter, spawn,
};
use wakescope::run::{ExecutorKind, PolicyKind, Run, RunSpec};
use wakescope::sync::Mutex;
use wakescope::task::{Park, Parked, Unpark};
use wakescope::time::{Instant, ms, sleep, wake_at};
use wakescope::trace::WhenFull;

struct NoRest;

impl Park for NoRest {
    fn park(&mut self) -> Parked {
        Parked::Forever
    }

    fn spent(&mut self, _time: Duration) {}
}

/// Says its number when it is dropped.
struct Says(Rc<RefCell<Vec<u32>>>, u32);

impl Drop for Says {
    fn drop(&mut self) {
        self.0.borrow_mut().push(self.1);
    }
}

async fn wait_with<T>(_kept: T) {
    pending::<()>().await;
}

#[test]
fn tasks_are_cancelled_in_the_order_of_their_numbers() {
    let said = Rc::new(RefCell::new(Vec::new()));
    let mut queue = Queue::new(Fifo);
    let handles: Vec<JoinHandle<()>> = (0..6)
        .map(|number| queue.spawn(wait_with(Says(said.clone(), number))))
        .collect();
    for _ in 0..3 {
        assert_eq!(queue.turn(&mut NoRest), Turn::Polled);
    }
    assert_eq!(queue.tasks().len(), 6);
    drop(queue);
    assert_eq!(*said.borrow(), [0, 1, 2, 3, 4, 5], "polled or not");
    assert!(handles.iter().all(JoinHandle::is_finished));
    let results = handles
        .into_iter()
        .map(wakescope::executor::block_on::block_on);
    assert!(
        results
            .map(Result::unwrap_err)
            .all(|error| error.is_cancelled())
    );
}

#[test]
fn a_dropped_executor_gives_back_its_queue_with_the_tasks_in_it() {
    struct Bell(#[allow(dead_code)] Arc<()>);
    impl Unpark for Bell {
        fn unpark(&self) {}
    }
    let bell = Arc::new(());
    let queue = Queue::with_bell(Fifo, Bell(bell.clone()));
    drop(queue.spawn(pending::<()>()));
    drop(queue.spawn(pending::<()>()));
    drop(queue);
    assert_eq!(Arc::strong_count(&bell), 1);
}

#[test]
fn the_tasks_go_with_their_executor_also_while_a_spawner_is_about() {
    let said = Rc::new(RefCell::new(Vec::new()));
    let says = |number| wait_with(Says(said.clone(), number));
    let queue = Queue::new(Fifo);
    let entered = enter(queue.spawner());
    drop(queue.spawn(says(0)));
    drop(queue);
    assert_eq!(*said.borrow(), [0]);
    drop(entered);

    let executor = BusyLoop::new(Duration::ZERO);
    drop(executor.spawn(says(1)));
    drop(executor);
    let (executor, handle) = BlockOn::new(says(2));
    drop((executor, handle));
    assert_eq!(*said.borrow(), [0, 1, 2]);
}

#[test]
fn what_a_future_spawns_while_it_is_dropped_is_cancelled_too() {
    struct Spawns(Rc<Cell<u32>>);
    impl Drop for Spawns {
        fn drop(&mut self) {
            let count = self.0.get();
            self.0.set(count + 1);
            if count < 3 {
                drop(spawn(wait_with(Spawns(self.0.clone()))));
            }
        }
    }
    let drops = Rc::new(Cell::new(0));
    for executor in [ExecutorKind::Queue, ExecutorKind::BusyLoop] {
        drops.set(0);
        let first = wait_with(Spawns(drops.clone()));
        let spec = RunSpec::program(executor, PolicyKind::Fifo, 0);
        let mut run = Run::of(spec, 1 << 12, WhenFull::Stop, || Program::new(first));
        run.turn();
        drop(run);
        assert_eq!(drops.get(), 4);
    }
}

/// Waits with everything that a future can do to others when it is dropped.
async fn troublemaker(others: Rc<RefCell<Vec<JoinHandle<()>>>>, lock: Arc<Mutex<()>>) {
    struct Trouble(Rc<RefCell<Vec<JoinHandle<()>>>>);
    impl Drop for Trouble {
        fn drop(&mut self) {
            // Aborts the others, and drops their handles, which wakes and detaches.
            let others = std::mem::take(&mut *self.0.borrow_mut());
            for handle in others {
                handle.abort();
            }
            drop(spawn(async {}));
            wakescope::log!("trouble");
        }
    }
    let _trouble = Trouble(others);
    let _guard = lock.lock().await;
    sleep(ms(1_000)).await;
}

#[test]
fn a_run_can_be_dropped_at_any_turn_whatever_the_drops_do() {
    for executor in [ExecutorKind::Queue, ExecutorKind::BusyLoop] {
        for turns in (0..40).step_by(if cfg!(miri) { 13 } else { 1 }) {
            let witness = Arc::new(Mutex::new(()));
            let lock = witness.clone();
            let main = async move {
                let handles = Rc::new(RefCell::new(Vec::new()));
                for _ in 0..4 {
                    let task = spawn(troublemaker(handles.clone(), lock.clone()));
                    handles.borrow_mut().push(task);
                }
                std::future::poll_fn(|context| {
                    wake_at(Instant::START + ms(3_000), context.waker().clone());
                    std::task::Poll::<()>::Pending
                })
                .await;
            };
            let spec = RunSpec::program(executor, PolicyKind::Fifo, 0);
            let mut run = Run::of(spec, 1 << 12, WhenFull::Stop, || Program::new(main));
            run.run(turns);
            drop(run);
            assert_eq!(Arc::strong_count(&witness), 1, "every future is gone");
            assert!(witness.try_lock().is_ok(), "and every guard");
        }
    }
}
