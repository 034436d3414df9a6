//! Jobs as their owner sees them: pages, the queue, cancel, retry.

use std::time::Duration;

use api::ids::{JobId, ProjectId, TakeId, UserId};
use api::job::{Job, JobFilter, JobPage, JobStatus, Queue, QueuedJob};
use api::shot::Take;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::files::parse_request;
use super::sql::{Param, file_columns, query, read, read_file};
use super::tx::Tx;
use super::{Error, Once, Result, Store, enqueue, projects, shots, status, takes};

/// Rows of a page where the filter does not say.
const PAGE: u32 = 50;
/// Most rows of a page: about 200 KB as JSON.
const MAX_PAGE: u32 = 200;

/// Retries of one job within this time are one: whoever pressed second had not seen what became of the first.
const MEANT_ONCE_MS: i64 = 2_000;

/// The jobs that wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    pub jobs: u64,
    /// Since the oldest of them was made; zero where none waits.
    pub oldest: Duration,
}

impl Store {
    /// Newest first. Jobs of deleted projects and shots are not among them.
    pub async fn jobs(&self, viewer: UserId, filter: &JobFilter) -> Result<JobPage> {
        let status = filter
            .status
            .map(|status| status.param())
            .unwrap_or_default();
        let project = filter
            .project
            .map(|project| project.param())
            .unwrap_or_default();
        let limit = filter.limit.unwrap_or(PAGE).min(MAX_PAGE);
        let mut connection = self.inner.readers.acquire().await?;
        let rows = query!(
            job_sql!(
                "j.owner_id = $1 AND ($2 = '' OR j.status = $2) AND ($3 = '' OR j.project_id = $3) \
                      ORDER BY j.created_at DESC, j.id DESC LIMIT $4 OFFSET $5"
            ),
            viewer,
            status,
            project,
            limit,
            filter.offset
        )
        .fetch_all(&mut *connection)
        .await?;
        let total = query!(
            "SELECT COUNT(*) AS total FROM jobs j \
             JOIN shots s ON s.id = j.shot_id AND s.deleted_at IS NULL \
             JOIN projects p ON p.id = j.project_id AND p.deleted_at IS NULL \
             WHERE j.owner_id = $1 AND ($2 = '' OR j.status = $2) AND ($3 = '' OR j.project_id = $3)",
            viewer,
            status,
            project
        )
        .fetch_one(&mut *connection)
        .await?;
        Ok(JobPage {
            jobs: rows.iter().map(job).collect::<Result<_>>()?,
            total: read(&total, "total")?,
        })
    }

    pub async fn job(&self, viewer: UserId, id: JobId) -> Result<Job> {
        let mut connection = self.inner.readers.acquire().await?;
        find(&mut connection, viewer, id).await
    }

    /// The viewer's running and queued jobs, with positions counted over everybody's.
    pub async fn queue(&self, viewer: UserId) -> Result<Queue> {
        let mut connection = self.inner.readers.acquire().await?;
        let running = query!(
            "SELECT id FROM jobs WHERE owner_id = $1 AND status = 'running' ORDER BY created_at, id",
            viewer
        )
        .fetch_all(&mut *connection)
        .await?;
        let queued = query!(
            "SELECT line.id, line.position FROM \
               (SELECT id, owner_id, ROW_NUMBER() OVER (ORDER BY created_at, id) AS position \
                FROM jobs WHERE status = 'queued') AS line \
             WHERE line.owner_id = $1 ORDER BY line.position",
            viewer
        )
        .fetch_all(&mut *connection)
        .await?;
        Ok(Queue {
            running: running
                .iter()
                .map(|row| read(row, "id"))
                .collect::<Result<_>>()?,
            queued: queued
                .iter()
                .map(|row| {
                    Ok(QueuedJob {
                        job: read(row, "id")?,
                        position: read(row, "position")?,
                    })
                })
                .collect::<Result<_>>()?,
        })
    }

    /// Whose jobs wait: who is to be told that the queue moved.
    pub async fn queued_owners(&self) -> Result<Vec<UserId>> {
        let rows = query!("SELECT DISTINCT owner_id FROM jobs WHERE status = 'queued'")
            .fetch_all(&self.inner.readers)
            .await?;
        rows.iter().map(|row| read(row, "owner_id")).collect()
    }

    /// What waits for a worker, of everybody's.
    pub async fn waiting(&self) -> Result<Waiting> {
        let now = self.inner.clock.now();
        let row = query!(
            "SELECT COUNT(*) AS jobs, COALESCE(MIN(created_at), $1) AS oldest \
             FROM jobs WHERE status = 'queued'",
            now
        )
        .fetch_one(&self.inner.readers)
        .await?;
        let oldest = now - read::<i64>(&row, "oldest")?;
        Ok(Waiting {
            jobs: read(&row, "jobs")?,
            oldest: Duration::from_millis(u64::try_from(oldest).unwrap_or(0)),
        })
    }

    /// In any state; canceling what is over changes nothing.
    pub async fn cancel_job(&self, viewer: UserId, id: JobId, once: Option<Once>) -> Result<Job> {
        self.write_once(viewer, once, move |tx| {
            Box::pin(async move {
                lock(tx, viewer, id).await?;
                status::cancel_job(tx, id).await?;
                find(tx.connection(), viewer, id).await
            })
        })
        .await
    }

    /// A new take of that shot with the same frozen request. While one is under way, or was just made by somebody who
    /// pressed at the same time, that is the answer.
    pub async fn retry_job(&self, viewer: UserId, id: JobId, once: Option<Once>) -> Result<Take> {
        self.write_once(viewer, once, move |tx| Box::pin(retry(tx, viewer, id)))
            .await
    }
}

/// Locks the live project of the viewer's job.
async fn lock(tx: &mut Tx, viewer: UserId, id: JobId) -> Result<()> {
    let row = tx
        .find(query!(
            "SELECT project_id FROM jobs WHERE id = $1 AND owner_id = $2",
            id,
            viewer
        ))
        .await?;
    let project: ProjectId = read(&row.ok_or(Error::NotFound)?, "project_id")?;
    projects::lock(tx, viewer, project).await
}

async fn retry(tx: &mut Tx, viewer: UserId, id: JobId) -> Result<Take> {
    lock(tx, viewer, id).await?;
    let row = tx
        .one(query!(
            "SELECT shot_id, status, request FROM jobs WHERE id = $1",
            id
        ))
        .await?;
    let shot = read(&row, "shot_id")?;
    if !read::<JobStatus>(&row, "status")?.is_over() {
        return Err(Error::Conflict(
            "the job is not over yet: cancel it first".to_owned(),
        ));
    }
    let project = shots::lock_live(tx, viewer, shot).await?.project;
    let take = match retried(tx, id).await? {
        Some(take) => take,
        None => enqueue::insert(tx, viewer, project, shot, parse_request(&row)?, Some(id)).await?,
    };
    // An undo of what canceled it would run the same twice.
    tx.run(query!(
        "UPDATE jobs SET stopped_by = NULL WHERE id = $1",
        id
    ))
    .await?;
    takes::find(tx.connection(), viewer, take).await
}

/// The take that a retry of the job means already.
async fn retried(tx: &mut Tx, id: JobId) -> Result<Option<TakeId>> {
    let just_now = tx.now - MEANT_ONCE_MS;
    let row = tx
        .find(query!(
            "SELECT t.id FROM jobs j JOIN takes t ON t.id = j.take_id AND t.deleted_at IS NULL \
             WHERE j.retry_of = $1 AND (j.status IN ('queued', 'running') OR j.created_at > $2) \
             ORDER BY j.created_at DESC, j.id DESC LIMIT 1",
            id,
            just_now
        ))
        .await?;
    row.map(|row| read(&row, "id")).transpose()
}

async fn find(connection: &mut AnyConnection, viewer: UserId, id: JobId) -> Result<Job> {
    let row = query!(job_sql!("j.owner_id = $1 AND j.id = $2"), viewer, id)
        .fetch_optional(connection)
        .await?;
    row.map_or(Err(Error::NotFound), |row| job(&row))
}

/// Jobs of live projects and shots with the names around them; `$condition` ends the `WHERE`. A job outlives its
/// deleted take: it says what was run.
macro_rules! job_sql {
    ($condition:literal) => {
        concat!(
            "SELECT j.id, j.version, j.status, j.generator, j.attempt, j.project_id, p.name AS project_name, j.shot_id, \
               s.name AS shot_name, j.take_id, t.number AS take_number, j.prompt, j.error, j.created_at, j.started_at, \
               j.finished_at, ",
            file_columns!("poster"),
            " FROM jobs j \
             JOIN takes t ON t.id = j.take_id \
             JOIN shots s ON s.id = j.shot_id AND s.deleted_at IS NULL \
             JOIN projects p ON p.id = j.project_id AND p.deleted_at IS NULL \
             LEFT JOIN files poster ON poster.id = t.poster_file \
             WHERE ",
            $condition
        )
    };
}
use job_sql;

fn job(row: &AnyRow) -> Result<Job> {
    Ok(Job {
        id: read(row, "id")?,
        version: read(row, "version")?,
        status: read(row, "status")?,
        generator: read(row, "generator")?,
        attempt: read(row, "attempt")?,
        project: read(row, "project_id")?,
        project_name: read(row, "project_name")?,
        shot: read(row, "shot_id")?,
        shot_name: read(row, "shot_name")?,
        take: read(row, "take_id")?,
        take_number: read(row, "take_number")?,
        prompt: read(row, "prompt")?,
        poster: read_file(row, "poster")?,
        error: read(row, "error")?,
        created_at: read(row, "created_at")?,
        started_at: read(row, "started_at")?,
        finished_at: read(row, "finished_at")?,
    })
}
