//! Jobs whose worker is gone: silent until its lease ran out, or known to have ended.

use api::ids::JobId;

use super::leases::{PAUSE_MS, give_up, requeue};
use super::sql::{query, read};
use super::status::changed;
use super::tx::Tx;
use super::{Result, Store};

/// Jobs taken from silent workers in one call; the next call goes on.
const MAX_RESCUED: i64 = 100;

impl Store {
    /// Takes all jobs of a worker that is known to be gone, without waiting for its leases; answers how many. They keep their
    /// places and may go on at once.
    pub async fn reclaim(&self, worker: &str) -> Result<u32> {
        let rows = query!(
            "SELECT id, lease FROM jobs WHERE status = 'running' AND worker = $1",
            worker
        )
        .fetch_all(&self.inner.readers)
        .await?;
        let mut reclaimed = 0;
        for row in rows {
            let (id, lease): (JobId, String) = (read(&row, "id")?, read(&row, "lease")?);
            let taken =
                self.write(move |tx| Box::pin(async move { abandoned(tx, id, &lease, 0).await }));
            reclaimed += u32::from(taken.await?);
        }
        Ok(reclaimed)
    }

    /// Takes jobs from workers that went silent; answers how many. To be called every second or so.
    pub async fn rescue(&self) -> Result<u32> {
        let rows = query!(
            "SELECT id FROM jobs WHERE status = 'running' AND lease_until < $1 ORDER BY lease_until LIMIT $2",
            self.inner.clock.now(),
            MAX_RESCUED
        )
        .fetch_all(&self.inner.readers)
        .await?;
        let mut rescued = 0;
        for row in rows {
            let id = read(&row, "id")?;
            // One transaction each: topics of several projects at once would be locked longer than needed.
            if self.write(move |tx| Box::pin(rescue(tx, id))).await? {
                rescued += 1;
            }
        }
        Ok(rescued)
    }
}

async fn rescue(tx: &mut Tx, id: JobId) -> Result<bool> {
    let now = tx.now;
    // Also locks the row: a heartbeat that came in between has won, one that comes now finds its lease gone.
    let row = tx
        .find(query!(
            "UPDATE jobs SET lease_until = lease_until \
             WHERE id = $1 AND status = 'running' AND lease_until < $2 RETURNING lease",
            id,
            now
        ))
        .await?;
    let Some(row) = row else { return Ok(false) };
    let lease: String = read(&row, "lease")?;
    abandoned(tx, id, &lease, PAUSE_MS).await
}

/// Its worker will not finish it: another attempt, if one is left, after `pause` for each that there was.
async fn abandoned(tx: &mut Tx, id: JobId, lease: &str, pause: i64) -> Result<bool> {
    let job = match requeue(tx, id, lease, pause).await? {
        Some(job) => Some(job),
        None => {
            give_up(
                tx,
                id,
                lease,
                "The worker stopped answering, three times. Try again.",
            )
            .await?
        }
    };
    match job {
        Some(job) => changed(tx, &job).await.map(|()| true),
        None => Ok(false),
    }
}
