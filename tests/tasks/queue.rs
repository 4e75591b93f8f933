//! The ready queue: order, each task at most once, and no task lost or leaked.

use std::collections::VecDeque;

use wakescope::task::any_thread::{ReadyQueue, Task, spawn_local};

use crate::desk::Desk;
use crate::support::{SplitMix64, rounds};

fn tasks(desk: &Desk, count: u32) -> Vec<Task> {
    (0..count)
        .map(|id| spawn_local(async {}, desk.clerk(), id, (id % 3) as u8).0)
        .collect()
}

fn ids(queue: &ReadyQueue) -> Vec<u32> {
    queue.iter().map(|(id, _)| id).collect()
}

#[test]
fn tasks_come_out_in_the_order_they_went_in() {
    let desk = Desk::new();
    let mut queue = ReadyQueue::new();
    assert!(queue.is_empty() && queue.pop_front().is_none() && queue.remove(0).is_none());
    for task in tasks(&desk, 4) {
        assert!(!task.is_queued());
        queue.push_back(task);
    }
    let line: Vec<_> = queue.iter().collect();
    assert_eq!(line, [(0, 0), (1, 1), (2, 2), (3, 0)]);
    for id in 0..4 {
        assert_eq!(queue.len(), 4 - id as usize);
        let task = queue.pop_front().unwrap();
        assert!(task.id() == id && !task.is_queued());
    }
    assert!(queue.pop_front().is_none());
}

#[test]
fn any_task_can_be_taken_out_and_the_ends_stay_right() {
    for gone in 0..4 {
        let desk = Desk::new();
        let mut queue = ReadyQueue::new();
        for task in tasks(&desk, 4) {
            queue.push_back(task);
        }
        let task = queue.remove(gone).unwrap();
        assert_eq!(task.id() as usize, gone);
        assert!(queue.remove(3).is_none(), "past the end");
        queue.push_back(task);
        let mut order: Vec<u32> = (0..4).filter(|id| *id as usize != gone).collect();
        order.push(gone as u32);
        assert_eq!(ids(&queue), order);
    }
}

#[test]
#[should_panic(expected = "a task is in one queue at a time")]
fn a_task_is_in_one_queue_at_a_time() {
    let desk = Desk::new();
    let task = tasks(&desk, 1).remove(0);
    let (mut one, mut two) = (ReadyQueue::new(), ReadyQueue::new());
    one.push_back(task.clone());
    two.push_back(task.clone());
}

#[test]
fn a_task_may_go_from_one_queue_to_another() {
    let desk = Desk::new();
    let (mut one, mut two) = (ReadyQueue::new(), ReadyQueue::new());
    for task in tasks(&desk, 3) {
        one.push_back(task);
    }
    while let Some(task) = one.pop_front() {
        two.push_back(task);
    }
    assert_eq!((ids(&one), ids(&two)), (vec![], vec![0, 1, 2]));
}

#[test]
fn a_dropped_queue_gives_up_its_tasks() {
    let desk = Desk::new();
    let mut queue = ReadyQueue::new();
    let all = tasks(&desk, 3);
    for task in &all {
        queue.push_back(task.clone());
    }
    drop(queue);
    assert!(all.iter().all(|task| !task.is_queued()));
    assert_eq!(desk.tasks_in_memory(), 3);
    drop(all);
    assert_eq!(desk.tasks_in_memory(), 0);
}

#[test]
fn it_agrees_with_a_plain_deque_over_random_operations() {
    let desk = Desk::new();
    for seed in 0..rounds(50, 3) {
        let mut random = SplitMix64::new(seed);
        let mut outside = tasks(&desk, 12);
        let (mut queue, mut model) = (ReadyQueue::new(), VecDeque::new());
        for _ in 0..rounds(500, 60) {
            if random.below(2) == 0
                && let Some(index) = random.index(outside.len())
            {
                let task = outside.swap_remove(index);
                model.push_back(task.id());
                queue.push_back(task);
            } else {
                let index = random.below(13);
                let task = queue.remove(index);
                assert_eq!(task.as_ref().map(Task::id), model.remove(index));
                outside.extend(task);
            }
            assert_eq!(queue.len(), model.len());
            assert!(queue.iter().map(|(id, _)| id).eq(model.iter().copied()));
            assert!(outside.iter().all(|task| !task.is_queued()));
        }
    }
    assert_eq!(desk.tasks_in_memory(), 0);
}
