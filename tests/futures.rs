//! Futures put together: join!, try_join!, select!, yield_now, observe, input.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

mod support;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::future::{pending, ready};
use std::rc::Rc;

use wakescope::executor::{ExecutorKind, Program, spawn};
use wakescope::future::{input, observe, poll_fn, yield_now};
use wakescope::run::{self, InputAt, PolicyKind, Progress, Run, RunSpec};
use wakescope::sync::{mpsc, oneshot};
use wakescope::time::{Instant, ms, now, sleep};
use wakescope::trace::{Kind, WhenFull};
use wakescope::{join, log, select, try_join};

use support::ByHand;

/// What was done, in order.
type Journal = Rc<RefCell<Vec<&'static str>>>;

/// Says `word` when it is polled and, `word` with a cross, when it is dropped.
async fn says(journal: Journal, word: &'static str, delay: u64) -> &'static str {
    struct Gone(Journal);
    impl Drop for Gone {
        fn drop(&mut self) {
            self.0.borrow_mut().push("gone");
        }
    }
    let _gone = Gone(journal.clone());
    journal.borrow_mut().push(word);
    sleep(ms(delay)).await;
    journal.borrow_mut().push(word);
    word
}

// ---- join! ----

#[test]
fn join_polls_in_the_order_written_and_waits_for_all() {
    run::to_end(async {
        let journal = Journal::default();
        let two = join!(says(journal.clone(), "a", 2), says(journal.clone(), "b", 1));
        assert_eq!(two, ("a", "b"));
        assert_eq!(*journal.borrow(), ["a", "b", "b", "gone", "a", "gone"]);
        assert_eq!(now().as_nanos(), 2_000_000);
    });
}

#[test]
fn join_takes_one_to_eight_futures_and_a_last_comma() {
    run::to_end(async {
        assert_eq!(join!(async { 1 }), (1,));
        assert_eq!(join!(ready(1), ready(2),), (1, 2));
        let all = join!(
            ready(1),
            ready('b'),
            ready("c"),
            ready(4.0),
            ready([5]),
            ready(()),
            ready(Some(7)),
            async { 8 },
        );
        assert_eq!(all, (1, 'b', "c", 4.0, [5], (), Some(7), 8));
    });
}

#[test]
fn join_may_borrow_and_polls_what_is_ready_no_more() {
    run::to_end(async {
        let polls = Cell::new(0);
        let mut text = String::new();
        let eager = poll_fn(|_| {
            polls.set(polls.get() + 1);
            std::task::Poll::Ready(())
        });
        join!(eager, async {
            yield_now().await;
            yield_now().await;
            text.push('x');
        });
        assert_eq!((polls.get(), text.as_str()), (1, "x"));
    });
}

#[test]
fn joined_futures_are_dropped_with_the_whole() {
    let journal = Journal::default();
    let kept = journal.clone();
    run::to_end(async move {
        let both = async {
            join!(says(kept.clone(), "a", 1), says(kept.clone(), "b", 9));
        };
        assert!(wakescope::time::timeout(ms(5), both).await.is_err());
    });
    assert_eq!(*journal.borrow(), ["a", "b", "a", "gone", "gone"]);
}

/// As tokio's documentation of `try_join!`: both succeed, or the first error.
#[test]
fn try_join_gives_all_values_or_the_first_error_at_once() {
    run::to_end(async {
        let good = try_join!(async { Ok::<_, String>(1) }, async { Ok("two") });
        assert_eq!(good, Ok((1, "two")));

        let journal = Journal::default();
        let slow = async { Ok::<_, &str>(says(journal.clone(), "slow", 9).await) };
        let bad = async {
            sleep(ms(2)).await;
            Err::<(), _>("no rice")
        };
        assert_eq!(try_join!(slow, bad), Err("no rice"));
        assert_eq!(now().as_nanos(), 2_000_000);
        assert_eq!(*journal.borrow(), ["slow", "gone"]);
    });
}

#[test]
fn try_join_keeps_an_output_until_all_are_ready() {
    run::to_end(async {
        let fallible = |value: u32, delay| async move {
            sleep(ms(delay)).await;
            if value < 9 { Ok(value) } else { Err(value) }
        };
        assert_eq!(
            try_join!(fallible(1, 3), fallible(2, 1), fallible(3, 2)),
            Ok((1, 2, 3))
        );
        assert_eq!(try_join!(fallible(1, 1), fallible(9, 2)), Err(9));
    });
}

// ---- select! ----

#[test]
fn the_first_branch_that_is_ready_wins_and_the_others_are_dropped_before_its_code() {
    run::to_end(async {
        let journal = Journal::default();
        let won = select! {
            word = says(journal.clone(), "slow", 5) => word,
            word = says(journal.clone(), "fast", 3) => {
                assert_eq!(journal.borrow().iter().filter(|word| **word == "gone").count(), 2);
                word
            }
        };
        assert_eq!((won, now().as_nanos()), ("fast", 3_000_000));
    });
}

#[test]
fn biased_polls_in_the_order_written() {
    run::to_end(async {
        for _ in 0..20 {
            let first = select! {
                biased;
                () = ready(()) => 1,
                () = ready(()) => 2,
            };
            assert_eq!(first, 1);
        }
    });
}

/// Which of three ready branches win, over 60 times.
fn winners(seed: u64) -> Vec<u32> {
    run::to_end_with(PolicyKind::Fifo, seed, async {
        let mut winners = Vec::new();
        for _ in 0..60 {
            winners.push(select! {
                () = ready(()) => 1,
                () = ready(()) => 2,
                () = ready(()) => 3,
            });
        }
        winners
    })
}

#[test]
fn without_biased_the_first_branch_is_drawn_by_the_seed() {
    assert_eq!(winners(5), winners(5));
    assert_ne!(winners(5), winners(6));
    let all: BTreeSet<u32> = winners(7).into_iter().collect();
    assert_eq!(all, BTreeSet::from([1, 2, 3]));
}

#[test]
fn outside_of_a_run_the_first_branch_written_is_first() {
    let first = ByHand::new(async {
        select! {
            () = ready(()) => 1,
            () = ready(()) => 2,
        }
    })
    .ready();
    assert_eq!(first, 1);
}

#[test]
fn a_condition_leaves_a_branch_out_and_its_future_unpolled() {
    run::to_end(async {
        let polled = Cell::new(false);
        let open = false;
        let won = select! {
            () = async { polled.set(true) }, if open => "closed",
            () = sleep(ms(1)), if !open => "open",
        };
        assert_eq!((won, polled.get()), ("open", false));
    });
}

#[test]
fn conditions_are_looked_at_once_and_before_the_futures_are_made() {
    run::to_end(async {
        let journal = Journal::default();
        let note = |word| journal.borrow_mut().push(word);
        let condition = |word| {
            note(word);
            true
        };
        let make = |word| {
            note(word);
            yield_now()
        };
        select! {
            biased;
            () = make("future 1"), if condition("if 1") => {}
            () = make("future 2"), if condition("if 2") => {}
        }
        assert_eq!(*journal.borrow(), ["if 1", "if 2", "future 1", "future 2"]);
    });
}

#[test]
fn a_pattern_that_fails_puts_its_branch_out_of_the_race() {
    run::to_end(async {
        let won = select! {
            biased;
            Some(number) = ready(None::<u32>) => number,
            Ok(number) = async { sleep(ms(2)).await; Ok::<u32, ()>(5) } => number,
        };
        assert_eq!((won, now().as_nanos()), (5, 2_000_000));
    });
}

#[test]
fn else_runs_when_no_branch_is_left() {
    run::to_end(async {
        let won = select! {
            Some(()) = ready(None) => "some",
            Ok(()) = async { yield_now().await; Err::<(), ()>(()) } => "ok",
            else => "none",
        };
        assert_eq!(won, "none");
        let never = false;
        let won = select! {
            () = ready(()), if never => 1,
            else => 2,
        };
        assert_eq!(won, 2, "also when all are left out");
    });
}

#[test]
#[should_panic(expected = "every branch of this select! is out of the race, and it has no else")]
fn without_else_it_is_a_panic_that_no_branch_is_left() {
    ByHand::new(async {
        select! {
            Some(()) = ready(None) => {}
        }
    })
    .ready();
}

#[test]
fn patterns_take_apart_and_match_in_every_way() {
    #[derive(Debug)]
    enum Food {
        Rice { minutes: u32 },
        Soup(String, u32),
    }
    run::to_end(async {
        let minutes = select! {
            Food::Rice { minutes } = ready(Food::Rice { minutes: 30 }) => minutes,
            else => unreachable!(),
        };
        assert_eq!(minutes, 30);
        let name = select! {
            Food::Soup(name, 10..=20) = ready(Food::Soup("miso".into(), 15)) => name,
            else => unreachable!(),
        };
        assert_eq!(name, "miso", "moved out of the output, not cloned");
        let number = select! {
            Ok(number) | Err(number) = ready(Err::<u32, u32>(3)) => number,
            else => unreachable!(),
        };
        assert_eq!(number, 3);
        select! {
            mut list = ready(vec![1]) => {
                list.push(2);
                assert_eq!(list, [1, 2]);
            }
        }
        select! { _ = ready(5) => {} }
        let whole = select! {
            food @ Food::Rice { .. } = ready(Food::Rice { minutes: 1 }) => food,
            else => unreachable!(),
        };
        assert!(matches!(whole, Food::Rice { minutes: 1 }));
    });
}

#[test]
fn the_code_of_a_branch_may_break_continue_return_and_question() {
    async fn sum(mut numbers: mpsc::Receiver<Option<u32>>) -> Result<u32, String> {
        let mut sum = 0;
        loop {
            select! {
                number = numbers.recv() => {
                    let Some(number) = number else { break };
                    let Some(number) = number else { continue };
                    if number == 99 {
                        return Ok(99);
                    }
                    sum += u32::try_from(10 - i64::from(number))
                        .map_err(|_| format!("{number} is too much"))?;
                }
                () = sleep(ms(5)) => return Err("too slow".into()),
            }
        }
        Ok(sum)
    }
    run::to_end(async {
        let of = |numbers: Vec<Option<u32>>| {
            let (sender, receiver) = mpsc::channel(9);
            for number in numbers {
                sender.try_send(number).unwrap();
            }
            (sum(receiver), sender)
        };
        let (result, sender) = of(vec![Some(1), None, Some(2)]);
        drop(sender);
        assert_eq!(result.await, Ok(9 + 8));
        assert_eq!(of(vec![Some(3), Some(99)]).0.await, Ok(99));
        assert_eq!(of(vec![Some(20)]).0.await, Err("20 is too much".into()));
        let (result, _sender) = of(vec![Some(1)]);
        assert_eq!(result.await, Err("too slow".into()));
    });
}

#[test]
fn the_code_of_a_branch_may_borrow_what_the_futures_borrowed() {
    run::to_end(async {
        let (sender, mut receiver) = mpsc::channel(4);
        sender.try_send(1).unwrap();
        sender.try_send(2).unwrap();
        let mut list = vec![0];
        select! {
            biased;
            number = receiver.recv() => {
                // The future that borrowed the receiver is gone.
                list.push(number.unwrap());
                list.push(receiver.try_recv().unwrap());
            }
            () = async { list.push(9); pending().await } => {}
        }
        assert_eq!(list, [0, 1, 2]);
    });
}

#[test]
fn a_future_behind_a_reference_goes_on_in_the_next_select() {
    run::to_end(async {
        let mut lunch = std::pin::pin!(sleep(ms(5)));
        let mut ticks = 0;
        loop {
            select! {
                () = &mut lunch => break,
                () = sleep(ms(2)) => ticks += 1,
            }
        }
        assert_eq!((ticks, now().as_nanos()), (2, 5_000_000));
    });
}

#[test]
fn a_select_takes_eight_branches_and_else() {
    run::to_end_with(PolicyKind::Fifo, 3, async {
        for winner in 1..=8_u64 {
            let delay = |branch: u64| ms(if branch == winner { 1 } else { 9 });
            let won = select! {
                () = sleep(delay(1)) => 1,
                () = sleep(delay(2)) => 2,
                () = sleep(delay(3)) => { 3 }
                () = sleep(delay(4)) => { 4 },
                () = sleep(delay(5)), if true => 5,
                () = sleep(delay(6)), if true => { 6 }
                () = sleep(delay(7)), if true => { 7 },
                () = sleep(delay(8)) => 8,
                else => 0,
            };
            assert_eq!(won, winner);
        }
    });
}

#[test]
fn a_select_within_a_select_and_names_like_its_own() {
    const COUNT: u64 = 5;
    run::to_end(async {
        let (out, outputs, count, futures) = (1, 2, 3, 4);
        let sum = select! {
            () = sleep(ms(COUNT)) => COUNT,
            number = async {
                select! {
                    () = sleep(ms(COUNT - 1)) => out + outputs + count + futures,
                    () = pending() => 0,
                }
            } => number,
        };
        assert_eq!(sum, 10);
    });
}

/// As tokio's documentation of `select!`: a loop that takes from two
/// channels until both are closed.
#[test]
fn two_channels_are_emptied_until_both_are_closed() {
    let mut all = run::to_end(async {
        let (left, mut from_left) = mpsc::channel(8);
        let (right, mut from_right) = mpsc::channel(8);
        spawn(async move {
            for number in 0..5 {
                left.send(number).await.unwrap();
                sleep(ms(number)).await;
            }
        });
        spawn(async move {
            for number in 10..14 {
                right.send(number).await.unwrap();
            }
        });
        let mut all = Vec::new();
        loop {
            select! {
                Some(number) = from_left.recv() => all.push(number),
                Some(number) = from_right.recv() => all.push(number),
                else => break,
            }
        }
        all
    });
    all.sort_unstable();
    assert_eq!(all, [0, 1, 2, 3, 4, 10, 11, 12, 13]);
}

/// As tokio's documentation: an operation that is begun once, and a channel
/// whose even numbers begin it anew.
#[test]
fn an_operation_is_begun_anew_by_messages_until_it_ends() {
    async fn cook(number: Option<u64>) -> Option<String> {
        let number = number?;
        sleep(ms(10)).await;
        Some(format!("dish {number}"))
    }
    let dish = run::to_end(async {
        let (orders, mut next) = mpsc::channel(8);
        spawn(async move {
            for number in [1, 2, 3, 4] {
                orders.send(number).await.unwrap();
                sleep(ms(4)).await;
            }
            pending::<()>().await;
        });
        let mut done = false;
        let mut cooking = std::pin::pin!(cook(None));
        loop {
            select! {
                dish = &mut cooking, if !done => {
                    done = true;
                    if let Some(dish) = dish {
                        return dish;
                    }
                }
                Some(number) = next.recv() => {
                    if number % 2 == 0 {
                        cooking.set(cook(Some(number)));
                        done = false;
                    }
                }
            }
        }
    });
    assert_eq!(dish, "dish 4");
}

/// As tokio's documentation: a oneshot that ends a task half-way.
#[test]
fn a_sender_that_waits_for_its_receiver_to_go_stops_its_work() {
    run::to_end(async {
        let (mut reply, answer) = oneshot::channel::<u32>();
        let work = spawn(async move {
            select! {
                () = reply.closed() => "nobody wants it",
                () = sleep(ms(50)) => "done",
            }
        });
        sleep(ms(1)).await;
        drop(answer);
        assert_eq!(work.await.unwrap(), "nobody wants it");
        assert_eq!(now().as_nanos(), 1_000_000);
    });
}

// ---- yield_now, observe, input ----

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
