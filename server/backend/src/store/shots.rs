//! Shots: the clips of a project, in dense order.

use api::feed::{Change, Subject};
use api::ids::{ProjectId, ShotId, TakeId, UserId};
use api::shot::{EditShot, Move, NewShot, Shot, TakeSummary};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::order::SHOTS;
use super::parse::{ShotName, Text};
use super::sql::{file_columns, query, read, read_file};
use super::tx::{News, Tx};
use super::{Error, Once, Result, Store, projects, status};

/// Shots of one project: a film of an hour in clips of four seconds.
const MAX_SHOTS: i64 = 1000;

impl Store {
    /// In order.
    pub async fn shots(&self, viewer: UserId, project: ProjectId) -> Result<Vec<Shot>> {
        let mut connection = self.inner.readers.acquire().await?;
        let mine = query!(
            "SELECT id FROM projects WHERE id = $1 AND owner_id = $2 AND deleted_at IS NULL",
            project,
            viewer
        )
        .fetch_optional(&mut *connection)
        .await?;
        if mine.is_none() {
            return Err(Error::NotFound);
        }
        let rows = query!(
            shot_sql!("s.project_id = $2 ORDER BY s.position"),
            viewer,
            project
        )
        .fetch_all(&mut *connection)
        .await?;
        rows.iter().map(shot).collect()
    }

    pub async fn shot(&self, viewer: UserId, id: ShotId) -> Result<Shot> {
        let mut connection = self.inner.readers.acquire().await?;
        find(&mut connection, viewer, id).await
    }

    /// At the end.
    pub async fn add_shot(
        &self,
        viewer: UserId,
        project: ProjectId,
        new: &NewShot,
        once: Option<Once>,
    ) -> Result<Shot> {
        let name = ShotName::parse(&new.name)?;
        self.write_once(viewer, once, move |tx| {
            Box::pin(async move {
                projects::lock(tx, viewer, project).await?;
                let id = insert(tx, project, &name, &Text::empty(), &Text::empty()).await?;
                find(tx.connection(), viewer, id).await
            })
        })
        .await
    }

    pub async fn edit_shot(
        &self,
        viewer: UserId,
        id: ShotId,
        edit: &EditShot,
        once: Option<Once>,
    ) -> Result<Shot> {
        let edit = edit.clone();
        self.write_once(viewer, once, move |tx| {
            Box::pin(self::edit(tx, viewer, id, edit))
        })
        .await
    }

    /// Cancels what runs in it. Deleting what is deleted is no error.
    pub async fn delete_shot(&self, viewer: UserId, id: ShotId, once: Option<Once>) -> Result<()> {
        self.write_once(viewer, once, move |tx| Box::pin(delete(tx, viewer, id)))
            .await
    }

    /// At the place it had, or at the end where there are fewer by now. What its deletion canceled is queued again.
    pub async fn restore_shot(
        &self,
        viewer: UserId,
        id: ShotId,
        once: Option<Once>,
    ) -> Result<Shot> {
        self.write_once(viewer, once, move |tx| Box::pin(restore(tx, viewer, id)))
            .await
    }

    pub async fn move_shot(
        &self,
        viewer: UserId,
        id: ShotId,
        to: &Move<ShotId>,
        once: Option<Once>,
    ) -> Result<Shot> {
        let before = to.before.map(|id| id.to_string());
        self.write_once(viewer, once, move |tx| {
            Box::pin(async move {
                let locked = lock_live(tx, viewer, id).await?;
                let scope = locked.project.to_string();
                if SHOTS.shift(tx, &scope, &id.to_string(), before).await? {
                    tx.tell_project(
                        locked.project,
                        news(Change::Updated, locked.project, id, locked.version + 1),
                    );
                }
                find(tx.connection(), viewer, id).await
            })
        })
        .await
    }
}

/// A shot whose project is locked.
pub(super) struct Locked {
    pub(super) project: ProjectId,
    pub(super) version: i64,
    pub(super) position: i64,
    pub(super) chosen: Option<TakeId>,
    pub(super) deleted: bool,
}

/// Locks the live project of the viewer's shot, which may be deleted.
pub(super) async fn lock(tx: &mut Tx, viewer: UserId, id: ShotId) -> Result<Locked> {
    let row = tx
        .find(query!("SELECT project_id FROM shots WHERE id = $1", id))
        .await?;
    let project = read(&row.ok_or(Error::NotFound)?, "project_id")?;
    projects::lock(tx, viewer, project).await?;
    let row = tx
        .one(query!(
            "SELECT version, position, chosen_take, deleted_at FROM shots WHERE id = $1",
            id
        ))
        .await?;
    Ok(Locked {
        project,
        version: read(&row, "version")?,
        position: read(&row, "position")?,
        chosen: read(&row, "chosen_take")?,
        deleted: read::<Option<i64>>(&row, "deleted_at")?.is_some(),
    })
}

pub(super) async fn lock_live(tx: &mut Tx, viewer: UserId, id: ShotId) -> Result<Locked> {
    let locked = lock(tx, viewer, id).await?;
    if locked.deleted {
        Err(Error::NotFound)
    } else {
        Ok(locked)
    }
}

/// [`Error::NotFound`] unless it is a live shot of the viewer's.
pub(super) async fn must_see(
    connection: &mut AnyConnection,
    viewer: UserId,
    id: ShotId,
) -> Result<()> {
    let row = query!(
        "SELECT s.id FROM shots s JOIN projects p ON p.id = s.project_id \
         WHERE s.id = $1 AND p.owner_id = $2 AND s.deleted_at IS NULL AND p.deleted_at IS NULL",
        id,
        viewer
    )
    .fetch_optional(connection)
    .await?;
    row.map(drop).ok_or(Error::NotFound)
}

/// Adds a last shot to a locked project.
pub(super) async fn insert(
    tx: &mut Tx,
    project: ProjectId,
    name: &ShotName,
    prompt: &Text,
    note: &Text,
) -> Result<ShotId> {
    let position = SHOTS.count(tx, &project.to_string()).await?;
    if position >= MAX_SHOTS {
        return Err(Error::TooMany(format!(
            "a project has at most {MAX_SHOTS} shots: go on in another project"
        )));
    }
    let id = ShotId::fresh();
    let now = tx.now;
    tx.run(query!(
        "INSERT INTO shots (id, project_id, version, position, name, prompt, note, last_take, created_at) \
         VALUES ($1, $2, 1, $3, $4, $5, $6, 0, $7)",
        id,
        project,
        position,
        name.as_str(),
        prompt.as_str(),
        note.as_str(),
        now
    ))
    .await?;
    tx.tell_project(project, news(Change::Created, project, id, 1));
    Ok(id)
}

async fn edit(tx: &mut Tx, viewer: UserId, id: ShotId, edit: EditShot) -> Result<Shot> {
    let locked = lock_live(tx, viewer, id).await?;
    let current = find(tx.connection(), viewer, id).await?;
    if current.version != edit.version {
        return Err(Error::stale(&current));
    }
    let name = ShotName::parse(edit.name.as_ref().unwrap_or(&current.name))?;
    let prompt = Text::parse("prompt", edit.prompt.as_ref().unwrap_or(&current.prompt))?;
    let note = Text::parse("note", edit.note.as_ref().unwrap_or(&current.note))?;
    let same = (name.as_str(), prompt.as_str(), note.as_str())
        == (
            current.name.as_str(),
            current.prompt.as_str(),
            current.note.as_str(),
        );
    if same {
        return Ok(current);
    }
    tx.run(query!(
        "UPDATE shots SET name = $2, prompt = $3, note = $4, version = version + 1 WHERE id = $1",
        id,
        name.as_str(),
        prompt.as_str(),
        note.as_str()
    ))
    .await?;
    tx.tell_project(
        locked.project,
        news(Change::Updated, locked.project, id, current.version + 1),
    );
    find(tx.connection(), viewer, id).await
}

async fn delete(tx: &mut Tx, viewer: UserId, id: ShotId) -> Result<()> {
    let locked = lock(tx, viewer, id).await?;
    if locked.deleted {
        return Ok(());
    }
    status::cancel_shot(tx, id).await?;
    let now = tx.now;
    tx.run(query!(
        "UPDATE shots SET deleted_at = $2, version = version + 1 WHERE id = $1",
        id,
        now
    ))
    .await?;
    SHOTS
        .close(tx, &locked.project.to_string(), locked.position)
        .await?;
    tx.tell_both(
        locked.project,
        viewer,
        news(Change::Deleted, locked.project, id, locked.version + 1),
    );
    Ok(())
}

async fn restore(tx: &mut Tx, viewer: UserId, id: ShotId) -> Result<Shot> {
    let locked = lock(tx, viewer, id).await?;
    if locked.deleted {
        status::resume(tx, viewer, id).await?;
        let position = SHOTS
            .open(tx, &locked.project.to_string(), locked.position)
            .await?;
        tx.run(query!(
            "UPDATE shots SET deleted_at = NULL, position = $2, version = version + 1 WHERE id = $1",
            id,
            position
        ))
        .await?;
        tx.tell_both(
            locked.project,
            viewer,
            news(Change::Created, locked.project, id, locked.version + 1),
        );
    }
    find(tx.connection(), viewer, id).await
}

fn news(change: Change, project: ProjectId, id: ShotId, version: i64) -> News {
    News {
        change,
        subject: Subject::Shot,
        id: id.to_string(),
        version,
        project: Some(project),
        shot: Some(id),
        job: None,
    }
}

async fn find(connection: &mut AnyConnection, viewer: UserId, id: ShotId) -> Result<Shot> {
    let row = query!(shot_sql!("s.id = $2"), viewer, id)
        .fetch_optional(connection)
        .await?;
    row.map_or(Err(Error::NotFound), |row| shot(&row))
}

/// The viewer's live shots with all that a card shows, in one query; `$condition` ends the `WHERE`.
macro_rules! shot_sql {
    ($condition:literal) => {
        concat!(
            "SELECT s.id, s.version, s.project_id, s.position, s.name, s.prompt, s.note, \
               (SELECT COUNT(*) FROM keyframes k WHERE k.shot_id = s.id AND k.deleted_at IS NULL) AS keyframe_count, \
               (SELECT COUNT(*) FROM takes t JOIN jobs made ON made.take_id = t.id \
                WHERE t.shot_id = s.id AND t.deleted_at IS NULL AND made.status <> 'canceled') AS take_count, \
               (SELECT COALESCE(SUM(k.seconds), 0.0) FROM keyframes k \
                WHERE k.shot_id = s.id AND k.deleted_at IS NULL) AS seconds, ",
            file_columns!("film"), ", ", file_columns!("poster"),
            ", chosen.seconds AS film_seconds, latest.id AS latest_take, job.id AS latest_job, job.status AS latest_status \
             FROM shots s \
             JOIN projects p ON p.id = s.project_id AND p.owner_id = $1 AND p.deleted_at IS NULL \
             LEFT JOIN keyframes opening \
               ON opening.shot_id = s.id AND opening.position = 0 AND opening.deleted_at IS NULL \
             LEFT JOIN takes chosen ON chosen.id = s.chosen_take \
             LEFT JOIN files film ON film.id = chosen.film_file \
             LEFT JOIN files poster ON poster.id = COALESCE(chosen.poster_file, opening.file_id) \
             LEFT JOIN takes latest ON latest.id = (SELECT t.id FROM takes t \
               JOIN jobs made ON made.take_id = t.id \
               WHERE t.shot_id = s.id AND t.deleted_at IS NULL \
               ORDER BY CASE made.status WHEN 'running' THEN 0 ELSE 1 END, t.number DESC LIMIT 1) \
             LEFT JOIN jobs job ON job.take_id = latest.id \
             WHERE s.deleted_at IS NULL AND ",
            $condition
        )
    };
}
use shot_sql;

fn shot(row: &AnyRow) -> Result<Shot> {
    let latest = match read::<Option<TakeId>>(row, "latest_take")? {
        Some(take) => Some(TakeSummary {
            take,
            job: read(row, "latest_job")?,
            status: read(row, "latest_status")?,
        }),
        None => None,
    };
    Ok(Shot {
        id: read(row, "id")?,
        version: read(row, "version")?,
        project: read(row, "project_id")?,
        position: read(row, "position")?,
        name: read(row, "name")?,
        prompt: read(row, "prompt")?,
        note: read(row, "note")?,
        keyframe_count: read(row, "keyframe_count")?,
        take_count: read(row, "take_count")?,
        seconds: read(row, "seconds")?,
        poster: read_file(row, "poster")?,
        film: read_file(row, "film")?,
        film_seconds: read(row, "film_seconds")?,
        latest,
    })
}
