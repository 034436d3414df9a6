//! What can be read, as a value: the key of the cache and of a region's record of what it read.

use api::ids::{JobId, ProjectId, ShotId, UserId};
use api::job::JobFilter;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Projects,
    Project(ProjectId),
    Shots(ProjectId),
    Shot(ShotId),
    Keyframes(ShotId),
    Takes(ShotId),
    Jobs(JobFilter),
    Job(JobId),
    Queue,
    Progress(JobId),
    /// Whether the backend can be reached, for a banner.
    Backend,
}

/// A key as one person sees it. Nothing is shared between viewers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WatchKey {
    pub viewer: UserId,
    pub key: Key,
}
