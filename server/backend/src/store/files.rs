//! What is known of stored pictures and films; their bytes are the media's, found by content hash.

use api::ids::{FileId, JobId, ProjectId, UserId};
use api::media::{FileKind, FileRef};

use super::db::unfinished;
use super::{Result, Store};

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
        let _ = (viewer, project, file);
        Err(unfinished())
    }

    /// Also while what shows it is deleted, so that undo finds it.
    pub async fn file(&self, viewer: UserId, id: FileId) -> Result<StoredFile> {
        let _ = (viewer, id);
        Err(unfinished())
    }

    /// A file that the job's frozen request names, for the worker that holds its lease.
    pub async fn job_file(&self, job: JobId, lease: &str, id: FileId) -> Result<StoredFile> {
        let _ = (job, lease, id);
        Err(unfinished())
    }
}
