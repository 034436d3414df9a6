//! The heartbeat of one job: tells the backend where it stands, and learns from the answer whether to stop.
//!
//! It reads the latest standing at its own pace, so rendering never waits for the network.

use std::time::{Duration, Instant};

use api::ids::JobId;
use api::worker::Report;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::time::MissedTickBehavior;

use super::link::{CallError, Link};
use crate::generators::Progress;

/// Five a second: a bar that moves smoothly, and a cancel that frees the worker well within a second.
const EVERY: Duration = Duration::from_millis(200);
/// What the backend keeps of one; as base64 in JSON it stays within its limit for a body.
const MAX_PREVIEW_BYTES: usize = 180 * 1024;

/// Why a job must stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// The person canceled it, or another worker has it.
    Told,
    /// The backend was silent for longer than the lease.
    Lost,
}

/// Reports until the job must stop.
pub(super) async fn report(
    link: &Link,
    job: JobId,
    lease: &str,
    lease_for: Duration,
    progress: &Progress,
) -> Halt {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heard = Instant::now();
    let mut unseen = None;
    loop {
        ticks.tick().await;
        let standing = progress.take();
        unseen = standing.preview.or(unseen);
        let small = unseen
            .as_ref()
            .filter(|jpeg| jpeg.len() <= MAX_PREVIEW_BYTES);
        let report = Report {
            lease: lease.to_owned(),
            fraction: standing.fraction,
            step: standing.step,
            eta: standing.eta,
            preview: small.map(|jpeg| STANDARD.encode(jpeg)),
        };
        match link.progress(job, &report).await {
            Ok(answer) if answer.stop => return Halt::Told,
            Ok(_) => {
                heard = Instant::now();
                unseen = None;
            }
            Err(CallError::Gone) => return Halt::Told,
            Err(error) => {
                tracing::debug!(job.id = %job, %error, "a report did not arrive");
                if heard.elapsed() > lease_for {
                    return Halt::Lost;
                }
            }
        }
    }
}
