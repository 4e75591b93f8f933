use super::WriteIn;
use crate::task::{Guarded, Lending, OnRelease, WriteRef};
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

struct Cottage<T: ?Sized> {
    released: AtomicUsize,
    cell: Guarded<T>,
}

house!(Cottage<T>, cell);

fn house_of<T>(value: T) -> Cottage<T> {
    Cottage {
        released: AtomicUsize::new(0),
        cell: Guarded::new(value),
    }
}

/// Adds so many when the guard is dropped.
#[derive(Clone, Copy)]
struct Count(usize);

impl<T: ?Sized> OnRelease<Cottage<T>> for Count {
    fn released(&mut self, owner: &Cottage<T>, _: Option<&Lending>) {
        owner.released.fetch_add(self.0, Ordering::Relaxed);
    }
}

/// Adds one when the guard of a part is dropped.
struct One<'a>(&'a AtomicUsize);

impl OnRelease<()> for One<'_> {
    fn released(&mut self, (): &(), _: Option<&Lending>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn enter<T: ?Sized>(house: &Cottage<T>) -> Option<WriteIn<'_, Cottage<T>, Count>> {
    WriteIn::try_new(house, |_| Count(10))
}

fn claim<T: ?Sized>(house: &Cottage<T>) -> Option<WriteIn<'_, Cottage<T>, Count>> {
    WriteIn::claim(house, Count(10))
}

fn one<T: ?Sized>(house: &Cottage<T>, _: Count) -> One<'_> {
    One(&house.released)
}

#[test]
fn a_guard_is_the_house_and_what_follows() {
    assert_eq!(
        size_of::<WriteIn<'_, Cottage<[u64; 9]>, Count>>(),
        size_of::<(&u8, Count)>()
    );
    let house: &Cottage<[i32]> = &house_of([1, 2, 3]);
    let mut all = enter(house).unwrap();
    all[1] = 5;
    assert!(enter(house).is_none());
    assert_eq!(all.house().released.load(Ordering::Relaxed), 0);
    drop(all);
    assert_eq!(house.released.load(Ordering::Relaxed), 10);
    assert_eq!(enter(house).unwrap()[..], [1, 5, 3]);
}

#[test]
fn what_follows_a_part_is_what_was_made_for_it() {
    let house = house_of((1, String::from("a")));
    let mut part = enter(&house).unwrap().map(one, |pair| &mut pair.1);
    part.push('b');
    assert!(enter(&house).is_none());
    let mut smaller: WriteRef<'_, str, _, _> = part.map(|text| &mut text[1..]);
    smaller.make_ascii_uppercase();
    drop(smaller);
    assert_eq!(house.released.load(Ordering::Relaxed), 1);
    let Err(mut all) = enter(&house).unwrap().try_map(one, |_| None::<&mut u8>) else {
        panic!("there is no such part");
    };
    all.1.push('c');
    drop(all);
    assert_eq!(house.released.load(Ordering::Relaxed), 11);
    let part = enter(&house)
        .unwrap()
        .try_map(one, |pair| Some(&mut pair.1));
    assert_eq!(*part.ok().unwrap(), "aBc");
    assert_eq!(house.released.load(Ordering::Relaxed), 12);
}

#[test]
fn a_panic_in_a_projection_ends_the_lending() {
    let house = house_of(1);
    let shared = std::panic::AssertUnwindSafe(&house);
    let caught = std::panic::catch_unwind(|| {
        enter(*shared)
            .unwrap()
            .map::<i32, _>(one, |_| panic!("no part"));
    });
    assert!(caught.is_err() && enter(&house).is_some());
}

#[test]
fn a_writer_who_is_asked_passes_the_cell_on() {
    let house = house_of(1);
    assert!(!house.cell.lending().ask());
    assert!(claim(&house).is_none());
    let mut writer = enter(&house).unwrap();
    assert!(house.cell.lending().ask() && house.cell.lending().ask());
    *writer = 2;
    drop(writer);
    // Nobody has it, and nobody but who claims it gets it.
    assert!(enter(&house).is_none() && house.cell.lending().ask());
    let next = claim(&house).unwrap();
    assert!(claim(&house).is_none() && enter(&house).is_none());
    assert_eq!(*next, 2);
    drop(next);
    assert!(enter(&house).is_none());
    house.cell.lending().free_passed();
    assert!(enter(&house).is_some());
    house.cell.lending().free_passed();
    assert!(enter(&house).is_some());
}

#[test]
fn freeing_takes_nothing_from_a_writer() {
    let house = house_of(1);
    let writer = house.cell.try_write().unwrap();
    house.cell.lending().free_passed();
    assert!(enter(&house).is_none());
    assert!(house.cell.lending().ask());
    house.cell.lending().free_passed();
    assert!(enter(&house).is_none());
    // A reader of an exclusive cell has it alone, and passes it on as well.
    let reader = writer.downgrade();
    assert!(enter(&house).is_none());
    drop(reader);
    assert!(claim(&house).is_some());
}

#[test]
fn threads_that_pass_a_cell_on_see_what_the_others_wrote() {
    let house = house_of(Cell::new(0));
    let rounds = if cfg!(miri) { 20 } else { 2_000 };
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..rounds {
                    let value = loop {
                        match enter(&house).or_else(|| claim(&house)) {
                            Some(value) => break value,
                            None => house.cell.lending().ask(),
                        };
                        std::thread::yield_now();
                    };
                    value.set(value.get() + 1);
                }
            });
        }
    });
    assert_eq!(house.cell.into_inner().get(), 3 * rounds);
}
