//! One doctor, four patients. Who is next? The policy decides.

use crate::executor::Builder;
use crate::future::yield_now;
use crate::log;
use crate::time::{Instant, cpu, ms, sleep_until};

pub(super) async fn main(work: u64) {
    // Name, priority (more is more urgent), arrival in ms.
    let patients = [
        ("cough", 1, 0),
        ("broken arm", 2, 0),
        ("check-up", 0, 0),
        ("heart", 3, 15),
    ];
    let mut visits = Vec::new();
    for (name, priority, arrival) in patients {
        let task = Builder::new().name(name).priority(priority);
        visits.push(task.spawn(visit(name, arrival, work)));
    }
    for visit in visits {
        visit.await.unwrap();
    }
    log!("the doctor goes home");
}

/// Two treatments, each by the one doctor: computing, not waiting.
async fn visit(name: &str, arrival: u64, work: u64) {
    let came = Instant::START + ms(arrival);
    sleep_until(came).await;
    log!("{name} came at {arrival} ms");
    for treatment in 1..=2 {
        // Back to the waiting room. Whose turn is it?
        yield_now().await;
        cpu(ms(work)).await;
        log!("{name}: treatment {treatment} of 2");
    }
    let waited = came.elapsed() - ms(2 * work);
    log!("{name} is done, and has waited {waited:?}");
}
