//! The worker: claims jobs from the backend over HTTP, runs their generators, and gives the films back.
//!
//! It never touches the store. `link` is its calls, `job` one job from claim to finish, `report` the heartbeat,
//! `scratch` the folder it works in. A worker that dies needs no farewell: its lease runs out and the job is rescued.

mod backoff;
mod job;
mod link;
mod report;
mod scratch;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::worker::Claim;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::generators::{self, Generator};
use backoff::Backoff;
use job::Bench;
use link::{CallError, Link};
use scratch::Scratch;

/// How long the backend may hold a claim open. Shorter than the usual idle timeouts in between.
const CLAIM_WAIT: Duration = Duration::from_secs(20);
/// Pause after a claim that was answered at once with nothing, as a stopping backend does.
const PAUSE_AFTER_NOTHING: Duration = Duration::from_millis(250);
/// How long a stop waits for jobs to be given back.
const STOP_WITHIN: Duration = Duration::from_secs(8);

#[derive(Clone, Debug)]
pub struct Config {
    pub backend_url: Url,
    /// What assertions are signed with; the same for all roles.
    pub secret: Vec<u8>,
    /// Shown in the backend's logs.
    pub name: String,
    /// A folder of this worker alone; leftovers of an earlier run are deleted.
    pub scratch: PathBuf,
    /// Jobs at once. An animatic fills about two cores.
    pub slots: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    #[error("the scratch folder {} cannot be used: {source}", path.display())]
    Scratch {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("another worker uses the scratch folder {}", path.display())]
    ScratchInUse { path: PathBuf },
    #[error("the HTTP client could not be made: {0}")]
    Http(#[source] reqwest::Error),
}

/// Works until `shutdown` completes; then stops the jobs under way and gives them back.
///
/// # Errors
/// [`WorkerError`] where it cannot start. Once started it goes on, whatever the backend does.
pub async fn run(
    config: Config,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), WorkerError> {
    let bench = Arc::new(Bench {
        scratch: Scratch::open(&config.scratch)?,
        link: Link::new(config.backend_url, &config.secret).map_err(WorkerError::Http)?,
        generators: generators::built_in(),
        stop: CancellationToken::new(),
    });
    work(bench, config.name, config.slots, shutdown).await;
    Ok(())
}

async fn work(
    bench: Arc<Bench>,
    name: String,
    slots: usize,
    shutdown: impl Future<Output = ()> + Send,
) {
    let mut running = JoinSet::new();
    for _ in 0..slots {
        running.spawn(slot(Arc::clone(&bench), name.clone()));
    }
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(ended) = running.join_next() => {
                // A slot only ends on a stop; anything else is a fault that must not cost the worker a slot.
                tracing::error!(error = ?ended.err(), "a worker slot ended; starting it again");
                running.spawn(slot(Arc::clone(&bench), name.clone()));
            }
        }
    }
    bench.stop.cancel();
    let all = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(STOP_WITHIN, all).await.is_err() {
        tracing::warn!("a job was not given back in time; its lease will run out");
    }
}

/// Claims and runs one job after another.
async fn slot(bench: Arc<Bench>, name: String) {
    let names = |generator: &Arc<dyn Generator>| generator.name().to_owned();
    let claim = Claim {
        worker: name,
        generators: bench.generators.iter().map(names).collect(),
        wait_ms: u64::try_from(CLAIM_WAIT.as_millis()).unwrap_or(u64::MAX),
    };
    let mut backoff = Backoff::new();
    while !bench.stop.is_cancelled() {
        let asked = Instant::now();
        let claimed = tokio::select! {
            // A job claimed in this very moment is rescued when its lease runs out.
            () = bench.stop.cancelled() => return,
            claimed = bench.link.claim(&claim, CLAIM_WAIT) => claimed,
        };
        let pause = match claimed {
            Ok(Some(order)) => {
                backoff = Backoff::new();
                job::run(&bench, order).await;
                continue;
            }
            Ok(None) => {
                backoff = Backoff::new();
                PAUSE_AFTER_NOTHING.saturating_sub(asked.elapsed())
            }
            Err(error) => {
                tell_once(&backoff, &error);
                backoff.next_pause()
            }
        };
        tokio::select! {
            () = bench.stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// A backend may be away for hours: that is one line in the log, not one a second.
fn tell_once(backoff: &Backoff, error: &CallError) {
    if backoff.is_fresh() {
        tracing::warn!(%error, "the backend gives no jobs; trying again");
    } else {
        tracing::debug!(%error, "the backend still gives no jobs");
    }
}

#[cfg(test)]
mod tests;
