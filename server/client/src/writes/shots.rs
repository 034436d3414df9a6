//! Writing shots.

use api::ids::{ProjectId, ShotId, UserId};
use api::shot::{EditShot, Move, NewShot, Shot};

use crate::noun::Did;
use crate::written::Write;
use crate::{Attempt, Client, Error};

impl Client {
    /// At the end of the project.
    pub async fn create_shot(
        &self,
        viewer: UserId,
        project: ProjectId,
        new: NewShot,
        attempt: &Attempt,
    ) -> Result<Shot, Error> {
        let write = Write::new::<Shot>(viewer, "POST /v1/projects/{id}/shots", attempt);
        self.write(write.under(project.0).json(&new)?, Did::Make)
            .await
    }

    /// `Stale` when somebody else edited it since `edit.version`.
    pub async fn edit_shot(
        &self,
        viewer: UserId,
        id: ShotId,
        edit: EditShot,
        attempt: &Attempt,
    ) -> Result<Shot, Error> {
        let write = Write::new::<Shot>(viewer, "PATCH /v1/shots/{id}", attempt);
        self.write(write.of(id.0).json(&edit)?, Did::Edit).await
    }

    pub async fn delete_shot(
        &self,
        viewer: UserId,
        id: ShotId,
        attempt: &Attempt,
    ) -> Result<(), Error> {
        let write = Write::new::<Shot>(viewer, "DELETE /v1/shots/{id}", attempt);
        self.remove(write.of(id.0)).await
    }

    /// Undoes a delete.
    pub async fn restore_shot(
        &self,
        viewer: UserId,
        id: ShotId,
        attempt: &Attempt,
    ) -> Result<Shot, Error> {
        let write = Write::new::<Shot>(viewer, "POST /v1/shots/{id}/restore", attempt);
        self.write(write.of(id.0), Did::Make).await
    }

    /// Before another shot, or to the end.
    pub async fn move_shot(
        &self,
        viewer: UserId,
        id: ShotId,
        to: Move<ShotId>,
        attempt: &Attempt,
    ) -> Result<Shot, Error> {
        let write = Write::new::<Shot>(viewer, "POST /v1/shots/{id}/move", attempt);
        self.write(write.of(id.0).json(&to)?, Did::Move).await
    }
}
