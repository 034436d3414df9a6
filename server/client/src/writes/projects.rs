//! Writing projects.

use std::sync::Arc;

use api::feed::{Change, Subject};
use api::ids::{ProjectId, UserId};
use api::project::{EditProject, NewProject, Project};
use uuid::Uuid;

use crate::edits::{Edit, Item};
use crate::written::{Target, Write};
use crate::{Client, Error};

impl Client {
    pub async fn create_project(
        &self,
        viewer: UserId,
        new: NewProject,
        key: &str,
    ) -> Result<Project, Error> {
        let target = Target {
            viewer,
            subject: Subject::Project,
            id: Uuid::nil(),
        };
        let write = Write::new(viewer, "POST /v1/projects", "/v1/projects", key).json(&new)?;
        self.write(target, write, move |inner, start, it: &Project| {
            let edit = Edit::Set(Item::Project(Arc::new(it.clone())));
            inner.wrote(
                Target {
                    id: it.id.0,
                    ..target
                },
                Change::Created,
                &edit,
                start,
            );
        })
        .await
    }

    /// The sample project that ships with Rushes.
    pub async fn create_sample(&self, viewer: UserId, key: &str) -> Result<Project, Error> {
        let target = Target {
            viewer,
            subject: Subject::Project,
            id: Uuid::nil(),
        };
        let write = Write::new(
            viewer,
            "POST /v1/projects/sample",
            "/v1/projects/sample",
            key,
        );
        self.write(target, write, move |inner, start, it: &Project| {
            let edit = Edit::Set(Item::Project(Arc::new(it.clone())));
            inner.wrote(
                Target {
                    id: it.id.0,
                    ..target
                },
                Change::Created,
                &edit,
                start,
            );
        })
        .await
    }

    /// `Stale` when somebody else edited it since `edit.version`.
    pub async fn edit_project(
        &self,
        viewer: UserId,
        id: ProjectId,
        edit: EditProject,
        key: &str,
    ) -> Result<Project, Error> {
        let target = Target {
            viewer,
            subject: Subject::Project,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "PATCH /v1/projects/{id}",
            format!("/v1/projects/{id}"),
            key,
        )
        .json(&edit)?;
        self.write(target, write, move |inner, start, it: &Project| {
            let edit = Edit::Set(Item::Project(Arc::new(it.clone())));
            inner.wrote(target, Change::Updated, &edit, start);
        })
        .await
    }

    pub async fn delete_project(
        &self,
        viewer: UserId,
        id: ProjectId,
        key: &str,
    ) -> Result<(), Error> {
        let target = Target {
            viewer,
            subject: Subject::Project,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "DELETE /v1/projects/{id}",
            format!("/v1/projects/{id}"),
            key,
        );
        self.remove(target, write).await
    }

    /// Undoes a delete.
    pub async fn restore_project(
        &self,
        viewer: UserId,
        id: ProjectId,
        key: &str,
    ) -> Result<Project, Error> {
        let target = Target {
            viewer,
            subject: Subject::Project,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "POST /v1/projects/{id}/restore",
            format!("/v1/projects/{id}/restore"),
            key,
        );
        self.write(target, write, move |inner, start, it: &Project| {
            let edit = Edit::Set(Item::Project(Arc::new(it.clone())));
            inner.wrote(target, Change::Created, &edit, start);
        })
        .await
    }
}
