//! The data folder: made on first start for its owner alone, and used by one process at a time.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::lock::{Lock, LockError};

#[derive(Debug, thiserror::Error)]
pub(crate) enum DataDirError {
    #[error("The data folder {path} cannot be made: {source}. Choose another with --data-dir.", path = .path.display())]
    Make { path: PathBuf, source: io::Error },
    #[error("The data folder {path} cannot be written: {source}. Give its owner the right to write, or choose another with --data-dir.", path = .path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("The data folder {path} is in use by {by}. Stop that one, or choose another folder with --data-dir.", path = .path.display())]
    InUse { path: PathBuf, by: String },
}

/// The folder, there and ours to write.
pub(crate) fn prepare(path: &Path) -> Result<(), DataDirError> {
    if !path.is_dir() {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
        made.map_err(|source| DataDirError::Make {
            path: path.to_owned(),
            source,
        })?;
    }
    // Asking the system by writing is the only answer that also knows of read-only mounts.
    let probe = path.join(format!(".probe-{}", std::process::id()));
    let written = fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe));
    written.map_err(|source| DataDirError::Write {
        path: path.to_owned(),
        source,
    })
}

/// Takes the folder for this process.
pub(crate) fn lock(path: &Path) -> Result<Lock, DataDirError> {
    Lock::take(&path.join("lock")).map_err(|error| {
        let path = path.to_owned();
        match error {
            LockError::Held(by) => DataDirError::InUse { path, by },
            LockError::File(source) => DataDirError::Write { path, source },
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_folder_is_refused_until_it_is_let_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("data");
        prepare(&path).expect("made");
        let held = lock(&path).expect("free");
        assert!(matches!(lock(&path), Err(DataDirError::InUse { .. })));
        drop(held);
        lock(&path).expect("free again");
    }
}
