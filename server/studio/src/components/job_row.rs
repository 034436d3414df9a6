//! A job in Activity.

use maud::{Markup, html};

use super::frame::{Picture, Ratio, frame};
use super::progress;
use super::stage::{Stage, actions, stage_word};
use super::when::when;

#[derive(Clone, Copy, Default)]
pub struct JobRow<'a> {
    pub job: &'a str,
    pub project: &'a str,
    pub shot: &'a str,
    pub take: u32,
    /// The shot's page.
    pub href: &'a str,
    pub prompt: &'a str,
    pub poster: Option<Picture<'a>>,
    pub stage: Stage<'a>,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

#[must_use]
pub fn job_row(j: &JobRow<'_>) -> Markup {
    let preview = j.stage.preview().map(|src| Picture {
        src,
        larger: None,
        alt: "",
    });
    html! {
        li class=(format!("job-row {}", j.stage.class())) data-grid-item data-scope {
            div.job-picture { (frame(Ratio::default(), preview.as_ref().or(j.poster.as_ref()), &html! {})) }
            div.job-words {
                p.job-title {
                    a.job-link href=(j.href) data-nav { (j.shot) }
                    span.job-take { "Take " (j.take) }
                }
                p.job-meta { span { (j.project) } @if !j.prompt.is_empty() { span.job-prompt { (j.prompt) } } }
            }
            div.job-state {
                @match j.stage {
                    Stage::Running { percent, step, left, .. } => { (progress::progress("Generating", percent, step, left)) }
                    Stage::Queued { position, wait, .. } => { (progress::queued(position, wait)) }
                    Stage::Failed { why, .. } => { (stage_word(&j.stage)) span.job-why { (why) } }
                    Stage::Idle | Stage::Done | Stage::Canceled { .. } => { (stage_word(&j.stage)) }
                }
            }
            (when(j.created_at))
            div.job-actions { (actions(&j.stage, &format!("{}, take {}", j.shot, j.take))) }
        }
    }
}

/// The list that rows stand in.
#[must_use]
pub fn job_list(rows: &Markup) -> Markup {
    html! { ul.job-list data-grid="list" { (rows) } }
}
