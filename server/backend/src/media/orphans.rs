//! Files that no row knows. A process that is killed between a file and its row leaves one, and so does an upload whose
//! project is deleted in that moment.
//!
//! A file is removed where it is old and has no row. Whoever is about to write a row has touched its file a moment ago
//! ([`Media::keep`]), so an old file has nobody who still means to. That also holds for content that arrives again just
//! while its orphan is being removed: the file is first put aside and then looked at once more. If the touch came
//! before that, the look sees it and puts the file back; if it came after, the toucher finds the file gone and stores
//! its own.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Media, place};
use crate::store::{self, Store};

/// Between a file and its row lie milliseconds; a database that does not answer is given up after ten seconds.
const GRACE: Duration = Duration::from_secs(60 * 60);
/// Under the media folder: holds an empty folder with the name of the database whose files these are.
const OWNER: &str = "owner";
/// Hexadecimal digits of a content hash.
const HASH_CHARS: usize = 64;

#[derive(Debug, thiserror::Error)]
pub(crate) enum SweepError {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Files(#[from] io::Error),
}

/// Removes the orphans of a folder that belongs to this database; answers how many there were.
pub(crate) async fn sweep(
    media: &Media,
    store: &Store,
    now: SystemTime,
) -> Result<usize, SweepError> {
    let id = store.installation().await?;
    let root = media.root.clone();
    if !super::spawn(move || belongs(&root, &id)).await? {
        tracing::warn!(
            "the media folder holds the files of another database; what this one does not know is left in it"
        );
        return Ok(0);
    }
    let root = media.root.clone();
    let mut removed = 0;
    // A folder at a time, so that the names in memory do not grow with the library.
    for folder in super::spawn(move || folders(&root)).await? {
        let old = super::spawn(move || old_hashes(&folder, now)).await?;
        for hash in store.unknown_files(old).await? {
            let root = media.root.clone();
            removed += usize::from(super::spawn(move || discard(&root, &hash, now)).await?);
        }
    }
    Ok(removed)
}

/// Whether the folder is that database's; one that is nobody's yet becomes it. Two databases may be used in turn with
/// one data folder, and neither may take the other's films for orphans.
fn belongs(root: &Path, id: &str) -> io::Result<bool> {
    let owners = root.join(OWNER);
    let mut named = names(&owners)?;
    if named.is_empty() {
        fs::create_dir_all(owners.join(id))?;
        // Where two did so at the same time, neither owns it.
        named = names(&owners)?;
    }
    Ok(named == [id])
}

fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    match found(fs::read_dir(folder))? {
        Some(entries) => entries.map(|entry| Ok(entry?.file_name())).collect(),
        None => Ok(Vec::new()),
    }
}

fn folders(root: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(root.join(super::FILES))?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

/// The contents of a folder that nobody has touched for long. What is not named by a hash is not ours.
fn old_hashes(folder: &Path, now: SystemTime) -> io::Result<Vec<String>> {
    let Some(entries) = found(fs::read_dir(folder))? else {
        return Ok(Vec::new());
    };
    let mut hashes = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let is_hash = name.len() == HASH_CHARS && name.bytes().all(|b| b.is_ascii_hexdigit());
        if is_hash && is_old(&entry.path(), now) {
            hashes.push(name);
        }
    }
    Ok(hashes)
}

/// Removes one orphan and what was made of it, unless it was touched since.
fn discard(root: &Path, hash: &str, now: SystemTime) -> io::Result<bool> {
    let path = place(&root.join(super::FILES), hash, "");
    let aside = root.join(super::INCOMING).join(format!("orphan-{hash}"));
    if found(fs::rename(&path, &aside))?.is_none() {
        return Ok(false);
    }
    if !is_old(&aside, now) {
        fs::rename(&aside, &path)?;
        return Ok(false);
    }
    fs::remove_file(&aside)?;
    for suffix in super::sizes::SUFFIXES {
        found(fs::remove_file(place(
            &root.join(super::SIZES),
            hash,
            suffix,
        )))?;
    }
    Ok(true)
}

fn is_old(path: &Path, now: SystemTime) -> bool {
    let touched = fs::metadata(path).and_then(|meta| meta.modified());
    touched.is_ok_and(|touched| now.duration_since(touched).is_ok_and(|age| age > GRACE))
}

/// `None` where it is not there: other processes sweep as well.
fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        Media::open(folder.path()).unwrap();
        folder
    }

    fn stored(root: &Path, hash: &str) -> PathBuf {
        let path = place(&root.join(super::super::FILES), hash, "");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, b"content").unwrap();
        path
    }

    #[test]
    fn a_folder_belongs_to_the_database_that_used_it_first() {
        let folder = folder();
        assert!(belongs(folder.path(), "one").unwrap());
        assert!(belongs(folder.path(), "one").unwrap());
        assert!(!belongs(folder.path(), "two").unwrap());
    }

    #[test]
    fn an_orphan_whose_content_arrives_again_is_put_back() {
        let (folder, hash) = (folder(), "a".repeat(HASH_CHARS));
        let path = stored(folder.path(), &hash);
        let later = SystemTime::now() + GRACE * 2;
        let old = old_hashes(path.parent().unwrap(), later).unwrap();
        assert_eq!(old, [hash.as_str()]);
        // Touched after it was found to be old.
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(later).unwrap();
        assert!(!discard(folder.path(), &hash, later).unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"content");
        assert!(discard(folder.path(), &hash, later + GRACE * 2).unwrap());
        assert!(!path.exists());
        assert!(!discard(folder.path(), &hash, later).unwrap(), "it is gone");
    }

    #[test]
    fn what_is_not_named_by_a_hash_is_left_alone() {
        let folder = folder();
        let path = stored(folder.path(), "notes.txt");
        let later = SystemTime::now() + GRACE * 2;
        assert!(
            old_hashes(path.parent().unwrap(), later)
                .unwrap()
                .is_empty()
        );
    }
}
