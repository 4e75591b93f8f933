//! Time travel: the state at any step is the same however one gets there, and
//! the trace is the same at whatever pace the run is driven.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

#[path = "support/sentence.rs"]
mod sentence;
mod support;

use wakescope::executor::{Program, spawn, spawn_named};
use wakescope::future::{input, yield_now};
use wakescope::lessons;
use wakescope::run::{ExecutorKind, InputAt, PolicyKind, Progress, Run, RunSpec};
use wakescope::sync::{Mutex, mpsc};
use wakescope::time::{Instant, cpu, ms, sleep, timeout};
use wakescope::trace::{Event, Halt, Kind, Replay, State, Trace, WhenFull, export};
use wakescope::{log, select};

use support::lessons::spec_of;
use support::{SplitMix64, rounds};

const CAPACITY: usize = 1 << 20;

/// Every lesson on every executor, some under other policies and seeds.
fn specs() -> Vec<RunSpec> {
    let mut specs = Vec::new();
    for lesson in lessons::ALL {
        for &executor in lesson.executors {
            let plain = spec_of(lesson, executor);
            if executor == ExecutorKind::Queue {
                let policies = [PolicyKind::Lifo, PolicyKind::Priority, PolicyKind::Random];
                for (seed, policy) in policies.into_iter().enumerate() {
                    let seed = seed as u64 + 7;
                    let spec = plain.clone();
                    specs.push(RunSpec {
                        policy,
                        seed,
                        ..spec
                    });
                }
            }
            specs.push(plain);
        }
    }
    if cfg!(miri) {
        specs.truncate(3);
    }
    specs
}

fn new(spec: &RunSpec) -> Run {
    recorded(spec, CAPACITY, WhenFull::Stop)
}

fn recorded(spec: &RunSpec, capacity: usize, when_full: WhenFull) -> Run {
    Run::recorded(spec.clone(), capacity, when_full).expect("the spec is in order")
}

/// The run of `spec` as far as it goes by itself.
fn whole(spec: &RunSpec) -> Run {
    let mut run = new(spec);
    run.run(1_000_000);
    run
}

fn bytes(run: &Run) -> Vec<u8> {
    run.with_trace(export::to_bytes)
}

/// The state after `step` steps by definition: the events up to the `step`-th
/// step, and the smaller ones up to the next.
fn fold(trace: &Trace, step: u64) -> State {
    let mut state = trace.base().cloned().unwrap_or_default();
    for event in trace.events() {
        if event.is_step() && state.step >= step {
            break;
        }
        state.apply(*event);
    }
    state
}

#[test]
fn from_any_step_to_any_other_the_state_is_that_of_going_there_from_the_start() {
    for (seed, spec) in specs().iter().enumerate() {
        let mut random = SplitMix64::new(seed as u64);
        whole(spec).with_trace(|trace| {
            let mut replay = Replay::new();
            let steps = trace.steps();
            for _ in 0..rounds(40, 4) {
                let step = random.below(steps as usize + 2) as u64;
                let at = replay.seek(trace, step);
                assert_eq!(at, step.min(steps), "{spec:?}");
                assert_eq!(*replay.state(), fold(trace, step), "{spec:?} at {step}");
                assert_eq!(replay.state().step, at);
            }
            assert_eq!(*replay.tip(), fold(trace, u64::MAX));
        });
    }
}

#[test]
fn the_state_at_a_step_is_that_of_a_run_that_went_no_further() {
    for (seed, spec) in specs().iter().enumerate() {
        let mut random = SplitMix64::new(seed as u64);
        let whole = whole(spec);
        let steps = whole.with_trace(Trace::steps);
        for _ in 0..rounds(8, 2) {
            let step = random.below(steps as usize + 1) as u64;
            let mut fresh = new(spec);
            while fresh.steps() < step {
                fresh.advance();
            }
            let mut replay = Replay::new();
            fresh.with_trace(|trace| replay.seek(trace, step));
            let expected = whole.with_trace(|trace| fold(trace, step));
            assert_eq!(*replay.state(), expected, "{spec:?} at {step}");
        }
    }
}

#[test]
fn a_cursor_may_wander_while_the_trace_grows() {
    for (seed, spec) in specs().iter().enumerate().step_by(3) {
        let mut random = SplitMix64::new(seed as u64);
        let mut run = new(spec);
        let mut replay = Replay::new();
        for _ in 0..rounds(60, 6) {
            for _ in 0..random.below(20) {
                run.advance();
            }
            run.with_trace(|trace| {
                let step = random.below(trace.steps() as usize + 1) as u64;
                replay.seek(trace, step);
                assert_eq!(*replay.state(), fold(trace, step), "{spec:?} at {step}");
            });
        }
    }
}

#[test]
fn positions_are_steps_and_the_smaller_events_ride_with_the_step_before() {
    let run = sentence::run(async {
        spawn_named("a", yield_now()).await.unwrap();
    });
    run.with_trace(|trace| {
        let mut replay = Replay::new();
        let mut step = 0;
        for (index, event) in (0..).zip(trace.events()) {
            if event.is_step() {
                // All that is before it belongs to the position before it.
                replay.seek(trace, step);
                assert_eq!(replay.index(), index);
                step += 1;
            }
        }
        assert_eq!(step, trace.steps());
    });
}

// ---- a recorder that is full ----

#[test]
fn with_the_oldest_dropped_every_step_that_is_held_is_the_same() {
    for (seed, spec) in specs().iter().enumerate() {
        let mut random = SplitMix64::new(seed as u64);
        let whole = whole(spec);
        let all: Vec<Event> = whole.with_trace(|trace| trace.events().to_vec());
        let capacity = 2 + random.below(200);
        let mut run = recorded(spec, capacity, WhenFull::DropOldest);
        let mut replay = Replay::new();
        while matches!(run.advance(), Progress::Made | Progress::Idle) {
            if random.below(16) > 0 {
                continue;
            }
            run.with_trace(|trace| {
                let dropped = trace.dropped() as usize;
                assert!(trace.events().len() <= capacity);
                assert_eq!(
                    trace.events(),
                    &all[dropped..dropped + trace.events().len()]
                );
                let oldest = trace.base().map_or(0, |base| base.step);
                let step = random.below(trace.steps() as usize + 1) as u64;
                let at = replay.seek(trace, step);
                assert_eq!(at, step.max(oldest), "the nearest that is held");
                let expected = whole.with_trace(|whole| fold(whole, at));
                if at == trace.steps() {
                    // At the tip, the smaller events may be yet to come.
                    assert_eq!(*replay.state(), fold(trace, at));
                } else {
                    assert_eq!(*replay.state(), expected, "{spec:?} at {at}");
                }
            });
        }
        run.with_trace(|trace| {
            assert_eq!(trace.dropped() as usize + trace.events().len(), all.len());
            assert_eq!(trace.steps(), whole.with_trace(Trace::steps));
            assert_eq!(trace.polls(), whole.with_trace(Trace::polls));
            let end = whole.with_trace(|whole| fold(whole, u64::MAX));
            assert_eq!(fold(trace, u64::MAX), end, "verdicts and all");
        });
    }
}

#[test]
fn a_full_recorder_stops_the_run_and_has_lost_nothing() {
    for (seed, spec) in specs().iter().enumerate() {
        let mut random = SplitMix64::new(seed as u64);
        let all: Vec<Event> = whole(spec).with_trace(|trace| trace.events().to_vec());
        let capacity = 2 + random.below(all.len() / 2);
        let mut run = recorded(spec, capacity, WhenFull::Stop);
        assert_eq!(run.run(1_000_000), Progress::Halted(Halt::TraceFull));
        let held = run.with_trace(|trace| trace.events().to_vec());
        let halted = held.iter().position(|event| event.kind == Kind::Halted);
        let halted = halted.expect("it says that it was stopped");
        assert!(halted >= capacity, "it was full");
        assert_eq!(held[..halted], all[..halted], "{spec:?}");
        assert!(
            held[halted + 1..]
                .iter()
                .all(|event| event.kind == Kind::Verdict)
        );
        assert_eq!(run.with_trace(Trace::dropped), 0);
    }
}

#[test]
fn counting_alone_comes_to_the_same_counts_as_recording() {
    for spec in &specs() {
        for capacity in [100, CAPACITY] {
            let [mut count, mut record] = [WhenFull::CountOnly, WhenFull::Stop]
                .map(|when_full| recorded(spec, capacity, when_full));
            assert_eq!(count.run(1_000_000), record.run(1_000_000));
            assert_eq!(count.steps(), record.steps(), "{spec:?}");
            assert_eq!((count.polls(), count.now()), (record.polls(), record.now()));
            count.with_trace(|trace| assert_eq!(trace.events(), []));
        }
    }
}

// ---- pace ----

/// Drives a run in turns and leaps as a hand at the controls may, looking back
/// in between; presses each of `buttons` at random moments. A hand that does
/// not press any more lets it go to its end.
fn drive(run: &mut Run, random: &mut SplitMix64, buttons: &[&str]) {
    let mut replay = Replay::new();
    let mut presses = match (buttons, run.spec().executor) {
        ([], _) => 0,
        // It never rests: whoever waits for a button is to hear it.
        (_, ExecutorKind::BusyLoop) => usize::MAX,
        _ => 1 + random.below(6),
    };
    loop {
        let progress = match random.below(5) {
            0 | 1 => run.turn(),
            2 => run.run(random.below(9) as u64),
            _ => run.advance(),
        };
        if random.below(40) == 0 {
            run.with_trace(|trace| replay.seek(trace, random.below(300) as u64));
        }
        if presses > 0 && (random.below(6) == 0 || progress == Progress::AwaitsInput) {
            presses -= 1;
            let name = buttons[random.below(buttons.len())];
            let later = [0, 0, 1_000_000, 3_000_000][random.below(4)];
            let at = Instant::from_nanos(run.now().as_nanos() + later);
            run.input(name, at).expect("the button is there");
        }
        match run.progress() {
            Progress::Over | Progress::Halted(_) => break,
            Progress::AwaitsInput if presses == 0 => break,
            _ => {}
        }
    }
}

#[test]
fn the_pace_does_not_matter() {
    for (seed, spec) in specs().iter().enumerate() {
        let expected = bytes(&whole(spec));
        for round in 0..rounds(3, 1) {
            let mut random = SplitMix64::new((seed as u64) << 8 | round);
            let mut run = new(spec);
            drive(&mut run, &mut random, &[]);
            assert!(bytes(&run) == expected, "{spec:?} by the pace {round}");
        }
    }
}

/// Tasks that wait for the button, for timers of the same instants, for each
/// other, and that are aborted.
async fn fidgety() {
    let lock = std::sync::Arc::new(Mutex::new(0));
    let (sender, mut receiver) = mpsc::channel(1);
    for number in 0..3 {
        let (lock, sender) = (lock.clone(), sender.clone());
        drop(spawn(async move {
            for round in 0..4 {
                select! {
                    () = input("cancel") => log!("{number} heard it"),
                    () = sleep(ms(2)) => {}
                }
                let _guard = lock.lock().await;
                if round == number {
                    cpu(ms(3)).await;
                }
                let _ = timeout(ms(1), sender.send(number)).await;
                yield_now().await;
            }
        }));
    }
    drop(sender);
    let idle = spawn(std::future::pending::<()>());
    while let Some(number) = receiver.recv().await {
        sleep(ms(1)).await;
        log!("took {number}");
    }
    idle.abort();
    input("cancel").await;
    log!("the end");
}

fn fidgety_run(spec: &RunSpec) -> Run {
    Run::of(spec.clone(), CAPACITY, WhenFull::Stop, || {
        Program::new(fidgety())
    })
}

/// A spec whose lesson has the button "cancel"; its program is not the lesson's.
fn fidgety_spec(seed: u64) -> RunSpec {
    let mut spec = RunSpec::lesson("select-and-timeout").expect("there is that lesson");
    let executors = [
        ExecutorKind::Queue,
        ExecutorKind::Queue,
        ExecutorKind::BusyLoop,
    ];
    let policies = [PolicyKind::Fifo, PolicyKind::Random, PolicyKind::Lifo];
    spec.executor = executors[seed as usize % 3];
    spec.policy = policies[seed as usize / 3 % 3];
    spec.seed = seed;
    spec
}

#[test]
fn a_run_with_inputs_is_repeated_from_their_stamps_byte_for_byte() {
    for seed in 0..rounds(1_500, 6) {
        let mut random = SplitMix64::new(seed);
        let mut run = fidgety_run(&fidgety_spec(seed));
        drive(&mut run, &mut random, &["cancel"]);
        let stamped = run.spec().clone();
        let mut again = fidgety_run(&stamped);
        again.run(100_000);
        assert_eq!(again.progress(), run.progress(), "seed {seed}");
        if bytes(&again) != bytes(&run) {
            let [expected, found] = [&run, &again].map(|run| run.with_trace(export::transcript));
            panic!(
                "seed {seed}: {:?}\n{expected}\nbut\n{found}",
                stamped.inputs
            );
        }
        let mut paced = fidgety_run(&stamped);
        drive(&mut paced, &mut random, &[]);
        assert!(bytes(&paced) == bytes(&run), "seed {seed}, at another pace");
    }
}

#[test]
fn an_input_into_the_past_changes_nothing_before_it() {
    for seed in 0..rounds(300, 3) {
        let mut random = SplitMix64::new(seed);
        let mut run = fidgety_run(&fidgety_spec(seed));
        drive(&mut run, &mut random, &["cancel"]);
        let (mut replay, mut spec) = (Replay::new(), run.spec().clone());
        let steps = run.steps();
        // The cursor does not rest after the end: nothing comes after that.
        let step = random.below(steps as usize) as u64;
        run.with_trace(|trace| replay.seek(trace, step));
        let state = replay.state();
        spec.inputs.truncate(state.inputs as usize);
        spec.inputs.push(InputAt {
            turn: state.step,
            at: Instant::from_nanos(state.now),
            name: "cancel",
        });
        let kept = state.inputs;
        let mut other = fidgety_run(&spec);
        other.run(100_000);
        let (old, new) = (
            run.with_trace(|trace| trace.events().to_vec()),
            other.with_trace(|trace| trace.events().to_vec()),
        );
        let mut inputs = 0;
        let arrival = new.iter().position(|event| {
            inputs += u32::from(event.kind == Kind::Input);
            inputs > kept
        });
        let arrival = arrival.expect("it arrives");
        let steps_before = new[..arrival]
            .iter()
            .filter(|event| event.is_step())
            .count();
        assert!(steps_before as u64 >= step, "not before it was pressed");
        // The turn that was shown half-way ends first: it may have a poll to come.
        let seen = replay.index() as usize;
        let last = old[..seen].iter().rev().find(|event| event.is_step());
        let half_way = last.is_some_and(|step| step.kind == Kind::Unpark);
        let turns = new[seen..arrival].iter();
        let turns = turns.filter(|event| matches!(event.kind, Kind::PollBegin | Kind::TimerFired));
        assert_eq!(turns.count(), usize::from(half_way), "seed {seed}");
        let same = old
            .iter()
            .zip(&new)
            .take_while(|(old, new)| old == new)
            .count();
        assert!(same >= arrival, "seed {seed}: changed before it");
    }
}

#[test]
fn a_press_after_the_end_is_not_part_of_the_run() {
    let mut run = fidgety_run(&fidgety_spec(0));
    drive(&mut run, &mut SplitMix64::new(0), &["cancel"]);
    while run.progress() == Progress::AwaitsInput {
        run.input("cancel", Instant::START).unwrap();
        run.run(1_000);
    }
    let spec = run.spec().clone();
    run.input("cancel", Instant::START).unwrap();
    assert_eq!(*run.spec(), spec);
    assert!(run.input("no such button", Instant::START).is_err());
}

#[test]
fn stamped_inputs_and_pressed_ones_come_in_the_order_of_time() {
    let mut spec = fidgety_spec(0);
    spec.inputs = [5, 9].map(|at| (0, at)).map(stamp).to_vec();
    let mut run = fidgety_run(&spec);
    run.advance();
    run.input("cancel", Instant::START + ms(7)).unwrap();
    run.input("cancel", Instant::START + ms(3)).unwrap();
    let times = run.spec().inputs.iter().map(|input| input.at);
    let expected = [3, 5, 7, 9].map(|at| Instant::START + ms(at));
    assert_eq!(times.collect::<Vec<_>>(), expected);
    run.run(100_000);
    let times = run.with_trace(|trace| {
        let mut state = State::default();
        let mut times = Vec::new();
        for event in trace.events() {
            state.apply(*event);
            if event.kind == Kind::Input {
                times.push(state.now);
            }
        }
        times
    });
    assert!(times.len() == 4 && times.is_sorted());
    assert!(times[0] >= 3_000_000, "none is early");
}

fn stamp((turn, at): (u64, u64)) -> InputAt {
    InputAt {
        turn,
        at: Instant::START + ms(at),
        name: "cancel",
    }
}
