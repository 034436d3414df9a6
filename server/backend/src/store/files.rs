//! What is known of stored pictures and films; their bytes are the media's, found by content hash.

use std::collections::HashSet;

use api::ids::{FileId, JobId, ProjectId, UserId};
use api::media::{FileKind, FileRef};
use api::worker::Request;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::sql::{file_columns, query, read, read_file};
use super::tx::Tx;
use super::{Error, Result, Store};

/// Contents asked about at once.
const BATCH: usize = 200;

/// A file whose bytes are already stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    pub kind: FileKind,
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
    /// Cleaned by [`super::parse::file_name`] where a person gave it.
    pub name: String,
    /// Content hash: the media's key to the bytes.
    pub hash: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    pub file: FileRef,
    pub hash: String,
}

impl Store {
    pub async fn add_file(
        &self,
        viewer: UserId,
        project: ProjectId,
        file: NewFile,
    ) -> Result<FileRef> {
        self.write(move |tx| {
            Box::pin(async move {
                let mine = tx
                    .find(query!(
                        "SELECT id FROM projects WHERE id = $1 AND owner_id = $2 AND deleted_at IS NULL",
                        project,
                        viewer
                    ))
                    .await?;
                if mine.is_none() {
                    return Err(Error::NotFound);
                }
                insert(tx, project, &file).await
            })
        })
        .await
    }

    /// Also while what shows it is deleted, so that undo finds it.
    pub async fn file(&self, viewer: UserId, id: FileId) -> Result<StoredFile> {
        let row = query!(
            concat!(
                "SELECT ",
                file_columns!("file"),
                ", file.hash FROM files file JOIN projects p ON p.id = file.project_id WHERE file.id = $1 AND p.owner_id = $2"
            ),
            id,
            viewer
        )
        .fetch_optional(&self.inner.readers)
        .await?;
        stored(row)
    }

    /// Which of these contents no file is made of.
    pub async fn unknown_files(&self, hashes: Vec<String>) -> Result<Vec<String>> {
        let mut unknown = Vec::new();
        for batch in hashes.chunks(BATCH) {
            let places: Vec<String> = (1..=batch.len()).map(|place| format!("${place}")).collect();
            let sql = format!(
                "SELECT DISTINCT hash FROM files WHERE hash IN ({})",
                places.join(", ")
            );
            let mut statement = sqlx::query::<sqlx::Any>(AssertSqlSafe(sql));
            for hash in batch {
                statement = statement.bind(hash.clone());
            }
            let rows = statement.fetch_all(&self.inner.readers).await?;
            let known = rows
                .iter()
                .map(|row| read(row, "hash"))
                .collect::<Result<HashSet<String>>>()?;
            unknown.extend(batch.iter().filter(|hash| !known.contains(*hash)).cloned());
        }
        Ok(unknown)
    }

    /// The name of this database, the same for all its processes.
    pub async fn installation(&self) -> Result<String> {
        self.write(|tx| {
            Box::pin(async move {
                tx.run(query!(
                    "INSERT INTO installation (place, id) VALUES (0, $1) ON CONFLICT (place) DO NOTHING",
                    Uuid::now_v7().to_string()
                ))
                .await?;
                let row = tx.one(query!("SELECT id FROM installation")).await?;
                read(&row, "id")
            })
        })
        .await
    }

    /// A file that the job's frozen request names, for the worker that holds its lease.
    pub async fn job_file(&self, job: JobId, lease: &str, id: FileId) -> Result<StoredFile> {
        let row = query!(
            "SELECT request FROM jobs WHERE id = $1 AND lease = $2 AND status = 'running'",
            job,
            lease
        )
        .fetch_optional(&self.inner.readers)
        .await?;
        let request = parse_request(&row.ok_or(Error::LostLease)?)?;
        if !request.keyframes.iter().any(|keyframe| keyframe.file == id) {
            return Err(Error::NotFound);
        }
        let row = query!(
            concat!(
                "SELECT ",
                file_columns!("file"),
                ", file.hash FROM files file WHERE file.id = $1"
            ),
            id
        )
        .fetch_optional(&self.inner.readers)
        .await?;
        stored(row)
    }
}

pub(super) fn parse_request(row: &AnyRow) -> Result<Request> {
    serde_json::from_str(&read::<String>(row, "request")?)
        .map_err(|error| Error::Internal(error.into()))
}

pub(super) async fn insert(tx: &mut Tx, project: ProjectId, file: &NewFile) -> Result<FileRef> {
    let id = FileId::fresh();
    let now = tx.now;
    tx.run(query!(
        "INSERT INTO files (id, project_id, kind, width, height, bytes, name, hash, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id,
        project,
        file.kind,
        file.width,
        file.height,
        file.bytes,
        file.name,
        file.hash,
        now
    ))
    .await?;
    Ok(FileRef {
        id,
        kind: file.kind,
        width: file.width,
        height: file.height,
        bytes: file.bytes,
        name: file.name.clone(),
    })
}

fn stored(row: Option<AnyRow>) -> Result<StoredFile> {
    let row = row.ok_or(Error::NotFound)?;
    let file = read_file(&row, "file")?.ok_or(Error::NotFound)?;
    Ok(StoredFile {
        file,
        hash: read(&row, "hash")?,
    })
}
