//! Handles: awaiting, aborting, detaching; and tasks that panic.

use std::cell::Cell;
use std::future::pending;
use std::rc::Rc;

use wakescope::executor::{BlockOn, Executor, ExecutorKind, JoinHandle, Turn, spawn, spawn_named};
use wakescope::future::yield_now;
use wakescope::log;
use wakescope::run::{self, Progress, Run, RunSpec};
use wakescope::task::{Park, Parked};
use wakescope::time::{ms, sleep};
use wakescope::trace::{Halt, Kind, WhenFull};

use crate::sentence::{check, check_on, compare};

/// Counts itself when dropped.
struct Dropped(Rc<Cell<u32>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn a_handle_gives_what_its_task_returned() {
    let words = run::to_end(async {
        let soup = spawn(async {
            sleep(ms(1)).await;
            String::from("soup")
        });
        let rice = spawn(async { "rice" });
        format!("{} {}", soup.await.unwrap(), rice.await.unwrap())
    });
    assert_eq!(words, "soup rice");
}

#[test]
fn tasks_are_numbered_from_0_in_the_order_of_their_spawn() {
    run::to_end(async {
        let handles = [(); 3].map(|()| spawn(async {}));
        assert_eq!(handles.each_ref().map(JoinHandle::id), [1, 2, 3]);
    });
}

#[test]
fn a_dropped_handle_detaches_its_task() {
    check(
        async {
            drop(spawn_named("a", async {
                yield_now().await;
                log!("still here");
            }));
        },
        "spawn main; spawn a; poll main ready;
         wake a by itself, to go again; poll a pending; a: still here; poll a ready; end",
    );
}

#[test]
fn the_output_of_a_detached_task_is_dropped_at_its_end() {
    let drops = Rc::new(Cell::new(0));
    let count = drops.clone();
    run::to_end(async move {
        let seen = count.clone();
        drop(spawn(async move { Dropped(count) }));
        yield_now().await;
        assert_eq!(seen.get(), 1);
    });
    assert_eq!(drops.get(), 1);
}

#[test]
fn an_abort_before_the_first_poll_drops_the_future_unpolled() {
    check(
        async {
            let handle = spawn_named("a", async { unreachable!() });
            handle.abort();
            let error: wakescope::executor::JoinError = handle.await.unwrap_err();
            assert!(error.is_cancelled() && !error.is_panic());
            assert_eq!(error.to_string(), "task 1 was cancelled");
            assert_eq!(format!("{error:?}"), "JoinError(task 1 was cancelled)");
            assert_eq!(error.id(), 1);
            assert!(error.try_into_panic().is_err());
        },
        "spawn main; spawn a; wake a by main, queued already; poll main pending;
         cancel a; wake main by a; poll main ready; end",
    );
}

#[test]
fn an_abort_drops_a_waiting_future_where_it_waits() {
    check(
        async {
            let handle = spawn_named("a", sleep(ms(9)));
            yield_now().await;
            assert!(!handle.is_finished());
            handle.abort();
            assert!(!handle.is_finished(), "it is asked for, and no more");
            yield_now().await;
            assert!(handle.is_finished());
        },
        "spawn main; spawn a; wake main by itself, to go again; poll main pending;
         choose a; poll a pending;
         wake a by main; wake main by itself, to go again; poll main pending;
         cancel a; choose a; a takes a timer back; poll main ready; end",
    );
}

#[test]
fn an_abort_after_the_end_changes_nothing() {
    check(
        async {
            let handle = spawn_named("a", async { 5 });
            yield_now().await;
            handle.abort();
            assert_eq!(handle.await.unwrap(), 5);
        },
        "spawn main; spawn a; wake main by itself, to go again; poll main pending;
         choose a; poll a ready; wake a by main, too late; poll main ready; end",
    );
}

#[test]
fn an_abort_handle_outlives_the_join_handle() {
    check(
        async {
            let handle = spawn_named("a", pending::<()>());
            let abort = handle.abort_handle();
            drop(handle);
            yield_now().await;
            abort.clone().abort();
            yield_now().await;
            assert!(abort.is_finished());
            assert_eq!(format!("{abort:?}"), "AbortHandle(1)");
        },
        "spawn main; spawn a; wake main by itself, to go again; poll main pending;
         choose a; poll a pending;
         wake a by main; wake main by itself, to go again; poll main pending;
         cancel a; choose a; poll main ready; end",
    );
}

#[test]
fn a_task_that_aborts_itself_ends_at_its_next_pending() {
    check(
        async {
            let (slot, own) = wakescope::sync::oneshot::channel();
            let handle = spawn_named("a", async {
                let own: wakescope::executor::AbortHandle = own.await.unwrap();
                own.abort();
                log!("to the next await");
                yield_now().await;
                unreachable!();
            });
            slot.send(handle.abort_handle()).unwrap();
            assert!(handle.await.unwrap_err().is_cancelled());
        },
        "spawn main; spawn a; poll main pending;
         wake a by itself, to go again; a: to the next await;
         wake a by itself, queued already; poll a pending;
         cancel a; wake main by a; poll main ready; end",
    );
}

#[test]
fn the_busy_loop_and_block_on_abort_too() {
    for executor in [ExecutorKind::BusyLoop, ExecutorKind::Queue] {
        check_messages(executor, async {
            let handle = spawn(sleep(ms(1_000_000)));
            sleep(ms(1)).await;
            handle.abort();
            log!("{}", handle.await.unwrap_err());
        });
    }
    let (mut executor, handle) = BlockOn::new(pending::<()>());
    assert_eq!(executor.turn(&mut NoRest), Turn::Polled);
    assert_eq!(executor.turn(&mut NoRest), Turn::Idle);
    handle.abort();
    assert_eq!(executor.turn(&mut NoRest), Turn::Polled);
    assert!(handle.is_finished() && executor.tasks().is_empty());
}

fn check_messages(executor: ExecutorKind, main: impl Future<Output = ()> + 'static) {
    let run = crate::sentence::run_with(executor, run::PolicyKind::Fifo, 0, main);
    assert_eq!(run.progress(), Progress::Over);
    let text = run.with_trace(|trace| trace.text(0).to_owned());
    assert_eq!(text, "task 1 was cancelled");
}

struct NoRest;

impl Park for NoRest {
    fn park(&mut self) -> Parked {
        Parked::Forever
    }

    fn spent(&mut self, _time: std::time::Duration) {}
}

fn burn() {
    panic!("burnt");
}

#[test]
fn a_panic_is_that_tasks_failure_and_the_others_go_on() {
    check(
        async {
            let bad = spawn_named("bad", async {
                yield_now().await;
                burn();
            });
            let good = spawn_named("good", async {
                yield_now().await;
                yield_now().await;
                3
            });
            let error: wakescope::executor::JoinError = bad.await.unwrap_err();
            assert!(error.is_panic() && !error.is_cancelled());
            assert_eq!(error.to_string(), "task 1 panicked");
            assert_eq!(*error.into_panic().downcast::<&str>().unwrap(), "burnt");
            assert_eq!(good.await.unwrap(), 3);
        },
        "spawn main; spawn bad; spawn good; poll main pending;
         choose bad; wake bad by itself, to go again; poll bad pending;
         choose good; wake good by itself, to go again; poll good pending;
         choose bad; bad panics: burnt; wake main by bad; poll bad panicked;
         choose good; wake good by itself, to go again; poll good pending;
         choose main; poll main pending; wake main by good; poll good ready;
         poll main ready; end",
    );
}

#[test]
fn a_panic_while_a_finished_future_is_dropped_is_told_as_well() {
    struct Slippery;
    impl Future for Slippery {
        type Output = ();
        fn poll(
            self: std::pin::Pin<&mut Self>,
            _context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<()> {
            std::task::Poll::Ready(())
        }
    }
    impl Drop for Slippery {
        fn drop(&mut self) {
            panic!("slipped");
        }
    }
    check(
        async {
            assert!(spawn_named("a", Slippery).await.unwrap_err().is_panic());
        },
        "spawn main; spawn a; poll main pending;
         a panics: slipped; wake main by a; poll a panicked; poll main ready; end",
    );
}

#[test]
fn the_main_future_may_panic_as_any_other() {
    for executor in ExecutorKind::ALL {
        check_on(
            executor,
            async { panic!("at once") },
            "spawn main; main panics: at once; poll main panicked; end",
        );
    }
}

#[test]
#[should_panic(expected = "spawn is called within a task: no executor runs on this thread")]
fn a_spawn_outside_of_an_executor_says_what_is_wrong() {
    drop(spawn(async {}));
}

#[test]
fn a_spawn_on_block_on_says_what_to_do_instead() {
    let sentence = "block_on runs one future and cannot spawn: join futures with join!, \
                    or use an executor for many tasks";
    check_on(
        ExecutorKind::BlockOn,
        async { drop(spawn(async {})) },
        &format!("spawn main; main panics: {sentence}; poll main panicked; end"),
    );
}

#[test]
fn a_run_that_makes_more_turns_than_allowed_is_halted() {
    let main = async {
        loop {
            yield_now().await;
        }
    };
    let spec = RunSpec::program(ExecutorKind::Queue, run::PolicyKind::Fifo, 0);
    let program = || wakescope::executor::Program::new(main);
    let mut run = Run::of(spec, 1 << 16, WhenFull::Stop, program);
    assert_eq!(run.run_to_end(3), Progress::Halted(Halt::TurnLimit));
    compare(
        &run,
        "spawn main;
         wake main by itself, to go again; poll main pending;
         wake main by itself, to go again; poll main pending;
         wake main by itself, to go again; poll main pending;
         halted: TurnLimit",
    );
}

#[test]
fn a_wait_for_an_end_is_seen_and_ends_with_it() {
    let run = crate::sentence::run(async {
        let slow = spawn_named("slow", sleep(ms(5)));
        slow.await.unwrap();
    });
    run.with_trace(|trace| {
        let kinds = trace.events().iter().map(|event| event.kind);
        let waits: Vec<Kind> = kinds
            .filter(|kind| matches!(kind, Kind::Made | Kind::WaitBegin | Kind::WaitEnd))
            .collect();
        assert_eq!(waits, [Kind::Made, Kind::WaitBegin, Kind::WaitEnd]);
    });
}
