//! Smaller sizes of pictures: made once, on first need, a few at a time.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use api::media::Variant;
use api::problem::Code;
use pictures::PictureError;
use tokio::sync::Semaphore;

use crate::problem::{Answer, Refusal};

/// Pictures decoded at once. The largest we read takes some 320 MB while it is decoded.
const DECODES_AT_ONCE: usize = 2;

/// What the files of a picture's sizes end with.
pub(super) const SUFFIXES: [&str; 2] = ["-480.jpg", "-1600.jpg"];

/// Of a JPEG: no artifact is seen at the size it is shown, at a fifth of the bytes of the best.
const QUALITY: u8 = 82;

pub(crate) struct Sizes {
    root: PathBuf,
    decodes: Semaphore,
    /// One lock per picture being made: who comes second waits for it and finds the file.
    making: Mutex<HashMap<PathBuf, Arc<tokio::sync::Mutex<()>>>>,
}

impl Sizes {
    pub(super) fn new(root: PathBuf) -> Self {
        Self {
            root,
            decodes: Semaphore::new(DECODES_AT_ONCE),
            making: Mutex::default(),
        }
    }

    /// What kind of picture it is; refuses in a sentence what is not one that we read.
    pub(crate) async fn inspect(&self, path: PathBuf) -> Answer<pictures::Inspected> {
        self.decode(move || pictures::inspect(&path)).await
    }

    /// The JPEG of that size of the picture at `original`, made now where it does not exist yet.
    pub(crate) async fn find(
        &self,
        hash: &str,
        original: PathBuf,
        variant: Variant,
    ) -> Answer<PathBuf> {
        let (side, suffix) = match variant {
            Variant::Thumb => (480, SUFFIXES[0]),
            Variant::Large => (1600, SUFFIXES[1]),
            Variant::Original => return Ok(original),
        };
        let path = super::place(&self.root, hash, suffix);
        if is_file(&path).await {
            return Ok(path);
        }
        let flight = self.flight(&path);
        let guard = flight.lock().await;
        let made = if is_file(&path).await {
            Ok(())
        } else {
            self.make(original, side, path.clone()).await
        };
        drop(guard);
        drop(flight);
        self.land(&path);
        made.map(|()| path)
    }

    async fn make(&self, original: PathBuf, side: u32, path: PathBuf) -> Answer<()> {
        let jpeg = self
            .decode(move || pictures::jpeg(&original, side, QUALITY))
            .await?;
        let folder = self.root.clone();
        super::spawn(move || {
            let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
            temporary.write_all(&jpeg)?;
            super::settle(temporary.into_temp_path(), &path)
        })
        .await?;
        Ok(())
    }

    async fn decode<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PictureError> + Send + 'static,
    ) -> Answer<T> {
        let permit = self.decodes.acquire().await;
        let _permit = permit.map_err(Refusal::internal)?;
        // A decoder that panics on a crafted file has refused it.
        match tokio::task::spawn_blocking(work).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(refusal(&error)),
            Err(error) => {
                tracing::warn!(error = %error, "picture could not be decoded");
                Err(Refusal::new(
                    Code::Unsupported,
                    "This picture is damaged and cannot be read.",
                ))
            }
        }
    }

    fn flight(&self, path: &Path) -> Arc<tokio::sync::Mutex<()>> {
        let mut making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(making.entry(path.to_owned()).or_default())
    }

    /// Forgets the lock once nobody holds it.
    fn land(&self, path: &Path) {
        let mut making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if making
            .get(path)
            .is_some_and(|flight| Arc::strong_count(flight) == 1)
        {
            making.remove(path);
        }
    }
}

fn refusal(error: &PictureError) -> Refusal {
    match error {
        PictureError::Io(error) => Refusal::file(error),
        PictureError::TooLarge => Refusal::new(Code::TooLarge, error.to_string()),
        _ => Refusal::new(Code::Unsupported, error.to_string()),
    }
}

async fn is_file(path: &Path) -> bool {
    tokio::fs::metadata(path)
        .await
        .is_ok_and(|meta| meta.is_file())
}
