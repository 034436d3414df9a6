//! Where a piece of work stands: written by the generator at any rate, read by the worker at its own.
//!
//! Only the latest standing is kept, so neither side ever waits for the other.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// 0 to 1.
    pub fraction: f64,
    /// "rendering frame 12 of 96".
    pub step: String,
    /// Seconds still to go, once there is ground for an estimate.
    pub eta: Option<f64>,
    /// A JPEG that has not been taken yet.
    pub preview: Option<Vec<u8>>,
}

/// A cheap handle to one standing.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Mutex<Standing>>);

impl Progress {
    pub fn report(&self, fraction: f64, step: String, eta: Option<f64>) {
        let mut standing = self.lock();
        standing.fraction = fraction.clamp(0.0, 1.0);
        standing.step = step;
        standing.eta = eta;
    }

    /// Replaces the preview, whether or not anybody saw the one before.
    pub fn show(&self, jpeg: Vec<u8>) {
        self.lock().preview = Some(jpeg);
    }

    /// The latest standing. Its preview is given out once.
    #[must_use]
    pub fn take(&self) -> Standing {
        let mut standing = self.lock();
        let preview = standing.preview.take();
        Standing {
            preview,
            ..standing.clone()
        }
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        // A standing is valid after every single write, so a panic elsewhere does not spoil it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
