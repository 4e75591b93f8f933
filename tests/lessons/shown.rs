//! What each lesson is there to show.

use wakescope::lessons;
use wakescope::run::{ExecutorKind, Run, RunSpec};
use wakescope::time::{Instant, ms};
use wakescope::trace::export;

use crate::support::lessons::{finished, spec_of};
use crate::{as_it_comes, end, on, polls, run, said, says, under, verdicts, with};

#[test]
fn cooking_takes_55_minutes_one_after_the_other_and_30_all_at_once() {
    let run = as_it_comes("cooking");
    assert!(says(&run, "main: one after the other: 55 min"));
    assert!(says(&run, "main: all at once: 30 min"));
    assert_eq!(run.now().as_nanos(), 85 * 60 * 1_000_000_000);
}

#[test]
fn cooking_at_once_takes_as_long_as_the_longest() {
    let run = run("cooking", with("dish", 40));
    assert!(says(&run, "main: one after the other: 80 min"));
    assert!(says(&run, "main: all at once: 40 min"));
}

#[test]
fn an_async_fn_that_is_not_awaited_does_nothing_and_is_found_forgotten() {
    let run = as_it_comes("lazy-future");
    assert!(!said(&run).iter().any(|said| said.contains("nobody")));
    assert_eq!(verdicts(&run), ["main: Forgotten at nobody"]);
}

#[test]
fn one_await_after_another_takes_twice_as_long_as_one_for_both() {
    let run = as_it_comes("lazy-future");
    assert!(says(&run, "main: one await, then another: 40ms"));
    assert!(says(&run, "main: one await for both: 20ms"));
}

#[test]
fn the_kettle_is_polled_twice_with_a_waker_and_401_times_in_a_circle() {
    for lesson in ["waker", "busy-loop"] {
        assert_eq!(polls(&run(lesson, on("block_on"))), 2);
        assert_eq!(polls(&run(lesson, on("queue"))), 2);
        assert_eq!(polls(&run(lesson, on("busy_loop"))), 401);
    }
    assert_eq!(
        RunSpec::lesson("waker").unwrap().executor,
        ExecutorKind::BlockOn
    );
    assert_eq!(
        RunSpec::lesson("busy-loop").unwrap().executor,
        ExecutorKind::BusyLoop
    );
}

#[test]
fn both_see_it_boil_on_time_and_only_the_waker_rests_until_then() {
    let idle = |run: &Run| run.with_trace(|trace| end(trace).idle_ns);
    let (waker, circle) = (as_it_comes("waker"), as_it_comes("busy-loop"));
    assert_eq!(waker.now(), Instant::START + ms(100));
    assert_eq!(circle.now(), Instant::START + ms(100));
    assert_eq!((idle(&waker), idle(&circle)), (100_000_000, 0));
}

#[test]
fn busy_loop_and_waker_poll_the_same_future_to_the_letter() {
    let code = |id: &str| {
        let source = lessons::find(id).unwrap().source;
        let after_head = source
            .find("\n\nuse ")
            .expect("the head is followed by the imports");
        &source[after_head..]
    };
    assert!(code("waker").contains("impl Future for Kettle"));
    assert_eq!(code("waker"), code("busy-loop"));
}

#[test]
fn a_future_without_a_waker_is_lost_unless_it_shares_a_task_with_a_sound_one() {
    let run = as_it_comes("lost-wakeup");
    assert_eq!(verdicts(&run), ["lost: Lost"]);
    assert_eq!(said(&run), ["sound: sound is back", "lucky: lucky is back"]);
}

#[test]
fn the_busy_loop_hides_a_lost_wakeup() {
    let run = run("lost-wakeup", on("busy_loop"));
    assert!(verdicts(&run).is_empty());
    assert!(says(&run, "lost: lost is back"));
}

#[test]
fn many_tasks_take_as_long_as_the_slowest_however_many_there_are() {
    for tasks in [1, 5, 1_000, 20_000] {
        let run = run("many-tasks", with("tasks", tasks));
        let longest = if tasks == 1 { 40 } else { 60 };
        assert_eq!(run.now(), Instant::START + ms(longest), "{tasks} tasks");
        assert!(says(&run, &format!("main: all {tasks} are back")));
    }
}

/// The patients in the order in which the doctor is done with them.
fn treated(change: impl FnOnce(&mut RunSpec)) -> String {
    let said = said(&run("policies", change));
    let done = said.iter().filter_map(|said| {
        let (name, rest) = said.split_once(": ")?;
        rest.contains("is done").then_some(name)
    });
    done.collect::<Vec<_>>().join(", ")
}

#[test]
fn each_policy_has_its_own_order() {
    assert_eq!(treated(under("fifo")), "cough, broken arm, check-up, heart");
    assert_eq!(treated(under("lifo")), "check-up, heart, broken arm, cough");
    assert_eq!(
        treated(under("priority")),
        "broken arm, heart, cough, check-up"
    );
    let scripted = treated(|spec| {
        spec.set_policy("script").unwrap();
        // All four come to the waiting room; then number 3, the check-up, twice.
        spec.decisions = vec![1, 2, 3, 4, 3, 3];
    });
    assert!(scripted.starts_with("check-up, "), "{scripted}");
}

#[test]
fn random_orders_differ_by_seed_and_are_the_same_for_the_same() {
    let order = |seed| {
        treated(|spec| {
            spec.set_policy("random").unwrap();
            spec.seed = seed;
        })
    };
    let orders: std::collections::BTreeSet<_> = (0..20).map(order).collect();
    assert!(orders.len() > 4, "{orders:?}");
    assert_eq!(order(7), order(7));
}

#[test]
fn priority_does_not_interrupt_whoever_is_being_treated() {
    // The heart comes at 15 ms, in the middle of a treatment that ends at 20.
    let run = run("policies", under("priority"));
    assert!(says(&run, "heart: heart is done, and has waited 5ms"));
}

#[test]
fn a_long_computation_makes_timers_late_and_the_beat_recovers() {
    let run = as_it_comes("timer");
    for sentence in [
        "metronome: tick 1 is 0ns late",
        "metronome: tick 2 is 15ms late",
        "metronome: tick 3 is 5ms late",
        "metronome: tick 4 is 0ns late",
        "bell: bell: noon was 5ms ago",
        "lunch: lunch: noon was 5ms ago",
    ] {
        assert!(says(&run, sentence), "{sentence}\n{:#?}", said(&run));
    }
}

#[test]
fn equal_deadlines_fire_in_the_order_in_which_they_were_set() {
    let said = said(&run("timer", with("work", 0)));
    let at = |name: &str| said.iter().position(|said| said.starts_with(name)).unwrap();
    assert!(at("bell") < at("lunch"));
    assert!(
        !said.iter().any(|said| said.contains("5ms")),
        "nothing is late"
    );
}

/// How often a task came to wait for room in a channel.
fn waits_to_send(run: &Run) -> usize {
    let text = run.with_trace(export::transcript);
    text.lines()
        .filter(|line| line.contains("waits at") && line.contains("to send"))
        .count()
}

#[test]
fn quick_bakers_wait_for_room_and_the_shop_sets_the_pace() {
    let small = as_it_comes("channel");
    assert_eq!(waits_to_send(&small), 5);
    let roomy = run("channel", with("capacity", 8));
    assert_eq!(waits_to_send(&roomy), 0);
    assert_eq!(
        small.now(),
        roomy.now(),
        "more room makes no loaf sell sooner"
    );
    assert_eq!(small.now(), Instant::START + ms(85));
}

#[test]
fn every_loaf_is_sold_and_each_bakers_in_order() {
    for seed in 0..50 {
        let run = run("channel", |spec| {
            spec.set_policy("random").unwrap();
            spec.seed = seed;
        });
        for baker in ["Ann", "Ben"] {
            let said = said(&run);
            let sold = said
                .iter()
                .filter(|said| said.contains(&format!("sells {baker}")));
            let sold: Vec<_> = sold.map(|said| said.chars().last().unwrap()).collect();
            assert_eq!(sold, ['1', '2', '3', '4']);
        }
    }
}

#[test]
fn an_answer_comes_before_the_task_ends_and_an_abort_ends_the_endless() {
    let run = as_it_comes("oneshot-and-join");
    assert_eq!(
        said(&run),
        [
            "main: soup is served",
            "main: the kitchen has washed 3 plates",
            "main: music: cancelled? true"
        ]
    );
    assert_eq!(run.now(), Instant::START + ms(40));
}

#[test]
fn no_payment_is_lost_and_the_lock_goes_in_line() {
    let run = as_it_comes("mutex");
    assert_eq!(
        said(&run),
        [
            "teller 1: 0 + 1 = 1",
            "teller 2: 1 + 2 = 3",
            "teller 3: 3 + 3 = 6",
            "teller 1: 6 + 1 = 7",
            "teller 2: 7 + 2 = 9",
            "teller 3: 9 + 3 = 12",
            "main: balance: 12"
        ]
    );
    assert_eq!(run.now(), Instant::START + ms(61));
}

#[test]
fn the_loser_of_a_race_is_dropped_half_done_and_takes_its_timer_with_it() {
    let run = as_it_comes("select-and-timeout");
    assert!(says(&run, "race: near wins"));
    assert!(!says(&run, "race: far: here it is"));
    let text = run.with_trace(export::transcript);
    assert!(text.contains("race#1 drops Future 3 half done"), "{text}");
    assert!(text.contains("timer 0 of race#1 is taken back"), "{text}");
}

#[test]
fn a_timeout_gives_up_unless_it_is_long_enough() {
    assert!(says(
        &as_it_comes("select-and-timeout"),
        "patience: no news after 25 ms"
    ));
    let run = run("select-and-timeout", with("timeout", 60));
    assert!(says(&run, "patience: the news came in time"));
}

#[test]
fn the_button_cancels_the_download_and_without_it_the_film_comes() {
    assert!(says(
        &as_it_comes("select-and-timeout"),
        "download: enjoy the film"
    ));
    let lesson = lessons::find("select-and-timeout").unwrap();
    let run = finished(spec_of(lesson, ExecutorKind::Queue));
    assert!(says(&run, "download: you cancelled the download"));
    assert_eq!(run.now(), Instant::START + ms(50));
}

#[test]
fn two_philosophers_are_deadlocked_each_at_the_others_fork() {
    let run = as_it_comes("deadlock");
    assert_eq!(
        verdicts(&run),
        [
            "Kant: Deadlock at right",
            "Hegel: Deadlock at left",
            "main: Blocked at the end of Kant"
        ]
    );
}

#[test]
fn without_an_await_between_the_locks_nobody_can_come_between() {
    let run = run("deadlock", with("delay", 0));
    assert!(verdicts(&run).is_empty());
    assert!(says(&run, "main: both have eaten"));
}
