//! A short word about a thing's state.

use maud::{Markup, html};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Accent,
    Good,
    Warn,
    Bad,
}

#[must_use]
pub fn badge(tone: Tone, words: &str) -> Markup {
    let class = match tone {
        Tone::Neutral => "badge",
        Tone::Accent => "badge badge-accent",
        Tone::Good => "badge badge-good",
        Tone::Warn => "badge badge-warn",
        Tone::Bad => "badge badge-bad",
    };
    html! { span class=(class) { (words) } }
}

/// A badge over a picture: readable on any.
#[must_use]
pub fn plate(words: &str) -> Markup {
    html! { span.plate { (words) } }
}
