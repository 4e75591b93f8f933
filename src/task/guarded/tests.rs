use super::{Exclusive, Guarded, Shared};
use std::cell::Cell;

#[test]
fn a_writer_excludes_everyone_and_readers_exclude_writers() {
    let cell: Guarded<i32, Shared> = Guarded::new(1);
    let writer = cell.try_write().unwrap();
    assert!(cell.try_write().is_none() && cell.try_read().is_none());
    drop(writer);
    let (one, two) = (cell.try_read().unwrap(), cell.try_read().unwrap());
    assert!(cell.try_write().is_none());
    drop(one);
    assert!(cell.try_write().is_none());
    assert_eq!(*two, 1);
    drop(two);
    assert!(cell.try_write().is_some());
}

#[test]
fn a_downgraded_writer_lets_readers_in_but_no_writer() {
    let cell: Guarded<i32, Shared> = Guarded::new(1);
    let mut writer = cell.try_write().unwrap();
    *writer = 2;
    let reader = writer.downgrade();
    assert_eq!((*reader, *cell.try_read().unwrap()), (2, 2));
    assert!(cell.try_write().is_none());
    drop(reader);
    assert!(cell.try_write().is_some());
}

#[test]
fn a_part_keeps_the_whole_lent_out() {
    let cell: Guarded<(i32, String)> = Guarded::new((1, "a".into()));
    let mut part = cell.try_write().unwrap().map(|pair| &mut pair.1);
    part.push('b');
    assert!(cell.try_write().is_none());
    let Err(mut part) = part.try_map(|_| None::<&mut u8>) else {
        panic!("there is no such part");
    };
    part.push('c');
    drop(part);
    assert_eq!(cell.into_inner().1, "abc");
}

#[test]
fn a_panic_in_a_projection_ends_the_lending() {
    let cell: Guarded<i32, Shared> = Guarded::new(1);
    let guard = std::panic::AssertUnwindSafe(&cell);
    let caught = std::panic::catch_unwind(|| {
        guard.try_write().unwrap().map::<i32>(|_| panic!("no part"));
    });
    assert!(caught.is_err() && cell.try_write().is_some());
}

#[test]
fn unsized_values_can_be_lent() {
    let cell: &Guarded<[i32], Shared> = &Guarded::new([1, 2, 3]);
    cell.try_write().unwrap()[1] = 5;
    assert_eq!(cell.try_read().unwrap().map(|all| &all[1..])[..], [5, 3]);
}

#[test]
fn threads_that_get_in_see_what_the_others_wrote() {
    // `Cell` is not `Sync`: an exclusive cell makes it so.
    let cell: Guarded<Cell<usize>, Exclusive> = Guarded::new(Cell::new(0));
    let rounds = if cfg!(miri) { 20 } else { 2_000 };
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..rounds {
                    let value = loop {
                        match cell.try_write() {
                            Some(value) => break value,
                            None => std::thread::yield_now(),
                        }
                    };
                    value.set(value.get() + 1);
                }
            });
        }
    });
    assert_eq!(cell.into_inner().get(), 3 * rounds);
}

#[test]
fn a_writer_who_is_asked_passes_the_cell_on() {
    let cell: Guarded<i32> = Guarded::new(1);
    assert!(!cell.lending().ask());
    assert!(cell.claim_then(()).is_none());
    let mut writer = cell.try_write().unwrap();
    assert!(cell.lending().ask() && cell.lending().ask());
    *writer = 2;
    drop(writer);
    // Nobody has it, and nobody but who claims it gets it.
    assert!(cell.try_write().is_none() && cell.lending().ask());
    let next = cell.claim_then(()).unwrap();
    assert!(cell.claim_then(()).is_none() && cell.try_write().is_none());
    assert_eq!(*next, 2);
    drop(next);
    assert!(cell.try_write().is_none());
    cell.lending().free_passed();
    assert!(cell.try_write().is_some());
    cell.lending().free_passed();
    assert!(cell.try_write().is_some());
}

#[test]
fn freeing_takes_nothing_from_a_writer() {
    let cell: Guarded<i32> = Guarded::new(1);
    let writer = cell.try_write().unwrap();
    cell.lending().free_passed();
    assert!(cell.try_write().is_none());
    assert!(cell.lending().ask());
    cell.lending().free_passed();
    assert!(cell.try_write().is_none());
    // A reader of an exclusive cell has it alone, and passes it on as well.
    let reader = writer.downgrade();
    assert!(cell.try_write().is_none());
    drop(reader);
    assert!(cell.claim_then(()).is_some());
}

#[test]
fn threads_that_pass_a_cell_on_see_what_the_others_wrote() {
    let cell: Guarded<Cell<usize>> = Guarded::new(Cell::new(0));
    let rounds = if cfg!(miri) { 20 } else { 2_000 };
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..rounds {
                    let value = loop {
                        match cell.try_write().or_else(|| cell.claim_then(())) {
                            Some(value) => break value,
                            None => cell.lending().ask(),
                        };
                        std::thread::yield_now();
                    };
                    value.set(value.get() + 1);
                }
            });
        }
    });
    assert_eq!(cell.into_inner().get(), 3 * rounds);
}
