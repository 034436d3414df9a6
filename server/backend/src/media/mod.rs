//! Pictures and films on disk, named by the SHA-256 of their content.
//!
//! A file never changes once it stands under its name: it is written aside, flushed, and renamed, so that a reader sees
//! all of it or nothing, also after a power cut. Smaller sizes of a picture are made from it and can be made again.

mod orphans;
mod receive;
mod serve;
mod sizes;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tempfile::TempPath;

pub(crate) use orphans::sweep as sweep_orphans;
pub(crate) use receive::{Body, Received, receive, receive_some};
pub(crate) use serve::{Served, serve};
pub(crate) use sizes::Sizes;

/// Names under the media folder.
const FILES: &str = "files";
const SIZES: &str = "sizes";
const INCOMING: &str = "incoming";

/// Nobody needs a file that was begun and has not grown for this long: senders are cut off after seconds of silence, and
/// a poster waits for its film as long as that takes to arrive, at the most two and a half hours.
const ABANDONED: Duration = Duration::from_secs(3 * 60 * 60);

pub(crate) struct Media {
    root: PathBuf,
    pub(crate) sizes: Sizes,
}

impl Media {
    /// Opens the folder, making it where it is missing.
    pub(crate) fn open(root: &Path) -> io::Result<Self> {
        for name in [FILES, SIZES, INCOMING] {
            std::fs::create_dir_all(root.join(name))?;
        }
        // A folder that cannot be written to is told now, not at the first upload.
        tempfile::tempfile_in(root.join(INCOMING))?;
        let media = Self {
            root: root.to_owned(),
            sizes: Sizes::new(root.join(SIZES)),
        };
        media.sweep(SystemTime::now())?;
        Ok(media)
    }

    /// Removes what was half received by a process that is gone. Other processes may be receiving right now.
    pub(crate) fn sweep(&self, now: SystemTime) -> io::Result<()> {
        for entry in std::fs::read_dir(self.incoming())? {
            let entry = entry?;
            // It may be done and gone since the folder was read.
            let Ok(written) = entry.metadata().and_then(|meta| meta.modified()) else {
                continue;
            };
            if now.duration_since(written).is_ok_and(|age| age > ABANDONED) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
        Ok(())
    }

    pub(crate) fn incoming(&self) -> PathBuf {
        self.root.join(INCOMING)
    }

    /// Where the content of that hash stands.
    pub(crate) fn path(&self, hash: &str) -> PathBuf {
        place(&self.root.join(FILES), hash, "")
    }

    /// Moves received content under its name. Content that is there already is not written twice. Either way the file
    /// is as if just written, so that it is no orphan before its row is there.
    pub(crate) async fn keep(&self, received: Received) -> io::Result<()> {
        let path = self.path(&received.hash);
        spawn(move || {
            if is_kept(&path, received.bytes) {
                return Ok(());
            }
            settle(received.path, &path)
        })
        .await
    }
}

/// Two characters of the hash name a folder, so that no folder holds more than a 256th of all files.
fn place(root: &Path, hash: &str, suffix: &str) -> PathBuf {
    let folder = hash.get(..2).unwrap_or("__");
    root.join(folder).join(format!("{hash}{suffix}"))
}

/// Whether the content is there, touched. Asked again after the touch: it may have been removed just before.
fn is_kept(path: &Path, bytes: u64) -> bool {
    let is_whole = |path: &Path| std::fs::metadata(path).is_ok_and(|meta| meta.len() == bytes);
    is_whole(path) && touch(path).is_ok() && is_whole(path)
}

fn touch(path: &Path) -> io::Result<()> {
    let file = File::options().write(true).open(path)?;
    file.set_modified(SystemTime::now())
}

/// Flush, rename, flush the folder: in this order a crash leaves the old state or the new one.
fn settle(temporary: TempPath, path: &Path) -> io::Result<()> {
    touch(&temporary)?;
    File::open(&temporary)?.sync_all()?;
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)?;
    temporary.persist(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

/// Runs file work off the event loop.
async fn spawn<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}
