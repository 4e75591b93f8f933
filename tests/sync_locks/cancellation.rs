//! Futures dropped at every await point: nobody else is stuck, and nothing is
//! lost.

use std::cell::Cell;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use wakescope::sync::{Mutex, RwLock, Semaphore};

use crate::support::{AnyByHand, SplitMix64, any, rounds};

struct Kitchen {
    seats: Arc<Semaphore>,
    pot: Arc<Mutex<u32>>,
    menu: Arc<RwLock<u32>>,
    /// How many are where only one may be.
    alone: Cell<u32>,
}

const SEATS: usize = 3;

impl Kitchen {
    fn new() -> Kitchen {
        Kitchen {
            seats: Arc::new(Semaphore::new(SEATS)),
            pot: Arc::new(Mutex::new(0)),
            menu: Arc::new(RwLock::with_max_readers(0, 2)),
            alone: Cell::new(0),
        }
    }

    /// Is in a place for one alone, for a while.
    async fn be_alone(&self) {
        struct Leave<'a>(&'a Cell<u32>);
        impl Drop for Leave<'_> {
            fn drop(&mut self) {
                self.0.set(self.0.get() - 1);
            }
        }
        assert_eq!(self.alone.replace(self.alone.get() + 1), 0);
        let _leave = Leave(&self.alone);
        give_way().await;
    }

    /// Waits at every kind of lock, borrowed and owned, holding others or none:
    /// always seats before the menu, and the menu before the pot, lest there
    /// be a deadlock.
    async fn visit(&self) {
        {
            let mut seats = self.seats.acquire_many(2).await.unwrap();
            let pot = self.pot.lock().await;
            self.be_alone().await;
            drop(pot);
            drop(seats.split(1));
            let _menu = self.menu.read().await;
            give_way().await;
        }
        {
            let _seat = self.seats.clone().acquire_owned().await.unwrap();
            let menu = self.menu.clone().write_owned().await;
            give_way().await;
            let _menu = menu.downgrade();
            let _pot = self.pot.clone().lock_owned().await;
            self.be_alone().await;
        }
        {
            let _menu = self.menu.clone().read_owned().await;
            let _pot = self.pot.lock().await;
            self.be_alone().await;
        }
        let _seats = self.seats.clone().acquire_many_owned(3).await.unwrap();
        let _menu = self.menu.write().await;
        give_way().await;
    }

    #[track_caller]
    fn is_as_new(&self) {
        assert_eq!(self.seats.available_permits(), SEATS);
        assert!(self.pot.try_lock().is_ok());
        assert!(self.menu.try_write().is_ok());
        assert_eq!(self.alone.get(), 0);
        let owners = [
            Arc::strong_count(&self.seats),
            Arc::strong_count(&self.pot),
            Arc::strong_count(&self.menu),
        ];
        assert_eq!(owners, [1; 3], "a future or a guard is left");
    }
}

async fn give_way() {
    let mut gave_way = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut gave_way, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

struct Guest<'a> {
    visit: AnyByHand<'a, ()>,
    polls: usize,
    wakes_seen: usize,
}

/// Lets five visit, of whom one is dropped after `polls` polls. Polls only who
/// was woken, in random order. Whether the one was dropped before it was done.
fn run(random: &mut SplitMix64, victim: usize, polls: usize) -> bool {
    let kitchen = Kitchen::new();
    let guest = |_| Guest {
        visit: any(kitchen.visit()),
        polls: 0,
        wakes_seen: 0,
    };
    let mut guests: Vec<_> = (0..5).map(|index| Some(guest(index))).collect();
    let mut dropped = false;
    loop {
        if guests[victim]
            .as_ref()
            .is_some_and(|guest| guest.polls == polls)
        {
            let guest = guests[victim].take().unwrap();
            assert_eq!(guest.visit.cancel(), 0, "wakers left behind");
            dropped = true;
        }
        let ready: Vec<usize> = (0..guests.len())
            .filter(|&index| {
                let woken =
                    |guest: &Guest| guest.polls == 0 || guest.visit.wakes() > guest.wakes_seen;
                guests[index].as_ref().is_some_and(woken)
            })
            .collect();
        let Some(at) = random.index(ready.len()) else {
            break;
        };
        let slot = &mut guests[ready[at]];
        let guest = slot.as_mut().unwrap();
        guest.polls += 1;
        guest.wakes_seen = guest.visit.wakes();
        if guest.visit.poll().is_ready() {
            assert_eq!(slot.take().unwrap().visit.cancel(), 0, "wakers left behind");
        }
    }
    let stuck = guests.iter().flatten().count();
    assert_eq!(
        stuck, 0,
        "somebody waits for ever: a wake or a place was lost"
    );
    kitchen.is_as_new();
    dropped
}

#[test]
fn a_future_dropped_after_any_number_of_polls_leaves_nothing_behind() {
    for seed in 0..rounds(40, 1) {
        for victim in 0..rounds(5, 2) as usize {
            let mut polls = 0;
            // Until it is done before it would be dropped.
            while run(&mut SplitMix64::new(seed), victim, polls) {
                polls += 1;
            }
            assert!(polls > 5, "the visit waits several times");
        }
    }
}

#[test]
fn all_futures_dropped_at_once_leave_nothing_behind() {
    for seed in 0..rounds(200, 5) {
        let random = &mut SplitMix64::new(seed);
        let kitchen = Kitchen::new();
        let mut visits: Vec<_> = (0..6).map(|_| Some(any(kitchen.visit()))).collect();
        for _ in 0..random.below(60) {
            let slot = &mut visits[random.below(6)];
            if slot.as_mut().is_some_and(|visit| visit.poll().is_ready()) {
                *slot = None;
            }
        }
        while let Some(at) = random.index(visits.len()) {
            if let Some(visit) = visits.swap_remove(at) {
                assert_eq!(visit.cancel(), 0, "wakers left behind");
            }
        }
        kitchen.is_as_new();
    }
}
