//! Generators: what turns pictures and a prompt into a film.
//!
//! The worker knows only this trait. `animatic` works in this process; an engine on another machine fits the same
//! shape: it sends the pictures, follows its own progress, and stops the remote run when `cancel` fires.

pub mod animatic;
mod mp4;
mod progress;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use api::worker::Request;
use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

pub use progress::{Progress, Standing};

#[async_trait]
pub trait Generator: Send + Sync {
    /// The name that a request carries.
    fn name(&self) -> &'static str;

    fn capabilities(&self) -> Capabilities;

    /// Makes one film. Returns soon after `work.cancel` fires, whatever it is doing.
    ///
    /// # Errors
    /// [`GenerateError`]
    async fn generate(&self, work: Work) -> Result<Output, GenerateError>;
}

/// What a generator takes. A request outside of it is refused before any work is done.
#[derive(Clone, Debug)]
pub struct Capabilities {
    pub min_keyframes: usize,
    /// Both sides of a film, in pixels; both must be even, since the color of a film is stored at half size.
    pub min_side: u32,
    pub max_side: u32,
    pub uses_prompt: bool,
    pub uses_camera: bool,
    /// JSON Schema of its own settings.
    pub settings: serde_json::Value,
}

impl Capabilities {
    /// # Errors
    /// [`GenerateError::Failed`] with a sentence that says what to change.
    pub fn check(&self, request: &Request) -> Result<(), GenerateError> {
        if request.keyframes.len() < self.min_keyframes {
            return Err(GenerateError::refused(
                "The shot has no keyframes. Add a picture and generate again.",
            ));
        }
        let side_is_good =
            |side: u32| (self.min_side..=self.max_side).contains(&side) && side.is_multiple_of(2);
        if !side_is_good(request.width) || !side_is_good(request.height) {
            return Err(GenerateError::refused(&format!(
                "The frame size {} x {} cannot be made. Use even sides from {} to {}.",
                request.width, request.height, self.min_side, self.max_side
            )));
        }
        let seconds_are_good = |seconds: f64| seconds.is_finite() && seconds > 0.0;
        if !request
            .keyframes
            .iter()
            .all(|k| seconds_are_good(k.seconds))
        {
            return Err(GenerateError::refused(
                "A keyframe lasts no time. Give each keyframe a duration.",
            ));
        }
        Ok(())
    }
}

/// One film to make.
pub struct Work {
    pub request: Request,
    /// One per keyframe, in order; the same file may stand at several places.
    pub pictures: Vec<PathBuf>,
    /// A folder of this work alone, deleted after it.
    pub scratch: PathBuf,
    pub progress: Progress,
    pub cancel: CancellationToken,
}

/// A film, finished.
#[derive(Clone, Debug)]
pub struct Output {
    /// MP4, inside the scratch folder.
    pub film: PathBuf,
    /// The first frame, JPEG, at the film's size.
    pub poster: Vec<u8>,
    pub seconds: f64,
}

#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    #[error("canceled")]
    Canceled,
    /// The text is a sentence for the person; the source, if any, is for the log.
    #[error("{message}")]
    Failed {
        message: String,
        retryable: bool,
        source: Option<anyhow::Error>,
    },
}

impl GenerateError {
    fn refused(message: &str) -> Self {
        Self::Failed {
            message: message.to_owned(),
            retryable: false,
            source: None,
        }
    }

    /// A fault of the machine rather than of the request: another attempt may go better.
    fn broke(message: &str, source: anyhow::Error) -> Self {
        Self::Failed {
            message: message.to_owned(),
            retryable: true,
            source: Some(source),
        }
    }
}

/// The generators that need nothing installed.
#[must_use]
pub fn built_in() -> Vec<Arc<dyn Generator>> {
    vec![Arc::new(animatic::Animatic)]
}

fn film_path(scratch: &Path) -> PathBuf {
    scratch.join("film.mp4")
}
