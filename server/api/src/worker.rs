//! What passes between a worker and the backend. Only a bearer of a worker assertion may call these routes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{FileId, JobId};
use crate::shot::CameraMove;

/// The header that holds the lease where a call has no JSON body: addresses stand in logs.
pub const LEASE: &str = "job-lease";

/// `POST /v1/worker/claim`: waits up to `wait_ms` for a job; 204 where none came.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Claim {
    pub worker: String,
    pub generators: Vec<String>,
    pub wait_ms: u64,
}

/// A claimed job: everything its generator needs, frozen when the job was queued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Order {
    pub job: JobId,
    /// Proof of the claim; every later call names it, in its body or in the header [`LEASE`], and a rescued job has another.
    pub lease: String,
    pub attempt: u32,
    /// Silence for this long loses the job.
    pub lease_ms: u64,
    pub request: Request,
}

/// What a generator is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Request {
    pub generator: String,
    pub width: u32,
    pub height: u32,
    pub prompt: String,
    pub keyframes: Vec<RequestKeyframe>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RequestKeyframe {
    /// `GET /v1/worker/jobs/{job}/files/{file}` gives its bytes.
    pub file: FileId,
    pub seconds: f64,
    pub camera: CameraMove,
}

/// `POST /v1/worker/jobs/{id}/progress`: also the heartbeat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Report {
    pub lease: String,
    pub fraction: f64,
    pub step: String,
    pub eta: Option<f64>,
    /// A small JPEG, base64, when there is a new one.
    pub preview: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportAnswer {
    /// The person canceled, or the lease is another worker's: stop at once.
    pub stop: bool,
}

/// `POST /v1/worker/jobs/{id}/fail`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Failure {
    pub lease: String,
    /// A sentence for the person.
    pub message: String,
    /// Whether another attempt may go better.
    pub retryable: bool,
}
