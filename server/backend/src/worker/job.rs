//! One job, from its claim to its finish.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::worker::{Failure, Order};
use tokio_util::sync::CancellationToken;

use super::backoff::Backoff;
use super::link::{CallError, Link};
use super::report::{Halt, report};
use super::scratch::Scratch;
use crate::generators::{GenerateError, Generator, Output, Progress, Work};

/// Tries for one picture, one film or one failure: over some ten seconds, less than a lease lasts.
const TRIES: u32 = 6;
/// A film that is done may still be sent when the worker is stopped.
const FINISH_GRACE: Duration = Duration::from_secs(5);
/// A stopped worker does not wait longer than this to give a job back.
const GIVE_BACK_WITHIN: Duration = Duration::from_secs(2);

/// What a worker works with.
pub(super) struct Bench {
    pub(super) scratch: Scratch,
    pub(super) link: Link,
    pub(super) generators: Vec<Arc<dyn Generator>>,
    /// The worker is being stopped.
    pub(super) stop: CancellationToken,
}

/// How a job ended without a film.
enum Setback {
    Stopped,
    Gone,
    Failed { message: String, retryable: bool },
}

pub(super) async fn run(bench: &Bench, order: Order) {
    let began = Instant::now();
    let job = order.job;
    tracing::info!(job.id = %job, job.attempt = order.attempt, "job claimed");
    let progress = Progress::default();
    let halted = CancellationToken::new();
    let cancel = bench.stop.child_token();
    let lease_for = Duration::from_millis(order.lease_ms);
    let ended = {
        let making = make(bench, &order, &progress, &cancel, &halted);
        let reporting = report(&bench.link, job, &order.lease, lease_for, &progress);
        tokio::pin!(making);
        tokio::select! {
            ended = &mut making => ended,
            halt = reporting => {
                halted.cancel();
                cancel.cancel();
                // The generator ends by itself, so that its scratch folder outlives its last write.
                let _ = making.await;
                tracing::info!(job.id = %job, reason = ?halt, "job abandoned");
                if halt == Halt::Told {
                    return;
                }
                Err(Setback::Gone)
            }
        }
    };
    let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    match ended {
        Ok(()) => tracing::info!(job.id = %job, duration_ms, "job finished"),
        Err(Setback::Gone) => tracing::info!(job.id = %job, duration_ms, "job lost"),
        Err(Setback::Stopped) => {
            let given = tries(|| bench.link.give_back(job, &order.lease));
            if !matches!(
                tokio::time::timeout(GIVE_BACK_WITHIN, given).await,
                Ok(Ok(()))
            ) {
                tracing::warn!(job.id = %job, "job not given back; its lease will run out");
            }
        }
        Err(Setback::Failed { message, retryable }) => {
            fail(bench, &order, &message, retryable).await;
        }
    }
}

async fn make(
    bench: &Bench,
    order: &Order,
    progress: &Progress,
    cancel: &CancellationToken,
    halted: &CancellationToken,
) -> Result<(), Setback> {
    let scratch = bench.scratch.job(order.job).map_err(|error| disk(&error))?;
    let name = &order.request.generator;
    let Some(generator) = bench.generators.iter().find(|g| g.name() == name) else {
        return Err(Setback::Failed {
            message: format!("This worker has no generator named {name}."),
            retryable: false,
        });
    };
    let pictures = unless(cancel, fetch(bench, order, progress, scratch.path())).await??;
    let work = Work {
        request: order.request.clone(),
        pictures,
        scratch: scratch.path().to_owned(),
        progress: progress.clone(),
        cancel: cancel.clone(),
    };
    let output = generator
        .generate(work)
        .await
        .map_err(|e| setback(order, e))?;
    progress.report(1.0, "saving the film".to_owned(), Some(0.0));
    // Not `cancel`: a stop of the worker leaves the film a moment to arrive.
    let too_late = async {
        bench.stop.cancelled().await;
        tokio::time::sleep(FINISH_GRACE).await;
    };
    tokio::select! {
        sent = send(bench, order, &output) => sent,
        () = too_late => Err(Setback::Stopped),
        () = halted.cancelled() => Err(Setback::Gone),
    }
}

/// Each picture once, even where several keyframes show it.
async fn fetch(
    bench: &Bench,
    order: &Order,
    progress: &Progress,
    scratch: &Path,
) -> Result<Vec<PathBuf>, Setback> {
    let keyframes = &order.request.keyframes;
    let mut fetched = HashMap::new();
    let mut pictures = Vec::new();
    for (index, keyframe) in keyframes.iter().enumerate() {
        let file = keyframe.file;
        let path = scratch.join(file.to_string());
        if fetched.insert(file, ()).is_none() {
            let step = format!("fetching picture {} of {}", index + 1, keyframes.len());
            progress.report(0.0, step, None);
            let call = || bench.link.file(order.job, &order.lease, file, &path);
            tries(call).await.map_err(|error| refusal(order, error))?;
        }
        pictures.push(path);
    }
    Ok(pictures)
}

async fn send(bench: &Bench, order: &Order, output: &Output) -> Result<(), Setback> {
    tries(|| bench.link.finish(order.job, &order.lease, output))
        .await
        .map_err(|error| refusal(order, error))
}

async fn fail(bench: &Bench, order: &Order, message: &str, retryable: bool) {
    tracing::info!(job.id = %order.job, retryable, message, "job failed");
    let failure = Failure {
        lease: order.lease.clone(),
        message: message.to_owned(),
        retryable,
    };
    if let Err(error) = tries(|| bench.link.fail(order.job, &failure)).await {
        tracing::warn!(job.id = %order.job, %error, "the failure was not told; the lease will run out");
    }
}

/// The same call again while the backend is away.
async fn tries<T, F>(call: impl Fn() -> F) -> Result<T, CallError>
where
    F: Future<Output = Result<T, CallError>>,
{
    let mut backoff = Backoff::new();
    for _ in 1..TRIES {
        match call().await {
            Err(CallError::Away(_) | CallError::Busy(_)) => {
                tokio::time::sleep(backoff.next_pause()).await
            }
            decided => return decided,
        }
    }
    call().await
}

async fn unless<T>(
    cancel: &CancellationToken,
    work: impl Future<Output = T>,
) -> Result<T, Setback> {
    cancel
        .run_until_cancelled(work)
        .await
        .ok_or(Setback::Stopped)
}

fn refusal(order: &Order, error: CallError) -> Setback {
    match error {
        CallError::Gone => Setback::Gone,
        CallError::Refused(message) => Setback::Failed {
            message,
            retryable: false,
        },
        CallError::Busy(message) => Setback::Failed {
            message,
            retryable: true,
        },
        CallError::Disk(error) => disk(&error),
        CallError::Away(cause) => {
            tracing::warn!(job.id = %order.job, cause, "the backend is away");
            Setback::Failed {
                message: "The worker could not exchange files with the backend.".to_owned(),
                retryable: true,
            }
        }
    }
}

fn disk(error: &std::io::Error) -> Setback {
    tracing::error!(%error, "the worker's scratch folder cannot be written");
    let message = if error.kind() == std::io::ErrorKind::StorageFull {
        "The worker's disk is full. Free some space and retry."
    } else {
        "The worker could not write to its scratch folder."
    };
    Setback::Failed {
        message: message.to_owned(),
        retryable: true,
    }
}

fn setback(order: &Order, error: GenerateError) -> Setback {
    match error {
        GenerateError::Canceled => Setback::Stopped,
        GenerateError::Failed {
            message,
            retryable,
            source,
        } => {
            if let Some(cause) = source {
                let cause = format!("{cause:#}");
                tracing::warn!(job.id = %order.job, cause, "the generator failed");
            }
            Setback::Failed { message, retryable }
        }
    }
}
