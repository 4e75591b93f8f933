//! A hundred thousand random programs that are sound by construction: each
//! ends, none gets a verdict, and at each event of each trace the locks, the
//! channels and the timers are as they should be.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

mod support;

use support::random_programs::{check, digest_of};
use support::rounds;
use wakescope::run::ExecutorKind;

/// Checks a quarter of the seeds: the quarters run side by side.
fn quarter(number: u64) {
    let count = rounds(25_000, 5);
    for seed in number * count..(number + 1) * count {
        check(ExecutorKind::Queue, seed);
    }
}

#[test]
fn sound_programs_end_without_a_verdict_first_quarter() {
    quarter(0);
}

#[test]
fn sound_programs_end_without_a_verdict_second_quarter() {
    quarter(1);
}

#[test]
fn sound_programs_end_without_a_verdict_third_quarter() {
    quarter(2);
}

#[test]
fn sound_programs_end_without_a_verdict_fourth_quarter() {
    quarter(3);
}

#[test]
fn sound_programs_end_on_the_busy_loop_too() {
    for seed in 0..rounds(2_000, 1) {
        check(ExecutorKind::BusyLoop, seed);
    }
}

#[test]
fn a_seed_is_a_run_to_the_byte_and_another_seed_another() {
    let digests: Vec<_> = (0..rounds(500, 3)).map(digest_of).collect();
    for (seed, digest) in (0..).zip(&digests) {
        assert_eq!(digest_of(seed), *digest, "seed {seed}");
    }
    let different: std::collections::BTreeSet<_> = digests.iter().collect();
    assert_eq!(different.len(), digests.len());
}
