//! Reads inside regions: recorded first, then looked up, so that no change between the two is missed.

use std::sync::Arc;

use api::problem::Code;
use client::{Error, Peek, Query, WatchKey};
use live::Cx;

use crate::app::Studio;

/// What a region knows of a value.
pub(crate) enum Read<T> {
    Ready(Arc<T>),
    /// The first answer is on its way; the region will be drawn again.
    Loading,
    /// It does not exist, or is not the viewer's.
    Absent,
    /// Why there is none, in a sentence.
    Failed(String),
}

/// Reads a value for the viewer whose region this is.
pub(crate) fn read<Q: Query>(cx: &Cx<'_, Studio>, query: Q) -> Read<Q::Value> {
    let viewer = *cx.scope();
    cx.record(WatchKey {
        viewer,
        key: query.key(),
    });
    match cx.app().client.peek(viewer, query) {
        Peek::Loaded(value) => Read::Ready(value),
        Peek::Loading => {
            cx.loading();
            Read::Loading
        }
        Peek::Failed(error) => match error.as_ref() {
            Error::NotFound => Read::Absent,
            Error::Rejected(problem) if problem.code == Code::NotFound => Read::Absent,
            error => Read::Failed(error.sentence()),
        },
    }
}

impl<T> Read<T> {
    /// The value, where a region can do without.
    pub(crate) fn ready(self) -> Option<Arc<T>> {
        match self {
            Self::Ready(value) => Some(value),
            Self::Loading | Self::Absent | Self::Failed(_) => None,
        }
    }
}
