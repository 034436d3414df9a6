//! Which topics are watched, for whom, and since when: what the feed's silence is worth.
//!
//! Plain state, no connection: the feed asks what to send ([`Topics::orders`]) and tells what it hears. A value that was
//! read after its topics began to stand is current until a fact says otherwise. A broken line does not end that: the
//! feed resumes after the last fact, and only a gap does.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use api::feed::{Fact, ToBackend, Topic};
use api::ids::UserId;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::relations::MAX_TOPICS;

/// Topics watched at once by one process: thousands of tabs with a project each, and below what a backend takes from one. Beyond it values
/// are read again when they are looked at.
const MAX_WATCHED: usize = 16_384;
/// How long a read waits for its topic to stand, so that it need not be repeated: some round trips. The feed being
/// slow must not make the page slow.
const SETTLE: Duration = Duration::from_millis(250);

pub(crate) struct Topics {
    state: Mutex<State>,
    clock: Arc<Clock>,
    linger: Duration,
    /// Rung when there is something to send.
    pub(crate) bell: Notify,
    /// Rung when a topic begins to stand, is refused, or the line breaks.
    moved: Notify,
}

#[derive(Default)]
struct State {
    line: Line,
    topics: HashMap<Topic, Stand>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Line {
    /// The first connection is still being made: worth waiting for.
    #[default]
    Starting,
    Up,
    Down,
}

#[derive(Default)]
struct Stand {
    /// Who needs it, and in how many places.
    viewers: HashMap<UserId, usize>,
    /// Those to whom the backend refused it.
    refused: HashSet<UserId>,
    /// When the last who needed it left.
    idle: Option<Instant>,
    /// The last fact seen.
    last: Option<i64>,
    /// From which moment on nothing was missed.
    since: Option<u64>,
    /// When the last fact was heard.
    heard: u64,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Unasked,
    Asked(UserId),
    /// Watched, with facts up to this number still on their way.
    CatchingUp(i64),
    Standing,
    /// Refused to everybody who needs it.
    Refused,
}

/// What to do with a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    Apply,
    /// Told before.
    Known,
    /// Facts before it are missing.
    Gap,
}

/// Keeps a topic watched.
pub(crate) struct Hold {
    topics: Arc<Topics>,
    topic: Topic,
    viewer: UserId,
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.topics.release(self.topic, self.viewer);
    }
}

impl Topics {
    pub(crate) fn new(clock: Arc<Clock>, linger: Duration) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::default(),
            clock,
            linger,
            bell: Notify::new(),
            moved: Notify::new(),
        })
    }

    pub(crate) fn hold(self: &Arc<Self>, topic: Topic, viewer: UserId) -> Option<Hold> {
        let mut state = self.lock();
        if state.topics.len() >= MAX_WATCHED && !state.topics.contains_key(&topic) {
            return None;
        }
        let stand = state.topics.entry(topic).or_default();
        *stand.viewers.entry(viewer).or_default() += 1;
        stand.idle = None;
        if stand.phase == Phase::Refused && !stand.refused.contains(&viewer) {
            stand.phase = Phase::Unasked;
        }
        let ask = stand.phase == Phase::Unasked;
        drop(state);
        if ask {
            self.bell.notify_one();
        }
        Some(Hold {
            topics: Arc::clone(self),
            topic,
            viewer,
        })
    }

    fn release(&self, topic: Topic, viewer: UserId) {
        let mut state = self.lock();
        let Some(stand) = state.topics.get_mut(&topic) else {
            return;
        };
        if let Some(count) = stand.viewers.get_mut(&viewer) {
            *count -= 1;
            if *count == 0 {
                stand.viewers.remove(&viewer);
            }
        }
        if stand.viewers.is_empty() {
            stand.idle = Some(Instant::now());
        }
    }

    /// Who needs a topic.
    pub(crate) fn holders(&self, topic: Topic) -> Vec<UserId> {
        let state = self.lock();
        let stand = state.topics.get(&topic);
        stand.map_or_else(Vec::new, |stand| stand.viewers.keys().copied().collect())
    }

    /// Whether nothing was missed in any of the topics since `stamp`.
    pub(crate) fn vouch(&self, topics: &[Topic], stamp: u64) -> bool {
        let mut state = self.lock();
        topics.iter().all(|topic| {
            let Some(stand) = state.topics.get_mut(topic) else {
                return false;
            };
            if stand.idle.is_some() {
                // Still looked at now and then: it lingers on.
                stand.idle = Some(Instant::now());
            }
            stand.phase == Phase::Standing && stand.since.is_some_and(|since| since < stamp)
        })
    }

    /// Whether any of them began to be watched at `stamp` or later, also where its line is being made again.
    pub(crate) fn began_since(&self, topics: &[Topic], stamp: u64) -> bool {
        let state = self.lock();
        let since = |topic| state.topics.get(topic).and_then(|stand| stand.since);
        topics.iter().filter_map(since).any(|since| since >= stamp)
    }

    /// Whether a fact of any of them was heard after `stamp`.
    pub(crate) fn heard_since(&self, topics: &[Topic], stamp: u64) -> bool {
        let state = self.lock();
        let heard = |topic| state.topics.get(topic).map(|stand| stand.heard);
        topics.iter().filter_map(heard).any(|heard| heard > stamp)
    }

    /// When each began to be watched, and how it stands.
    pub(crate) fn explain(&self, topics: &[Topic]) -> String {
        let state = self.lock();
        let stand = |topic: &Topic| {
            let stand = state.topics.get(topic);
            (*topic, stand.map(|it| (it.since, it.last, it.phase)))
        };
        format!("{:?}", topics.iter().map(stand).collect::<Vec<_>>())
    }

    /// Whether the feed can come to vouch for all of them to that viewer: what was refused to another says nothing of it.
    pub(crate) fn may_stand(&self, topics: &[Topic], viewer: UserId) -> bool {
        let state = self.lock();
        let refused = |topic| {
            let stand: Option<&Stand> = state.topics.get(topic);
            stand.map_or(state.topics.len() >= MAX_WATCHED, |it| {
                it.phase == Phase::Refused && it.refused.contains(&viewer)
            })
        };
        state.line == Line::Up && topics.len() <= MAX_TOPICS && !topics.iter().any(refused)
    }

    /// Waits until each topic stands, or it is clear that it will not, or for [`SETTLE`].
    pub(crate) async fn settled(&self, topics: &[Topic]) {
        let all = async {
            loop {
                let moved = self.moved.notified();
                tokio::pin!(moved);
                moved.as_mut().enable();
                if self.is_settled(topics) {
                    return;
                }
                moved.await;
            }
        };
        // Late is no fault: the value is read again when the topic stands.
        let _late = tokio::time::timeout(SETTLE, all).await;
    }

    fn is_settled(&self, topics: &[Topic]) -> bool {
        let state = self.lock();
        if state.line == Line::Down {
            return true;
        }
        topics.iter().all(|topic| {
            let phase = state.topics.get(topic).map(|stand| stand.phase);
            matches!(phase, None | Some(Phase::Standing | Phase::Refused))
        })
    }

    pub(crate) fn line_is_up(&self) {
        self.lock().line = Line::Up;
        self.bell.notify_one();
    }

    /// Nothing stands until the line is back; what was seen last is remembered.
    pub(crate) fn line_is_down(&self) {
        let mut state = self.lock();
        state.line = Line::Down;
        for stand in state.topics.values_mut() {
            stand.phase = Phase::Unasked;
            stand.refused.clear();
        }
        drop(state);
        self.moved.notify_waiters();
    }

    /// What to send now: watches that are needed, and ends of those that nobody needed for a while.
    pub(crate) fn orders(&self) -> Vec<ToBackend> {
        let mut orders = Vec::new();
        let mut state = self.lock();
        if state.line != Line::Up {
            return orders;
        }
        state.topics.retain(|topic, stand| {
            let over = stand.idle.is_some_and(|at| at.elapsed() >= self.linger);
            if over && !matches!(stand.phase, Phase::Unasked | Phase::Refused) {
                orders.push(ToBackend::Unwatch { topic: *topic });
            }
            !over
        });
        for (topic, stand) in &mut state.topics {
            if stand.phase != Phase::Unasked {
                continue;
            }
            let mut able = stand
                .viewers
                .keys()
                .filter(|it| !stand.refused.contains(it));
            let Some(viewer) = able.next().copied() else {
                continue;
            };
            stand.phase = Phase::Asked(viewer);
            orders.push(ToBackend::Watch {
                viewer,
                topic: *topic,
                after: stand.last,
            });
        }
        orders
    }

    /// Answers with the moment before which values have to be read again, if there is one.
    pub(crate) fn watching(&self, topic: Topic, head: i64) -> Option<u64> {
        let mut state = self.lock();
        let stand = state.topics.get_mut(&topic)?;
        if !matches!(stand.phase, Phase::Asked(_)) && stand.last.is_none_or(|last| last >= head) {
            return None;
        }
        let begun = match (stand.last, stand.since) {
            (Some(last), Some(_)) if matches!(stand.phase, Phase::Asked(_)) => {
                stand.phase = if last >= head {
                    Phase::Standing
                } else {
                    Phase::CatchingUp(head)
                };
                None
            }
            _ => Some(self.begin(stand, head)),
        };
        drop(state);
        self.moved.notify_waiters();
        begun
    }

    /// Answers with the moment before which values have to be read again.
    pub(crate) fn gap(&self, topic: Topic, head: i64) -> Option<u64> {
        let mut state = self.lock();
        let stand = state.topics.get_mut(&topic)?;
        let begun = self.begin(stand, head);
        drop(state);
        self.moved.notify_waiters();
        Some(begun)
    }

    fn begin(&self, stand: &mut Stand, head: i64) -> u64 {
        let now = self.clock.tick();
        stand.last = Some(head);
        stand.since = Some(now);
        stand.phase = Phase::Standing;
        now
    }

    pub(crate) fn fact(&self, fact: &Fact) -> Heard {
        let mut state = self.lock();
        let Some(stand) = state.topics.get_mut(&fact.topic) else {
            return Heard::Known;
        };
        match stand.last {
            Some(last) if fact.number <= last => return Heard::Known,
            Some(last) if fact.number == last + 1 => (),
            // Numbers have no holes, so what lies between was lost.
            Some(_) => return Heard::Gap,
            // A late word of an earlier watch: this one has not begun.
            None => return Heard::Known,
        }
        stand.last = Some(fact.number);
        stand.heard = self.clock.tick();
        if let Phase::CatchingUp(head) = stand.phase
            && fact.number >= head
        {
            stand.phase = Phase::Standing;
            drop(state);
            self.moved.notify_waiters();
        }
        Heard::Apply
    }

    /// The topic is not for whom it was asked; the next who needs it is asked for.
    pub(crate) fn refused(&self, topic: Topic) {
        let mut state = self.lock();
        if let Some(stand) = state.topics.get_mut(&topic) {
            if let Phase::Asked(viewer) = stand.phase {
                stand.refused.insert(viewer);
            } else {
                // A right that was taken away: whoever held it has to be asked about anew.
                stand.last = None;
            }
            stand.since = None;
            let left = stand.viewers.keys().any(|it| !stand.refused.contains(it));
            stand.phase = if left { Phase::Unasked } else { Phase::Refused };
        }
        drop(state);
        self.moved.notify_waiters();
        self.bell.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
