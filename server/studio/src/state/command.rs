//! Commands: every write the studio can ask of the backend, and what came of it.

use api::ids::{FileId, JobId, KeyframeId, ProjectId, ShotId, TakeId};
use api::job::Job;
use api::problem::Code;
use api::project::{NewProject, Project};
use api::shot::{Keyframe, Shot, Take};
use serde::{Deserialize, Serialize};

use super::back::Back;
use super::edit::Edit;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    CreateProject(NewProject),
    CreateSample,
    AddShot {
        project: ProjectId,
        name: String,
    },
    AddKeyframes {
        shot: ShotId,
        files: Vec<FileId>,
    },
    /// One field of one row that has a version.
    Edit(Edit),
    MoveShot {
        shot: ShotId,
        before: Option<ShotId>,
    },
    MoveKeyframe {
        keyframe: KeyframeId,
        /// Its shot, where the page is one's.
        among: Option<ShotId>,
        before: Option<KeyframeId>,
    },
    Delete(Thing),
    Restore(Thing),
    /// Undoes a move or a rename.
    PutBack(Back),
    Generate {
        shot: ShotId,
    },
    Choose {
        take: TakeId,
    },
    Cancel {
        job: JobId,
    },
    Retry {
        job: JobId,
    },
}

/// What can be deleted and brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Thing {
    Project(ProjectId),
    Shot(ShotId),
    Keyframe(KeyframeId),
    Take(TakeId),
}

impl Thing {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Project(_) => "Project",
            Self::Shot(_) => "Shot",
            Self::Keyframe(_) => "Keyframe",
            Self::Take(_) => "Take",
        }
    }
}

/// What became of a command, with the command, since an answer may come after much else.
#[derive(Debug)]
pub struct Outcome {
    pub command: Command,
    /// How a success is undone, where it can be and no toast says so.
    pub back: Option<Back>,
    pub result: Result<Answer, Fault>,
}

/// The backend's answer, where the state has a use for it.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It is deleted; its name, where it has one that was known.
    Deleted(Option<String>),
    Restored(Option<String>),
    Project(Project),
    Shot(Shot),
    Keyframe(Keyframe),
    Keyframes(Vec<Keyframe>),
    Take(Take),
    /// A new take, and how many others of its shot wait or run.
    Queued {
        take: Take,
        others: usize,
    },
    Job(Job),
}

/// Why not, in a sentence for the person.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub code: Code,
    pub sentence: String,
    pub field: Option<String>,
    /// The row as it is now, for a stale edit.
    pub current: Option<serde_json::Value>,
}
