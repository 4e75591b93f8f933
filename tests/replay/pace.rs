//! Turns, leaps, looks back and pressed buttons: the same bytes.

use wakescope::executor::{ExecutorKind, Program, spawn};
use wakescope::future::{input, yield_now};
use wakescope::run::{InputAt, PolicyKind, Progress, Run, RunSpec};
use wakescope::sync::{Mutex, mpsc};
use wakescope::time::{Instant, cpu, ms, sleep, timeout};
use wakescope::trace::{Kind, Replay, State, WhenFull, export};
use wakescope::{log, select};

use crate::support::{SplitMix64, rounds};
use crate::{CAPACITY, bytes, new, specs, whole};

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
