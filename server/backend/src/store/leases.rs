//! Jobs as workers see them: claimed with a lease, kept by heartbeats, finished, failed or rescued.

use api::ids::{JobId, ProjectId, UserId};
use api::worker::Order;

use super::db::unfinished;
use super::files::NewFile;
use super::{Result, Store};

/// The answer to a heartbeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// The lease stands; progress goes to these topics.
    Go { owner: UserId, project: ProjectId },
    /// The job is canceled, over, or another worker's: `ReportAnswer { stop: true }`, and tell nobody.
    Stop,
}

/// What a worker made.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    pub film: NewFile,
    pub poster: NewFile,
    pub seconds: f64,
}

impl Store {
    /// The oldest waiting job for one of these generators, or `None`. Two claims never get the same job.
    pub async fn claim(&self, generators: &[String], worker: &str) -> Result<Option<Order>> {
        let _ = (generators, worker);
        Err(unfinished())
    }

    /// Cheap enough for every progress report: it writes only when the lease is due.
    pub async fn heartbeat(&self, job: JobId, lease: &str) -> Result<Beat> {
        let _ = (job, lease);
        Err(unfinished())
    }

    /// Attaches the files, sets the status, and chooses the take if none is chosen, all at once. The same finish
    /// again is no error; one with a lost lease is [`super::Error::LostLease`].
    pub async fn finish(&self, job: JobId, lease: &str, finished: Finished) -> Result<()> {
        let _ = (job, lease, finished);
        Err(unfinished())
    }

    /// Queued again where another attempt may go better and one is left; else failed, with this sentence.
    pub async fn fail(
        &self,
        job: JobId,
        lease: &str,
        message: &str,
        retryable: bool,
    ) -> Result<()> {
        let _ = (job, lease, message, retryable);
        Err(unfinished())
    }

    /// Takes jobs from workers that went silent; answers how many. To be called every second or so.
    pub async fn rescue(&self) -> Result<u32> {
        Err(unfinished())
    }
}
