//! What all handles share, and how a read is answered from it.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use api::feed::{Subject, Topic};
use api::ids::UserId;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use crate::cache::{Cache, Entry};
use crate::clock::Clock;
use crate::flight::{Why, fly};
use crate::link::Link;
use crate::people::Sessions;
use crate::places::Places;
use crate::progress::ProgressBoard;
use crate::reach::ReachState;
use crate::relations::{Happening, Tag, touched};
use crate::share::is_row;
use crate::slot::Slot;
use crate::stats::{Cause, Stats};
use crate::topics::Topics;
use crate::value::{Row, Value};
use crate::{Config, Error, Key, Query, WatchKey, feed, guard};

/// While the feed cannot vouch for a value, it is read again when it is looked at, but not more often than this: a
/// page that paints because of the answer would otherwise ask for it for ever.
const GRACE: Duration = Duration::from_secs(1);

pub(crate) struct Inner {
    pub(crate) link: Link,
    pub(crate) clock: Arc<Clock>,
    pub(crate) cache: Cache,
    pub(crate) topics: Arc<Topics>,
    pub(crate) places: Places,
    pub(crate) progress: ProgressBoard,
    pub(crate) reach: ReachState,
    pub(crate) sessions: Sessions,
    pub(crate) stats: Stats,
    pub(crate) listeners: Arc<Listeners>,
    pub(crate) runtime: Handle,
    pub(crate) upload_silence: Duration,
    /// The feed and the breaker's probes. Set once, right after the start.
    tasks: std::sync::OnceLock<[AbortHandle; 2]>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop();
    }
}

type Listener = Arc<dyn Fn(&WatchKey) + Send + Sync>;

#[derive(Default)]
pub(crate) struct Listeners(RwLock<Vec<Listener>>);

impl Listeners {
    pub(crate) fn add(&self, listener: impl Fn(&WatchKey) + Send + Sync + 'static) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.push(Arc::new(listener));
    }

    pub(crate) fn tell(&self, key: &WatchKey) {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        for listener in all.iter() {
            listener(key);
        }
    }
}

/// What is known of a key.
pub(crate) enum Known {
    Loaded(Value),
    Loading,
    Failed(Arc<Error>),
}

impl Inner {
    pub(crate) fn start(config: &Config) -> Arc<Self> {
        let clock = Arc::<Clock>::default();
        let listeners = Arc::<Listeners>::default();
        let topics = Topics::new(Arc::clone(&clock), config.linger);
        let told = Arc::clone(&listeners);
        let reach = ReachState::new(move |viewer| {
            let key = Key::Backend;
            told.tell(&WatchKey { viewer, key });
        });
        let stats = Stats::default();
        let inner = Arc::new(Self {
            link: Link::new(config, &stats),
            clock,
            cache: Cache::new(config),
            topics: Arc::clone(&topics),
            places: Places::new(),
            progress: ProgressBoard::default(),
            reach,
            sessions: Sessions::new(config.session_ttl),
            stats,
            listeners,
            runtime: Handle::current(),
            upload_silence: config.upload_silence,
            tasks: std::sync::OnceLock::new(),
        });
        let feed = feed::run(Arc::downgrade(&inner), topics);
        let probes = guard::run(Arc::downgrade(&inner), Arc::clone(&inner.link.guard));
        let feed = inner.runtime.spawn(feed).abort_handle();
        let probes = inner.runtime.spawn(probes).abort_handle();
        inner.tasks.get_or_init(|| [feed, probes]);
        inner
    }

    pub(crate) fn stop(&self) {
        for task in self.tasks.get().into_iter().flatten() {
            task.abort();
        }
    }

    pub(crate) fn tell(&self, key: &WatchKey) {
        self.listeners.tell(key);
    }

    pub(crate) fn peek(self: &Arc<Self>, key: WatchKey) -> Known {
        if let Some(told) = self.told(&key) {
            return Known::Loaded(told);
        }
        let entry = self.cache.entry(&key);
        self.seed(&entry);
        let mut slot = entry.slot();
        if self.is_current(&entry, &mut slot) {
            self.stats.hits.add();
        } else {
            let known = slot.value.is_some();
            let count = if known {
                &self.stats.stale
            } else {
                &self.stats.misses
            };
            count.add();
            self.doubt(&entry, &mut slot);
            // What is on screen waits for its list, which is just being read; what is not, nobody would tell.
            let waits = known && entry.is_watched() && self.is_read_with_its_list(&key);
            if !self.rests(&entry, &slot) && !waits {
                fly(self, &entry, &mut slot, Why::Asked);
            }
        }
        if slot.doubted && slot.flying {
            return Known::Loading;
        }
        match (&slot.value, &slot.failed) {
            (Some(value), _) => Known::Loaded(value.clone()),
            (None, Some(error)) => Known::Failed(Arc::clone(error)),
            (None, None) => Known::Loading,
        }
    }

    /// Whether what is known was known just now, and asking again would lead to nothing better.
    fn rests(&self, entry: &Entry, slot: &Slot) -> bool {
        if slot.landed.is_none_or(|at| at.elapsed() >= GRACE) {
            return false;
        }
        let known = slot.is_clean() && (slot.value.is_some() || slot.is_absent());
        let topics = slot.topics.as_deref();
        let in_vain =
            || !topics.is_some_and(|topics| self.topics.may_stand(topics, entry.key.viewer));
        // A page that opens right after its row was made shows it at once.
        slot.is_failing() || known && (slot.written || in_vain())
    }

    /// What is not on screen is not kept current. Before it is shown again it is read again: it may be long out of date,
    /// or not for this viewer any more. What cannot be read is shown as it was last known.
    pub(crate) fn doubt(&self, entry: &Entry, slot: &mut Slot) {
        if entry.is_watched() || slot.is_failing() || self.rests(entry, slot) {
            return;
        }
        let topics = slot.topics.as_deref();
        let vouched = topics.is_some_and(|topics| self.topics.vouch(topics, slot.stamp));
        slot.doubted = !(vouched && slot.shows_all());
    }

    /// What is told over the feed and never read.
    fn told(&self, key: &WatchKey) -> Option<Value> {
        match key.key {
            Key::Backend => Some(Value::Reach(Arc::new(self.reach.now()))),
            Key::Progress(job) => Some(Value::Progress(self.progress.peek(key.viewer, job))),
            _ => None,
        }
    }

    pub(crate) async fn get<Q: Query>(
        self: &Arc<Self>,
        viewer: UserId,
        query: Q,
    ) -> Result<Arc<Q::Value>, Error> {
        let key = WatchKey {
            viewer,
            key: query.key(),
        };
        let value = match self.told(&key) {
            Some(told) => told,
            None => self.read(&key).await?,
        };
        Q::pick(value).ok_or_else(|| Error::Broken {
            reason: "a value of another kind".to_owned(),
        })
    }

    async fn read(self: &Arc<Self>, key: &WatchKey) -> Result<Value, Error> {
        let entry = self.cache.entry(key);
        self.seed(&entry);
        let mut landings = entry.landings.subscribe();
        let before = *landings.borrow_and_update();
        while !self.is_at_hand(&entry) {
            // The sender lives in the entry that is held here, so this cannot fail.
            let _closed = landings.changed().await;
            // A read that ends without an answer of its own had answered before we asked: another is needed.
            if *landings.borrow_and_update() > before {
                break;
            }
        }
        let slot = entry.slot();
        match (&slot.failed, &slot.value) {
            (Some(error), _) => Err(error.as_ref().clone()),
            (None, Some(value)) => Ok(value.clone()),
            (None, None) => Err(Error::Unavailable {
                reason: "changed while it was read".to_owned(),
            }),
        }
    }

    /// Whether what is known is current; if not, a read is under way.
    fn is_at_hand(self: &Arc<Self>, entry: &Arc<Entry>) -> bool {
        let mut slot = entry.slot();
        if self.is_current(entry, &mut slot) {
            self.stats.hits.add();
            return true;
        }
        self.stats.misses.add();
        fly(self, entry, &mut slot, Why::Asked);
        false
    }

    /// Whether what is known needs no call: no change is known that it lacks, and all would have been told.
    pub(crate) fn is_current(&self, entry: &Entry, slot: &mut Slot) -> bool {
        if !slot.is_clean() || slot.value.is_none() && !slot.is_absent() {
            return false;
        }
        self.slot_topics(entry, slot);
        let topics = slot.topics.as_deref();
        topics.is_some_and(|topics| self.topics.vouch(topics, slot.stamp))
    }

    /// A shot or a project that is known from its list needs no read of its own.
    fn seed(&self, entry: &Arc<Entry>) {
        let viewer = entry.key.viewer;
        {
            let slot = entry.slot();
            if slot.value.is_some() || slot.failed.is_some() || slot.flying {
                return;
            }
        }
        let list = match &entry.key.key {
            Key::Project(_) => Key::Projects,
            Key::Shot(id) => match self.places.project_of(viewer, *id) {
                Some(project) => Key::Shots(project),
                None => return,
            },
            _ => return,
        };
        let list = WatchKey { viewer, key: list };
        let Some(list) = self.cache.existing(&list) else {
            return;
        };
        let list = list.slot();
        let member = match (&entry.key.key, &list.value) {
            (Key::Project(id), Some(Value::Projects(all))) => {
                let found = all.iter().find(|it| it.id == *id);
                found.map(|it| Value::Project(Arc::clone(it)))
            }
            (Key::Shot(id), Some(Value::Shots(all))) => {
                let found = all.iter().find(|it| it.id == *id);
                found.map(|it| Value::Shot(Arc::clone(it)))
            }
            _ => None,
        };
        let (Some(member), stamp, landed) = (member, list.stamp, list.landed) else {
            return;
        };
        let marks = list.marks.clone();
        drop(list);
        let mut slot = entry.slot();
        if slot.value.is_none() && slot.failed.is_none() && !slot.flying {
            slot.value = Some(member);
            slot.stamp = stamp;
            slot.landed = landed;
            slot.marks.extend(marks);
            slot.topics = None;
            self.relink(entry, &mut slot);
        }
    }

    /// Takes note of what an answer teaches besides its value.
    pub(crate) fn learn(&self, viewer: UserId, value: &Value) {
        self.places.learn(viewer, value);
        for job in self.progress.note(viewer, value) {
            let key = Key::Progress(job);
            self.tell(&WatchKey { viewer, key });
        }
    }

    /// A change was told.
    pub(crate) fn happened(self: &Arc<Self>, it: &Happening) {
        if it.subject == Subject::Session {
            self.sessions.ended(api::ids::SessionId(it.id));
            return;
        }
        self.touch(&self.tags_of(it), it.row(), Cause::Fact);
    }

    /// What a change touches here.
    pub(crate) fn tags_of(&self, it: &Happening) -> Vec<Tag> {
        let topic = it.project.map(Topic::Project);
        let holders = topic.map_or_else(Vec::new, |topic| self.topics.holders(topic));
        touched(it, &holders)
    }

    /// Everything that shows any of `tags` is old, unless it shows `row` already.
    pub(crate) fn touch(self: &Arc<Self>, tags: &[Tag], row: Option<Row>, cause: Cause) {
        // Lists first: a row that becomes old then finds its list being read, also where somebody looks just now.
        let (rows, lists): (Vec<_>, Vec<_>) = self.cache.tagged(tags).into_iter().partition(is_row);
        for mut old in [lists, rows] {
            old.retain(|entry| {
                let mut slot = entry.slot();
                // Drawn under the slot's lock: a read that begins now has a later stamp.
                slot.mark(self.clock.tick(), row)
            });
            old.iter().for_each(|_| self.stats.invalidated(cause));
            self.refresh_all(old);
        }
    }

    /// What was read before `since` may lack what was told to nobody.
    pub(crate) fn begun(self: &Arc<Self>, topic: Topic, since: u64) {
        let mut old = self.cache.tagged(&[Tag::Topic(topic)]);
        old.retain(|entry| entry.slot().stamp < since);
        old.iter().for_each(|_| self.stats.invalidated(Cause::Gap));
        self.refresh_all(old);
    }

    /// Reads again what is on screen. The rest waits until it is looked at.
    pub(crate) fn refresh(self: &Arc<Self>, entry: &Arc<Entry>, slot: &mut Slot) {
        if entry.is_watched() && !slot.flying {
            fly(self, entry, slot, Why::Changed);
        }
    }

    pub(crate) fn explain(&self, key: &WatchKey) -> String {
        let Some(entry) = self.cache.existing(key) else {
            return "there is no entry".to_owned();
        };
        let slot = entry.slot();
        let topics = slot.topics.as_deref().unwrap_or_default();
        format!(
            "read at {}, marks {:?}, failed {:?}, flying {}, watched {}, topics {:?}",
            slot.stamp,
            slot.marks,
            slot.failed,
            slot.flying,
            entry.is_watched(),
            self.topics.explain(topics),
        )
    }
}
