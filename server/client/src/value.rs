//! A cached value: one variant per query, each a cheap handle.

use std::sync::Arc;

use api::job::{Job, JobPage, Progress, Queue};
use api::project::Project;
use api::shot::{Keyframe, Shot, Take};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::{Key, Reach};

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Projects(Arc<Vec<Arc<Project>>>),
    Project(Arc<Project>),
    Shots(Arc<Vec<Arc<Shot>>>),
    Shot(Arc<Shot>),
    Keyframes(Arc<Vec<Arc<Keyframe>>>),
    Takes(Arc<Vec<Arc<Take>>>),
    Jobs(Arc<JobPage>),
    Job(Arc<Job>),
    Queue(Arc<Queue>),
    Progress(Arc<Option<Progress>>),
    Reach(Arc<Reach>),
}

/// A row as it was written: whatever shows this version or a later one shows the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) id: Uuid,
    pub(crate) version: i64,
}

impl Value {
    /// Reads the answer to a key's call.
    pub(crate) fn decode(key: &Key, body: &[u8]) -> Result<Self, serde_json::Error> {
        fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<Arc<T>, serde_json::Error> {
            serde_json::from_slice(body).map(Arc::new)
        }
        Ok(match key {
            Key::Projects => Self::Projects(parse(body)?),
            Key::Project(_) => Self::Project(parse(body)?),
            Key::Shots(_) => Self::Shots(parse(body)?),
            Key::Shot(_) => Self::Shot(parse(body)?),
            Key::Keyframes(_) => Self::Keyframes(parse(body)?),
            Key::Takes(_) => Self::Takes(parse(body)?),
            Key::Jobs(_) => Self::Jobs(parse(body)?),
            Key::Job(_) => Self::Job(parse(body)?),
            Key::Queue => Self::Queue(parse(body)?),
            // These two are told, never read; a caller that reads them gets an error instead of a panic.
            Key::Progress(_) | Key::Backend => {
                return Err(serde::de::Error::custom("not a key that is read"));
            }
        })
    }

    /// The row that a single value is; lists are not rows.
    pub(crate) fn row(&self) -> Option<Row> {
        let (id, version) = match self {
            Self::Project(it) => (it.id.0, it.version),
            Self::Shot(it) => (it.id.0, it.version),
            Self::Job(it) => (it.id.0, it.version),
            _ => return None,
        };
        Some(Row { id, version })
    }

    /// The version in which a row is shown here as an item of a list.
    pub(crate) fn member(&self, id: Uuid) -> Option<i64> {
        match self {
            Self::Projects(all) => all.iter().find(|it| it.id.0 == id).map(|it| it.version),
            Self::Shots(all) => all.iter().find(|it| it.id.0 == id).map(|it| it.version),
            Self::Keyframes(all) => all.iter().find(|it| it.id.0 == id).map(|it| it.version),
            Self::Takes(all) => all.iter().find(|it| it.id.0 == id).map(|it| it.version),
            Self::Jobs(page) => {
                let job = page.jobs.iter().find(|it| it.id.0 == id);
                job.map(|it| it.version)
            }
            _ => None,
        }
    }
}
