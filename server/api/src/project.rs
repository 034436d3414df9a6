//! Projects: one film each.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::ProjectId;
use crate::media::FileRef;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Project {
    pub id: ProjectId,
    pub version: i64,
    pub name: String,
    /// Frame size in pixels: even, 64 to 1920 each way.
    pub width: u32,
    pub height: u32,
    pub shot_count: u32,
    /// Seconds of film in all shots.
    pub seconds: f64,
    /// Pictures of the first shots, four at most, for the project's card.
    pub posters: Vec<FileRef>,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NewProject {
    pub name: String,
    pub width: u32,
    pub height: u32,
}

/// `PATCH /v1/projects/{id}`. Absent fields stay; `version` is the one the person saw.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct EditProject {
    pub version: i64,
    pub name: Option<String>,
    pub width: Option<u32>,
    pub height: Option<u32>,
}
