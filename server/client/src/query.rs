//! Typed reads: a query names its key and knows the type of its value.

use std::sync::Arc;

use api::ids::{JobId, ProjectId, ShotId};
use api::job::{Job, JobFilter, JobPage, Progress, Queue};
use api::project::Project;
use api::shot::{Keyframe, Shot, Take};

use crate::{Error, Key};

/// What is known of a query's value at this moment.
#[derive(Clone, Debug)]
pub enum Peek<T> {
    /// The newest value that arrived. A call for a newer one may be under way.
    Loaded(Arc<T>),
    /// The first answer is still under way.
    Loading,
    /// There is no value, for this reason.
    Failed(Arc<Error>),
}

/// A typed read.
pub trait Query {
    type Value: Send + Sync + 'static;
    fn key(&self) -> Key;
}

macro_rules! queries {
    ($($(#[$doc:meta])* $name:ident $(($field:ty))? => $value:ty, |$me:ident| $key:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name $((pub $field))?;

        impl Query for $name {
            type Value = $value;
            fn key(&self) -> Key {
                let $me = self;
                $key
            }
        }
    )*};
}

queries! {
    /// The viewer's projects, newest updated first.
    Projects => Vec<Arc<Project>>, |_q| Key::Projects;
    ProjectOf(ProjectId) => Project, |q| Key::Project(q.0);
    /// A project's shots in their order.
    Shots(ProjectId) => Vec<Arc<Shot>>, |q| Key::Shots(q.0);
    ShotOf(ShotId) => Shot, |q| Key::Shot(q.0);
    /// A shot's keyframes in their order.
    Keyframes(ShotId) => Vec<Arc<Keyframe>>, |q| Key::Keyframes(q.0);
    /// A shot's takes, newest first.
    Takes(ShotId) => Vec<Arc<Take>>, |q| Key::Takes(q.0);
    Jobs(JobFilter) => JobPage, |q| Key::Jobs(q.0.clone());
    JobOf(JobId) => Job, |q| Key::Job(q.0);
    QueueNow => Queue, |_q| Key::Queue;
    /// The latest progress of a running job, `None` where there is none (yet, or any more). Never `Loading`.
    ProgressOf(JobId) => Option<Progress>, |q| Key::Progress(q.0);
    /// Never `Loading`.
    BackendState => Reach, |_q| Key::Backend;
}

/// Whether the backend can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Reachable,
    /// Calls fail; pages show the last they know.
    Unreachable,
}
