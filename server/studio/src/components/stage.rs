//! What a job is doing, as cards, rows and the viewer draw it.

use maud::{Markup, html};

use super::act::Act;
use super::button::{Button, Kind, icon_button};
use super::icon::icon;
use super::words::{ordinal, phase};

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Stage<'a> {
    /// Nothing was asked of it yet.
    #[default]
    Idle,
    Queued {
        job: &'a str,
        position: Option<u32>,
        wait: Option<&'a str>,
    },
    Running {
        job: &'a str,
        percent: Option<u32>,
        step: &'a str,
        left: Option<&'a str>,
        preview: Option<&'a str>,
    },
    Done,
    Failed {
        job: &'a str,
        why: &'a str,
    },
    Canceled {
        job: &'a str,
    },
}

impl<'a> Stage<'a> {
    /// The picture a running job shows of itself.
    #[must_use]
    pub fn preview(&self) -> Option<&'a str> {
        if let Self::Running { preview, .. } = self {
            *preview
        } else {
            None
        }
    }

    #[must_use]
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Queued { .. } | Self::Running { .. })
    }

    pub(super) fn class(&self) -> &'static str {
        match self {
            Self::Idle => "is-idle",
            Self::Queued { .. } => "is-queued",
            Self::Running { .. } => "is-running",
            Self::Done => "is-done",
            Self::Failed { .. } => "is-failed",
            Self::Canceled { .. } => "is-canceled",
        }
    }
}

/// A word with a dot of its color, for lists: quieter than a badge where there are many.
#[must_use]
pub fn stage_word(stage: &Stage<'_>) -> Markup {
    let word = match stage {
        Stage::Idle => "Not generated",
        Stage::Queued { .. } => "Queued",
        Stage::Running { .. } => "Generating",
        Stage::Done => "Done",
        Stage::Failed { .. } => "Failed",
        Stage::Canceled { .. } => "Canceled",
    };
    html! { span class=(format!("state {}", stage.class())) { (word) } }
}

/// Over a picture: the percentage while it runs, the place while it waits, the mark when it failed.
#[must_use]
pub(super) fn over_picture(stage: &Stage<'_>) -> Markup {
    html! {
        @match stage {
            Stage::Idle | Stage::Done => {}
            Stage::Queued { position, .. } => {
                span.plate.plate-stage {
                    (icon("clock"))
                    span { @match position { Some(1) => "Next", Some(position) => (ordinal(*position)), None => "Queued" } }
                }
            }
            Stage::Running { percent, .. } => {
                @if let Some(percent) = percent { span.plate.plate-stage { span { (percent) "%" } } }
                progress.bar aria-label="Generating" max="100" value=[*percent] data-hook="generating" {}
            }
            Stage::Failed { .. } => { span.plate.plate-stage.plate-bad { (icon("circle-alert")) span { "Failed" } } }
            Stage::Canceled { .. } => { span.plate.plate-stage { (icon("ban")) span { "Canceled" } } }
        }
    }
}

/// The line of words under a picture, where there is something to say. The step without its count: the percentage is
/// beside it, and a storyboard should send as little as it can for each step of each card.
#[must_use]
pub(super) fn words(stage: &Stage<'_>) -> Markup {
    html! {
        @match stage {
            Stage::Idle | Stage::Done => {}
            Stage::Queued { wait, .. } => { p.stage-words { span.progress-step { "Queued" } @if let Some(wait) = wait { span.progress-left { (wait) } } } }
            Stage::Running { step, left, .. } => { p.stage-words { span.progress-step { (phase(step)) } @if let Some(left) = left { span.progress-left { (left) } } } }
            Stage::Failed { why, .. } => { p.stage-words.stage-bad data-tip=(why) { span.progress-step { (why) } } }
            Stage::Canceled { .. } => { p.stage-words { span.progress-step { "Canceled before it was done" } } }
        }
    }
}

/// What can be done about it: cancel while it lives, retry when it did not work.
#[must_use]
pub(super) fn actions(stage: &Stage<'_>, name: &str) -> Markup {
    match stage {
        Stage::Idle | Stage::Done => html! {},
        Stage::Queued { job, .. } | Stage::Running { job, .. } => icon_button(&Button {
            label: &format!("Cancel {name}"),
            kind: Kind::Quiet,
            icon: Some("x"),
            act: Act::on("job.cancel", job),
            ..Button::default()
        }),
        Stage::Failed { job, .. } | Stage::Canceled { job } => icon_button(&Button {
            label: &format!("Retry {name}"),
            kind: Kind::Quiet,
            icon: Some("rotate-ccw"),
            act: Act::on("job.retry", job),
            once: true,
            ..Button::default()
        }),
    }
}
