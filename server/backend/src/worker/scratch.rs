//! The folder in which films are made. Nothing in it outlives its job, or at the latest the next start.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use api::ids::JobId;
use tempfile::TempDir;

use super::WorkerError;

const PREFIX: &str = "job-";

pub(super) struct Scratch {
    folder: PathBuf,
    /// Held while the worker lives, so that a second one does not delete this one's work as leftovers.
    _lock: File,
}

impl Scratch {
    pub(super) fn open(folder: &Path) -> Result<Self, WorkerError> {
        let unusable = |source| WorkerError::Scratch {
            path: folder.to_owned(),
            source,
        };
        fs::create_dir_all(folder).map_err(unusable)?;
        let lock = File::create(folder.join("lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(WorkerError::ScratchInUse {
                    path: folder.to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(unusable(source)),
        }
        for entry in fs::read_dir(folder).map_err(unusable)? {
            let entry = entry.map_err(unusable)?;
            if entry.file_name().to_string_lossy().starts_with(PREFIX) {
                fs::remove_dir_all(entry.path()).map_err(unusable)?;
            }
        }
        Ok(Self {
            folder: folder.to_owned(),
            _lock: lock,
        })
    }

    /// A folder for one job, deleted when dropped.
    pub(super) fn job(&self, job: JobId) -> io::Result<TempDir> {
        tempfile::Builder::new()
            .prefix(&format!("{PREFIX}{job}-"))
            .tempdir_in(&self.folder)
    }
}
