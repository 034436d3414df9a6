//! The mark and the name.

use maud::{Markup, html};

/// A clapper's stripes closing on a frame; drawn in the accent.
#[must_use]
pub fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 24 24" aria-hidden="true" {
            use href=(format!("{}#mark", super::asset::asset("icons/sprite.svg"))) {}
        }
    }
}

/// Mark and name side by side.
#[must_use]
pub fn wordmark() -> Markup {
    html! { span.wordmark { (mark()) span { "Rushes" } } }
}
