//! The bus: who must hear that something happened.
//!
//! It queues nothing. A watcher owns a [`Mailbox`] of marks: "this topic has new facts", "this job's progress is now
//! that", "the queue moved". A mark set twice is one mark, so a slow watcher costs the same memory as a fast one and
//! always reads the newest state. Facts themselves are rows; the bus only wakes those who read them.
//! A bus that spans processes hands what it hears from others to [`Bus::tell`] and is otherwise the same.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use api::feed::Topic;
use api::ids::JobId;
use api::job::Progress;
use tokio::sync::{Notify, watch};

/// What is told about a topic.
#[derive(Clone, Debug)]
pub(crate) enum Word {
    /// Rows were committed.
    Facts,
    Progress(Progress),
    QueueMoved,
}

/// Progress of more jobs than this at once is not kept for one watcher. Only running jobs report, and no
/// installation runs this many; the limit is there so that a faulty worker cannot fill the memory.
const MAX_PROGRESS_MARKS: usize = 1024;

#[derive(Default)]
pub(crate) struct Mailbox {
    marks: Mutex<Marks>,
    bell: Notify,
}

#[derive(Default, Debug)]
pub(crate) struct Marks {
    pub(crate) facts: HashSet<Topic>,
    pub(crate) progress: HashMap<(Topic, JobId), Progress>,
    pub(crate) queue_moved: HashSet<Topic>,
}

impl Marks {
    fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.progress.is_empty() && self.queue_moved.is_empty()
    }
}

impl Mailbox {
    fn mark(&self, topic: Topic, word: Word) {
        let mut marks = locked(&self.marks);
        match word {
            Word::Facts => {
                marks.facts.insert(topic);
            }
            Word::QueueMoved => {
                marks.queue_moved.insert(topic);
            }
            Word::Progress(progress) => {
                let key = (topic, progress.job);
                if marks.progress.len() < MAX_PROGRESS_MARKS || marks.progress.contains_key(&key) {
                    marks.progress.insert(key, progress);
                }
            }
        }
        drop(marks);
        self.bell.notify_one();
    }

    /// Waits until there is a mark and takes all there are. Dropping the future loses nothing.
    pub(crate) async fn take(&self) -> Marks {
        loop {
            let rung = self.bell.notified();
            let marks = std::mem::take(&mut *locked(&self.marks));
            if !marks.is_empty() {
                return marks;
            }
            rung.await;
        }
    }
}

pub(crate) struct Bus {
    watchers: Mutex<HashMap<Topic, Vec<Arc<Mailbox>>>>,
    /// Counts up when a job was queued: idle claims wait for it.
    queued: watch::Sender<u64>,
}

impl Bus {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            watchers: Mutex::default(),
            queued: watch::Sender::new(0),
        })
    }

    pub(crate) fn tell(&self, topic: Topic, word: Word) {
        let watchers = locked(&self.watchers);
        for mailbox in watchers.get(&topic).into_iter().flatten() {
            mailbox.mark(topic, word.clone());
        }
    }

    /// Marks of `topic` go to `mailbox` until the answer is dropped.
    pub(crate) fn watch(self: &Arc<Self>, topic: Topic, mailbox: &Arc<Mailbox>) -> Watch {
        locked(&self.watchers)
            .entry(topic)
            .or_default()
            .push(Arc::clone(mailbox));
        Watch {
            bus: Arc::clone(self),
            topic,
            mailbox: Arc::clone(mailbox),
        }
    }

    /// The topics somebody watches.
    pub(crate) fn topics(&self) -> Vec<Topic> {
        locked(&self.watchers).keys().copied().collect()
    }

    pub(crate) fn job_queued(&self) {
        self.queued.send_modify(|count| *count += 1);
    }

    /// Whether somebody waits for a job.
    #[cfg(test)]
    pub(crate) fn has_idle_claims(&self) -> bool {
        self.queued.receiver_count() > 0
    }

    pub(crate) fn queued_jobs(&self) -> watch::Receiver<u64> {
        self.queued.subscribe()
    }
}

/// A standing watch; dropping it ends it.
pub(crate) struct Watch {
    bus: Arc<Bus>,
    topic: Topic,
    mailbox: Arc<Mailbox>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut watchers = locked(&self.bus.watchers);
        if let Some(mailboxes) = watchers.get_mut(&self.topic) {
            // One only: a mailbox that watches a topic anew has two watches for a moment.
            let mine = |mailbox: &Arc<Mailbox>| Arc::ptr_eq(mailbox, &self.mailbox);
            if let Some(place) = mailboxes.iter().position(mine) {
                mailboxes.swap_remove(place);
            }
            if mailboxes.is_empty() {
                watchers.remove(&self.topic);
            }
        }
    }
}

/// The maps under these locks are valid after any panic: each change is one call.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use api::ids::UserId;

    use super::*;

    fn progress(job: JobId, fraction: f64) -> Word {
        Word::Progress(Progress {
            job,
            fraction,
            step: String::new(),
            eta: None,
            preview: None,
        })
    }

    #[tokio::test]
    async fn a_slow_watcher_gets_only_the_newest_progress_of_each_job() {
        let bus = Bus::new();
        let mailbox = Arc::new(Mailbox::default());
        let topic = Topic::User(UserId::fresh());
        let _watch = bus.watch(topic, &mailbox);
        let job = JobId::fresh();
        for step in 0..1000 {
            bus.tell(topic, progress(job, f64::from(step)));
            bus.tell(topic, Word::Facts);
        }
        let marks = mailbox.take().await;
        assert_eq!(marks.progress[&(topic, job)].fraction, 999.0);
        assert_eq!((marks.progress.len(), marks.facts.len()), (1, 1));
    }

    #[tokio::test]
    async fn a_dropped_watch_leaves_nothing_behind() {
        let bus = Bus::new();
        let mailbox = Arc::new(Mailbox::default());
        let topic = Topic::User(UserId::fresh());
        drop(bus.watch(topic, &mailbox));
        assert!(bus.topics().is_empty());
        bus.tell(topic, Word::Facts);
        assert!(locked(&mailbox.marks).is_empty());
    }

    #[tokio::test]
    async fn watching_anew_ends_only_the_earlier_watch() {
        let bus = Bus::new();
        let mailbox = Arc::new(Mailbox::default());
        let topic = Topic::User(UserId::fresh());
        let first = bus.watch(topic, &mailbox);
        let _second = bus.watch(topic, &mailbox);
        drop(first);
        bus.tell(topic, Word::Facts);
        assert!(mailbox.take().await.facts.contains(&topic));
    }

    #[tokio::test]
    async fn progress_marks_of_one_watcher_are_bounded() {
        let bus = Bus::new();
        let mailbox = Arc::new(Mailbox::default());
        let topic = Topic::User(UserId::fresh());
        let _watch = bus.watch(topic, &mailbox);
        for _ in 0..MAX_PROGRESS_MARKS + 10 {
            bus.tell(topic, progress(JobId::fresh(), 0.5));
        }
        assert_eq!(mailbox.take().await.progress.len(), MAX_PROGRESS_MARKS);
    }
}
