//! A run within a run, and runs side by side: none leaves a trace in another.

use wakescope::executor::{Program, spawn_named};
use wakescope::future::yield_now;
use wakescope::log;
use wakescope::run::{self, ExecutorKind, PolicyKind, Progress, Run, RunSpec};
use wakescope::sync::mpsc;
use wakescope::time::{Instant, ms, now, sleep, wake_at};
use wakescope::trace::{WhenFull, export, is_recording};

fn new(main: impl Future<Output = ()> + 'static) -> Run {
    let spec = RunSpec::program(ExecutorKind::Queue, PolicyKind::Random, 3);
    Run::of(spec, 1 << 16, WhenFull::Stop, || Program::new(main))
}

fn bytes(run: &Run) -> Vec<u8> {
    run.with_trace(export::to_bytes)
}

/// Two tasks and a channel between them; `aside` is done in the midst of it.
async fn program(aside: fn()) {
    let (sender, mut receiver) = mpsc::channel(1);
    let one = spawn_named("one", async move {
        for number in 0..3 {
            sleep(ms(number)).await;
            aside();
            sender.send(number).await.unwrap();
            yield_now().await;
        }
    });
    while let Some(number) = receiver.recv().await {
        aside();
        log!("{number} at {:?}", now().duration_since(Instant::START));
    }
    one.await.unwrap();
}

#[test]
fn a_run_within_a_task_leaves_no_trace_in_the_run_around_it() {
    let mut plain = new(program(|| ()));
    plain.run(1_000);
    let mut nested = new(program(|| {
        let inner = run::to_end(async {
            sleep(ms(50)).await;
            spawn_named("inner", async { 4 }).await.unwrap()
        });
        assert_eq!(inner, 4);
    }));
    assert_eq!(nested.run(1_000), Progress::Over);
    assert_eq!(bytes(&nested), bytes(&plain));
}

#[test]
fn a_run_that_is_dropped_half_way_within_a_task_leaves_no_trace_either() {
    let mut plain = new(program(|| ()));
    plain.run(1_000);
    let mut nested = new(program(|| {
        let mut inner = new(async {
            drop(spawn_named("sleeps", sleep(ms(9))));
            // A timer that cannot be taken back keeps its waker to the last.
            std::future::poll_fn(|context| {
                wake_at(Instant::START + ms(7), context.waker().clone());
                std::task::Poll::<()>::Pending
            })
            .await;
        });
        inner.run(2);
        drop(inner);
    }));
    nested.run(1_000);
    assert_eq!(bytes(&nested), bytes(&plain));
}

#[test]
fn runs_side_by_side_keep_apart() {
    let mut alone = new(program(|| ()));
    alone.run(1_000);
    let mut runs = [(); 3].map(|()| new(program(|| ())));
    for turn in 0.. {
        let index = turn % 3;
        if runs[index].advance() == Progress::Over
            && runs.iter().all(|run| run.progress() == Progress::Over)
        {
            break;
        }
    }
    for run in &runs {
        assert_eq!(bytes(run), bytes(&alone));
    }
    assert!(!is_recording(), "between turns, nothing is recorded");
}

#[test]
fn a_panic_out_of_a_turn_leaves_the_thread_as_it_was() {
    let caught = std::panic::catch_unwind(|| {
        new(program(|| ())).with_trace(|_| panic!("while looking"));
    });
    assert!(caught.is_err());
    assert!(!is_recording());
}
