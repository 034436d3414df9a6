//! Writing keyframes.

use api::ids::{KeyframeId, ShotId, UserId};
use api::shot::{EditKeyframe, Keyframe, Move, NewKeyframes};

use crate::noun::Did;
use crate::written::Write;
use crate::{Attempt, Client, Error};

impl Client {
    /// One keyframe per uploaded file, in this order, at the end.
    pub async fn add_keyframes(
        &self,
        viewer: UserId,
        shot: ShotId,
        new: NewKeyframes,
        attempt: &Attempt,
    ) -> Result<Vec<Keyframe>, Error> {
        let write = Write::new::<Keyframe>(viewer, "POST /v1/shots/{id}/keyframes", attempt);
        self.write_all(write.under(shot.0).json(&new)?, Did::Make)
            .await
    }

    /// `Stale` when somebody else edited it since `edit.version`.
    pub async fn edit_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        edit: EditKeyframe,
        attempt: &Attempt,
    ) -> Result<Keyframe, Error> {
        let write = Write::new::<Keyframe>(viewer, "PATCH /v1/keyframes/{id}", attempt);
        self.write(write.of(id.0).json(&edit)?, Did::Edit).await
    }

    pub async fn delete_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        attempt: &Attempt,
    ) -> Result<(), Error> {
        let write = Write::new::<Keyframe>(viewer, "DELETE /v1/keyframes/{id}", attempt);
        self.remove(write.of(id.0)).await
    }

    /// Undoes a delete.
    pub async fn restore_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        attempt: &Attempt,
    ) -> Result<Keyframe, Error> {
        let write = Write::new::<Keyframe>(viewer, "POST /v1/keyframes/{id}/restore", attempt);
        self.write(write.of(id.0), Did::Make).await
    }

    /// Before another keyframe of its shot, or to the end.
    pub async fn move_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        to: Move<KeyframeId>,
        attempt: &Attempt,
    ) -> Result<Keyframe, Error> {
        let write = Write::new::<Keyframe>(viewer, "POST /v1/keyframes/{id}/move", attempt);
        self.write(write.of(id.0).json(&to)?, Did::Move).await
    }
}
