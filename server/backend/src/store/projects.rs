//! Projects: one film each, with an owner.

use api::feed::{Change, Subject};
use api::ids::{ProjectId, UserId};
use api::project::{EditProject, NewProject, Project};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::error::is_taken;
use super::parse::{FrameSize, ProjectName};
use super::sql::{file_columns, query, read, read_file};
use super::tx::{News, Tx};
use super::{Error, Once, Result, Store, status};

/// Projects of one person: more than anybody scrolls through.
const MAX_PROJECTS: i64 = 1000;

impl Store {
    /// Newest updated first.
    pub async fn projects(&self, viewer: UserId) -> Result<Vec<Project>> {
        let mut connection = self.inner.readers.acquire().await?;
        load(&mut connection, viewer, None).await
    }

    pub async fn project(&self, viewer: UserId, id: ProjectId) -> Result<Project> {
        let mut connection = self.inner.readers.acquire().await?;
        find(&mut connection, viewer, id).await
    }

    pub async fn add_project(
        &self,
        viewer: UserId,
        new: &NewProject,
        once: Option<Once>,
    ) -> Result<Project> {
        let name = ProjectName::parse(&new.name)?;
        let size = FrameSize::parse(new.width, new.height)?;
        self.write_once(viewer, once, move |tx| {
            Box::pin(async move {
                let id = insert(tx, viewer, &name, size).await?;
                find(tx.connection(), viewer, id).await
            })
        })
        .await
    }

    pub async fn edit_project(
        &self,
        viewer: UserId,
        id: ProjectId,
        edit: &EditProject,
        once: Option<Once>,
    ) -> Result<Project> {
        let edit = edit.clone();
        self.write_once(viewer, once, move |tx| {
            Box::pin(self::edit(tx, viewer, id, edit))
        })
        .await
    }

    /// Cancels what runs in it. Deleting what is deleted is no error.
    pub async fn delete_project(
        &self,
        viewer: UserId,
        id: ProjectId,
        once: Option<Once>,
    ) -> Result<()> {
        self.write_once(viewer, once, move |tx| Box::pin(delete(tx, viewer, id)))
            .await
    }

    /// What its deletion canceled is queued again. Restoring what is not deleted is no error.
    pub async fn restore_project(
        &self,
        viewer: UserId,
        id: ProjectId,
        once: Option<Once>,
    ) -> Result<Project> {
        self.write_once(viewer, once, move |tx| Box::pin(restore(tx, viewer, id)))
            .await
    }
}

/// Locks the viewer's live project for an edit of what is in it; it counts as just used if the edit is told to anybody.
pub(super) async fn lock(tx: &mut Tx, viewer: UserId, id: ProjectId) -> Result<()> {
    let locked = tx
        .run(query!(
            "UPDATE projects SET updated_at = updated_at WHERE id = $1 AND owner_id = $2 AND deleted_at IS NULL",
            id,
            viewer
        ))
        .await?;
    if locked == 0 {
        return Err(Error::NotFound);
    }
    tx.used(id);
    Ok(())
}

/// Makes a live project with its facts.
pub(super) async fn insert(
    tx: &mut Tx,
    owner: UserId,
    name: &ProjectName,
    size: FrameSize,
) -> Result<ProjectId> {
    let row = tx
        .one(query!(
            "SELECT COUNT(*) AS total FROM projects WHERE owner_id = $1 AND deleted_at IS NULL",
            owner
        ))
        .await?;
    if read::<i64>(&row, "total")? >= MAX_PROJECTS {
        return Err(Error::TooMany(format!(
            "you have {MAX_PROJECTS} projects: delete one to make another"
        )));
    }
    let id = ProjectId::fresh();
    let now = tx.now;
    let inserted = query!(
        "INSERT INTO projects (id, owner_id, version, name, name_key, width, height, created_at, updated_at) \
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $7)",
        id,
        owner,
        name.as_str(),
        name_key(name),
        size.width(),
        size.height(),
        now
    )
    .execute(tx.connection())
    .await;
    if let Err(error) = inserted {
        return Err(if is_taken(&error) {
            taken(name.as_str())
        } else {
            error.into()
        });
    }
    tx.tell_both(id, owner, news(Change::Created, id, 1));
    Ok(id)
}

pub(super) fn name_key(name: &ProjectName) -> String {
    name.as_str().to_lowercase()
}

async fn edit(tx: &mut Tx, viewer: UserId, id: ProjectId, edit: EditProject) -> Result<Project> {
    // Locks the row and changes nothing: a refused edit must not look like one that happened.
    tx.run(query!(
        "UPDATE projects SET version = version WHERE id = $1 AND owner_id = $2",
        id,
        viewer
    ))
    .await?;
    let current = find(tx.connection(), viewer, id).await?;
    if current.version != edit.version {
        return Err(Error::stale(&current));
    }
    let name = ProjectName::parse(edit.name.as_ref().unwrap_or(&current.name))?;
    let size = FrameSize::parse(
        edit.width.unwrap_or(current.width),
        edit.height.unwrap_or(current.height),
    )?;
    let same = name.as_str() == current.name
        && (size.width(), size.height()) == (current.width, current.height);
    if same {
        return Ok(current);
    }
    let now = tx.now;
    let updated = query!(
        "UPDATE projects SET name = $2, name_key = $3, width = $4, height = $5, updated_at = $6, \
         version = version + 1 WHERE id = $1",
        id,
        name.as_str(),
        name_key(&name),
        size.width(),
        size.height(),
        now
    )
    .execute(tx.connection())
    .await;
    if let Err(error) = updated {
        return Err(if is_taken(&error) {
            taken(name.as_str())
        } else {
            error.into()
        });
    }
    tx.tell_both(id, viewer, news(Change::Updated, id, current.version + 1));
    find(tx.connection(), viewer, id).await
}

async fn delete(tx: &mut Tx, viewer: UserId, id: ProjectId) -> Result<()> {
    let now = tx.now;
    let deleted = tx
        .find(query!(
            "UPDATE projects SET deleted_at = $3, updated_at = $3, version = version + 1 \
             WHERE id = $1 AND owner_id = $2 AND deleted_at IS NULL RETURNING version",
            id,
            viewer,
            now
        ))
        .await?;
    let Some(row) = deleted else {
        let mine = tx
            .find(query!(
                "SELECT id FROM projects WHERE id = $1 AND owner_id = $2",
                id,
                viewer
            ))
            .await?;
        return mine.map(drop).ok_or(Error::NotFound);
    };
    status::cancel_project(tx, id).await?;
    tx.tell_both(
        id,
        viewer,
        news(Change::Deleted, id, read(&row, "version")?),
    );
    Ok(())
}

async fn restore(tx: &mut Tx, viewer: UserId, id: ProjectId) -> Result<Project> {
    let now = tx.now;
    let restored = query!(
        "UPDATE projects SET deleted_at = NULL, updated_at = $3, version = version + 1 \
         WHERE id = $1 AND owner_id = $2 AND deleted_at IS NOT NULL RETURNING version",
        id,
        viewer,
        now
    )
    .fetch_optional(tx.connection())
    .await;
    match restored {
        Ok(Some(row)) => {
            status::resume(tx, viewer, id).await?;
            tx.tell_both(
                id,
                viewer,
                news(Change::Created, id, read(&row, "version")?),
            );
        }
        // It is live already, or not the viewer's: the read below tells which.
        Ok(None) => {}
        Err(error) if is_taken(&error) => {
            return Err(Error::Conflict(
                "another project has its name by now: rename that one, then restore".to_owned(),
            ));
        }
        Err(error) => return Err(error.into()),
    }
    find(tx.connection(), viewer, id).await
}

fn taken(name: &str) -> Error {
    Error::Invalid {
        field: "name",
        sentence: format!("you have a project called “{name}” already: choose another name"),
    }
}

fn news(change: Change, id: ProjectId, version: i64) -> News {
    News {
        change,
        subject: Subject::Project,
        id: id.to_string(),
        version,
        project: Some(id),
        shot: None,
        job: None,
    }
}

pub(super) async fn find(
    connection: &mut AnyConnection,
    viewer: UserId,
    id: ProjectId,
) -> Result<Project> {
    load(connection, viewer, Some(id))
        .await?
        .pop()
        .ok_or(Error::NotFound)
}

/// Two queries, however many projects: the projects with their sums, and the pictures of their first shots.
async fn load(
    connection: &mut AnyConnection,
    viewer: UserId,
    only: Option<ProjectId>,
) -> Result<Vec<Project>> {
    let only = only.map(|id| id.to_string()).unwrap_or_default();
    let rows = query!(
        "SELECT p.id, p.version, p.name, p.width, p.height, p.created_at, p.updated_at, \
           (SELECT COUNT(*) FROM shots s WHERE s.project_id = p.id AND s.deleted_at IS NULL) AS shot_count, \
           (SELECT COALESCE(SUM(k.seconds), 0.0) FROM keyframes k JOIN shots s ON s.id = k.shot_id \
            WHERE s.project_id = p.id AND s.deleted_at IS NULL AND k.deleted_at IS NULL) AS seconds \
         FROM projects p \
         WHERE p.owner_id = $1 AND p.deleted_at IS NULL AND ($2 = '' OR p.id = $2) \
         ORDER BY p.updated_at DESC, p.id DESC",
        viewer,
        only
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut projects = rows.iter().map(project).collect::<Result<Vec<_>>>()?;
    let pictures = query!(
        concat!(
            "SELECT shown.project_id, ",
            file_columns!("poster"),
            " FROM (SELECT s.project_id, COALESCE(chosen.poster_file, opening.file_id) AS file_id, \
                 ROW_NUMBER() OVER (PARTITION BY s.project_id ORDER BY s.position) AS place \
               FROM shots s JOIN projects p ON p.id = s.project_id \
               LEFT JOIN takes chosen ON chosen.id = s.chosen_take \
               LEFT JOIN keyframes opening \
                 ON opening.shot_id = s.id AND opening.position = 0 AND opening.deleted_at IS NULL \
               WHERE p.owner_id = $1 AND p.deleted_at IS NULL AND ($2 = '' OR p.id = $2) AND s.deleted_at IS NULL \
                 AND COALESCE(chosen.poster_file, opening.file_id) IS NOT NULL) AS shown \
             JOIN files poster ON poster.id = shown.file_id \
             WHERE shown.place <= 4 ORDER BY shown.project_id, shown.place"
        ),
        viewer,
        only
    )
    .fetch_all(&mut *connection)
    .await?;
    for row in &pictures {
        let of: ProjectId = read(row, "project_id")?;
        // A project that came between the two queries has no card yet.
        let card = projects.iter_mut().find(|project| project.id == of);
        if let (Some(card), Some(file)) = (card, read_file(row, "poster")?) {
            card.posters.push(file);
        }
    }
    Ok(projects)
}

fn project(row: &AnyRow) -> Result<Project> {
    Ok(Project {
        id: read(row, "id")?,
        version: read(row, "version")?,
        name: read(row, "name")?,
        width: read(row, "width")?,
        height: read(row, "height")?,
        shot_count: read(row, "shot_count")?,
        seconds: read(row, "seconds")?,
        posters: Vec::new(),
        created_at: read(row, "created_at")?,
        updated_at: read(row, "updated_at")?,
    })
}
