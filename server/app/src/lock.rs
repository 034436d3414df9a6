//! A file that one process holds, and whose number it tells to the next. The lock is the kernel's: it ends with the
//! process, however that ends, and a file that is left behind locks nothing.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Held for as long as it lives.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

#[derive(Debug)]
pub(crate) enum LockError {
    /// By another process: which one, in words for the middle of a sentence.
    Held(String),
    File(io::Error),
}

/// More digits than any process has.
const MAX_NUMBER: u64 = 20;

impl Lock {
    pub(crate) fn take(path: &Path) -> Result<Self, LockError> {
        let opened = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path);
        let mut file = opened.map_err(LockError::File)?;
        match file.try_lock() {
            Ok(()) => {
                let mine = format!("{}\n", std::process::id());
                file.set_len(0).map_err(LockError::File)?;
                file.write_all(mine.as_bytes()).map_err(LockError::File)?;
                Ok(Self { _file: file })
            }
            Err(TryLockError::WouldBlock) => Err(LockError::Held(holder(&file))),
            Err(TryLockError::Error(error)) => Err(LockError::File(error)),
        }
    }
}

/// As its holder wrote it; nobody in particular where that is just being written.
fn holder(file: &File) -> String {
    let mut written = String::new();
    let read = file.take(MAX_NUMBER).read_to_string(&mut written);
    match (read, written.trim().parse::<u32>()) {
        (Ok(_), Ok(process)) => format!("another Rushes (process {process})"),
        _ => "another Rushes".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_refused_with_its_holder_until_it_is_let_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lock");
        std::fs::write(&path, "left behind by somebody long ago").expect("written");
        let held = Lock::take(&path).expect("nobody holds it");
        let Err(LockError::Held(by)) = Lock::take(&path) else {
            panic!("held");
        };
        let process = std::process::id();
        assert_eq!(by, format!("another Rushes (process {process})"));
        drop(held);
        Lock::take(&path).expect("free again");
    }
}
