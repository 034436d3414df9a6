//! Takes: the generated attempts at a shot, one of them chosen.

use api::ids::{ShotId, TakeId, UserId};
use api::shot::Take;

use super::db::unfinished;
use super::{Once, Result, Store};

impl Store {
    /// Newest first.
    pub async fn takes(&self, viewer: UserId, shot: ShotId) -> Result<Vec<Take>> {
        let _ = (viewer, shot);
        Err(unfinished())
    }

    pub async fn take(&self, viewer: UserId, id: TakeId) -> Result<Take> {
        let _ = (viewer, id);
        Err(unfinished())
    }

    /// Makes a take and queues its job, with the request frozen as the shot is now.
    pub async fn add_take(
        &self,
        viewer: UserId,
        shot: ShotId,
        generator: &str,
        once: Option<Once>,
    ) -> Result<Take> {
        let _ = (viewer, shot, generator, once);
        Err(unfinished())
    }

    pub async fn choose_take(
        &self,
        viewer: UserId,
        id: TakeId,
        once: Option<Once>,
    ) -> Result<Take> {
        let _ = (viewer, id, once);
        Err(unfinished())
    }

    /// Where it was the chosen one, the newest other that succeeded is chosen. Cancels its job if that is not over.
    /// Deleting what is deleted is no error.
    pub async fn delete_take(&self, viewer: UserId, id: TakeId) -> Result<()> {
        let _ = (viewer, id);
        Err(unfinished())
    }

    /// Chosen again where it was chosen when it was deleted and nobody has chosen since.
    pub async fn restore_take(
        &self,
        viewer: UserId,
        id: TakeId,
        once: Option<Once>,
    ) -> Result<Take> {
        let _ = (viewer, id, once);
        Err(unfinished())
    }
}
