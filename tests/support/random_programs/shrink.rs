//! Making a program that shows a problem smaller, as long as it still does.

use std::rc::Rc;

use super::plan::{Plan, Step};

/// A program that still `fails`, and no longer does with any one step less.
pub(super) fn smallest(mut plan: Plan, fails: impl Fn(&Plan) -> bool) -> Plan {
    while let Some(smaller) = smaller(&plan).into_iter().find(&fails) {
        plan = smaller;
    }
    plan
}

/// The plan with one step left out, replaced by what is nested in it, or with
/// something nested made smaller.
fn smaller(plan: &Plan) -> Vec<Plan> {
    let mut plans = Vec::new();
    for (index, step) in plan.iter().enumerate() {
        let with = |instead: &[Step]| -> Plan {
            let (before, after) = (&plan[..index], &plan[index + 1..]);
            before.iter().chain(instead).chain(after).cloned().collect()
        };
        plans.push(with(&[]));
        let nested = nested(step);
        plans.extend(nested.iter().map(|plan| with(plan)));
        for (place, plan) in nested.iter().enumerate() {
            for smaller in smaller(plan) {
                plans.push(with(&[replaced(step, place, &smaller)]));
            }
        }
        plans.extend(
            plainer(step)
                .iter()
                .map(|step| with(std::slice::from_ref(step))),
        );
    }
    plans
}

fn nested(step: &Step) -> Vec<Plan> {
    match step {
        Step::Spawn { plans, .. } => plans.iter().map(|(_, plan)| Rc::clone(plan)).collect(),
        Step::Join(a, b) => vec![Rc::clone(a), Rc::clone(b)],
        Step::Select { plans, .. } => plans.clone(),
        Step::Timeout(_, plan) | Step::Abort { plan, .. } | Step::Oneshot { plan, .. } => {
            vec![Rc::clone(plan)]
        }
        _ => Vec::new(),
    }
}

/// The step with the plan that is nested at `place` replaced.
fn replaced(step: &Step, place: usize, by: &Plan) -> Step {
    let mut step = step.clone();
    let slot = match &mut step {
        Step::Spawn { plans, .. } => &mut plans[place].1,
        Step::Join(a, b) => [a, b].into_iter().nth(place).expect("there are two"),
        Step::Select { plans, .. } => &mut plans[place],
        Step::Timeout(_, plan) | Step::Abort { plan, .. } | Step::Oneshot { plan, .. } => plan,
        other => unreachable!("nothing is nested in {other:?}"),
    };
    *slot = Rc::clone(by);
    step
}

/// The step with one part less.
fn plainer(step: &Step) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut push = |change: &dyn Fn(&mut Step) -> bool| {
        let mut step = step.clone();
        if change(&mut step) {
            steps.push(step);
        }
    };
    fn cut<T>(list: &mut Vec<T>, least: usize) -> bool {
        list.len() > least && list.pop().is_some()
    }
    push(&|step| match step {
        Step::Locks { picks, .. } => cut(picks, 1),
        Step::Spawn { plans, .. } => cut(plans, 1),
        Step::Select { plans, .. } => cut(plans, 2),
        Step::NotifyAll { waiters, .. } => cut(waiters, 1),
        Step::Barrier { parties, .. } => cut(parties, 1),
        Step::Channel(channel) => cut(&mut channel.producers, 1),
        Step::Watch { receivers, .. } | Step::Broadcast { receivers, .. } => cut(receivers, 1),
        _ => false,
    });
    push(&|step| match step {
        Step::Locks { within, .. } => cut(within, 0),
        Step::Channel(channel) => cut(&mut channel.capacities, 1),
        Step::Watch { pauses, .. } => cut(pauses, 1),
        Step::Broadcast { senders, .. } => cut(senders, 1),
        _ => false,
    });
    push(&|step| match step {
        Step::Channel(channel) => cut(&mut channel.producers[0].pauses, 1),
        Step::Broadcast { senders, .. } => cut(&mut senders[0], 1),
        _ => false,
    });
    steps
}
