//! oneshot: every sequence of operations up to a length, against a model.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use wakescope::sync::oneshot::{self, error::TryRecvError};

use crate::support::{WakeCount, rounds};

#[derive(Clone, Copy, Debug)]
enum Step {
    Send,
    DropSender,
    PollClosed,
    PollReceiver,
    TryReceive,
    Close,
    DropReceiver,
}

const STEPS: [Step; 7] = [
    Step::Send,
    Step::DropSender,
    Step::PollClosed,
    Step::PollReceiver,
    Step::TryReceive,
    Step::Close,
    Step::DropReceiver,
];

/// What should be: three facts are enough.
#[derive(Default)]
struct Model {
    value_inside: bool,
    sender_gone: bool,
    closed: bool,
}

#[test]
fn every_short_sequence_of_operations_agrees_with_the_model() {
    let length = rounds(6, 3) as u32;
    for number in 0..(STEPS.len() as u32).pow(length) {
        let mut rest = number as usize;
        let steps: Vec<Step> = (0..length)
            .map(|_| {
                let step = STEPS[rest % STEPS.len()];
                rest /= STEPS.len();
                step
            })
            .collect();
        run(&steps);
    }
}

fn run(steps: &[Step]) {
    let token = Arc::new(());
    let (sender, receiver) = oneshot::channel();
    let (mut sender, mut receiver) = (Some(sender), Some(receiver));
    let mut model = Model::default();
    let receiver_wakes = Arc::new(WakeCount::default());
    let receiver_waker = Waker::from(receiver_wakes.clone());
    let mut receiver_waits = false;
    let sender_wakes = Arc::new(WakeCount::default());
    let sender_waker = Waker::from(sender_wakes.clone());
    let mut sender_waits = false;

    for step in steps {
        let (before_receiver, before_sender) = (receiver_wakes.count(), sender_wakes.count());
        let (mut receiver_called, mut sender_called) = (false, false);
        match step {
            Step::Send => {
                let Some(sender) = sender.take() else {
                    continue;
                };
                let sent = sender.send(token.clone());
                assert_eq!(sent.is_err(), model.closed, "{steps:?}");
                model.sender_gone = true;
                model.value_inside = !model.closed;
                receiver_called = receiver_waits;
                sender_waits = false;
            }
            Step::DropSender => {
                if sender.take().is_none() {
                    continue;
                }
                model.sender_gone = true;
                receiver_called = receiver_waits;
                sender_waits = false;
            }
            Step::PollClosed => {
                let Some(sender) = &mut sender else { continue };
                let mut cx = Context::from_waker(&sender_waker);
                assert_eq!(sender.is_closed(), model.closed, "{steps:?}");
                assert_eq!(
                    sender.poll_closed(&mut cx).is_ready(),
                    model.closed,
                    "{steps:?}"
                );
                sender_waits = !model.closed;
            }
            Step::PollReceiver | Step::TryReceive => {
                let Some(half) = &mut receiver else { continue };
                let expected = if model.value_inside {
                    Some(true)
                } else if model.sender_gone || model.closed {
                    Some(false)
                } else {
                    None
                };
                let answer = if matches!(step, Step::PollReceiver) {
                    let mut cx = Context::from_waker(&receiver_waker);
                    match Pin::new(half).poll(&mut cx) {
                        Poll::Ready(answer) => Some(answer.is_ok()),
                        Poll::Pending => {
                            receiver_waits = true;
                            None
                        }
                    }
                } else {
                    match half.try_recv() {
                        Ok(_) => Some(true),
                        Err(TryRecvError::Closed) => Some(false),
                        Err(TryRecvError::Empty) => None,
                    }
                };
                assert_eq!(answer, expected, "{steps:?}");
                if answer.is_some() {
                    assert!(receiver.as_ref().unwrap().is_terminated());
                    receiver = None;
                    model.value_inside = false;
                    sender_called = sender_waits;
                    model.closed = true;
                }
            }
            Step::Close => {
                let Some(receiver) = &mut receiver else {
                    continue;
                };
                receiver.close();
                sender_called = sender_waits && !model.closed;
                model.closed = true;
                receiver_waits = false;
            }
            Step::DropReceiver => {
                if receiver.take().is_none() {
                    continue;
                }
                model.value_inside = false;
                sender_called = sender_waits && !model.closed;
                model.closed = true;
            }
        }
        let woken = |before: usize, after: usize| after - before;
        assert_eq!(
            woken(before_receiver, receiver_wakes.count()),
            usize::from(receiver_called),
            "{step:?} of {steps:?}"
        );
        assert_eq!(
            woken(before_sender, sender_wakes.count()),
            usize::from(sender_called),
            "{step:?} of {steps:?}"
        );
        receiver_waits &= !receiver_called && receiver.is_some();
        sender_waits &= !sender_called && sender.is_some();
        let inside = Arc::strong_count(&token) - 1;
        assert_eq!(inside, usize::from(model.value_inside), "{steps:?}");
    }
    drop((sender, receiver));
    assert_eq!(Arc::strong_count(&token), 1);
    assert_eq!(Arc::strong_count(&receiver_wakes), 2, "no waker is left");
    assert_eq!(Arc::strong_count(&sender_wakes), 2, "no waker is left");
}
