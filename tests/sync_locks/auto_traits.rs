//! What may cross threads: as in tokio. Checked by the compiler alone.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use wakescope::sync::futures::{Notified, OwnedNotified};
use wakescope::sync::*;

/// Two impls fit a type with the trait, so that the call is ambiguous.
macro_rules! never {
    ($($type:ty: $trait:ident;)*) => { $(const _: fn() = || {
        trait Ambiguous<Marker> { fn call() {} }
        struct Second;
        impl<T: ?Sized> Ambiguous<()> for T {}
        impl<T: ?Sized + $trait> Ambiguous<Second> for T {}
        <$type as Ambiguous<_>>::call();
    };)* };
}

macro_rules! always {
    ($($type:ty: $trait:ident $(+ $more:ident)?;)*) => { $(const _: fn() = || {
        fn holds<T: ?Sized + $trait $(+ $more)?>() {}
        holds::<$type>();
    };)* };
}

type NotSync = Cell<i32>;
type NotSend = Rc<i32>;

always! {
    Semaphore: Send + Sync;
    SemaphorePermit<'static>: Send + Sync;
    OwnedSemaphorePermit: Send + Sync;
    AcquireError: Send + Sync;
    TryAcquireError: Send + Sync;
    TryLockError: Send + Sync;
    Notify: Send + Sync;
    Notified<'static>: Send + Sync;
    OwnedNotified: Send + Sync;
    Barrier: Send + Sync;
    BarrierWaitResult: Send + Sync;

    Mutex<NotSync>: Send + Sync;
    MutexGuard<'static, NotSync>: Send;
    OwnedMutexGuard<NotSync>: Send;
    MappedMutexGuard<'static, NotSync>: Send;
    OwnedMappedMutexGuard<NotSync, NotSync>: Send;
    MutexGuard<'static, i32>: Send + Sync;
    OwnedMutexGuard<i32>: Send + Sync;
    MappedMutexGuard<'static, i32>: Send + Sync;
    OwnedMappedMutexGuard<i32, u8>: Send + Sync;

    RwLock<NotSync>: Send;
    RwLock<i32>: Send + Sync;
    RwLockReadGuard<'static, i32>: Send + Sync;
    RwLockWriteGuard<'static, i32>: Send + Sync;
    RwLockMappedWriteGuard<'static, i32>: Send + Sync;
    OwnedRwLockReadGuard<i32, u8>: Send + Sync;
    OwnedRwLockWriteGuard<i32>: Send + Sync;
    OwnedRwLockMappedWriteGuard<i32, u8>: Send + Sync;
}

never! {
    Mutex<NotSend>: Send;
    Mutex<NotSend>: Sync;
    MutexGuard<'static, NotSend>: Send;
    MutexGuard<'static, NotSync>: Sync;
    MappedMutexGuard<'static, NotSend>: Send;
    MappedMutexGuard<'static, NotSync>: Sync;
    OwnedMutexGuard<NotSend>: Send;
    OwnedMutexGuard<NotSync>: Sync;
    OwnedMappedMutexGuard<NotSend, i32>: Send;
    OwnedMappedMutexGuard<i32, NotSync>: Sync;

    RwLock<NotSync>: Sync;
    RwLock<NotSend>: Send;
    RwLockReadGuard<'static, NotSync>: Send;
    RwLockReadGuard<'static, NotSync>: Sync;
    RwLockWriteGuard<'static, NotSend>: Send;
    RwLockWriteGuard<'static, NotSync>: Sync;
    RwLockMappedWriteGuard<'static, NotSend>: Send;
    RwLockMappedWriteGuard<'static, NotSync>: Sync;
    OwnedRwLockReadGuard<NotSync, i32>: Send;
    OwnedRwLockReadGuard<i32, NotSync>: Send;
    OwnedRwLockWriteGuard<NotSync>: Send;
    OwnedRwLockMappedWriteGuard<NotSync, i32>: Send;
}

#[test]
fn the_futures_of_sendable_values_can_be_sent() {
    fn sent<T: Send>(_: T) {}
    let semaphore = Arc::new(Semaphore::new(5));
    let mutex = Arc::new(Mutex::new(Cell::new(1)));
    let lock = Arc::new(RwLock::new(1));
    let barrier = Barrier::new(1);
    sent(semaphore.acquire_many(2));
    sent(semaphore.clone().acquire_owned());
    sent(mutex.lock());
    sent(mutex.clone().lock_owned());
    sent((lock.read(), lock.write()));
    sent((lock.clone().read_owned(), lock.clone().write_owned()));
    sent(barrier.wait());
}
