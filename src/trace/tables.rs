//! The tables that events point into: texts and tasks. Owns how they are kept
//! when there are a million entries; knows no event.

/// How much more room a list of `len` entries makes for `more` of them: a
/// quarter at a time. To double would leave half of it empty, and in between
/// hold three times what it had.
pub(super) fn step(len: usize, more: usize) -> usize {
    more.max(len / 4).max(16)
}

fn push<T>(list: &mut Vec<T>, entry: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(step(list.len(), 1));
    }
    list.push(entry);
}

/// Texts by index, end to end in one.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    all: String,
    /// Where each ends; it begins where the one before it ends.
    ends: Vec<u32>,
}

impl Texts {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.all.get(start as usize..end)
    }

    /// Puts a text at the end. Beyond 4 GiB of them, an empty one.
    pub(super) fn push(&mut self, text: &str) {
        if u32::try_from(self.all.len() + text.len()).is_ok() {
            if self.all.capacity() - self.all.len() < text.len() {
                self.all.reserve_exact(step(self.all.len(), text.len()));
            }
            self.all.push_str(text);
        }
        push(&mut self.ends, self.all.len() as u32);
    }
}

/// What the table of tasks holds of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskInfo<'a> {
    /// The name its spawner gave it.
    pub name: &'a str,
    /// Its priority; higher is more urgent, 0 is usual.
    pub priority: u8,
    /// The size of its future in bytes, on this platform; saturating.
    pub size: u32,
}

/// What is known of every task, by task number.
#[derive(Clone, Debug, Default)]
pub(super) struct Tasks {
    names: Texts,
    priorities: Vec<u8>,
    sizes: Vec<u32>,
    polls: Vec<u32>,
}

impl Tasks {
    pub(super) fn len(&self) -> usize {
        self.sizes.len()
    }

    pub(super) fn get(&self, task: usize) -> Option<TaskInfo<'_>> {
        Some(TaskInfo {
            name: self.names.get(task)?,
            priority: self.priorities[task],
            size: self.sizes[task],
        })
    }

    pub(super) fn push(&mut self, task: TaskInfo) {
        self.names.push(task.name);
        push(&mut self.priorities, task.priority);
        push(&mut self.sizes, task.size);
    }

    /// Counts a poll of a task; how many that makes.
    #[inline]
    pub(super) fn polled(&mut self, task: usize) -> u32 {
        if self.polls.len() <= task {
            self.make_room(task);
        }
        let polls = &mut self.polls[task];
        *polls += 1;
        *polls
    }

    #[cold]
    fn make_room(&mut self, task: usize) {
        if self.polls.capacity() <= task {
            let more = task + 1 - self.polls.len();
            self.polls.reserve_exact(step(self.polls.len(), more));
        }
        self.polls.resize(task + 1, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_what_was_put_in() {
        let mut texts = Texts::default();
        for text in ["one", "", "zwölf", "多"] {
            texts.push(text);
        }
        let all: Vec<_> = (0..texts.len()).map(|index| texts.get(index)).collect();
        assert_eq!(all, ["one", "", "zwölf", "多"].map(Some));
        assert_eq!(texts.get(4), None);
    }

    #[test]
    fn a_list_that_grows_holds_little_more_than_it_needs() {
        let mut tasks = Tasks::default();
        for number in 0..10_000 {
            let name = "a task";
            tasks.push(TaskInfo {
                name,
                priority: 1,
                size: number,
            });
        }
        assert!(tasks.sizes.capacity() <= 12_500 && tasks.names.all.capacity() <= 75_000);
        assert_eq!(
            tasks.get(7).map(|task| (task.name, task.size)),
            Some(("a task", 7))
        );
        assert_eq!(
            (tasks.polled(7), tasks.polled(7), tasks.polled(6)),
            (1, 2, 1)
        );
    }
}
