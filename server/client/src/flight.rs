//! A read under way: one per entry, whoever asks, again as long as it is overtaken by what happens meanwhile.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use api::feed::Topic;

use crate::assertion::Caller;
use crate::cache::Entry;
use crate::call::Call;
use crate::inner::Inner;
use crate::link::jitter;
use crate::relations::{MAX_TOPICS, Tag, shown, topics};
use crate::slot::{Landed, Slot};
use crate::topics::Hold;
use crate::value::Value;
use crate::{Error, Key, ShotOf, WatchKey};

/// Facts come in bursts (a take and its job, a row of moves): a read that a fact asks for waits this long, so that one
/// read answers for the burst. Far below what the eye sees.
const BURST: Duration = Duration::from_millis(3);
/// Rounds after which those who wait are answered although the answer was overtaken again, and after which a version
/// that is older than the one known is believed: the backend was set back.
const PATIENT_ROUNDS: u32 = 3;
/// The longest pause between rounds of one read.
const MAX_ROUND_PAUSE: Duration = Duration::from_millis(200);
/// The longest pause before what is on screen is asked for again after a failure.
const MAX_RETRY_PAUSE: Duration = Duration::from_secs(15);

/// Why a read begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Somebody looks.
    Asked,
    /// What is on screen may have changed.
    Changed,
}

/// Starts a read unless one is under way.
pub(crate) fn fly(inner: &Arc<Inner>, entry: &Arc<Entry>, slot: &mut Slot, why: Why) {
    if slot.flying {
        inner.stats.coalesced.add();
        return;
    }
    slot.flying = true;
    inner.stats.reads_begun.add();
    let flight = Flight {
        inner: Arc::clone(inner),
        entry: Arc::clone(entry),
        holds: Vec::new(),
        over: false,
    };
    inner.runtime.spawn(flight.run(why));
}

struct Flight {
    inner: Arc<Inner>,
    entry: Arc<Entry>,
    /// Keeps the topics watched meanwhile; after it they linger.
    holds: Vec<Hold>,
    over: bool,
}

/// A read that is dropped half-way, by a panic or the end of its runtime, must not leave others waiting for it.
impl Drop for Flight {
    fn drop(&mut self) {
        if self.over {
            self.inner.refresh_rest(&self.entry.key);
            self.inner.stats.reads_ended.add();
            return;
        }
        let mut slot = self.entry.slot();
        slot.flying = false;
        slot.failed.get_or_insert_with(|| {
            Arc::new(Error::Broken {
                reason: "the read was dropped".to_owned(),
            })
        });
        drop(slot);
        self.entry.landings.send_modify(|count| *count += 1);
        self.inner.refresh_rest(&self.entry.key);
        self.inner.stats.reads_ended.add();
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Again,
    Done,
}

impl Flight {
    async fn run(mut self, why: Why) {
        if why == Why::Changed {
            tokio::time::sleep(BURST).await;
            if self.is_spared() {
                return;
            }
        }
        let mut round = 0;
        loop {
            self.subscribe().await;
            let stamp = self.inner.clock.tick();
            let answer = self.read().await;
            let next = match answer {
                Ok((value, json)) => self.landed(stamp, value, json, round).await,
                Err(error) => self.failed(stamp, error, round).await,
            };
            if next == Next::Done {
                return;
            }
            self.inner.stats.overtaken.add();
            tokio::time::sleep((BURST * (1 << round.min(8))).min(MAX_ROUND_PAUSE)).await;
            round += 1;
        }
    }

    /// Whether it turned out meanwhile that there is nothing to read: the fact was of a write of ours, whose answer came.
    fn is_spared(&mut self) -> bool {
        let entry = Arc::clone(&self.entry);
        let mut slot = entry.slot();
        let spared = self.inner.is_current(&entry, &mut slot);
        if spared {
            self.end(&mut slot);
        }
        spared
    }

    /// Has the topics watched before the read begins, so that nothing can happen unheard between the two.
    async fn subscribe(&mut self) {
        let WatchKey { viewer, key } = &self.entry.key;
        let mut wanted = self.inner.topics_of(&self.entry);
        if let (None, Key::Keyframes(shot) | Key::Takes(shot)) = (&wanted, key) {
            // The shot's own read tells its project; it is on the same page, so it is asked for anyway.
            let shot = Box::pin(self.inner.get(*viewer, ShotOf(*shot)));
            if shot.await.is_ok() {
                wanted = self.inner.topics_of(&self.entry);
            }
        }
        // Where there is no such shot, it is this one that tells of it.
        let wanted = wanted.unwrap_or_else(|| vec![Topic::User(*viewer)]);
        self.hold(&wanted);
        self.inner.topics.settled(&wanted).await;
    }

    fn hold(&mut self, wanted: &[Topic]) {
        self.holds = self.inner.hold(self.entry.key.viewer, wanted);
    }

    async fn read(&self) -> Result<(Value, usize), Error> {
        let WatchKey { viewer, key } = &self.entry.key;
        let route = key.route().ok_or_else(|| Error::Broken {
            reason: "not a key that is read".to_owned(),
        })?;
        let call = Call::get(Caller::Viewer(*viewer), route.name, route.path);
        let inner = &self.inner;
        let body = inner.link.call(&call, &inner.stats, &inner.reach).await?;
        let value = Value::decode(key, &body).map_err(|error| Error::Broken {
            reason: format!("{}: {error}", route.name),
        })?;
        Ok((value, body.len()))
    }

    async fn landed(&mut self, stamp: u64, value: Value, json: usize, round: u32) -> Next {
        let (landed, learnt) = self.land(stamp, value, json, round);
        self.settle(learnt).await;
        self.end_unless_old(landed, round)
    }

    /// Shows the answer. Answers with the topics it depends on, if they are others than before.
    fn land(
        &self,
        stamp: u64,
        value: Value,
        json: usize,
        round: u32,
    ) -> (Landed, Option<Vec<Topic>>) {
        let (inner, entry) = (&self.inner, &self.entry);
        inner.learn(entry.key.viewer, &value);
        let value = inner.shared(entry.key.viewer, value);
        let list = value.clone();
        let mut slot = entry.slot();
        let had = slot.value.is_some();
        let mut landed = slot.land(stamp, value, round >= PATIENT_ROUNDS);
        let known = slot.tags.clone();
        let learnt = self.relinked(&mut slot);
        landed.overtaken |= self.overheard(&mut slot, &known, stamp);
        if had && !landed.changed && !landed.overtaken {
            inner.stats.revalidated.add();
        }
        drop(slot);

        if !landed.overtaken {
            inner.spread(entry.key.viewer, stamp, &list);
        }
        inner.cache.weigh(entry, json);
        self.told(landed, round);
        (landed, learnt)
    }

    fn end_unless_old(&mut self, landed: Landed, round: u32) -> Next {
        let (inner, entry) = (Arc::clone(&self.inner), Arc::clone(&self.entry));
        let mut slot = entry.slot();
        let wanted = slot.topics.clone().unwrap_or_default();
        // Its topics began to be watched after this read: what happened in between is not known, and nobody tells.
        let begun_late = inner.topics.began_since(&wanted, slot.stamp);
        // A list whose shot was missing a moment ago: which topic tells of it has to be found out.
        let unplaced = slot.topics.is_none();
        let old = landed.overtaken || !slot.is_clean() || begun_late || unplaced;
        if old && (entry.is_watched() || round < PATIENT_ROUNDS) {
            return Next::Again;
        }
        let shown = self.end(&mut slot);
        drop(slot);
        if shown {
            inner.tell(&entry.key);
        }
        Next::Done
    }

    async fn failed(&mut self, stamp: u64, error: Error, round: u32) -> Next {
        let (inner, entry) = (Arc::clone(&self.inner), Arc::clone(&self.entry));
        if error.is_final() {
            return self.refused(stamp, error, round).await;
        }
        if inner.link.guard.is_closed() {
            // That the backend is away was said once; each of its reads need not say it again.
            tracing::warn!(key = ?entry.key.key, %error, "a read failed");
        }
        let mut slot = entry.slot();
        let landed = slot.fail(stamp, error);
        entry.landings.send_modify(|count| *count += 1);
        let shown = self.end(&mut slot);
        let failures = slot.failures;
        drop(slot);
        if landed.changed || shown {
            inner.tell(&entry.key);
        }
        if entry.is_watched() {
            self.retry_later(failures);
        }
        Next::Done
    }

    /// That there is no value is an answer too, and may become old as one.
    async fn refused(&mut self, stamp: u64, error: Error, round: u32) -> Next {
        let (landed, learnt) = self.refuse(stamp, error, round);
        self.settle(learnt).await;
        self.end_unless_old(landed, round)
    }

    fn refuse(&self, stamp: u64, error: Error, round: u32) -> (Landed, Option<Vec<Topic>>) {
        let mut slot = self.entry.slot();
        let mut landed = slot.fail(stamp, error);
        let known = slot.tags.clone();
        let learnt = self.relinked(&mut slot);
        landed.overtaken |= self.overheard(&mut slot, &known, stamp);
        drop(slot);
        self.told(landed, round);
        (landed, learnt)
    }

    /// Whether something was told during the read that was not for it, since what it shows was not known then.
    fn overheard(&self, slot: &mut Slot, known: &[Tag], stamp: u64) -> bool {
        let topics = slot.topics.as_deref().unwrap_or_default();
        let overheard = slot.tags != known && self.inner.topics.heard_since(topics, stamp);
        if overheard {
            slot.mark(self.inner.clock.tick(), None);
        }
        overheard
    }

    /// Tells who looks and who waits that an answer came.
    fn told(&self, landed: Landed, round: u32) {
        if landed.changed {
            self.inner.tell(&self.entry.key);
        }
        if !landed.overtaken || round >= PATIENT_ROUNDS {
            self.entry.landings.send_modify(|count| *count += 1);
        }
    }

    /// Links the entry anew. Answers with the topics it depends on, if they are others than before.
    fn relinked(&self, slot: &mut Slot) -> Option<Vec<Topic>> {
        let before = slot.topics.clone();
        self.inner.relink(&self.entry, slot);
        slot.topics.clone().filter(|_| slot.topics != before)
    }

    async fn settle(&mut self, learnt: Option<Vec<Topic>>) {
        if let Some(learnt) = learnt {
            self.hold(&learnt);
            self.inner.topics.settled(&learnt).await;
        }
    }

    /// Ends the read. What is on screen keeps its topics; else they linger. Answers with whether what is known is shown
    /// from now on, since nothing better can be had.
    fn end(&mut self, slot: &mut Slot) -> bool {
        slot.flying = false;
        self.over = true;
        if self.entry.is_watched() {
            self.inner.hold_watched(&self.entry, slot);
        }
        // Wakes those who came after the answer, so that they ask for another.
        self.entry.landings.send_modify(|_| ());
        std::mem::take(&mut slot.doubted)
    }

    fn retry_later(&self, failures: u32) {
        let most = (Duration::from_secs(1) * (1 << failures.min(4))).min(MAX_RETRY_PAUSE);
        let inner = Arc::downgrade(&self.inner);
        let entry = Arc::downgrade(&self.entry);
        self.inner.runtime.spawn(async move {
            tokio::time::sleep(jitter(most)).await;
            if let (Some(inner), Some(entry)) = (inner.upgrade(), entry.upgrade()) {
                inner.retry(&entry);
            }
        });
    }
}

impl Inner {
    /// The topics of an entry, as far as they are known.
    pub(crate) fn topics_of(&self, entry: &Entry) -> Option<Vec<Topic>> {
        let mut slot = entry.slot();
        self.slot_topics(entry, &mut slot);
        slot.topics.clone()
    }

    pub(crate) fn slot_topics(&self, entry: &Entry, slot: &mut Slot) {
        if slot.topics.is_none() {
            let WatchKey { viewer, key } = &entry.key;
            slot.topics = topics(*viewer, key, slot.find(), &self.places);
        }
    }

    /// Links an entry with what its value shows and depends on, and where it is on screen, has that watched.
    pub(crate) fn relink(&self, entry: &Arc<Entry>, slot: &mut Slot) {
        let WatchKey { viewer, key } = &entry.key;
        let topics = topics(*viewer, key, slot.find(), &self.places);
        let before = std::mem::replace(&mut slot.topics, topics);
        if entry.is_watched() && slot.topics != before {
            self.hold_watched(entry, slot);
        }
        let mut tags = shown(*viewer, key, slot.find());
        tags.extend(slot.topics.iter().flatten().map(|topic| Tag::Topic(*topic)));
        self.cache.retag(entry, slot, tags);
    }

    pub(crate) fn hold(&self, viewer: api::ids::UserId, wanted: &[Topic]) -> Vec<Hold> {
        let wanted = wanted.iter().take(MAX_TOPICS);
        wanted
            .filter_map(|topic| self.topics.hold(*topic, viewer))
            .collect()
    }

    /// Keeps the topics of what is on screen, and its person's own: that is where the end of a session is told.
    pub(crate) fn hold_watched(&self, entry: &Arc<Entry>, slot: &mut Slot) {
        let viewer = entry.key.viewer;
        let mut wanted = slot.topics.clone().unwrap_or_default();
        if !wanted.contains(&Topic::User(viewer)) {
            wanted.push(Topic::User(viewer));
        }
        // The new before the old go, so that none is let go in between.
        let holds = self.hold(viewer, &wanted);
        slot.holds = holds;
    }

    /// Reads again what is on screen and failed for a passing reason.
    pub(crate) fn retry(self: &Arc<Self>, entry: &Arc<Entry>) {
        let mut slot = entry.slot();
        let failed = slot.failed.as_ref().is_some_and(|error| !error.is_final());
        if failed && !slot.flying && entry.watchers.load(Ordering::SeqCst) > 0 {
            fly(self, entry, &mut slot, Why::Asked);
        }
    }
}
