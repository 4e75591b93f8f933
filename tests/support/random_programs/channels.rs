//! Channels: producers, relays and consumers, whose counts match.

use wakescope::executor::spawn_named;
use wakescope::sync::{broadcast, mpsc, watch};
use wakescope::time::timeout;

use super::act::{pass, quarters};
use super::plan::{Channel, Consumer, Leaf, Producer, Receiving, Sending};

/// Who sent it, and which of theirs it is.
type Value = (usize, usize);

/// Either kind of sender.
#[derive(Clone)]
enum Sender {
    Bounded(mpsc::Sender<Value>),
    Unbounded(mpsc::UnboundedSender<Value>),
}

enum Receiver {
    Bounded(mpsc::Receiver<Value>),
    Unbounded(mpsc::UnboundedReceiver<Value>),
}

fn channel(capacity: Option<usize>) -> (Sender, Receiver) {
    match capacity {
        Some(capacity) => {
            let (sender, receiver) = mpsc::channel(capacity);
            (Sender::Bounded(sender), Receiver::Bounded(receiver))
        }
        None => {
            let (sender, receiver) = mpsc::unbounded_channel();
            (Sender::Unbounded(sender), Receiver::Unbounded(receiver))
        }
    }
}

impl Sender {
    /// Sends; false if nobody will ever receive.
    async fn send(&self, value: Value, sending: Sending) -> bool {
        let sender = match self {
            Sender::Bounded(sender) => sender,
            Sender::Unbounded(sender) => return sender.send(value).is_ok(),
        };
        match sending {
            Sending::Send => sender.send(value).await.is_ok(),
            Sending::Reserve => match sender.reserve().await {
                Ok(permit) => {
                    permit.send(value);
                    true
                }
                Err(_) => false,
            },
            Sending::Impatient(time) => loop {
                match timeout(quarters(time), sender.reserve()).await {
                    Ok(Ok(permit)) => {
                        permit.send(value);
                        break true;
                    }
                    Ok(Err(_)) => break false,
                    Err(_) => {}
                }
            },
        }
    }

    async fn closed(&self) {
        match self {
            Sender::Bounded(sender) => sender.closed().await,
            Sender::Unbounded(sender) => sender.closed().await,
        }
    }
}

impl Receiver {
    async fn one(&mut self) -> Option<Value> {
        match self {
            Receiver::Bounded(receiver) => receiver.recv().await,
            Receiver::Unbounded(receiver) => receiver.recv().await,
        }
    }

    /// Values, at least one; none when the channel is closed and empty.
    async fn receive(&mut self, receiving: Receiving) -> Vec<Value> {
        match receiving {
            Receiving::Receive => self.one().await.into_iter().collect(),
            Receiving::Many(limit) => {
                let mut values = Vec::new();
                match self {
                    Receiver::Bounded(receiver) => receiver.recv_many(&mut values, limit).await,
                    Receiver::Unbounded(receiver) => receiver.recv_many(&mut values, limit).await,
                };
                assert!(values.len() <= limit);
                values
            }
            Receiving::Impatient(time) => loop {
                if let Ok(value) = timeout(quarters(time), self.one()).await {
                    break value.into_iter().collect();
                }
            },
        }
    }
}

/// How many values each producer sends.
fn counts(plan: &Channel) -> Vec<usize> {
    let pauses = plan.producers.iter().map(|producer| &producer.pauses);
    pauses.map(Vec::len).collect()
}

pub(super) async fn mpsc(plan: &Channel) {
    let (sender, mut receiver) = channel(plan.capacities[0]);
    let mut tasks = Vec::new();
    for (number, producer) in plan.producers.iter().enumerate() {
        let produce = produce(number, producer.clone(), sender.clone());
        tasks.push(spawn_named("producer", produce));
    }
    let total: usize = counts(plan).iter().sum();
    let leaves = plan
        .consumer
        .stops_after
        .is_some_and(|limit| limit <= total);
    if leaves && plan.capacities.len() == 1 {
        // It keeps the channel open, but the consumer leaves by itself.
        let sender = sender.clone();
        let watcher = async move { sender.closed().await };
        tasks.push(spawn_named("watcher", watcher));
    }
    drop(sender);
    for capacity in &plan.capacities[1..] {
        let (sender, next) = channel(*capacity);
        tasks.push(spawn_named("relay", relay(receiver, sender)));
        receiver = next;
    }
    let consume = consume(plan.consumer.clone(), receiver, counts(plan));
    tasks.push(spawn_named("consumer", consume));
    for task in tasks {
        task.await.unwrap();
    }
}

async fn produce(number: usize, plan: Producer, sender: Sender) {
    for (count, pause) in plan.pauses.into_iter().enumerate() {
        pass(pause).await;
        if !sender.send((number, count), plan.sending).await {
            return;
        }
    }
    pass(plan.lingers).await;
}

async fn relay(mut receiver: Receiver, sender: Sender) {
    while let Some(value) = receiver.one().await {
        if !sender.send(value, Sending::Send).await {
            return;
        }
    }
}

/// Takes values as long as there are any, in the order of each producer.
async fn consume(plan: Consumer, mut receiver: Receiver, counts: Vec<usize>) {
    let mut seen = vec![0; counts.len()];
    loop {
        let taken = seen.iter().sum::<usize>();
        if plan.stops_after.is_some_and(|limit| taken >= limit) {
            return;
        }
        let values = receiver.receive(plan.receiving).await;
        if values.is_empty() {
            break;
        }
        for (producer, number) in values {
            assert_eq!(number, seen[producer], "a channel keeps the order");
            seen[producer] += 1;
        }
        pass(plan.pause).await;
    }
    assert_eq!(seen, counts, "every value arrives");
}

pub(super) async fn watch(pauses: &[Leaf], receivers: &[Leaf]) {
    let (sender, receiver) = watch::channel(0);
    let last = pauses.len();
    let spawned = receivers.iter().map(|&pause| {
        let mut receiver = receiver.clone();
        spawn_named("watches", async move {
            let mut seen = 0;
            loop {
                let value = *receiver.borrow_and_update();
                assert!(value >= seen, "a value went back");
                seen = value;
                pass(pause).await;
                if receiver.changed().await.is_err() {
                    break;
                }
            }
            assert_eq!(*receiver.borrow(), last, "the last value stays");
        })
    });
    let mut tasks: Vec<_> = spawned.collect();
    let pauses = pauses.to_vec();
    tasks.push(spawn_named("is watched", async move {
        for (number, pause) in pauses.into_iter().enumerate() {
            pass(pause).await;
            sender.send_replace(number + 1);
        }
    }));
    drop(receiver);
    for task in tasks {
        task.await.unwrap();
    }
}

pub(super) async fn broadcast(capacity: usize, senders: &[Vec<Leaf>], receivers: &[Leaf]) {
    let (sender, receiver) = broadcast::channel(capacity);
    let total: usize = senders.iter().map(Vec::len).sum();
    let mut tasks = Vec::new();
    for &pause in receivers {
        let mut receiver = receiver.resubscribe();
        tasks.push(spawn_named("listens", async move {
            let mut heard = 0;
            loop {
                match receiver.recv().await {
                    Ok(()) => heard += 1,
                    Err(broadcast::error::RecvError::Lagged(missed)) => heard += missed as usize,
                    Err(broadcast::error::RecvError::Closed) => break,
                }
                pass(pause).await;
            }
            assert_eq!(heard, total, "heard or missed, each counts once");
        }));
    }
    for pauses in senders {
        let (sender, pauses) = (sender.clone(), pauses.clone());
        tasks.push(spawn_named("speaks", async move {
            for pause in pauses {
                pass(pause).await;
                let _ = sender.send(());
            }
        }));
    }
    drop((sender, receiver));
    for task in tasks {
        task.await.unwrap();
    }
}
