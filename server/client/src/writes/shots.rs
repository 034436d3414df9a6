//! Writing shots.

use std::sync::Arc;

use api::feed::{Change, Subject};
use api::ids::{ProjectId, ShotId, UserId};
use api::shot::{EditShot, Move, NewShot, Shot};
use uuid::Uuid;

use crate::edits::{Edit, Item};
use crate::written::{Target, Write};
use crate::{Client, Error};

impl Client {
    /// At the end of the project.
    pub async fn create_shot(
        &self,
        viewer: UserId,
        project: ProjectId,
        new: NewShot,
        key: &str,
    ) -> Result<Shot, Error> {
        let target = Target {
            viewer,
            subject: Subject::Shot,
            id: Uuid::nil(),
        };
        let write = Write::new(
            viewer,
            "POST /v1/projects/{id}/shots",
            format!("/v1/projects/{project}/shots"),
            key,
        )
        .json(&new)?;
        self.write(target, write, move |inner, start, it: &Shot| {
            let edit = Edit::Move(Item::Shot(Arc::new(it.clone())));
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
    pub async fn edit_shot(
        &self,
        viewer: UserId,
        id: ShotId,
        edit: EditShot,
        key: &str,
    ) -> Result<Shot, Error> {
        let target = Target {
            viewer,
            subject: Subject::Shot,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "PATCH /v1/shots/{id}",
            format!("/v1/shots/{id}"),
            key,
        )
        .json(&edit)?;
        self.write(target, write, move |inner, start, it: &Shot| {
            let edit = Edit::Set(Item::Shot(Arc::new(it.clone())));
            inner.wrote(target, Change::Updated, &edit, start);
        })
        .await
    }

    pub async fn delete_shot(&self, viewer: UserId, id: ShotId, key: &str) -> Result<(), Error> {
        let target = Target {
            viewer,
            subject: Subject::Shot,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "DELETE /v1/shots/{id}",
            format!("/v1/shots/{id}"),
            key,
        );
        self.remove(target, write).await
    }

    /// Undoes a delete.
    pub async fn restore_shot(&self, viewer: UserId, id: ShotId, key: &str) -> Result<Shot, Error> {
        let target = Target {
            viewer,
            subject: Subject::Shot,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "POST /v1/shots/{id}/restore",
            format!("/v1/shots/{id}/restore"),
            key,
        );
        self.write(target, write, move |inner, start, it: &Shot| {
            let edit = Edit::Move(Item::Shot(Arc::new(it.clone())));
            inner.wrote(target, Change::Created, &edit, start);
        })
        .await
    }

    /// Before another shot, or to the end.
    pub async fn move_shot(
        &self,
        viewer: UserId,
        id: ShotId,
        to: Move<ShotId>,
        key: &str,
    ) -> Result<Shot, Error> {
        let target = Target {
            viewer,
            subject: Subject::Shot,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "POST /v1/shots/{id}/move",
            format!("/v1/shots/{id}/move"),
            key,
        )
        .json(&to)?;
        self.write(target, write, move |inner, start, it: &Shot| {
            let edit = Edit::Move(Item::Shot(Arc::new(it.clone())));
            inner.wrote(target, Change::Updated, &edit, start);
        })
        .await
    }
}
