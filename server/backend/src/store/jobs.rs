//! Jobs as their owner sees them: pages, the queue, cancel, retry.

use api::ids::{JobId, UserId};
use api::job::{Job, JobFilter, JobPage, Queue};
use api::shot::Take;

use super::db::unfinished;
use super::{Once, Result, Store};

impl Store {
    /// Newest first. Jobs of deleted projects and shots are not among them.
    pub async fn jobs(&self, viewer: UserId, filter: &JobFilter) -> Result<JobPage> {
        let _ = (viewer, filter);
        Err(unfinished())
    }

    pub async fn job(&self, viewer: UserId, id: JobId) -> Result<Job> {
        let _ = (viewer, id);
        Err(unfinished())
    }

    /// The viewer's running and queued jobs, with positions counted over everybody's.
    pub async fn queue(&self, viewer: UserId) -> Result<Queue> {
        let _ = viewer;
        Err(unfinished())
    }

    /// Whose jobs wait: who is to be told that the queue moved.
    pub async fn queued_owners(&self) -> Result<Vec<UserId>> {
        Err(unfinished())
    }

    /// In any state; canceling what is over changes nothing.
    pub async fn cancel_job(&self, viewer: UserId, id: JobId, once: Option<Once>) -> Result<Job> {
        let _ = (viewer, id, once);
        Err(unfinished())
    }

    /// A new take of that shot with the same frozen request.
    pub async fn retry_job(&self, viewer: UserId, id: JobId, once: Option<Once>) -> Result<Take> {
        let _ = (viewer, id, once);
        Err(unfinished())
    }
}
