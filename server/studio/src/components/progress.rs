//! How far something is, in the native `<progress>`.

use maud::{Markup, html};

use super::words::ordinal;

/// A thin bar; without a percentage it runs.
#[must_use]
pub fn bar(name: &str, percent: Option<u32>) -> Markup {
    html! { progress.bar aria-label=(name) max="100" value=[percent] {} }
}

/// A bar with its words: percentage in tabular figures, step and time left in the quiet color.
#[must_use]
pub fn progress(name: &str, percent: Option<u32>, step: &str, left: Option<&str>) -> Markup {
    html! {
        div.progress {
            (bar(name, percent))
            p.progress-words {
                @if let Some(percent) = percent { span.progress-percent { (percent) "%" } }
                span.progress-step { (step) }
                @if let Some(left) = left { span.progress-left { (left) } }
            }
        }
    }
}

/// Waiting: the place in the queue and an honest estimate.
#[must_use]
pub fn queued(position: Option<u32>, wait: Option<&str>) -> Markup {
    html! {
        p.queued {
            @match position {
                Some(1) => { span.queued-place { "Next in the queue" } }
                Some(position) => { span.queued-place { (ordinal(position)) " in the queue" } }
                None => { span.queued-place { "Queued" } }
            }
            @if let Some(wait) = wait { span.progress-left { (wait) } }
        }
    }
}
