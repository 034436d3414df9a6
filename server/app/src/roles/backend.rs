//! The backend role: the REST API over a database and a folder of media.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::bail;
use backend::{Backend, Config, Running, StartError};

use super::{about, media_dir};
use crate::config::{Database, Report, Secret, Storage};
use crate::lock::{Lock, LockError};
use crate::metrics::emf;

/// Takes an SQLite file for this backend. Two on one file would not hear of each other's progress, and each would take
/// the other's workers for silent; several backends share a Postgres. An operator's commands take no lock: they are
/// short, and SQLite's own locks order them.
pub(super) fn lock(storage: &Storage) -> anyhow::Result<Option<Lock>> {
    let Database::Sqlite(path) = &storage.database else {
        return Ok(None);
    };
    let file = real(path);
    let mut beside = file.clone().into_os_string();
    beside.push(".lock");
    match Lock::take(Path::new(&beside)) {
        Ok(lock) => Ok(Some(lock)),
        Err(LockError::Held(by)) => bail!(
            "The database {} is in use by {by}. Stop that one, or choose another with --database; several backends can share a Postgres.",
            file.display()
        ),
        // Where no lock can be made no database can be opened, and the store says why in its own words.
        Err(LockError::File(error))
            if matches!(
                error.kind(),
                ErrorKind::NotFound
                    | ErrorKind::NotADirectory
                    | ErrorKind::PermissionDenied
                    | ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            Ok(None)
        }
        Err(LockError::File(error)) => bail!(
            "The database {} cannot be locked for this process: {error}. Choose another place with --database.",
            file.display()
        ),
    }
}

/// The file itself, whatever path leads to it; it may not be there yet.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize();
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

pub(super) async fn start(
    listener: TcpListener,
    storage: &Storage,
    secret: &Secret,
    local: bool,
) -> anyhow::Result<Running> {
    let config = Config {
        listener,
        database: storage.database.url(),
        media: media_dir(storage),
        secret: secret.newest(),
        old_secrets: secret.older(),
        local,
    };
    Backend::start(config).await.map_err(|error| match error {
        StartError::Store(error) => about(storage, error),
        other => other.into(),
    })
}

/// Writes the metrics of the backend.
pub(super) fn report(report: &Report, backend: &Running) -> emf::Running {
    let waiting = backend.waiting();
    emf::backend(report, move || {
        let waiting = waiting();
        Box::pin(async move {
            let waiting = waiting.await;
            waiting
                .inspect_err(|error| tracing::warn!(%error, "the queue could not be counted"))
                .ok()
        })
    })
}
