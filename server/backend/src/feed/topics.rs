//! What one connection watches, and up to which fact each topic has been told.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::web;
use api::feed::{FromBackend, Topic};
use api::ids::UserId;

use crate::bus::{Mailbox, Watch};
use crate::state::State;
use crate::store::{Error, Facts, Result};

/// Topics of one connection: the pages of many thousand people at once, far beyond one process.
const MAX_TOPICS: usize = 20_000;
/// Facts of one read.
const BATCH: u32 = 256;
/// A watcher this far behind reads everything again: it is cheaper than being told each change.
const MAX_REPLAY: usize = 1024;

pub(super) struct Topics {
    state: web::Data<State>,
    mailbox: Arc<Mailbox>,
    standing: HashMap<Topic, Standing>,
}

struct Standing {
    /// The last number told.
    told: i64,
    _watch: Watch,
}

impl Topics {
    pub(super) fn new(state: web::Data<State>, mailbox: Arc<Mailbox>) -> Self {
        Self {
            state,
            mailbox,
            standing: HashMap::new(),
        }
    }

    /// The frames that answer a wish to watch: what was missed, then `Watching` with the number reached.
    pub(super) async fn watch(
        &mut self,
        viewer: UserId,
        topic: Topic,
        after: Option<i64>,
    ) -> Result<Vec<FromBackend>> {
        let refused = |reason: &str| {
            let reason = reason.to_owned();
            Ok(vec![FromBackend::Refused { topic, reason }])
        };
        if self.standing.len() >= MAX_TOPICS && !self.standing.contains_key(&topic) {
            return refused("This process watches too much already.");
        }
        match self.state.store.may_watch(viewer, topic).await {
            Ok(()) => (),
            Err(Error::NotFound) => return refused("It does not exist, or it is not yours."),
            Err(error) => return Err(error),
        }
        // Watched before the head is read: what is committed in between leaves a mark.
        let watch = self.state.bus.watch(topic, &self.mailbox);
        let told = match after {
            Some(after) => after,
            None => self.state.store.head(topic).await?,
        };
        self.standing.insert(
            topic,
            Standing {
                told,
                _watch: watch,
            },
        );
        let mut frames = self.news(topic).await?;
        let head = self.standing.get(&topic).map_or(told, |it| it.told);
        frames.push(FromBackend::Watching { topic, head });
        Ok(frames)
    }

    pub(super) fn unwatch(&mut self, topic: Topic) {
        self.standing.remove(&topic);
    }

    /// The topic's facts that have not been told yet.
    pub(super) async fn news(&mut self, topic: Topic) -> Result<Vec<FromBackend>> {
        let mut frames = Vec::new();
        let Some(standing) = self.standing.get_mut(&topic) else {
            return Ok(frames);
        };
        let store = &self.state.store;
        loop {
            match store.facts_after(topic, standing.told, BATCH).await? {
                Facts::Gap { head } => {
                    standing.told = head;
                    return Ok(vec![FromBackend::Gap { topic, head }]);
                }
                Facts::Some(facts) => {
                    let Some(last) = facts.last() else {
                        return Ok(frames);
                    };
                    standing.told = last.number;
                    let full = facts.len() == BATCH as usize;
                    frames.extend(facts.into_iter().map(FromBackend::Fact));
                    if !full {
                        return Ok(frames);
                    }
                }
            }
            if frames.len() > MAX_REPLAY {
                let head = store.head(topic).await?;
                standing.told = head;
                return Ok(vec![FromBackend::Gap { topic, head }]);
            }
        }
    }
}
