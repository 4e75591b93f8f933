//! Random operations against a model that is too simple to be wrong: after
//! each of them, exactly those are woken who have their turn.

use std::collections::VecDeque;

use wakescope::sync::{
    AcquireError, Notify, RwLock, RwLockReadGuard, RwLockWriteGuard, Semaphore, SemaphorePermit,
    futures::Notified,
};

use crate::support::{AnyByHand, ByHand, SplitMix64, any, rounds};

/// What a semaphore is: a number, and a line that is served in order.
#[derive(Default)]
struct Model {
    free: usize,
    line: VecDeque<(u64, usize)>,
    given: Vec<u64>,
}

impl Model {
    fn available(&self) -> usize {
        if self.line.is_empty() { self.free } else { 0 }
    }

    /// Whether it is had at once.
    fn take(&mut self, amount: usize) -> bool {
        let at_once = amount == 0 || amount <= self.available();
        self.free -= if at_once { amount } else { 0 };
        at_once
    }

    fn put(&mut self, amount: usize) {
        self.free += amount;
        while let Some(&(id, wanted)) = self.line.front() {
            if wanted > self.free {
                break;
            }
            self.free -= wanted;
            self.given.push(id);
            self.line.pop_front();
        }
    }

    /// Whether it was given what it waited for; forgets it.
    fn collect(&mut self, id: u64) -> bool {
        let at = self.given.iter().position(|&given| given == id);
        at.map(|at| self.given.remove(at)).is_some()
    }

    fn leave(&mut self, id: u64, amount: usize) {
        let back = if self.collect(id) { amount } else { 0 };
        self.line.retain(|&(other, _)| other != id);
        self.put(back);
    }
}

struct Waiting<'a, T> {
    id: u64,
    amount: usize,
    future: AnyByHand<'a, T>,
}

fn check_wakes<T>(waiting: &[Waiting<'_, T>], model: &Model) {
    for waiter in waiting {
        let expected = usize::from(model.given.contains(&waiter.id));
        assert_eq!(waiter.future.wakes(), expected, "wakes of {}", waiter.id);
        assert_eq!(waiter.future.wakers_kept(), 1 - expected);
    }
}

#[test]
fn a_semaphore_does_what_a_number_and_a_line_do() {
    for seed in 0..rounds(400, 6) {
        random_semaphore(&mut SplitMix64::new(seed), rounds(200, 60));
    }
}

fn random_semaphore(random: &mut SplitMix64, steps: u64) {
    let begin = random.below(4);
    let semaphore = Semaphore::new(begin);
    let mut model = Model {
        free: begin,
        ..Model::default()
    };
    let mut total = begin;
    let mut held: Vec<SemaphorePermit<'_>> = Vec::new();
    let mut waiting: Vec<Waiting<'_, Result<SemaphorePermit<'_>, AcquireError>>> = Vec::new();
    for id in 0..steps {
        let amount = random.below(4);
        match random.below(9) {
            0..3 => {
                let mut future = any(semaphore.acquire_many(amount as u32));
                if model.take(amount) {
                    held.push(future.ready().unwrap());
                } else {
                    future.pending();
                    model.line.push_back((id, amount));
                    waiting.push(Waiting { id, amount, future });
                }
            }
            3 => {
                if let Some(at) = random.index(waiting.len()) {
                    if model.collect(waiting[at].id) {
                        held.push(waiting.swap_remove(at).future.ready().unwrap());
                    } else {
                        waiting[at].future.pending();
                    }
                }
            }
            4 => {
                if let Some(at) = random.index(waiting.len()) {
                    let Waiting { id, amount, future } = waiting.swap_remove(at);
                    assert_eq!(future.cancel(), 0, "wakers left behind");
                    model.leave(id, amount);
                }
            }
            5 => {
                if let Some(at) = random.index(held.len()) {
                    let permit = held.swap_remove(at);
                    model.put(permit.num_permits());
                    drop(permit);
                }
            }
            6 => match semaphore.try_acquire_many(amount as u32) {
                Ok(permit) => {
                    assert!(model.take(amount));
                    held.push(permit);
                }
                Err(_) => assert!(!model.take(amount)),
            },
            7 => {
                semaphore.add_permits(amount);
                total += amount;
                model.put(amount);
            }
            _ if random.below(2) == 0 => {
                let gone = amount.min(model.available());
                assert_eq!(semaphore.forget_permits(amount), gone);
                model.free -= gone;
                total -= gone;
            }
            _ => {
                if let Some(at) = random.index(held.len()) {
                    let permit = held.swap_remove(at);
                    total -= permit.num_permits();
                    permit.forget();
                }
            }
        }
        assert_eq!(semaphore.available_permits(), model.available());
        check_wakes(&waiting, &model);
    }
    if random.below(2) == 0 {
        semaphore.close();
        for mut waiter in waiting.drain(..) {
            assert_eq!(waiter.future.wakes(), 1);
            assert!(waiter.future.ready().is_err());
            assert_eq!(waiter.future.cancel(), 0);
        }
    }
    drop(waiting);
    drop(held);
    assert_eq!(semaphore.available_permits(), total, "permits were lost");
}

enum Guard<'a> {
    Read(RwLockReadGuard<'a, u64>),
    Write(RwLockWriteGuard<'a, u64>),
}

#[test]
fn a_lock_for_reading_and_writing_serves_in_order_and_excludes() {
    for seed in 0..rounds(400, 6) {
        random_rwlock(&mut SplitMix64::new(seed), rounds(200, 60));
    }
}

fn random_rwlock(random: &mut SplitMix64, steps: u64) {
    const READERS: usize = 3;
    let lock = RwLock::with_max_readers(0u64, READERS as u32);
    let mut model = Model {
        free: READERS,
        ..Model::default()
    };
    let mut written = 0;
    let mut held: Vec<Guard<'_>> = Vec::new();
    let mut waiting: Vec<Waiting<'_, Guard<'_>>> = Vec::new();
    for id in 0..steps {
        match random.below(6) {
            0..2 => {
                let lock = &lock;
                let (amount, mut future) = match random.below(3) {
                    0 => (READERS, any(async { Guard::Write(lock.write().await) })),
                    _ => (1, any(async { Guard::Read(lock.read().await) })),
                };
                if model.take(amount) {
                    held.push(future.ready());
                } else {
                    future.pending();
                    model.line.push_back((id, amount));
                    waiting.push(Waiting { id, amount, future });
                }
            }
            2 => {
                if let Some(at) = random.index(waiting.len()) {
                    if model.collect(waiting[at].id) {
                        held.push(waiting.swap_remove(at).future.ready());
                    } else {
                        waiting[at].future.pending();
                    }
                }
            }
            3 => {
                if let Some(at) = random.index(waiting.len()) {
                    let Waiting { id, amount, future } = waiting.swap_remove(at);
                    assert_eq!(future.cancel(), 0, "wakers left behind");
                    model.leave(id, amount);
                }
            }
            4 => {
                if let Some(at) = random.index(held.len()) {
                    match held.swap_remove(at) {
                        Guard::Read(_) => model.put(1),
                        Guard::Write(_) => model.put(READERS),
                    }
                }
            }
            _ => {
                let writer = held.iter().position(|held| matches!(held, Guard::Write(_)));
                if let Some(at) = writer {
                    let Guard::Write(mut write) = held.swap_remove(at) else {
                        unreachable!()
                    };
                    *write += 1;
                    written += 1;
                    held.push(match random.below(2) {
                        0 => Guard::Write(write),
                        _ => {
                            model.put(READERS - 1);
                            Guard::Read(write.downgrade())
                        }
                    });
                }
            }
        }
        let writers = held.iter().filter(|held| matches!(held, Guard::Write(_)));
        assert!(writers.count() == 0 || held.len() == 1, "not excluded");
        assert!(held.len() <= READERS);
        assert!(held.iter().all(|held| match held {
            Guard::Read(value) => **value == written,
            Guard::Write(value) => **value == written,
        }));
        check_wakes(&waiting, &model);
    }
    drop(waiting);
    drop(held);
    assert_eq!(*lock.try_write().expect("nobody holds it"), written);
}

/// What a waiter of a `Notify` was told by.
#[derive(Clone, Copy, PartialEq)]
enum Told {
    No,
    Alone { last: bool },
    WithAll,
}

struct Listener<'a> {
    in_line: bool,
    /// `notify_waiters` was called since it was made.
    missed: bool,
    told: Told,
    future: ByHand<Notified<'a>>,
}

/// Tells one of those in line, who stand in the order of `line`.
fn tell(listeners: &mut [(u64, Listener<'_>)], line: &mut Vec<u64>, last: bool) -> bool {
    if line.is_empty() {
        return false;
    }
    let id = line.remove(if last { line.len() - 1 } else { 0 });
    let told = listeners.iter_mut().find(|(other, _)| *other == id);
    told.unwrap().1.told = Told::Alone { last };
    true
}

#[test]
fn a_notify_does_what_a_flag_and_a_line_do() {
    for seed in 0..rounds(400, 6) {
        random_notify(&mut SplitMix64::new(seed), rounds(200, 60));
    }
}

fn random_notify(random: &mut SplitMix64, steps: u64) {
    let notify = Notify::new();
    let mut permit = false;
    let mut line: Vec<u64> = Vec::new();
    let mut all: Vec<(u64, Listener<'_>)> = Vec::new();
    for id in 0..steps {
        match random.below(9) {
            0..3 => {
                let listener = Listener {
                    in_line: false,
                    missed: false,
                    told: Told::No,
                    future: ByHand::new(notify.notified()),
                };
                all.push((id, listener));
            }
            3..5 => {
                let Some(at) = random.index(all.len()) else {
                    continue;
                };
                let (id, listener) = &mut all[at];
                let ready = listener.told != Told::No
                    || !listener.in_line && (std::mem::take(&mut permit) || listener.missed);
                if ready {
                    listener.future.ready();
                    assert_eq!(all.swap_remove(at).1.future.cancel(), 0);
                } else {
                    listener.future.pending();
                    if !std::mem::replace(&mut listener.in_line, true) {
                        line.push(*id);
                    }
                }
            }
            5 => {
                let Some(at) = random.index(all.len()) else {
                    continue;
                };
                let (id, listener) = all.swap_remove(at);
                assert_eq!(listener.future.cancel(), 0, "wakers left behind");
                line.retain(|other| *other != id);
                if let Told::Alone { last } = listener.told {
                    permit |= !tell(&mut all, &mut line, last);
                }
            }
            6 => {
                notify.notify_one();
                permit |= !tell(&mut all, &mut line, false);
            }
            7 => {
                notify.notify_last();
                permit |= !tell(&mut all, &mut line, true);
            }
            _ => {
                notify.notify_waiters();
                for (id, listener) in &mut all {
                    listener.missed = true;
                    if line.contains(id) {
                        listener.told = Told::WithAll;
                    }
                }
                line.clear();
            }
        }
        for (_, listener) in &all {
            let told = usize::from(listener.told != Told::No);
            assert_eq!(listener.future.wakes(), told);
        }
    }
    // Whoever was told alone and did not look passes it on, at last to the flag.
    let alone = |listener: &Listener<'_>| matches!(listener.told, Told::Alone { .. });
    permit |= all.iter().any(|(_, listener)| alone(listener));
    drop(all);
    assert_eq!(ByHand::new(notify.notified()).poll().is_ready(), permit);
}
