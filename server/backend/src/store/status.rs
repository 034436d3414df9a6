//! Changes of a job's state: each one also changes its take, and both are told to project and owner.

use api::feed::{Change, Subject};
use api::ids::{JobId, ProjectId, ShotId, TakeId, UserId};
use sqlx::any::AnyRow;

use super::sql::{Param, query, read};
use super::tx::{News, Tx};
use super::{Result, enqueue};

/// A job that was just changed: what `RETURNING` ends with wherever a job's state is set.
pub(super) struct Changed {
    pub(super) job: JobId,
    pub(super) take: TakeId,
    pub(super) shot: ShotId,
    pub(super) project: ProjectId,
    pub(super) owner: UserId,
    pub(super) version: i64,
}

macro_rules! returning_changed {
    () => {
        " RETURNING id, take_id, shot_id, project_id, owner_id, version"
    };
}
pub(super) use returning_changed;

impl Changed {
    pub(super) fn read(row: &AnyRow) -> Result<Self> {
        Ok(Self {
            job: read(row, "id")?,
            take: read(row, "take_id")?,
            shot: read(row, "shot_id")?,
            project: read(row, "project_id")?,
            owner: read(row, "owner_id")?,
            version: read(row, "version")?,
        })
    }
}

/// The job's new state is the take's as well: its version rises, and both facts go to both topics.
pub(super) async fn changed(tx: &mut Tx, job: &Changed) -> Result<()> {
    let row = tx
        .one(query!(
            "UPDATE takes SET version = version + 1 WHERE id = $1 RETURNING version",
            job.take
        ))
        .await?;
    tell(tx, Change::Updated, job, read(&row, "version")?);
    Ok(())
}

pub(super) fn tell(tx: &mut Tx, change: Change, job: &Changed, take_version: i64) {
    let news = |subject, id: String, version| News {
        change,
        subject,
        id,
        version,
        project: Some(job.project),
        shot: Some(job.shot),
        job: Some(job.job),
    };
    tx.tell_both(
        job.project,
        job.owner,
        news(Subject::Take, job.take.to_string(), take_version),
    );
    tx.tell_both(
        job.project,
        job.owner,
        news(Subject::Job, job.job.to_string(), job.version),
    );
}

/// `$by`: whose deletion cancels, so that its undo can take that back; `NULL` where a person cancels the job itself.
macro_rules! cancel_sql {
    ($column:literal, $by:literal) => {
        concat!(
            "UPDATE jobs SET status = 'canceled', lease = NULL, lease_until = NULL, finished_at = $2, stopped_by = ",
            $by,
            ", version = version + 1 WHERE ",
            $column,
            " = $1 AND status IN ('queued', 'running')",
            returning_changed!()
        )
    };
}

/// Cancels the job unless it is over. Its worker hears of it at its next heartbeat.
pub(super) async fn cancel_job(tx: &mut Tx, id: JobId) -> Result<()> {
    cancel(tx, cancel_sql!("id", "NULL"), id).await
}

/// What is deleted does not run, until [`resume`].
pub(super) async fn cancel_take(tx: &mut Tx, id: TakeId) -> Result<()> {
    cancel(tx, cancel_sql!("take_id", "$1"), id).await
}

pub(super) async fn cancel_shot(tx: &mut Tx, id: ShotId) -> Result<()> {
    cancel(tx, cancel_sql!("shot_id", "$1"), id).await
}

pub(super) async fn cancel_project(tx: &mut Tx, id: ProjectId) -> Result<()> {
    cancel(tx, cancel_sql!("project_id", "$1"), id).await
}

async fn cancel(tx: &mut Tx, sql: &'static str, id: impl Param<Sql = String>) -> Result<()> {
    let now = tx.now;
    for row in tx.all(query!(sql, id, now)).await? {
        changed(tx, &Changed::read(&row)?).await?;
    }
    Ok(())
}

/// The undo of a deletion: what it canceled waits again, where it waited before and with the attempts it had, also what
/// ran by then. Where that would be more than may wait, what was asked for last stays canceled.
pub(super) async fn resume(
    tx: &mut Tx,
    owner: UserId,
    deleted: impl Param<Sql = String>,
) -> Result<()> {
    let deleted = deleted.param();
    let room = enqueue::room(tx, owner).await?;
    let resumed = tx
        .all(query!(
            concat!(
                "UPDATE jobs SET status = 'queued', stopped_by = NULL, finished_at = NULL, not_before = 0, \
                   attempt = CASE WHEN started_at IS NULL THEN attempt ELSE attempt - 1 END, started_at = NULL, \
                   version = version + 1 \
                 WHERE id IN (SELECT id FROM jobs WHERE stopped_by = $1 AND status = 'canceled' \
                   ORDER BY created_at, id LIMIT $2)",
                returning_changed!()
            ),
            deleted,
            room
        ))
        .await?;
    for row in resumed {
        changed(tx, &Changed::read(&row)?).await?;
    }
    // What stays canceled stays so for good.
    tx.run(query!(
        "UPDATE jobs SET stopped_by = NULL WHERE stopped_by = $1",
        deleted
    ))
    .await
    .map(drop)
}
