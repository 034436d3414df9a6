//! Writing takes and their jobs.

use api::ids::{JobId, ShotId, TakeId, UserId};
use api::job::Job;
use api::shot::Take;

use crate::noun::Did;
use crate::written::Write;
use crate::{Attempt, Client, Error};

impl Client {
    /// Queues a new take of a shot as it is now. `Rejected` when it has no keyframes.
    pub async fn generate(
        &self,
        viewer: UserId,
        shot: ShotId,
        attempt: &Attempt,
    ) -> Result<Take, Error> {
        let write = Write::new::<Take>(viewer, "POST /v1/shots/{id}/takes", attempt);
        self.write(write.under(shot.0), Did::Make).await
    }

    pub async fn choose_take(
        &self,
        viewer: UserId,
        id: TakeId,
        attempt: &Attempt,
    ) -> Result<Take, Error> {
        let write = Write::new::<Take>(viewer, "POST /v1/takes/{id}/choose", attempt);
        self.write(write.of(id.0), Did::Edit).await
    }

    /// A queued or running one is canceled; if it was chosen, the newest other film is.
    pub async fn delete_take(
        &self,
        viewer: UserId,
        id: TakeId,
        attempt: &Attempt,
    ) -> Result<(), Error> {
        let write = Write::new::<Take>(viewer, "DELETE /v1/takes/{id}", attempt);
        self.remove(write.of(id.0)).await
    }

    /// Undoes a delete.
    pub async fn restore_take(
        &self,
        viewer: UserId,
        id: TakeId,
        attempt: &Attempt,
    ) -> Result<Take, Error> {
        let write = Write::new::<Take>(viewer, "POST /v1/takes/{id}/restore", attempt);
        self.write(write.of(id.0), Did::Make).await
    }

    /// Changes nothing about a job that is over.
    pub async fn cancel_job(
        &self,
        viewer: UserId,
        id: JobId,
        attempt: &Attempt,
    ) -> Result<Job, Error> {
        let write = Write::new::<Job>(viewer, "POST /v1/jobs/{id}/cancel", attempt);
        self.write(write.of(id.0), Did::Edit).await
    }

    /// A new take of that shot with the same frozen request.
    pub async fn retry_job(
        &self,
        viewer: UserId,
        id: JobId,
        attempt: &Attempt,
    ) -> Result<Take, Error> {
        let write = Write::new::<Take>(viewer, "POST /v1/jobs/{id}/retry", attempt);
        self.write(write.under(id.0), Did::Make).await
    }
}
