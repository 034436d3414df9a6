//! Keyframes: the pictures of a shot, in dense order.

use api::ids::{KeyframeId, ShotId, UserId};
use api::shot::{EditKeyframe, Keyframe, Move, NewKeyframes};

use super::db::unfinished;
use super::{Once, Result, Store};

impl Store {
    /// In order.
    pub async fn keyframes(&self, viewer: UserId, shot: ShotId) -> Result<Vec<Keyframe>> {
        let _ = (viewer, shot);
        Err(unfinished())
    }

    pub async fn keyframe(&self, viewer: UserId, id: KeyframeId) -> Result<Keyframe> {
        let _ = (viewer, id);
        Err(unfinished())
    }

    /// One per file, in this order, at the end.
    pub async fn add_keyframes(
        &self,
        viewer: UserId,
        shot: ShotId,
        new: &NewKeyframes,
        once: Option<Once>,
    ) -> Result<Vec<Keyframe>> {
        let _ = (viewer, shot, new, once);
        Err(unfinished())
    }

    pub async fn edit_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        edit: &EditKeyframe,
    ) -> Result<Keyframe> {
        let _ = (viewer, id, edit);
        Err(unfinished())
    }

    /// Deleting what is deleted is no error.
    pub async fn delete_keyframe(&self, viewer: UserId, id: KeyframeId) -> Result<()> {
        let _ = (viewer, id);
        Err(unfinished())
    }

    /// At the place it had, or at the end where there are fewer by now.
    pub async fn restore_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        once: Option<Once>,
    ) -> Result<Keyframe> {
        let _ = (viewer, id, once);
        Err(unfinished())
    }

    pub async fn move_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        to: &Move<KeyframeId>,
        once: Option<Once>,
    ) -> Result<Keyframe> {
        let _ = (viewer, id, to, once);
        Err(unfinished())
    }
}
