//! Shots: the clips of a project, in dense order.

use api::ids::{ProjectId, ShotId, UserId};
use api::shot::{EditShot, Move, NewShot, Shot};

use super::db::unfinished;
use super::{Once, Result, Store};

impl Store {
    /// In order.
    pub async fn shots(&self, viewer: UserId, project: ProjectId) -> Result<Vec<Shot>> {
        let _ = (viewer, project);
        Err(unfinished())
    }

    pub async fn shot(&self, viewer: UserId, id: ShotId) -> Result<Shot> {
        let _ = (viewer, id);
        Err(unfinished())
    }

    /// At the end.
    pub async fn add_shot(
        &self,
        viewer: UserId,
        project: ProjectId,
        new: &NewShot,
        once: Option<Once>,
    ) -> Result<Shot> {
        let _ = (viewer, project, new, once);
        Err(unfinished())
    }

    pub async fn edit_shot(&self, viewer: UserId, id: ShotId, edit: &EditShot) -> Result<Shot> {
        let _ = (viewer, id, edit);
        Err(unfinished())
    }

    /// Cancels what runs in it. Deleting what is deleted is no error.
    pub async fn delete_shot(&self, viewer: UserId, id: ShotId) -> Result<()> {
        let _ = (viewer, id);
        Err(unfinished())
    }

    /// At the place it had, or at the end where there are fewer by now.
    pub async fn restore_shot(
        &self,
        viewer: UserId,
        id: ShotId,
        once: Option<Once>,
    ) -> Result<Shot> {
        let _ = (viewer, id, once);
        Err(unfinished())
    }

    pub async fn move_shot(
        &self,
        viewer: UserId,
        id: ShotId,
        to: &Move<ShotId>,
        once: Option<Once>,
    ) -> Result<Shot> {
        let _ = (viewer, id, to, once);
        Err(unfinished())
    }
}
