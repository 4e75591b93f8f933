//! Who is next.

use wakescope::executor::{Builder, Executor, Policy, Program, Queue, Turn, enter, spawn_named};
use wakescope::future::yield_now;
use wakescope::log;
use wakescope::run::{PolicyKind, Progress, Run, RunSpec};
use wakescope::task::{Park, Parked, ReadyQueue};
use wakescope::trace::{Halt, Kind, NO_TASK, WhenFull};

use crate::sentence::{check_under, compare, run_with};

/// Three tasks of priorities 0, 2 and 1, each of which speaks twice.
async fn three() {
    for (name, priority) in [("a", 0), ("b", 2), ("c", 1)] {
        let task = async move {
            log!("1");
            yield_now().await;
            log!("2");
        };
        drop(Builder::new().name(name).priority(priority).spawn(task));
    }
}

/// Who speaks, in order.
fn voices(policy: PolicyKind, seed: u64, decisions: &[u32]) -> String {
    let mut spec = RunSpec::program(wakescope::run::ExecutorKind::Queue, policy, seed);
    spec.decisions = decisions.to_vec();
    let mut run = Run::of(spec, 1 << 16, WhenFull::Stop, || Program::new(three()));
    run.run_to_end(1_000);
    run.with_trace(|trace| {
        let said = trace.events().iter().filter(|e| e.kind == Kind::Message);
        said.map(|event| trace.task_name(event.task).to_owned())
            .collect()
    })
}

#[test]
fn each_policy_has_its_order() {
    assert_eq!(voices(PolicyKind::Fifo, 0, &[]), "abcabc");
    assert_eq!(voices(PolicyKind::Lifo, 0, &[]), "ccbbaa");
    assert_eq!(voices(PolicyKind::Priority, 0, &[]), "bbccaa");
    assert_eq!(voices(PolicyKind::Script, 0, &[3, 2, 3]), "cbcaba");
}

#[test]
fn the_last_in_is_first_out_and_the_first_may_wait_for_long() {
    check_under(
        PolicyKind::Lifo,
        async {
            drop(spawn_named("old", async {}));
            drop(spawn_named("new", async {
                yield_now().await;
                yield_now().await;
            }));
        },
        "spawn main; spawn old; spawn new; poll main ready;
         choose new; wake new by itself, to go again; poll new pending;
         choose new; wake new by itself, to go again; poll new pending;
         choose new; poll new ready; poll old ready; end",
    );
}

#[test]
fn a_seed_is_an_order_and_seeds_find_every_order() {
    let seeds = if cfg!(miri) { 5 } else { 2_000 };
    let orders: std::collections::BTreeSet<String> = (0..seeds)
        .map(|seed| {
            let order = voices(PolicyKind::Random, seed, &[]);
            assert_eq!(order, voices(PolicyKind::Random, seed, &[]));
            order
        })
        .collect();
    // Six speeches, of which three pairs have an order of their own.
    let all = 6 * 5 * 4 * 3 * 2 / 8;
    assert!(
        orders.len() == all || cfg!(miri),
        "{} of {all}",
        orders.len()
    );
}

#[test]
fn only_a_choice_among_several_is_asked_for_and_recorded() {
    let run = run_with(
        wakescope::run::ExecutorKind::Queue,
        PolicyKind::Random,
        0,
        three(),
    );
    run.with_trace(|trace| {
        let mut ready = 0;
        for event in trace.events() {
            match event.kind {
                Kind::Queued => ready = event.a,
                Kind::PollBegin => ready -= 1,
                Kind::Choice => {
                    let before = ready + 1;
                    assert_eq!(event.b, before, "as many as were queued");
                    assert!(before > 1 && event.a < before);
                }
                _ => {}
            }
        }
    });
}

#[test]
fn a_script_that_names_a_task_that_is_not_ready_halts_the_run() {
    let mut spec = RunSpec::program(wakescope::run::ExecutorKind::Queue, PolicyKind::Script, 0);
    spec.decisions = vec![2, 9];
    let mut run = Run::of(spec, 1 << 16, WhenFull::Stop, || Program::new(three()));
    let progress = run.run_to_end(1_000);
    assert_eq!(progress, Progress::Halted(Halt::BadScript));
    compare(
        &run,
        "spawn main; spawn a; spawn b; spawn c; poll main ready;
         choose b; b: 1; wake b by itself, to go again; poll b pending;
         halted: BadScript",
    );
    let refused = run.refused().unwrap();
    assert_eq!((refused.choice, refused.task), (1, 9));
    assert_eq!(refused.ready, [1, 3, 2]);
    assert_eq!(
        refused.to_string(),
        "choice 1 of the script names task 9, which is not ready; ready are [1, 3, 2]"
    );
    assert_eq!(
        run.turn(),
        Progress::Halted(Halt::BadScript),
        "it stays halted"
    );
    let last = run.with_trace(|trace| *trace.events().last().unwrap());
    assert_eq!(last.task, 9);
    assert_ne!(last.task, NO_TASK);
}

struct NoRest;

impl Park for NoRest {
    fn park(&mut self) -> Parked {
        Parked::Forever
    }

    fn spent(&mut self, _time: std::time::Duration) {}
}

#[test]
fn a_policy_of_ones_own_sees_the_queue_in_order() {
    /// Always the second.
    struct Second;
    impl Policy for Second {
        fn choose(&mut self, ready: &ReadyQueue) -> Result<usize, wakescope::executor::NotReady> {
            assert!(ready.len() > 1);
            Ok(1)
        }
    }
    let mut queue = Queue::new(Second);
    let _entered = enter(queue.spawner());
    let handles: Vec<_> = (0..4).map(|_| queue.spawn(async {})).collect();
    let mut order = Vec::new();
    while queue.turn(&mut NoRest) == Turn::Polled {
        let done = handles.iter().filter(|handle| handle.is_finished());
        let new = done
            .map(|handle| handle.id())
            .find(|id| !order.contains(id));
        order.extend(new);
    }
    assert_eq!(order, [1, 2, 3, 0]);
}

#[test]
#[should_panic(expected = "a policy chooses among what is ready")]
fn a_policy_that_chooses_past_the_end_is_a_panic() {
    struct Wrong;
    impl Policy for Wrong {
        fn choose(&mut self, ready: &ReadyQueue) -> Result<usize, wakescope::executor::NotReady> {
            Ok(ready.len())
        }
    }
    let mut queue = Queue::new(Wrong);
    let _handles = [(); 2].map(|()| queue.spawn(async {}));
    queue.turn(&mut NoRest);
}
