//! The feed: one websocket per web process, `GET /v1/feed`, over which facts and progress arrive.
//!
//! A fact is a row, numbered per topic in commit order. A watcher names the last number it saw and gets all
//! that came after, or `Gap` where that is no longer known. Progress and queue moves are told once and not kept.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{JobId, ProjectId, ShotId, UserId};
use crate::job::Progress;

/// What can be watched. `User` carries the person's projects, jobs, queue moves and session ends;
/// `Project` carries everything inside one project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    User(UserId),
    Project(ProjectId),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToBackend {
    /// `viewer` is checked against the topic. `after` absent: from now on.
    Watch {
        viewer: UserId,
        topic: Topic,
        after: Option<i64>,
    },
    Unwatch {
        topic: Topic,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FromBackend {
    /// The watch stands; facts after `head` will be told.
    Watching {
        topic: Topic,
        head: i64,
    },
    /// What happened before `head` cannot be told: read again what is on screen.
    Gap {
        topic: Topic,
        head: i64,
    },
    Refused {
        topic: Topic,
        reason: String,
    },
    Fact(Fact),
    Progress {
        topic: Topic,
        progress: Progress,
    },
    /// The queue moved: positions may have changed.
    QueueMoved {
        topic: Topic,
    },
}

/// Something that happened, durably.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fact {
    pub topic: Topic,
    pub number: i64,
    pub change: Change,
    pub subject: Subject,
    /// The subject's id, as text.
    pub id: String,
    pub version: i64,
    pub project: Option<ProjectId>,
    pub shot: Option<ShotId>,
    pub job: Option<JobId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Created,
    Updated,
    Deleted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Project,
    Shot,
    Keyframe,
    Take,
    Job,
    Session,
}
