//! Jobs: one run of a generator each, and their progress.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{JobId, ProjectId, ShotId, TakeId};
use crate::media::FileRef;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    Queued,
    Running,
    Succeeded,
    Failed,
    Canceled,
}

impl JobStatus {
    /// Whether nothing more will happen to it.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Canceled)
    }
}

/// A job as Activity shows it: with the names around it, so that a row needs no further read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Job {
    pub id: JobId,
    pub version: i64,
    pub status: JobStatus,
    pub generator: String,
    pub attempt: u32,
    pub project: ProjectId,
    pub project_name: String,
    pub shot: ShotId,
    pub shot_name: String,
    pub take: TakeId,
    pub take_number: u32,
    pub prompt: String,
    pub poster: Option<FileRef>,
    pub error: Option<String>,
    pub created_at: i64,
    pub started_at: Option<i64>,
    pub finished_at: Option<i64>,
}

/// `GET /v1/jobs`: newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct JobFilter {
    pub status: Option<JobStatus>,
    pub project: Option<ProjectId>,
    /// Rows to pass over; pages are of `limit` (50 if absent, 200 at most).
    pub offset: u32,
    pub limit: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JobPage {
    pub jobs: Vec<Job>,
    /// All that match, for paging.
    pub total: u32,
}

/// `GET /v1/queue`: what the viewer's jobs wait for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Queue {
    pub running: Vec<JobId>,
    pub queued: Vec<QueuedJob>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QueuedJob {
    pub job: JobId,
    /// 1 for the next to start, counted over everybody's jobs.
    pub position: u32,
}

/// Where a running job stands. Published, never stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Progress {
    pub job: JobId,
    /// 0 to 1.
    pub fraction: f64,
    /// "rendering frame 12 of 96".
    pub step: String,
    /// Seconds still to go, once there is ground for an estimate.
    pub eta: Option<f64>,
    /// Content hash of the latest preview picture: `GET /v1/jobs/{id}/preview/{hash}`.
    pub preview: Option<String>,
}
