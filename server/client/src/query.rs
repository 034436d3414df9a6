//! Typed reads: a query names its key and knows the type of its value.

use std::sync::Arc;

use api::ids::{JobId, ProjectId, ShotId};
use api::job::{Job, JobFilter, JobPage, Progress, Queue};
use api::project::Project;
use api::shot::{Keyframe, Shot, Take};

use crate::value::Value;
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

/// A typed read. Only the queries of this crate are.
pub trait Query: sealed::Pick<<Self as Query>::Value> {
    type Value: Send + Sync + 'static;
    fn key(&self) -> Key;
}

mod sealed {
    use std::sync::Arc;

    use crate::value::Value;

    pub trait Pick<T> {
        /// `None` only if the value belongs to another kind of key.
        fn pick(value: Value) -> Option<Arc<T>>;
    }
}

macro_rules! queries {
    ($($(#[$doc:meta])* $name:ident $(($field:ty))? => $variant:ident $value:ty, |$me:ident| $key:expr;)*) => {$(
        impl sealed::Pick<$value> for $name {
            fn pick(value: Value) -> Option<Arc<$value>> {
                match value {
                    Value::$variant(inner) => Some(inner),
                    _ => None,
                }
            }
        }

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
    Projects => Projects Vec<Arc<Project>>, |_q| Key::Projects;
    ProjectOf(ProjectId) => Project Project, |q| Key::Project(q.0);
    /// A project's shots in their order.
    Shots(ProjectId) => Shots Vec<Arc<Shot>>, |q| Key::Shots(q.0);
    ShotOf(ShotId) => Shot Shot, |q| Key::Shot(q.0);
    /// A shot's keyframes in their order.
    Keyframes(ShotId) => Keyframes Vec<Arc<Keyframe>>, |q| Key::Keyframes(q.0);
    /// A shot's takes, newest first.
    Takes(ShotId) => Takes Vec<Arc<Take>>, |q| Key::Takes(q.0);
    Jobs(JobFilter) => Jobs JobPage, |q| Key::Jobs(q.0.clone());
    JobOf(JobId) => Job Job, |q| Key::Job(q.0);
    QueueNow => Queue Queue, |_q| Key::Queue;
    /// The latest progress of a running job, `None` where there is none (yet, or any more). Never `Loading`.
    ProgressOf(JobId) => Progress Option<Progress>, |q| Key::Progress(q.0);
    /// Never `Loading`.
    BackendState => Reach Reach, |_q| Key::Backend;
}

/// Whether the backend can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Reachable,
    /// Calls fail; pages show the last they know.
    Unreachable,
}
