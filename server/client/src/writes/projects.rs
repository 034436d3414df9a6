//! Writing projects.

use api::ids::{ProjectId, UserId};
use api::project::{EditProject, NewProject, Project};

use crate::noun::Did;
use crate::written::Write;
use crate::{Attempt, Client, Error};

impl Client {
    pub async fn create_project(
        &self,
        viewer: UserId,
        new: NewProject,
        attempt: &Attempt,
    ) -> Result<Project, Error> {
        let write = Write::new::<Project>(viewer, "POST /v1/projects", attempt).json(&new)?;
        self.write(write, Did::Make).await
    }

    /// The sample project that ships with Rushes.
    pub async fn create_sample(&self, viewer: UserId, attempt: &Attempt) -> Result<Project, Error> {
        let write = Write::new::<Project>(viewer, "POST /v1/projects/sample", attempt);
        self.write(write, Did::Make).await
    }

    /// `Stale` when somebody else edited it since `edit.version`.
    pub async fn edit_project(
        &self,
        viewer: UserId,
        id: ProjectId,
        edit: EditProject,
        attempt: &Attempt,
    ) -> Result<Project, Error> {
        let write = Write::new::<Project>(viewer, "PATCH /v1/projects/{id}", attempt);
        self.write(write.of(id.0).json(&edit)?, Did::Edit).await
    }

    pub async fn delete_project(
        &self,
        viewer: UserId,
        id: ProjectId,
        attempt: &Attempt,
    ) -> Result<(), Error> {
        let write = Write::new::<Project>(viewer, "DELETE /v1/projects/{id}", attempt);
        self.remove(write.of(id.0)).await
    }

    /// Undoes a delete.
    pub async fn restore_project(
        &self,
        viewer: UserId,
        id: ProjectId,
        attempt: &Attempt,
    ) -> Result<Project, Error> {
        let write = Write::new::<Project>(viewer, "POST /v1/projects/{id}/restore", attempt);
        self.write(write.of(id.0), Did::Make).await
    }
}
