//! Facts: what happened, durably, numbered per topic in commit order.

use api::feed::{Fact, Topic};
use api::ids::UserId;

use super::db::unfinished;
use super::{Result, Store};

/// What came after a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facts {
    /// In order and without a hole; as many as the limit: ask again after the last.
    Some(Vec<Fact>),
    /// What came after it is no longer known, or it was never told by this database: read again, go on from `head`.
    Gap { head: i64 },
}

impl Store {
    /// The number of the topic's last fact; 0 where it has none.
    pub async fn head(&self, topic: Topic) -> Result<i64> {
        let _ = topic;
        Err(unfinished())
    }

    pub async fn facts_after(&self, topic: Topic, after: i64, limit: u32) -> Result<Facts> {
        let _ = (topic, after, limit);
        Err(unfinished())
    }

    /// [`super::Error::NotFound`] unless the topic is the viewer's.
    pub async fn may_watch(&self, viewer: UserId, topic: Topic) -> Result<()> {
        let _ = (viewer, topic);
        Err(unfinished())
    }
}
