//! What stands where something is still being read: its shape, without its words.

use maud::{Markup, html};

use super::frame::{Ratio, shape};

/// A grid of cards.
#[must_use]
pub fn cards(count: u32, ratio: Ratio) -> Markup {
    html! {
        ul class=(format!("card-grid {}", ratio.class())) aria-busy="true" aria-label="Loading" {
            @for _ in 0..count {
                li.card.skeleton-card { div.frame.skeleton { (shape(ratio)) } div.card-body { div.card-words { (line(true)) (line(false)) } } }
            }
        }
    }
}

/// Rows of a list.
#[must_use]
pub fn rows(count: u32) -> Markup {
    html! { ul.job-list aria-busy="true" aria-label="Loading" { @for _ in 0..count { li.skeleton-row { div.skeleton.skeleton-picture {} div.card-words { (line(true)) (line(false)) } } } } }
}

/// A line of text, long or short.
#[must_use]
pub fn line(long: bool) -> Markup {
    html! { span class=(if long { "skeleton skeleton-line" } else { "skeleton skeleton-line skeleton-short" }) {} }
}
