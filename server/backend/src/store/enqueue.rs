//! Queueing: a take, its job and its frozen request, made in the transaction that wanted them.

use api::feed::Change;
use api::ids::{FileId, JobId, ProjectId, ShotId, TakeId, UserId};
use api::worker::{Request, RequestKeyframe};

use super::sql::{query, read};
use super::status::{Changed, tell};
use super::tx::Tx;
use super::{Error, Result, shots};

/// Jobs of one person that wait or run: a day's work for one worker.
const MAX_WAITING: i64 = 500;

/// Freezes the viewer's shot as it is now.
pub(super) async fn from_shot(
    tx: &mut Tx,
    viewer: UserId,
    shot: ShotId,
    generator: String,
) -> Result<TakeId> {
    let project = shots::lock_live(tx, viewer, shot).await?.project;
    let row = tx
        .one(query!(
            "SELECT p.width, p.height, s.prompt FROM shots s JOIN projects p ON p.id = s.project_id WHERE s.id = $1",
            shot
        ))
        .await?;
    let keyframes = tx
        .all(query!(
            "SELECT file_id, seconds, camera FROM keyframes WHERE shot_id = $1 AND deleted_at IS NULL ORDER BY position",
            shot
        ))
        .await?;
    let keyframes = keyframes.iter().map(|row| {
        Ok(RequestKeyframe {
            file: read(row, "file_id")?,
            seconds: read(row, "seconds")?,
            camera: read(row, "camera")?,
        })
    });
    let request = Request {
        generator,
        width: read(&row, "width")?,
        height: read(&row, "height")?,
        prompt: read(&row, "prompt")?,
        keyframes: keyframes.collect::<Result<Vec<_>>>()?,
    };
    insert(tx, viewer, project, shot, request, None).await
}

/// How many more of a person's jobs may wait.
pub(super) async fn room(tx: &mut Tx, owner: UserId) -> Result<i64> {
    let row = tx
        .one(query!(
            "SELECT COUNT(*) AS total FROM jobs WHERE owner_id = $1 AND status IN ('queued', 'running')",
            owner
        ))
        .await?;
    Ok((MAX_WAITING - read::<i64>(&row, "total")?).max(0))
}

/// Queues a request for a live shot of a locked project; `retry_of`: the job whose request it is.
pub(super) async fn insert(
    tx: &mut Tx,
    owner: UserId,
    project: ProjectId,
    shot: ShotId,
    request: Request,
    retry_of: Option<JobId>,
) -> Result<TakeId> {
    let Some(first) = request.keyframes.first() else {
        return Err(Error::Invalid {
            field: "keyframes",
            sentence: "the shot has no pictures yet: add at least one, then generate".to_owned(),
        });
    };
    let picture: FileId = first.file;
    if room(tx, owner).await? == 0 {
        return Err(Error::TooMany(format!(
            "{MAX_WAITING} of your jobs are waiting: let some finish, or cancel some"
        )));
    }
    let row = tx
        .one(query!(
            "UPDATE shots SET last_take = last_take + 1 WHERE id = $1 RETURNING last_take",
            shot
        ))
        .await?;
    let number: i64 = read(&row, "last_take")?;
    let seconds: f64 = request
        .keyframes
        .iter()
        .map(|keyframe| keyframe.seconds)
        .sum();
    let frozen = serde_json::to_string(&request).map_err(|error| Error::Internal(error.into()))?;
    let (take, job, now) = (TakeId::fresh(), JobId::fresh(), tx.now);
    tx.run(query!(
        "INSERT INTO takes (id, shot_id, version, number, poster_file, seconds, was_chosen, created_at) \
         VALUES ($1, $2, 1, $3, $4, $5, 0, $6)",
        take,
        shot,
        number,
        picture,
        seconds,
        now
    ))
    .await?;
    tx.run(query!(
        "INSERT INTO jobs (id, take_id, shot_id, project_id, owner_id, version, status, generator, prompt, request, \
           attempt, not_before, created_at, retry_of) \
         VALUES ($1, $2, $3, $4, $5, 1, 'queued', $6, $7, $8, 0, 0, $9, $10)",
        job,
        take,
        shot,
        project,
        owner,
        request.generator,
        request.prompt,
        frozen,
        now,
        retry_of
    ))
    .await?;
    tell(
        tx,
        Change::Created,
        &Changed {
            job,
            take,
            shot,
            project,
            owner,
            version: 1,
        },
        1,
    );
    Ok(take)
}
