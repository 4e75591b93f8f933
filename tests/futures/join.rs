//! `join!` and `try_join!`.

use std::cell::Cell;
use std::future::{poll_fn, ready};

use wakescope::future::yield_now;
use wakescope::run::{self};
use wakescope::time::{ms, now, sleep};
use wakescope::{join, try_join};

use crate::{Journal, says};

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
