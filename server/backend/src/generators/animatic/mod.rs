//! The built-in animatic: moves through the keyframes with camera moves and dissolves. Needs nothing installed.
//!
//! `timeline` says what is on screen at each frame and `camera` which part of a picture is seen (both pure);
//! `plate` holds a picture ready for that, `frame` is one frame, `encode` makes the film, `render` drives them.

mod camera;
mod encode;
mod frame;
mod plate;
mod render;
mod timeline;

use std::thread;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::json;
use tokio::sync::oneshot;

use super::{Capabilities, GenerateError, Generator, Output, Work};

/// How long a canceled work may take to stop by itself. Reading one very large picture takes longer; its thread is
/// then left to end alone, so that the worker is free.
const STOP_GRACE: Duration = Duration::from_millis(200);

pub struct Animatic;

#[async_trait]
impl Generator for Animatic {
    fn name(&self) -> &'static str {
        "animatic"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            min_keyframes: 1,
            min_side: 64,
            max_side: 1920,
            uses_prompt: false,
            uses_camera: true,
            settings: json!({ "type": "object", "properties": {}, "additionalProperties": false }),
        }
    }

    async fn generate(&self, mut work: Work) -> Result<Output, GenerateError> {
        self.capabilities().check(&work.request)?;
        // A child, so that dropping this future stops the thread as well.
        let canceled = work.cancel.clone();
        work.cancel = work.cancel.child_token();
        let _stop_when_dropped = work.cancel.clone().drop_guard();

        let (done, mut result) = oneshot::channel();
        thread::Builder::new()
            .name("animatic".to_owned())
            .spawn(move || done.send(render::render(&work)))
            .map_err(|error| {
                GenerateError::broke("The worker could not start rendering.", error.into())
            })?;
        let outcome = tokio::select! {
            outcome = &mut result => outcome,
            () = canceled.cancelled() => {
                match tokio::time::timeout(STOP_GRACE, result).await {
                    Ok(outcome) => outcome,
                    Err(_) => return Err(GenerateError::Canceled),
                }
            }
        };
        outcome.unwrap_or_else(|_| {
            Err(GenerateError::broke(
                "The animatic broke down while rendering.",
                anyhow::anyhow!("the rendering thread panicked"),
            ))
        })
    }
}

#[cfg(test)]
mod tests;
