//! Shots, their keyframes and their takes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{FileId, JobId, KeyframeId, ProjectId, ShotId, TakeId};
use crate::job::JobStatus;
use crate::media::FileRef;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Shot {
    pub id: ShotId,
    pub version: i64,
    pub project: ProjectId,
    /// 0 for the first; dense within the project.
    pub position: u32,
    pub name: String,
    pub prompt: String,
    pub note: String,
    pub keyframe_count: u32,
    /// Without those that were canceled.
    pub take_count: u32,
    /// What the shot lasts when generated now: the sum of seconds-to-next (the last keyframe's counts as its hold).
    pub seconds: f64,
    /// The chosen take's first frame, else the first keyframe.
    pub poster: Option<FileRef>,
    /// The chosen take's film.
    pub film: Option<FileRef>,
    /// How long that film lasts.
    pub film_seconds: Option<f64>,
    /// The take that is being made, however many were queued after it; else the newest that is not deleted.
    pub latest: Option<TakeSummary>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TakeSummary {
    pub take: TakeId,
    pub job: JobId,
    pub status: JobStatus,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NewShot {
    pub name: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct EditShot {
    pub version: i64,
    pub name: Option<String>,
    pub prompt: Option<String>,
    pub note: Option<String>,
}

/// `POST …/move`: to stand before that sibling, or last where it is absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Move<Id> {
    pub before: Option<Id>,
}

/// What the camera does from a keyframe to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CameraMove {
    Still,
    PushIn,
    PullOut,
    PanLeft,
    PanRight,
    TiltUp,
    TiltDown,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Keyframe {
    pub id: KeyframeId,
    pub version: i64,
    pub shot: ShotId,
    pub position: u32,
    pub picture: FileRef,
    /// 0.25 to 12.
    pub seconds: f64,
    pub camera: CameraMove,
}

/// `POST /v1/shots/{id}/keyframes`: one keyframe per file, in this order, at the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NewKeyframes {
    pub files: Vec<FileId>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct EditKeyframe {
    pub version: i64,
    pub seconds: Option<f64>,
    pub camera: Option<CameraMove>,
}

/// One generated attempt at a shot. Its status is its job's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Take {
    pub id: TakeId,
    pub version: i64,
    pub project: ProjectId,
    pub shot: ShotId,
    pub job: JobId,
    /// 1 for the shot's first; never used again after a delete.
    pub number: u32,
    pub status: JobStatus,
    /// Why it failed, in a sentence for the person.
    pub error: Option<String>,
    pub chosen: bool,
    pub film: Option<FileRef>,
    pub poster: Option<FileRef>,
    pub seconds: f64,
    pub created_at: i64,
}
