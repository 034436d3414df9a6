//! What a job is doing, read where it is shown.

use api::ids::JobId;
use api::job::JobStatus;
use client::{ProgressOf, QueueNow};

use super::Cx;
use crate::components::stage::Stage;
use crate::components::words;
use crate::data::read;

/// How much of a running job a place shows. What changes with every step costs bytes in every tab.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// The percentage alone: a storyboard of fifty shots.
    Percent,
    /// Step, time left and the preview as well.
    Full,
}

/// A job's stage, owning its words.
pub(super) enum Doing {
    Idle,
    Queued {
        job: String,
        position: Option<u32>,
        wait: Option<String>,
    },
    Running {
        job: String,
        percent: Option<u32>,
        step: String,
        left: Option<String>,
        preview: Option<String>,
    },
    Done,
    Failed {
        job: String,
        why: String,
    },
    Canceled {
        job: String,
    },
}

pub(super) fn doing(
    cx: &Cx<'_>,
    job: JobId,
    status: JobStatus,
    error: Option<&str>,
    detail: Detail,
) -> Doing {
    let id = job.to_string();
    match status {
        JobStatus::Queued => {
            let queue = read(cx, QueueNow).ready();
            let place = queue.and_then(|queue| {
                queue
                    .queued
                    .iter()
                    .find(|queued| queued.job == job)
                    .map(|queued| queued.position)
            });
            Doing::Queued {
                job: id,
                position: place,
                wait: None,
            }
        }
        JobStatus::Running => {
            let progress = read(cx, ProgressOf(job))
                .ready()
                .and_then(|progress| (*progress).clone());
            let percent = progress
                .as_ref()
                .map(|progress| words::percent(progress.fraction));
            let full = progress.filter(|_| detail == Detail::Full);
            Doing::Running {
                percent,
                step: full
                    .as_ref()
                    .map(|progress| progress.step.clone())
                    .unwrap_or_default(),
                left: full
                    .as_ref()
                    .and_then(|progress| progress.eta)
                    .map(words::time_left),
                preview: full
                    .and_then(|progress| progress.preview)
                    .map(|hash| format!("/preview/{id}/{hash}")),
                job: id,
            }
        }
        JobStatus::Succeeded => Doing::Done,
        JobStatus::Failed => {
            let why = error.unwrap_or("This take failed.").to_owned();
            Doing::Failed { job: id, why }
        }
        JobStatus::Canceled => Doing::Canceled { job: id },
    }
}

impl Doing {
    /// Says more words beside a job that runs or waits.
    pub(super) fn beside(&mut self, words: Option<String>) {
        let (Self::Running { left: said, .. } | Self::Queued { wait: said, .. }) = self else {
            return;
        };
        *said = match (said.take(), words) {
            (Some(said), Some(words)) => Some(format!("{said} · {words}")),
            (said, words) => said.or(words),
        };
    }

    pub(super) fn stage(&self) -> Stage<'_> {
        match self {
            Self::Idle => Stage::Idle,
            Self::Queued {
                job,
                position,
                wait,
            } => Stage::Queued {
                job,
                position: *position,
                wait: wait.as_deref(),
            },
            Self::Running {
                job,
                percent,
                step,
                left,
                preview,
            } => Stage::Running {
                job,
                percent: *percent,
                step,
                left: left.as_deref(),
                preview: preview.as_deref(),
            },
            Self::Done => Stage::Done,
            Self::Failed { job, why } => Stage::Failed { job, why },
            Self::Canceled { job } => Stage::Canceled { job },
        }
    }
}
