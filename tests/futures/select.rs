//! `select!`: who wins, what is dropped, and what the branches may do.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::future::{pending, ready};

use wakescope::future::yield_now;
use wakescope::run::{self, PolicyKind};
use wakescope::select;
use wakescope::sync::mpsc;
use wakescope::time::{ms, now, sleep};

use crate::support::ByHand;
use crate::{Journal, says};

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
