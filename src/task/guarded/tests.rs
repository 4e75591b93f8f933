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
