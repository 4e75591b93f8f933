//! Ticks at a steady pace.

use wakescope::run::{self};
use wakescope::time::{
    Duration, MissedTickBehavior, cpu, interval, interval_at, ms, sleep, timeout,
};

use crate::{at, clock};

/// When an interval of 10 ms ticks (due and now), under a load that makes the
/// third tick 25 ms late.
fn ticks(missed: MissedTickBehavior) -> Vec<(u64, u64)> {
    run::to_end(async move {
        let mut beat = interval(ms(10));
        beat.set_missed_tick_behavior(missed);
        assert_eq!(
            (beat.period(), beat.missed_tick_behavior()),
            (ms(10), missed)
        );
        let mut ticks = Vec::new();
        for number in 0..8 {
            if number == 2 {
                cpu(ms(35)).await;
            }
            let due = beat.tick().await;
            ticks.push((due.as_nanos() / 1_000_000, clock()));
        }
        ticks
    })
}

#[test]
fn an_interval_ticks_at_once_and_then_on_the_beat() {
    run::to_end(async {
        let mut beat = interval(ms(10));
        for due in [0, 10, 20] {
            assert_eq!(beat.tick().await, at(due));
            assert_eq!(clock(), due);
        }
        let mut later = interval_at(at(23), ms(5));
        assert_eq!(later.tick().await, at(23));
        assert_eq!(later.tick().await, at(28));
    });
}

#[test]
fn an_interval_that_bursts_catches_up() {
    let expected = [
        (0, 0),
        (10, 10),
        (20, 45),
        (30, 45),
        (40, 45),
        (50, 50),
        (60, 60),
        (70, 70),
    ];
    assert_eq!(ticks(MissedTickBehavior::Burst), expected);
    assert_eq!(MissedTickBehavior::default(), MissedTickBehavior::Burst);
}

#[test]
fn an_interval_that_delays_counts_from_the_late_tick() {
    let expected = [
        (0, 0),
        (10, 10),
        (20, 45),
        (55, 55),
        (65, 65),
        (75, 75),
        (85, 85),
        (95, 95),
    ];
    assert_eq!(ticks(MissedTickBehavior::Delay), expected);
}

#[test]
fn an_interval_that_skips_keeps_its_beat() {
    let expected = [
        (0, 0),
        (10, 10),
        (20, 45),
        (50, 50),
        (60, 60),
        (70, 70),
        (80, 80),
        (90, 90),
    ];
    assert_eq!(ticks(MissedTickBehavior::Skip), expected);
}

#[test]
fn a_tick_that_is_given_up_comes_again() {
    run::to_end(async {
        let mut beat = interval(ms(10));
        beat.tick().await;
        assert!(timeout(ms(3), beat.tick()).await.is_err());
        assert_eq!(beat.tick().await, at(10));
    });
}

#[test]
fn an_interval_can_begin_anew() {
    run::to_end(async {
        let mut beat = interval(ms(10));
        beat.tick().await;
        sleep(ms(7)).await;
        beat.reset();
        assert_eq!(beat.tick().await, at(17));
    });
}

#[test]
#[should_panic(expected = "the main future did not finish")]
fn an_interval_without_a_period_is_a_panic() {
    run::to_end(async {
        drop(interval(Duration::ZERO));
    });
}
