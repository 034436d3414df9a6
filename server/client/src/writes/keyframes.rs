//! Writing keyframes.

use std::sync::Arc;

use api::feed::{Change, Subject};
use api::ids::{KeyframeId, ShotId, UserId};
use api::shot::{EditKeyframe, Keyframe, Move, NewKeyframes};
use uuid::Uuid;

use crate::edits::{Edit, Item};
use crate::written::{Target, Write};
use crate::{Client, Error};

impl Client {
    /// One keyframe per uploaded file, in this order, at the end.
    pub async fn add_keyframes(
        &self,
        viewer: UserId,
        shot: ShotId,
        new: NewKeyframes,
        key: &str,
    ) -> Result<Vec<Keyframe>, Error> {
        let target = Target {
            viewer,
            subject: Subject::Keyframe,
            id: Uuid::nil(),
        };
        let write = Write::new(
            viewer,
            "POST /v1/shots/{id}/keyframes",
            format!("/v1/shots/{shot}/keyframes"),
            key,
        )
        .json(&new)?;
        self.write(target, write, move |inner, start, it: &Vec<Keyframe>| {
            for it in it {
                let edit = Edit::Move(Item::Keyframe(Arc::new(it.clone())));
                inner.wrote(
                    Target {
                        id: it.id.0,
                        ..target
                    },
                    Change::Created,
                    &edit,
                    start,
                );
            }
        })
        .await
    }

    /// `Stale` when somebody else edited it since `edit.version`.
    pub async fn edit_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        edit: EditKeyframe,
        key: &str,
    ) -> Result<Keyframe, Error> {
        let target = Target {
            viewer,
            subject: Subject::Keyframe,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "PATCH /v1/keyframes/{id}",
            format!("/v1/keyframes/{id}"),
            key,
        )
        .json(&edit)?;
        self.write(target, write, move |inner, start, it: &Keyframe| {
            let edit = Edit::Set(Item::Keyframe(Arc::new(it.clone())));
            inner.wrote(target, Change::Updated, &edit, start);
        })
        .await
    }

    pub async fn delete_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        key: &str,
    ) -> Result<(), Error> {
        let target = Target {
            viewer,
            subject: Subject::Keyframe,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "DELETE /v1/keyframes/{id}",
            format!("/v1/keyframes/{id}"),
            key,
        );
        self.remove(target, write).await
    }

    /// Undoes a delete.
    pub async fn restore_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        key: &str,
    ) -> Result<Keyframe, Error> {
        let target = Target {
            viewer,
            subject: Subject::Keyframe,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "POST /v1/keyframes/{id}/restore",
            format!("/v1/keyframes/{id}/restore"),
            key,
        );
        self.write(target, write, move |inner, start, it: &Keyframe| {
            let edit = Edit::Move(Item::Keyframe(Arc::new(it.clone())));
            inner.wrote(target, Change::Created, &edit, start);
        })
        .await
    }

    /// Before another keyframe of its shot, or to the end.
    pub async fn move_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        to: Move<KeyframeId>,
        key: &str,
    ) -> Result<Keyframe, Error> {
        let target = Target {
            viewer,
            subject: Subject::Keyframe,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "POST /v1/keyframes/{id}/move",
            format!("/v1/keyframes/{id}/move"),
            key,
        )
        .json(&to)?;
        self.write(target, write, move |inner, start, it: &Keyframe| {
            let edit = Edit::Move(Item::Keyframe(Arc::new(it.clone())));
            inner.wrote(target, Change::Updated, &edit, start);
        })
        .await
    }
}
