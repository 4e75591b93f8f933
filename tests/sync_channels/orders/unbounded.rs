//! mpsc without a bound: random operations by many senders and the receiver.

use std::collections::VecDeque;
use std::sync::Arc;

use wakescope::sync::mpsc;
use wakescope::sync::mpsc::error::TryRecvError;

use crate::support::{SplitMix64, rounds};

#[test]
fn unbounded_channels_keep_order_and_lose_nothing() {
    for seed in 0..rounds(3_000, 4) {
        let mut random = SplitMix64::new(seed);
        let token = Arc::new(());
        let (sender, mut receiver) = mpsc::unbounded_channel::<(u32, Arc<()>)>();
        let mut senders = vec![sender];
        let mut inside = VecDeque::new();
        let mut closed = false;
        let mut next = 0;
        for _ in 0..100 {
            match random.below(20) {
                0..=8 => {
                    let Some(index) = random.index(senders.len()) else {
                        continue;
                    };
                    next += 1;
                    let sent = senders[index].send((next, token.clone()));
                    assert_eq!(sent.is_err(), closed);
                    if !closed {
                        inside.push_back(next);
                    }
                }
                9..=15 => match receiver.try_recv() {
                    Ok(value) => assert_eq!(Some(value.0), inside.pop_front()),
                    Err(error) => {
                        assert!(inside.is_empty());
                        let over = closed || senders.is_empty();
                        assert_eq!(error == TryRecvError::Disconnected, over);
                    }
                },
                16 | 17 => {
                    if let Some(sender) = senders.first().cloned() {
                        senders.push(sender);
                    }
                }
                18 => drop(senders.pop()),
                _ => {
                    if random.below(8) == 0 {
                        receiver.close();
                        closed = true;
                    }
                }
            }
            assert_eq!(receiver.len(), inside.len());
            assert_eq!(Arc::strong_count(&token) - 1, inside.len());
        }
        drop(receiver);
        assert_eq!(Arc::strong_count(&token), 1);
        assert!(senders.iter().all(mpsc::UnboundedSender::is_closed));
    }
}
