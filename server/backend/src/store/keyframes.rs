//! Keyframes: the pictures of a shot, in dense order.

use api::feed::{Change, Subject};
use api::ids::{FileId, KeyframeId, ProjectId, ShotId, UserId};
use api::shot::{CameraMove, EditKeyframe, Keyframe, Move, NewKeyframes};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::order::KEYFRAMES;
use super::parse::Seconds;
use super::sql::{file_columns, query, read, read_file};
use super::tx::{News, Tx};
use super::{Error, Once, Result, Store, shots};

/// Keyframes of one shot: a clip of forty minutes at the longest.
const MAX_KEYFRAMES: i64 = 200;
/// What a new keyframe lasts.
const SECONDS: f64 = 2.0;

impl Store {
    /// In order.
    pub async fn keyframes(&self, viewer: UserId, shot: ShotId) -> Result<Vec<Keyframe>> {
        let mut connection = self.inner.readers.acquire().await?;
        shots::must_see(&mut connection, viewer, shot).await?;
        let rows = query!(
            keyframe_sql!("k.shot_id = $2 ORDER BY k.position"),
            viewer,
            shot
        )
        .fetch_all(&mut *connection)
        .await?;
        rows.iter().map(keyframe).collect()
    }

    pub async fn keyframe(&self, viewer: UserId, id: KeyframeId) -> Result<Keyframe> {
        let mut connection = self.inner.readers.acquire().await?;
        find(&mut connection, viewer, id).await
    }

    /// One per file, in this order, at the end.
    pub async fn add_keyframes(
        &self,
        viewer: UserId,
        shot: ShotId,
        new: &NewKeyframes,
        once: Option<Once>,
    ) -> Result<Vec<Keyframe>> {
        let files = new.files.clone();
        self.write_once(viewer, once, move |tx| {
            Box::pin(add(tx, viewer, shot, files))
        })
        .await
    }

    pub async fn edit_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        edit: &EditKeyframe,
        once: Option<Once>,
    ) -> Result<Keyframe> {
        let edit = edit.clone();
        self.write_once(viewer, once, move |tx| {
            Box::pin(self::edit(tx, viewer, id, edit))
        })
        .await
    }

    /// Deleting what is deleted is no error.
    pub async fn delete_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        once: Option<Once>,
    ) -> Result<()> {
        self.write_once(viewer, once, move |tx| Box::pin(delete(tx, viewer, id)))
            .await
    }

    /// At the place it had, or at the end where there are fewer by now.
    pub async fn restore_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        once: Option<Once>,
    ) -> Result<Keyframe> {
        self.write_once(viewer, once, move |tx| Box::pin(restore(tx, viewer, id)))
            .await
    }

    pub async fn move_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        to: &Move<KeyframeId>,
        once: Option<Once>,
    ) -> Result<Keyframe> {
        let before = to.before.map(|id| id.to_string());
        self.write_once(viewer, once, move |tx| {
            Box::pin(async move {
                let locked = lock(tx, viewer, id).await?;
                if KEYFRAMES
                    .shift(tx, &locked.shot.to_string(), &id.to_string(), before)
                    .await?
                {
                    tell(tx, Change::Updated, &locked, id, locked.version + 1);
                }
                find(tx.connection(), viewer, id).await
            })
        })
        .await
    }
}

/// A keyframe whose project is locked and whose shot is live.
struct Locked {
    project: ProjectId,
    shot: ShotId,
    version: i64,
    position: i64,
    deleted: bool,
}

async fn lock(tx: &mut Tx, viewer: UserId, id: KeyframeId) -> Result<Locked> {
    let row = tx
        .find(query!("SELECT shot_id FROM keyframes WHERE id = $1", id))
        .await?;
    let shot = read(&row.ok_or(Error::NotFound)?, "shot_id")?;
    let project = shots::lock_live(tx, viewer, shot).await?.project;
    let row = tx
        .one(query!(
            "SELECT version, position, deleted_at FROM keyframes WHERE id = $1",
            id
        ))
        .await?;
    Ok(Locked {
        project,
        shot,
        version: read(&row, "version")?,
        position: read(&row, "position")?,
        deleted: read::<Option<i64>>(&row, "deleted_at")?.is_some(),
    })
}

async fn add(
    tx: &mut Tx,
    viewer: UserId,
    shot: ShotId,
    files: Vec<FileId>,
) -> Result<Vec<Keyframe>> {
    let project = shots::lock_live(tx, viewer, shot).await?.project;
    if files.is_empty() {
        return Err(refused("choose at least one picture".to_owned()));
    }
    let first = KEYFRAMES.count(tx, &shot.to_string()).await?;
    if first + files.len() as i64 > MAX_KEYFRAMES {
        return Err(Error::TooMany(format!(
            "a shot has at most {MAX_KEYFRAMES} keyframes: add fewer, or go on in another shot"
        )));
    }
    for file in files {
        let picture = tx
            .find(query!(
                "SELECT id FROM files WHERE id = $1 AND project_id = $2 AND kind <> 'mp4'",
                file,
                project
            ))
            .await?;
        if picture.is_none() {
            return Err(refused(
                "one of the pictures is not in this project: upload it here first".to_owned(),
            ));
        }
        insert(
            tx,
            project,
            shot,
            file,
            Seconds::parse(SECONDS)?,
            CameraMove::Still,
        )
        .await?;
    }
    let rows = tx
        .all(query!(
            keyframe_sql!("k.shot_id = $2 AND k.position >= $3 ORDER BY k.position"),
            viewer,
            shot,
            first
        ))
        .await?;
    rows.iter().map(keyframe).collect()
}

fn refused(sentence: String) -> Error {
    Error::Invalid {
        field: "files",
        sentence,
    }
}

/// Adds a last keyframe to a shot of a locked project.
pub(super) async fn insert(
    tx: &mut Tx,
    project: ProjectId,
    shot: ShotId,
    file: FileId,
    seconds: Seconds,
    camera: CameraMove,
) -> Result<()> {
    let position = KEYFRAMES.count(tx, &shot.to_string()).await?;
    let id = KeyframeId::fresh();
    let now = tx.now;
    tx.run(query!(
        "INSERT INTO keyframes (id, shot_id, version, position, file_id, seconds, camera, created_at) \
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7)",
        id,
        shot,
        position,
        file,
        seconds.value(),
        camera,
        now
    ))
    .await?;
    let locked = Locked {
        project,
        shot,
        version: 1,
        position,
        deleted: false,
    };
    tell(tx, Change::Created, &locked, id, 1);
    Ok(())
}

async fn edit(tx: &mut Tx, viewer: UserId, id: KeyframeId, edit: EditKeyframe) -> Result<Keyframe> {
    let locked = lock(tx, viewer, id).await?;
    let current = find(tx.connection(), viewer, id).await?;
    if current.version != edit.version {
        return Err(Error::stale(&current));
    }
    let seconds = Seconds::parse(edit.seconds.unwrap_or(current.seconds))?;
    let camera = edit.camera.unwrap_or(current.camera);
    if (seconds.value(), camera) == (current.seconds, current.camera) {
        return Ok(current);
    }
    tx.run(query!(
        "UPDATE keyframes SET seconds = $2, camera = $3, version = version + 1 WHERE id = $1",
        id,
        seconds.value(),
        camera
    ))
    .await?;
    tell(tx, Change::Updated, &locked, id, current.version + 1);
    find(tx.connection(), viewer, id).await
}

async fn delete(tx: &mut Tx, viewer: UserId, id: KeyframeId) -> Result<()> {
    let locked = lock(tx, viewer, id).await?;
    if locked.deleted {
        return Ok(());
    }
    let now = tx.now;
    tx.run(query!(
        "UPDATE keyframes SET deleted_at = $2, version = version + 1 WHERE id = $1",
        id,
        now
    ))
    .await?;
    KEYFRAMES
        .close(tx, &locked.shot.to_string(), locked.position)
        .await?;
    tell(tx, Change::Deleted, &locked, id, locked.version + 1);
    Ok(())
}

async fn restore(tx: &mut Tx, viewer: UserId, id: KeyframeId) -> Result<Keyframe> {
    let locked = lock(tx, viewer, id).await?;
    if locked.deleted {
        let position = KEYFRAMES
            .open(tx, &locked.shot.to_string(), locked.position)
            .await?;
        tx.run(query!(
            "UPDATE keyframes SET deleted_at = NULL, position = $2, version = version + 1 WHERE id = $1",
            id,
            position
        ))
        .await?;
        tell(tx, Change::Created, &locked, id, locked.version + 1);
    }
    find(tx.connection(), viewer, id).await
}

fn tell(tx: &mut Tx, change: Change, locked: &Locked, id: KeyframeId, version: i64) {
    let news = News {
        change,
        subject: Subject::Keyframe,
        id: id.to_string(),
        version,
        project: Some(locked.project),
        shot: Some(locked.shot),
        job: None,
    };
    tx.tell_project(locked.project, news);
}

async fn find(connection: &mut AnyConnection, viewer: UserId, id: KeyframeId) -> Result<Keyframe> {
    let row = query!(keyframe_sql!("k.id = $2"), viewer, id)
        .fetch_optional(connection)
        .await?;
    row.map_or(Err(Error::NotFound), |row| keyframe(&row))
}

/// The viewer's live keyframes of live shots; `$condition` ends the `WHERE`.
macro_rules! keyframe_sql {
    ($condition:literal) => {
        concat!(
            "SELECT k.id, k.version, k.shot_id, k.position, k.seconds, k.camera, ",
            file_columns!("picture"),
            " FROM keyframes k \
             JOIN files picture ON picture.id = k.file_id \
             JOIN shots s ON s.id = k.shot_id AND s.deleted_at IS NULL \
             JOIN projects p ON p.id = s.project_id AND p.owner_id = $1 AND p.deleted_at IS NULL \
             WHERE k.deleted_at IS NULL AND ",
            $condition
        )
    };
}
use keyframe_sql;

fn keyframe(row: &AnyRow) -> Result<Keyframe> {
    Ok(Keyframe {
        id: read(row, "id")?,
        version: read(row, "version")?,
        shot: read(row, "shot_id")?,
        position: read(row, "position")?,
        picture: read_file(row, "picture")?.ok_or(Error::NotFound)?,
        seconds: read(row, "seconds")?,
        camera: read(row, "camera")?,
    })
}
