//! Jobs as workers see them: claimed with a lease, kept by heartbeats, finished, failed or given back.
//!
//! A lease is a token that only the claim's worker knows. Every later call of a worker names it, so that one that
//! was silent too long, and whose job is another's by now, can change nothing any more.

use api::ids::{JobId, ProjectId, TakeId, UserId};
use api::job::JobStatus;
use api::worker::Order;
use uuid::Uuid;

use super::db::Dialect;
use super::files::{self, NewFile, parse_request};
use super::sql::{query, read};
use super::status::{Changed, changed, returning_changed};
use super::tx::Tx;
use super::{Error, Result, Store, takes};

/// Silence for this long loses the job. A worker reports several times a second while it renders; a slow upload
/// or a restart of the backend takes less than this.
const LEASE_MS: i64 = 15_000;
/// A heartbeat writes only when less than this is left: every few seconds, not every report.
const RENEW_BELOW_MS: i64 = 10_000;
/// What fails three times fails again: then the person decides.
const MAX_ATTEMPTS: i64 = 3;
/// Pause before another attempt, times the attempts so far, so that what was briefly amiss can pass.
pub(super) const PAUSE_MS: i64 = 2_000;
/// Generators one worker may offer; the claim's SQL has as many places.
const MAX_GENERATORS: usize = 8;
/// Longest sentence of a failure that is stored.
const MAX_MESSAGE: usize = 500;

/// The answer to a heartbeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// The lease stands; progress goes to these topics.
    Go { owner: UserId, project: ProjectId },
    /// The job is canceled, over, or another worker's: `ReportAnswer { stop: true }`, and tell nobody.
    Stop,
}

/// What a worker made.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    pub film: NewFile,
    pub poster: NewFile,
    pub seconds: f64,
}

impl Store {
    /// The oldest waiting job for one of these generators, or `None`. Two claims never get the same job.
    pub async fn claim(&self, generators: &[String], worker: &str) -> Result<Option<Order>> {
        let mut offered: Vec<String> = generators.to_vec();
        if offered.len() > MAX_GENERATORS {
            return Err(Error::Invalid {
                field: "generators",
                sentence: format!("a worker offers at most {MAX_GENERATORS} generators"),
            });
        }
        // No generator has an empty name.
        offered.resize(MAX_GENERATORS, String::new());
        if !self.anything_waits(&offered).await? {
            return Ok(None);
        }
        let worker = worker.to_owned();
        self.write(move |tx| Box::pin(claim(tx, offered, worker)))
            .await
    }

    /// A look without a lock, since workers ask all the time and mostly in vain.
    async fn anything_waits(&self, offered: &[String]) -> Result<bool> {
        let mut statement = query!(concat!(
            "SELECT 1 AS found FROM jobs WHERE ",
            waiting!(),
            " LIMIT 1"
        ));
        statement = statement.bind(self.inner.clock.now());
        for generator in offered {
            statement = statement.bind(generator.clone());
        }
        Ok(statement
            .fetch_optional(&self.inner.readers)
            .await?
            .is_some())
    }

    /// Cheap enough for every progress report: it writes only when the lease is due.
    pub async fn heartbeat(&self, job: JobId, lease: &str) -> Result<Beat> {
        let row = query!(
            "SELECT owner_id, project_id, lease_until FROM jobs WHERE id = $1 AND lease = $2 AND status = 'running'",
            job,
            lease
        )
        .fetch_optional(&self.inner.readers)
        .await?;
        let Some(row) = row else {
            return Ok(Beat::Stop);
        };
        let go = Beat::Go {
            owner: read(&row, "owner_id")?,
            project: read(&row, "project_id")?,
        };
        let until: i64 = read(&row, "lease_until")?;
        if until - self.inner.clock.now() > RENEW_BELOW_MS {
            return Ok(go);
        }
        let lease = lease.to_owned();
        let renewed = self
            .write(move |tx| Box::pin(renew(tx, job, lease)))
            .await?;
        Ok(if renewed { go } else { Beat::Stop })
    }

    /// Attaches the files, sets the status, and chooses the take if none is chosen, all at once. The same finish
    /// again is no error; one with a lost lease is [`Error::LostLease`].
    pub async fn finish(&self, job: JobId, lease: &str, finished: Finished) -> Result<()> {
        let lease = lease.to_owned();
        self.write(move |tx| Box::pin(finish(tx, job, lease, finished)))
            .await
    }

    /// Queued again where another attempt may go better and one is left; else failed, with this sentence.
    pub async fn fail(
        &self,
        job: JobId,
        lease: &str,
        message: &str,
        retryable: bool,
    ) -> Result<()> {
        let lease = lease.to_owned();
        let printable = message.trim().chars().filter(|c| !c.is_control());
        let message: String = printable.take(MAX_MESSAGE).collect();
        self.write(move |tx| Box::pin(fail(tx, job, lease, message, retryable)))
            .await
    }

    /// Queued again at once and as if it had not been claimed: the worker stops, which is no fault of the job's.
    pub async fn give_back(&self, job: JobId, lease: &str) -> Result<()> {
        let lease = lease.to_owned();
        self.write(move |tx| Box::pin(give_back(tx, job, lease)))
            .await
    }
}

/// What may be claimed at `$1` for one of the generators `$2` to `$9`.
macro_rules! waiting {
    () => {
        "status = 'queued' AND not_before <= $1 AND generator IN ($2, $3, $4, $5, $6, $7, $8, $9)"
    };
}
use waiting;

/// `$lock` is empty, or passes over rows that another claim is just taking, instead of waiting for them.
macro_rules! claim_sql {
    ($lock:literal) => {
        concat!(
            "UPDATE jobs SET status = 'running', attempt = attempt + 1, lease = $10, lease_until = $11, worker = $12, \
               started_at = $1, error = NULL, version = version + 1 \
             WHERE status = 'queued' AND id = (SELECT id FROM jobs WHERE ",
            waiting!(),
            " ORDER BY created_at, id LIMIT 1",
            $lock,
            ")",
            returning_changed!(),
            ", attempt, request"
        )
    };
}

async fn claim(tx: &mut Tx, offered: Vec<String>, worker: String) -> Result<Option<Order>> {
    let sql = match tx.dialect {
        Dialect::Sqlite => claim_sql!(""),
        Dialect::Postgres => claim_sql!(" FOR UPDATE SKIP LOCKED"),
    };
    let lease = Uuid::new_v4().to_string();
    let mut statement = query!(sql, tx.now);
    for generator in offered {
        statement = statement.bind(generator);
    }
    statement = statement
        .bind(lease.clone())
        .bind(tx.now + LEASE_MS)
        .bind(worker);
    let Some(row) = tx.find(statement).await? else {
        return Ok(None);
    };
    let job = Changed::read(&row)?;
    changed(tx, &job).await?;
    Ok(Some(Order {
        job: job.job,
        lease,
        attempt: read(&row, "attempt")?,
        lease_ms: LEASE_MS.unsigned_abs(),
        request: parse_request(&row)?,
    }))
}

async fn renew(tx: &mut Tx, job: JobId, lease: String) -> Result<bool> {
    let until = tx.now + LEASE_MS;
    let renewed = tx
        .run(query!(
            "UPDATE jobs SET lease_until = $3 WHERE id = $1 AND lease = $2 AND status = 'running'",
            job,
            lease,
            until
        ))
        .await?;
    Ok(renewed == 1)
}

async fn finish(tx: &mut Tx, id: JobId, lease: String, finished: Finished) -> Result<()> {
    // The project's lock first, as every write inside a project; also where the project is deleted by now.
    tx.run(query!(
        "UPDATE projects SET updated_at = updated_at WHERE id = (SELECT project_id FROM jobs WHERE id = $1)",
        id
    ))
    .await?;
    let now = tx.now;
    let row = tx
        .find(query!(
            concat!(
                "UPDATE jobs SET status = 'succeeded', lease_until = NULL, error = NULL, finished_at = $3, \
                 version = version + 1 WHERE id = $1 AND lease = $2 AND status = 'running'",
                returning_changed!()
            ),
            id,
            lease,
            now
        ))
        .await?;
    let Some(row) = row else {
        return said_before(tx, id, &lease, JobStatus::Succeeded).await;
    };
    let job = Changed::read(&row)?;
    attach(tx, job.project, job.take, &finished).await?;
    changed(tx, &job).await?;
    takes::choose_if_none(tx, job.project, job.shot, job.take).await
}

async fn attach(tx: &mut Tx, project: ProjectId, take: TakeId, finished: &Finished) -> Result<()> {
    let film = files::insert(tx, project, &finished.film).await?;
    let poster = files::insert(tx, project, &finished.poster).await?;
    tx.run(query!(
        "UPDATE takes SET film_file = $2, poster_file = $3, seconds = $4 WHERE id = $1",
        take,
        film.id,
        poster.id,
        finished.seconds
    ))
    .await?;
    Ok(())
}

async fn fail(
    tx: &mut Tx,
    id: JobId,
    lease: String,
    message: String,
    retryable: bool,
) -> Result<()> {
    let job = match if retryable {
        requeue(tx, id, &lease, PAUSE_MS).await?
    } else {
        None
    } {
        Some(job) => Some(job),
        None => give_up(tx, id, &lease, &message).await?,
    };
    match job {
        Some(job) => changed(tx, &job).await,
        None => said_before(tx, id, &lease, JobStatus::Failed).await,
    }
}

async fn give_back(tx: &mut Tx, id: JobId, lease: String) -> Result<()> {
    let row = tx
        .find(query!(
            concat!(
                "UPDATE jobs SET status = 'queued', lease = NULL, lease_until = NULL, started_at = NULL, \
                 attempt = attempt - 1, version = version + 1 \
                 WHERE id = $1 AND lease = $2 AND status = 'running'",
                returning_changed!()
            ),
            id,
            lease.as_str()
        ))
        .await?;
    // A worker that did not hear our answer gives it back again; whoever has it now keeps it.
    match row {
        Some(row) => changed(tx, &Changed::read(&row)?).await,
        None => Ok(()),
    }
}

/// Back into the queue, to the place it had, if an attempt is left.
pub(super) async fn requeue(
    tx: &mut Tx,
    id: JobId,
    lease: &str,
    pause: i64,
) -> Result<Option<Changed>> {
    let now = tx.now;
    let row = tx
        .find(query!(
            concat!(
                "UPDATE jobs SET status = 'queued', lease = NULL, lease_until = NULL, started_at = NULL, \
                 not_before = $3 + attempt * $4, version = version + 1 \
                 WHERE id = $1 AND lease = $2 AND status = 'running' AND attempt < $5",
                returning_changed!()
            ),
            id,
            lease,
            now,
            pause,
            MAX_ATTEMPTS
        ))
        .await?;
    row.map(|row| Changed::read(&row)).transpose()
}

pub(super) async fn give_up(
    tx: &mut Tx,
    id: JobId,
    lease: &str,
    message: &str,
) -> Result<Option<Changed>> {
    let now = tx.now;
    let row = tx
        .find(query!(
            concat!(
                "UPDATE jobs SET status = 'failed', lease_until = NULL, error = $3, finished_at = $4, \
                 version = version + 1 WHERE id = $1 AND lease = $2 AND status = 'running'",
                returning_changed!()
            ),
            id,
            lease,
            message,
            now
        ))
        .await?;
    row.map(|row| Changed::read(&row)).transpose()
}

/// A worker that did not hear our answer says the same again: that is no error. Anything else is a lost lease.
async fn said_before(tx: &mut Tx, id: JobId, lease: &str, status: JobStatus) -> Result<()> {
    let row = tx
        .find(query!(
            "SELECT id FROM jobs WHERE id = $1 AND lease = $2 AND status = $3",
            id,
            lease,
            status
        ))
        .await?;
    row.map(drop).ok_or(Error::LostLease)
}
