//! `yield_now`, `observe` and `input`.

use std::cell::RefCell;
use std::rc::Rc;

use wakescope::executor::{ExecutorKind, Program, spawn};
use wakescope::future::{input, observe, yield_now};
use wakescope::run::{self, InputAt, PolicyKind, Progress, Run, RunSpec};
use wakescope::time::{Instant, ms, now, sleep};
use wakescope::trace::{Kind, WhenFull};
use wakescope::{log, select};

use crate::Journal;

#[test]
fn yielding_lets_every_other_ready_task_go_first() {
    let journal = Journal::default();
    let kept = journal.clone();
    run::to_end(async move {
        let tasks = ["a", "b", "c"].map(|word| {
            let journal = kept.clone();
            spawn(async move {
                journal.borrow_mut().push(word);
                yield_now().await;
                journal.borrow_mut().push(word);
            })
        });
        for task in tasks {
            task.await.unwrap();
        }
    });
    assert_eq!(*journal.borrow(), ["a", "b", "c", "a", "b", "c"]);
}

/// How far each observed future had come when it was dropped.
fn fates(main: impl Future<Output = ()> + 'static) -> Vec<u32> {
    let spec = RunSpec::program(ExecutorKind::Queue, PolicyKind::Fifo, 0);
    let mut run = Run::of(spec, 1 << 12, WhenFull::Stop, || Program::new(main));
    run.run(1_000);
    run.with_trace(|trace| {
        let events = trace.events().iter();
        let drops = events.filter(|event| event.kind == Kind::FutureDropped);
        drops.map(|event| event.b).collect()
    })
}

#[test]
fn an_observed_future_tells_how_far_it_came() {
    assert_eq!(fates(async { drop(observe(async {})) }), [0]);
    assert_eq!(fates(async { observe(async {}).await }), [2]);
    let race = async {
        select! {
            () = observe(sleep(ms(1))) => {}
            () = observe(sleep(ms(2))) => {}
        }
    };
    let mut fates = fates(race);
    fates.sort_unstable();
    assert_eq!(fates, [1, 2]);
}

#[test]
fn an_observed_future_gives_the_same_output() {
    assert_eq!(run::to_end(observe(async { 5 })), 5);
}

/// Runs `main` with inputs at these milliseconds.
fn with_inputs(inputs: &[(u64, &'static str)], main: impl Future<Output = ()> + 'static) -> Run {
    let mut spec = RunSpec::program(ExecutorKind::Queue, PolicyKind::Fifo, 0);
    spec.inputs = inputs
        .iter()
        .map(|&(at, name)| InputAt {
            turn: 0,
            at: Instant::START + ms(at),
            name,
        })
        .collect();
    let mut run = Run::of(spec, 1 << 12, WhenFull::Stop, || Program::new(main));
    run.run(1_000);
    run
}

#[test]
fn an_input_wakes_everyone_who_waits_for_its_name_and_no_one_else() {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let kept = heard.clone();
    let run = with_inputs(&[(5, "click"), (7, "key")], async move {
        for (who, name) in [(1, "click"), (2, "key"), (3, "click")] {
            let heard = kept.clone();
            drop(spawn(async move {
                input(name).await;
                heard.borrow_mut().push((who, now().as_nanos() / 1_000_000));
            }));
        }
    });
    assert_eq!(run.progress(), Progress::Over);
    assert_eq!(*heard.borrow(), [(1, 5), (3, 5), (2, 7)]);
}

#[test]
fn an_input_that_comes_before_anyone_asks_is_gone() {
    let run = with_inputs(&[(1, "click")], async {
        sleep(ms(2)).await;
        input("click").await;
    });
    assert_eq!(run.progress(), Progress::AwaitsInput);
}

#[test]
fn an_input_counts_from_the_call_on_and_not_from_the_first_poll() {
    let run = with_inputs(&[(1, "click")], async {
        let click = input("click");
        sleep(ms(2)).await;
        click.await;
        log!("heard");
    });
    assert_eq!(run.progress(), Progress::Over);
}

#[test]
fn whoever_gives_up_an_input_is_waited_for_no_more() {
    let run = with_inputs(&[], async {
        select! {
            () = input("click") => {}
            () = sleep(ms(3)) => {}
        }
    });
    assert_eq!(run.progress(), Progress::Over);
}
