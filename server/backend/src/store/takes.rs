//! Takes: the generated attempts at a shot, one of them chosen.

use api::feed::{Change, Subject};
use api::ids::{ProjectId, ShotId, TakeId, UserId};
use api::job::JobStatus;
use api::shot::Take;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::sql::{file_columns, query, read, read_file};
use super::tx::{News, Tx};
use super::{Error, Once, Result, Store, enqueue, shots, status};

impl Store {
    /// Newest first.
    pub async fn takes(&self, viewer: UserId, shot: ShotId) -> Result<Vec<Take>> {
        let mut connection = self.inner.readers.acquire().await?;
        shots::must_see(&mut connection, viewer, shot).await?;
        let rows = query!(
            take_sql!("t.shot_id = $2 ORDER BY t.number DESC"),
            viewer,
            shot
        )
        .fetch_all(&mut *connection)
        .await?;
        rows.iter().map(take).collect()
    }

    pub async fn take(&self, viewer: UserId, id: TakeId) -> Result<Take> {
        let mut connection = self.inner.readers.acquire().await?;
        find(&mut connection, viewer, id).await
    }

    /// Makes a take and queues its job, with the request frozen as the shot is now.
    pub async fn add_take(
        &self,
        viewer: UserId,
        shot: ShotId,
        generator: &str,
        once: Option<Once>,
    ) -> Result<Take> {
        let generator = generator.to_owned();
        self.write_once(viewer, once, move |tx| {
            Box::pin(async move {
                let id = enqueue::from_shot(tx, viewer, shot, generator).await?;
                find(tx.connection(), viewer, id).await
            })
        })
        .await
    }

    pub async fn choose_take(
        &self,
        viewer: UserId,
        id: TakeId,
        once: Option<Once>,
    ) -> Result<Take> {
        self.write_once(viewer, once, move |tx| Box::pin(choose(tx, viewer, id)))
            .await
    }

    /// Where it was the chosen one, the newest other that succeeded is chosen. Cancels its job if that is not over.
    /// Deleting what is deleted is no error.
    pub async fn delete_take(&self, viewer: UserId, id: TakeId, once: Option<Once>) -> Result<()> {
        self.write_once(viewer, once, move |tx| Box::pin(delete(tx, viewer, id)))
            .await
    }

    /// Chosen again where it was chosen when it was deleted and nobody has chosen since; queued again where its deletion
    /// canceled its job.
    pub async fn restore_take(
        &self,
        viewer: UserId,
        id: TakeId,
        once: Option<Once>,
    ) -> Result<Take> {
        self.write_once(viewer, once, move |tx| Box::pin(restore(tx, viewer, id)))
            .await
    }
}

/// A take whose project is locked and whose shot is live.
struct Locked {
    project: ProjectId,
    shot: ShotId,
    chosen: Option<TakeId>,
    was_chosen: bool,
    deleted: bool,
}

async fn lock(tx: &mut Tx, viewer: UserId, id: TakeId) -> Result<Locked> {
    let row = tx
        .find(query!("SELECT shot_id FROM takes WHERE id = $1", id))
        .await?;
    let shot = read(&row.ok_or(Error::NotFound)?, "shot_id")?;
    let locked = shots::lock_live(tx, viewer, shot).await?;
    let row = tx
        .one(query!(
            "SELECT was_chosen, deleted_at FROM takes WHERE id = $1",
            id
        ))
        .await?;
    Ok(Locked {
        project: locked.project,
        shot,
        chosen: locked.chosen,
        was_chosen: read(&row, "was_chosen")?,
        deleted: read::<Option<i64>>(&row, "deleted_at")?.is_some(),
    })
}

async fn choose(tx: &mut Tx, viewer: UserId, id: TakeId) -> Result<Take> {
    let locked = lock(tx, viewer, id).await?;
    let take = find(tx.connection(), viewer, id).await?;
    if take.status != JobStatus::Succeeded {
        return Err(Error::Conflict(
            "only a take that has its film can be chosen".to_owned(),
        ));
    }
    tx.run(query!(
        "UPDATE takes SET was_chosen = 0 WHERE shot_id = $1 AND was_chosen = 1",
        locked.shot
    ))
    .await?;
    set_chosen(tx, &locked, Some(id)).await?;
    find(tx.connection(), viewer, id).await
}

async fn delete(tx: &mut Tx, viewer: UserId, id: TakeId) -> Result<()> {
    let locked = lock(tx, viewer, id).await?;
    if locked.deleted {
        return Ok(());
    }
    status::cancel_take(tx, id).await?;
    let now = tx.now;
    let was_chosen = locked.chosen == Some(id);
    let row = tx
        .one(query!(
            "UPDATE takes SET deleted_at = $2, was_chosen = $3, version = version + 1 WHERE id = $1 RETURNING version",
            id,
            now,
            was_chosen
        ))
        .await?;
    tx.tell_project(
        locked.project,
        news(Change::Deleted, &locked, id, read(&row, "version")?),
    );
    if was_chosen {
        let heir = tx
            .find(query!(
                "SELECT t.id FROM takes t JOIN jobs j ON j.take_id = t.id \
                 WHERE t.shot_id = $1 AND t.deleted_at IS NULL AND j.status = 'succeeded' \
                 ORDER BY t.number DESC LIMIT 1",
                locked.shot
            ))
            .await?;
        let heir = heir.map(|row| read(&row, "id")).transpose()?;
        set_chosen(
            tx,
            &Locked {
                chosen: None,
                ..locked
            },
            heir,
        )
        .await?;
    }
    Ok(())
}

async fn restore(tx: &mut Tx, viewer: UserId, id: TakeId) -> Result<Take> {
    let locked = lock(tx, viewer, id).await?;
    if !locked.deleted {
        return find(tx.connection(), viewer, id).await;
    }
    status::resume(tx, viewer, id).await?;
    let row = tx
        .one(query!(
            "UPDATE takes SET deleted_at = NULL, was_chosen = 0, version = version + 1 WHERE id = $1 RETURNING version",
            id
        ))
        .await?;
    tx.tell_project(
        locked.project,
        news(Change::Created, &locked, id, read(&row, "version")?),
    );
    let take = find(tx.connection(), viewer, id).await?;
    let wanted = locked.was_chosen || locked.chosen.is_none();
    if !wanted || take.status != JobStatus::Succeeded {
        return Ok(take);
    }
    set_chosen(tx, &locked, Some(id)).await?;
    find(tx.connection(), viewer, id).await
}

/// After a finish: the take is chosen where none is. The project is locked.
pub(super) async fn choose_if_none(
    tx: &mut Tx,
    project: ProjectId,
    shot: ShotId,
    id: TakeId,
) -> Result<()> {
    let row = tx
        .one(query!("SELECT chosen_take FROM shots WHERE id = $1", shot))
        .await?;
    let chosen: Option<TakeId> = read(&row, "chosen_take")?;
    if chosen.is_some() {
        return Ok(());
    }
    let locked = Locked {
        project,
        shot,
        chosen,
        was_chosen: false,
        deleted: false,
    };
    set_chosen(tx, &locked, Some(id)).await
}

/// Both the take that was chosen and the one that is now are changed, since each says whether it is.
async fn set_chosen(tx: &mut Tx, locked: &Locked, id: Option<TakeId>) -> Result<()> {
    tx.run(query!(
        "UPDATE shots SET chosen_take = $2 WHERE id = $1",
        locked.shot,
        id
    ))
    .await?;
    if locked.chosen == id {
        return Ok(());
    }
    for changed in [locked.chosen, id].into_iter().flatten() {
        let row = tx
            .one(query!(
                "UPDATE takes SET version = version + 1 WHERE id = $1 RETURNING version",
                changed
            ))
            .await?;
        tx.tell_project(
            locked.project,
            news(Change::Updated, locked, changed, read(&row, "version")?),
        );
    }
    Ok(())
}

fn news(change: Change, locked: &Locked, id: TakeId, version: i64) -> News {
    News {
        change,
        subject: Subject::Take,
        id: id.to_string(),
        version,
        project: Some(locked.project),
        shot: Some(locked.shot),
        job: None,
    }
}

pub(super) async fn find(
    connection: &mut AnyConnection,
    viewer: UserId,
    id: TakeId,
) -> Result<Take> {
    let row = query!(take_sql!("t.id = $2"), viewer, id)
        .fetch_optional(connection)
        .await?;
    row.map_or(Err(Error::NotFound), |row| take(&row))
}

/// The viewer's live takes of live shots; `$condition` ends the `WHERE`.
macro_rules! take_sql {
    ($condition:literal) => {
        concat!(
            "SELECT t.id, t.version, s.project_id, t.shot_id, j.id AS job_id, t.number, j.status, j.error, t.seconds, \
               t.created_at, CASE WHEN s.chosen_take = t.id THEN 1 ELSE 0 END AS chosen, ",
            file_columns!("film"), ", ", file_columns!("poster"),
            " FROM takes t \
             JOIN jobs j ON j.take_id = t.id \
             JOIN shots s ON s.id = t.shot_id AND s.deleted_at IS NULL \
             JOIN projects p ON p.id = s.project_id AND p.owner_id = $1 AND p.deleted_at IS NULL \
             LEFT JOIN files film ON film.id = t.film_file \
             LEFT JOIN files poster ON poster.id = t.poster_file \
             WHERE t.deleted_at IS NULL AND ",
            $condition
        )
    };
}
use take_sql;

fn take(row: &AnyRow) -> Result<Take> {
    Ok(Take {
        id: read(row, "id")?,
        version: read(row, "version")?,
        project: read(row, "project_id")?,
        shot: read(row, "shot_id")?,
        job: read(row, "job_id")?,
        number: read(row, "number")?,
        status: read(row, "status")?,
        error: read(row, "error")?,
        chosen: read(row, "chosen")?,
        film: read_file(row, "film")?,
        poster: read_file(row, "poster")?,
        seconds: read(row, "seconds")?,
        created_at: read(row, "created_at")?,
    })
}
