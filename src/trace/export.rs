//! A trace as bytes, and in words. Owns two formats; both are the same on every
//! platform for the same run.

use std::fmt::Write as _;

use super::event::{Cause, Effect, Event, Kind, NO_TASK, Outcome, ResourceKind, Side, WaitKind};
use super::state::State;
use super::store::{Halt, Trace};
use super::verdict::VerdictKind;

/// The bytes a trace's file begins with; the last is the format's version.
pub const MAGIC: [u8; 5] = *b"WKTR\x01";

/// The trace as bytes: [`MAGIC`]; as u64, the number of events dropped and of
/// events held; the events, 16 bytes each; then the tables of places, texts and
/// tasks, each its length as u32 and its entries (numbers as u32, texts as
/// their length in u32 and their UTF-8). All numbers are little endian.
///
/// Sizes of futures are left out: they differ between platforms.
#[must_use]
pub fn to_bytes(trace: &Trace) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(trace.events().len() * Event::BYTES + 1024);
    bytes.extend(MAGIC);
    bytes.extend(trace.dropped().to_le_bytes());
    bytes.extend((trace.events().len() as u64).to_le_bytes());
    for event in trace.events() {
        bytes.extend(event.to_bytes());
    }
    let number = |bytes: &mut Vec<u8>, number: usize| bytes.extend((number as u32).to_le_bytes());
    let text = |bytes: &mut Vec<u8>, text: &str| {
        number(bytes, text.len());
        bytes.extend(text.bytes());
    };
    number(&mut bytes, trace.places().len());
    for place in trace.places() {
        text(&mut bytes, &place.file);
        number(&mut bytes, place.line as usize);
    }
    number(&mut bytes, trace.text_count());
    for index in 0..trace.text_count() {
        text(&mut bytes, trace.text(index as u32));
    }
    number(&mut bytes, trace.task_count());
    for task in (0..trace.task_count() as u32).filter_map(|task| trace.task(task)) {
        text(&mut bytes, task.name);
        number(&mut bytes, usize::from(task.priority));
    }
    bytes
}

/// A number that two traces share only if (nearly always) their bytes are the
/// same. Source: FNV-1a, 64 bits.
#[must_use]
pub fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The trace in words: a line an event, `step  time  what`, the smaller events
/// without a step, and the totals at the end.
#[must_use]
pub fn transcript(trace: &Trace) -> String {
    let mut state = trace.base().cloned().unwrap_or_default();
    let mut text = String::new();
    if trace.dropped() > 0 {
        let _ = writeln!(text, "{} earlier events were dropped", trace.dropped());
    }
    for event in trace.events() {
        state.apply(*event);
        let step = if event.is_step() {
            state.step.to_string()
        } else {
            String::new()
        };
        let line = trace.place(event.place).line;
        let place = if line == 0 {
            String::new()
        } else {
            format!("  @{line}")
        };
        let _ = writeln!(
            text,
            "{step:>5}  {:>11}  {}{place}",
            time(state.now),
            words(trace, &state, *event)
        );
    }
    let State {
        polls,
        wakes,
        wasted_polls,
        idle_ns,
        ..
    } = state;
    let (now, idle) = (time(state.now), time(idle_ns));
    let _ = writeln!(
        text,
        "\n{polls} polls, {wasted_polls} wasted, {wakes} wakes, {now} in all, {idle} idle"
    );
    text
}

/// Nanoseconds as milliseconds, exactly.
#[must_use]
pub fn time(ns: u64) -> String {
    format!("{}.{:06} ms", ns / 1_000_000, ns % 1_000_000)
}

fn words(trace: &Trace, state: &State, event: Event) -> String {
    let task = |id: u32| match trace.task(id) {
        Some(info) => format!("{}#{id}", info.name),
        None if id == NO_TASK => "outside".to_owned(),
        None => format!("#{id}"),
    };
    let resource = |number: u32| match state.resource(number) {
        Some(resource) if resource.kind == ResourceKind::Join => {
            format!("end of {}", task(resource.capacity))
        }
        Some(resource) => format!("{:?} {number}", resource.kind),
        None => format!("resource {number}"),
    };
    let Event { a, b, .. } = event;
    let who = task(event.task);
    let side = |code| {
        if Side::from_code(code) == Side::Sender {
            "sender"
        } else {
            "receiver"
        }
    };
    match event.kind {
        Kind::Spawn => format!("{who} is spawned by {}", task(a)),
        Kind::Queued => format!("{who} is queued, {a} ready"),
        Kind::PollBegin => format!("{who} is polled, time {a}"),
        Kind::PollEnd => format!("{who} returns {:?}", Outcome::from_code(a)),
        Kind::Wake => {
            let by = match Cause::from_code(b & 0xf) {
                Cause::Task => task(a),
                Cause::Timer => format!("timer {a}"),
                Cause::Input => format!("input {}", trace.text(a)),
                Cause::Itself => "itself".to_owned(),
                Cause::Outside => "outside".to_owned(),
            };
            let through = if b >> 8 == 0 {
                String::new()
            } else {
                format!(" through {}", resource(b >> 8))
            };
            format!(
                "{who} is woken by {by}{through}: {:?}",
                Effect::from_code(b >> 4 & 0xf)
            )
        }
        Kind::WakerCloned => format!("a waker of {who} is cloned, {a} alive"),
        Kind::WakerDropped => format!("a waker of {who} is dropped, {a} alive"),
        Kind::WillWake => format!("{who} keeps the waker it gave"),
        Kind::TimerSet => format!("{who} sets a timer for {}", time(event.wide())),
        Kind::TimerFired => format!("timer {a} of {who} fires"),
        Kind::TimerCancelled => format!("timer {a} of {who} is taken back"),
        Kind::Cpu => format!("{who} computes for {}", time(event.wide())),
        Kind::Lap => format!("around once, {}", time(event.wide())),
        Kind::Clock => format!("it is {}", time(event.wide())),
        Kind::Park => "the executor parks".to_owned(),
        Kind::Unpark => "the executor is unparked".to_owned(),
        Kind::Choice => format!("{who} is chosen, {a} of {b}"),
        Kind::Branch => format!("{who} begins its select at branch {a} of {b}"),
        Kind::Made => {
            let capacity = if b >> 8 == 0 || ResourceKind::from_code(b) == ResourceKind::Join {
                String::new()
            } else {
                format!(" of {}", b >> 8)
            };
            format!("{} is made{capacity} by {who}", resource(a))
        }
        Kind::WaitBegin => format!("{who} waits at {} to {}", resource(a), goal(b)),
        Kind::WaitEnd if b == 1 => format!("{who} is given what it waited for"),
        Kind::WaitEnd => format!("{who} gives up waiting"),
        Kind::Acquired => format!("{who} holds {b} of {}", resource(a)),
        Kind::Released => format!("{who} gives back {b} of {}", resource(a)),
        Kind::Sent => format!("{who} puts a value into {}, {b} inside", resource(a)),
        Kind::Received => format!("{who} takes a value out of {}, {b} inside", resource(a)),
        Kind::Closed => format!("{} is closed at its {}", resource(a), side(b)),
        Kind::HandleCloned => format!("{who} makes a {} of {}", side(b), resource(a)),
        Kind::HandleDropped => format!("{who} drops a {} of {}", side(b), resource(a)),
        Kind::Notified => format!("{who} notifies {b} at {}", resource(a)),
        Kind::TaskDone => format!("{who} is done"),
        Kind::TaskCancelled => format!("{who} is cancelled"),
        Kind::TaskPanicked => format!("{who} panics: {}", trace.text(a)),
        Kind::Message => format!("{who} says: {}", trace.text(a)),
        Kind::Verdict => {
            let at = if b == 0 {
                String::new()
            } else {
                format!(" at {}", resource(b))
            };
            format!(
                "verdict {}: {who} {:?}{at}",
                a >> 8,
                VerdictKind::from_code(a)
            )
        }
        Kind::Input => format!("input {} arrives, {b} waited for it", trace.text(a)),
        Kind::Halted => format!("the run is stopped: {:?}", Halt::from_code(a)),
        Kind::FutureStarted => format!("{who} polls {} for the first time", resource(a)),
        Kind::FutureDropped => {
            format!(
                "{who} drops {} {}",
                resource(a),
                ["unpolled", "half done", "finished"][b.min(2) as usize]
            )
        }
        Kind::End => format!("the run is over, {a} unfinished"),
    }
}

fn goal(code: u32) -> &'static str {
    match WaitKind::from_code(code) {
        WaitKind::Lock => "lock it",
        WaitKind::Read => "read it",
        WaitKind::Permit => "get permits",
        WaitKind::Send => "send",
        WaitKind::Receive => "receive",
        WaitKind::Notice => "be notified",
        WaitKind::Barrier => "meet the others",
        WaitKind::Join => "join it",
        WaitKind::Input => "hear it",
        WaitKind::Close => "see it closed",
    }
}
