//! Polling a task, cancelling it, and its output: what depends on the type of
//! its future.

use std::any::Any;
use std::future::Future;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::ptr::NonNull;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, RawWaker, Waker};

use super::join;
use super::pool::core_of;
use super::slot::{Header, Slot, Stage, VTable};
use super::waker::{self, Watch};
use crate::task::result::message_of;
use crate::task::{Finished, Polled};

/// The functions behind the headers of tasks of this type.
pub(super) struct Functions<F, W>(PhantomData<fn(F, W)>);

impl<F: Future, W: Watch> Functions<F, W> {
    pub(super) const VTABLE: VTable = VTable {
        poll: Self::poll,
        cancel: Self::cancel,
        take_output: Self::take_output,
        drop_output: Self::drop_output,
        wake: waker::wake::<W>,
        enqueue: waker::enqueue::<W>,
        waker_cloned: waker::cloned::<W>,
        waker_dropped: waker::dropped::<W>,
    };

    /// # Safety
    /// `task` is of these types, in a place that stays meanwhile, and its stage
    /// is the caller's. Used by all below.
    unsafe fn stage(task: NonNull<Header>) -> *mut Stage<F> {
        // SAFETY: `repr(C)` puts the header first, and the pointer may reach
        // the whole place.
        unsafe { &raw mut (*task.cast::<Slot<F>>().as_ptr()).stage }
    }

    /// # Safety
    /// As [`Self::stage`]: the caller has moved the state to Polling.
    unsafe fn poll(task: NonNull<Header>) -> Polled {
        // One table, known here, so that a future that wakes itself calls the
        // function straight.
        let raw = RawWaker::new(task.as_ptr().cast_const().cast(), &W::table().0);
        // SAFETY: the functions keep RawWaker's contract. This waker is lent,
        // not counted: ManuallyDrop keeps its drop from being called.
        let waker = ManuallyDrop::new(unsafe { Waker::from_raw(raw) });
        let mut context = Context::from_waker(&waker);
        // SAFETY: by the caller's word.
        let (header, stage) = unsafe { (task.as_ref(), Self::stage(task)) };
        let polled = catch_unwind(AssertUnwindSafe(|| {
            // SAFETY: a task that is not done has its future, and it is ours. It
            // is never moved: it lies here until `finish` drops it.
            let future = unsafe { Pin::new_unchecked(&mut *(*stage).future) };
            future.poll(&mut context)
        }));
        match polled {
            Ok(Poll::Pending) if header.state.end_pending() => Polled::Again,
            Ok(Poll::Pending) => Polled::Pending,
            // SAFETY: still Polling.
            Ok(Poll::Ready(output)) => unsafe { Self::end(task, Finished::Returned(output)) },
            // SAFETY: still Polling.
            Err(payload) => unsafe { Self::end(task, Finished::Panicked(payload)) },
        }
    }

    /// The task is done, and this came of it.
    ///
    /// # Safety
    /// As [`Self::stage`]: the caller has polled, and the state is Polling.
    unsafe fn end(task: NonNull<Header>, mut finished: Finished<F::Output>) -> Polled {
        // SAFETY: by the caller's word.
        let header = unsafe { task.as_ref() };
        let tell = |payload: &(dyn Any + Send)| {
            W::panicked(header.id.load(Ordering::Relaxed), message_of(payload));
        };
        if let Finished::Panicked(payload) = &finished {
            tell(&**payload);
        }
        // SAFETY: by the caller's word.
        if let Err(payload) = unsafe { Self::drop_future(task) } {
            // The future's own drop panicked; that is the task's result now,
            // unless its poll had panicked before.
            if !matches!(finished, Finished::Panicked(_)) {
                tell(&*payload);
                let output = std::mem::replace(&mut finished, Finished::Panicked(payload));
                quietly(|| drop(output));
            } else {
                quietly(|| drop(payload));
            }
        }
        let polled = match finished {
            Finished::Panicked(_) => Polled::Panicked,
            _ => Polled::Ready,
        };
        header.state.end_done();
        // SAFETY: the future is dropped, and the stage is ours; the task is not
        // free, so its core is there.
        unsafe {
            (*core_of(task)).finished_one();
            Self::hand_over(task, finished);
        }
        polled
    }

    /// # Safety
    /// As [`Self::stage`]: the caller has moved the state to Done without a poll.
    unsafe fn cancel(task: NonNull<Header>) {
        // SAFETY: by the caller's word.
        unsafe {
            let finished = match Self::drop_future(task) {
                Ok(()) => Finished::Cancelled,
                Err(payload) => Finished::Panicked(payload),
            };
            Self::hand_over(task, finished);
        }
    }

    /// Drops the future. A panic of its drop is the error; the rest of it then leaks.
    ///
    /// # Safety
    /// As [`Self::stage`]: the future is there, and is not used again.
    unsafe fn drop_future(task: NonNull<Header>) -> Result<(), Box<dyn Any + Send>> {
        // SAFETY: by the caller's word.
        catch_unwind(AssertUnwindSafe(|| unsafe {
            ManuallyDrop::drop(&mut (*Self::stage(task)).future);
        }))
    }

    /// Puts the output where the future was.
    ///
    /// # Safety
    /// As [`Self::stage`]: the future is dropped, and the state is Done.
    unsafe fn hand_over(task: NonNull<Header>, finished: Finished<F::Output>) {
        let finished = ManuallyDrop::new(finished);
        // SAFETY: by the caller's word. We are on the set's thread, since a
        // future is polled and dropped there alone.
        unsafe {
            Self::stage(task).write(Stage { finished });
            join::finished(task, Self::drop_output);
        }
    }

    /// # Safety
    /// As [`Self::stage`]; the caller owns the output by the join protocol, and
    /// `out` points to an `Option<Finished<F::Output>>`.
    unsafe fn take_output(task: NonNull<Header>, out: *mut ()) {
        // SAFETY: by the caller's word: the output is there, and it is taken once.
        unsafe {
            let finished = ManuallyDrop::take(&mut (*Self::stage(task)).finished);
            *out.cast::<Option<Finished<F::Output>>>() = Some(finished);
        }
    }

    /// # Safety
    /// As [`Self::stage`]; the caller owns the output by the join protocol.
    unsafe fn drop_output(task: NonNull<Header>) {
        // SAFETY: by the caller's word.
        quietly(|| unsafe { ManuallyDrop::drop(&mut (*Self::stage(task)).finished) });
    }
}

/// Does what may panic, where there is nobody to tell.
pub(super) fn quietly(act: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(act)) {
        // It may be dropped only to panic again: with that one it ends.
        std::mem::forget(catch_unwind(AssertUnwindSafe(|| drop(payload))));
    }
}
