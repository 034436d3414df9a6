//! Projects: one film each, with an owner.

use api::ids::{ProjectId, UserId};
use api::project::{EditProject, NewProject, Project};
use api::shot::CameraMove;

use super::db::unfinished;
use super::files::NewFile;
use super::{Once, Result, Store};

/// A whole project that is made in one transaction.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Where the person has a project of this name, a number is added to it.
    pub project: NewProject,
    pub shots: Vec<SampleShot>,
}

#[derive(Clone, Debug)]
pub struct SampleShot {
    pub name: String,
    pub prompt: String,
    pub note: String,
    pub keyframes: Vec<SampleKeyframe>,
}

#[derive(Clone, Debug)]
pub struct SampleKeyframe {
    pub file: NewFile,
    pub seconds: f64,
    pub camera: CameraMove,
}

impl Store {
    /// Newest updated first.
    pub async fn projects(&self, viewer: UserId) -> Result<Vec<Project>> {
        let _ = viewer;
        Err(unfinished())
    }

    pub async fn project(&self, viewer: UserId, id: ProjectId) -> Result<Project> {
        let _ = (viewer, id);
        Err(unfinished())
    }

    pub async fn add_project(
        &self,
        viewer: UserId,
        new: &NewProject,
        once: Option<Once>,
    ) -> Result<Project> {
        let _ = (viewer, new, once);
        Err(unfinished())
    }

    pub async fn add_sample(
        &self,
        viewer: UserId,
        sample: Sample,
        once: Option<Once>,
    ) -> Result<Project> {
        let _ = (viewer, sample, once);
        Err(unfinished())
    }

    pub async fn edit_project(
        &self,
        viewer: UserId,
        id: ProjectId,
        edit: &EditProject,
    ) -> Result<Project> {
        let _ = (viewer, id, edit);
        Err(unfinished())
    }

    /// Cancels what runs in it. Deleting what is deleted is no error.
    pub async fn delete_project(&self, viewer: UserId, id: ProjectId) -> Result<()> {
        let _ = (viewer, id);
        Err(unfinished())
    }

    /// Restoring what is not deleted is no error.
    pub async fn restore_project(
        &self,
        viewer: UserId,
        id: ProjectId,
        once: Option<Once>,
    ) -> Result<Project> {
        let _ = (viewer, id, once);
        Err(unfinished())
    }
}
