//! What a write's answer is about, so that one way from call to cache serves all nouns.

use std::sync::Arc;

use api::feed::{Change, Subject};
use api::ids::JobId;
use api::job::Job;
use api::project::Project;
use api::shot::{Keyframe, Shot, Take};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::edits::{Edit, Item};
use crate::places::Place;

/// A row that a write answers with.
pub(crate) trait Noun: Clone + DeserializeOwned + Send + 'static {
    const SUBJECT: Subject;

    fn id(&self) -> Uuid;

    fn item(it: Arc<Self>) -> Item;

    /// The job that begins or ends with the row.
    fn job(&self) -> Option<(JobId, Place)> {
        None
    }
}

/// What a write did to the row it answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Did {
    /// Made, or brought back.
    Make,
    Move,
    Edit,
}

impl Did {
    pub(crate) fn change(self) -> Change {
        match self {
            Self::Make => Change::Created,
            Self::Move | Self::Edit => Change::Updated,
        }
    }

    pub(crate) fn edit(self, item: Item) -> Edit {
        match self {
            Self::Make | Self::Move => Edit::Move(item),
            Self::Edit => Edit::Set(item),
        }
    }
}

macro_rules! nouns {
    ($($noun:ident)*) => {$(
        impl Noun for $noun {
            const SUBJECT: Subject = Subject::$noun;

            fn id(&self) -> Uuid {
                self.id.0
            }

            fn item(it: Arc<Self>) -> Item {
                Item::$noun(it)
            }
        }
    )*};
}

nouns! { Project Shot Keyframe Job }

impl Noun for Take {
    const SUBJECT: Subject = Subject::Take;

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn item(it: Arc<Self>) -> Item {
        Item::Take(it)
    }

    fn job(&self) -> Option<(JobId, Place)> {
        let place = Place {
            project: Some(self.project),
            shot: Some(self.shot),
            job: Some(self.job),
        };
        Some((self.job, place))
    }
}
