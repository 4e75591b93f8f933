//! What can cross threads: at compile time, a table as in tokio's own tests.

use std::cell::Cell;
use std::rc::Rc;

use wakescope::sync::{broadcast, mpsc, oneshot, watch};

/// Neither `Send` nor `Sync`.
type NN = Rc<u8>;
/// `Send`, not `Sync`.
type YN = Cell<u8>;
/// Both.
type YY = u8;

/// What is not `Send` has one impl of this, what is has two: then it is not
/// clear which is meant, and `look` does not compile.
trait NotSend<A> {
    fn look() {}
}
impl<T: ?Sized> NotSend<()> for T {}
impl<T: ?Sized + Send> NotSend<u8> for T {}

/// The same for `Sync`.
trait NotSync<A> {
    fn look() {}
}
impl<T: ?Sized> NotSync<()> for T {}
impl<T: ?Sized + Sync> NotSync<u8> for T {}

fn is_send<T: Send>() {}
fn is_sync<T: Sync>() {}
fn is_unpin<T: Unpin>() {}

macro_rules! send {
    ($type:ty, yes) => {
        is_send::<$type>()
    };
    ($type:ty, no) => {
        <$type as NotSend<_>>::look()
    };
}

macro_rules! sync {
    ($type:ty, yes) => {
        is_sync::<$type>()
    };
    ($type:ty, no) => {
        <$type as NotSync<_>>::look()
    };
}

/// Whether it is `Send`, whether it is `Sync`; `Unpin` all are.
macro_rules! table {
    ($($type:ty: $send:ident $sync:ident;)*) => {
        $(send!($type, $send); sync!($type, $sync); is_unpin::<$type>();)*
    };
}

#[test]
fn handles_are_send_and_sync_as_tokios_are() {
    table! {
        oneshot::Sender<NN>: no no;
        oneshot::Sender<YN>: yes yes;
        oneshot::Sender<YY>: yes yes;
        oneshot::Receiver<NN>: no no;
        oneshot::Receiver<YN>: yes yes;
        oneshot::Receiver<YY>: yes yes;

        mpsc::Sender<NN>: no no;
        mpsc::Sender<YN>: yes yes;
        mpsc::Sender<YY>: yes yes;
        mpsc::WeakSender<NN>: no no;
        mpsc::WeakSender<YN>: yes yes;
        mpsc::WeakSender<YY>: yes yes;
        mpsc::Receiver<NN>: no no;
        mpsc::Receiver<YN>: yes yes;
        mpsc::Receiver<YY>: yes yes;
        mpsc::Permit<'static, NN>: no no;
        mpsc::Permit<'static, YN>: yes yes;
        mpsc::Permit<'static, YY>: yes yes;
        mpsc::PermitIterator<'static, NN>: no no;
        mpsc::PermitIterator<'static, YN>: yes yes;
        mpsc::OwnedPermit<NN>: no no;
        mpsc::OwnedPermit<YN>: yes yes;
        mpsc::OwnedPermit<YY>: yes yes;
        mpsc::UnboundedSender<NN>: no no;
        mpsc::UnboundedSender<YN>: yes yes;
        mpsc::UnboundedSender<YY>: yes yes;
        mpsc::WeakUnboundedSender<NN>: no no;
        mpsc::WeakUnboundedSender<YN>: yes yes;
        mpsc::WeakUnboundedSender<YY>: yes yes;
        mpsc::UnboundedReceiver<NN>: no no;
        mpsc::UnboundedReceiver<YN>: yes yes;
        mpsc::UnboundedReceiver<YY>: yes yes;
        mpsc::error::SendError<NN>: no no;
        mpsc::error::SendError<YN>: yes no;
        mpsc::error::SendError<YY>: yes yes;
        mpsc::error::TrySendError<NN>: no no;
        mpsc::error::TrySendError<YN>: yes no;
        mpsc::error::TrySendError<YY>: yes yes;

        broadcast::Sender<NN>: no no;
        broadcast::Sender<YN>: yes yes;
        broadcast::Sender<YY>: yes yes;
        broadcast::WeakSender<NN>: no no;
        broadcast::WeakSender<YN>: yes yes;
        broadcast::WeakSender<YY>: yes yes;
        broadcast::Receiver<NN>: no no;
        broadcast::Receiver<YN>: yes yes;
        broadcast::Receiver<YY>: yes yes;

        watch::Sender<NN>: no no;
        watch::Sender<YN>: no no;
        watch::Sender<YY>: yes yes;
        watch::Receiver<NN>: no no;
        watch::Receiver<YN>: no no;
        watch::Receiver<YY>: yes yes;
        watch::Ref<'static, NN>: no no;
        watch::Ref<'static, YN>: no no;
        watch::Ref<'static, YY>: no yes;
    }
}

/// Requires of a method's future what tokio's is.
fn sends<F: Send>(_: impl FnOnce() -> F) {}
fn sends_and_syncs<F: Send + Sync>(_: impl FnOnce() -> F) {}

/// Never called: only its types are looked at.
#[allow(dead_code, clippy::too_many_arguments)]
fn futures_are_send_and_sync_as_tokios_are(
    one_tx: &'static mut oneshot::Sender<YN>,
    tx: &'static mpsc::Sender<YN>,
    rx: &'static mut mpsc::Receiver<YN>,
    many: (&'static mut mpsc::Receiver<YN>, &'static mut Vec<YN>),
    unbounded_tx: &'static mpsc::UnboundedSender<YN>,
    unbounded_rx: &'static mut mpsc::UnboundedReceiver<YN>,
    every_tx: &'static broadcast::Sender<YN>,
    every_rx: &'static mut broadcast::Receiver<YN>,
    latest_tx: &'static watch::Sender<YY>,
    latest_rx: &'static mut watch::Receiver<YY>,
    latest_rx2: &'static mut watch::Receiver<YY>,
) {
    sends_and_syncs(|| one_tx.closed());
    sends(|| tx.send(Cell::new(0)));
    sends_and_syncs(|| tx.reserve());
    sends_and_syncs(|| tx.reserve_many(2));
    sends_and_syncs(|| tx.clone().reserve_owned());
    sends_and_syncs(|| tx.closed());
    sends_and_syncs(|| rx.recv());
    sends(|| many.0.recv_many(many.1, 2));
    sends_and_syncs(|| unbounded_tx.closed());
    sends_and_syncs(|| unbounded_rx.recv());
    sends_and_syncs(|| every_tx.closed());
    sends_and_syncs(|| every_rx.recv());
    sends_and_syncs(|| latest_tx.closed());
    sends_and_syncs(|| latest_rx.changed());
    sends(|| latest_rx2.wait_for(|_| true));
}
