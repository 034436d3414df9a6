//! What is selected, in detail: a column at the right that takes its own room, a sheet on a phone.

use maud::{Markup, html};

use super::act::Act;
use super::button::{Button, Kind, icon_button};

/// The inspector. `foot` stays in sight at its lower edge. On a phone it is a popover with the id `inspector`,
/// opened by any control with `data-sheet="inspector"`.
#[must_use]
pub fn inspector(title: &str, body: &Markup, foot: &Markup) -> Markup {
    html! {
        aside.inspector id="inspector" aria-label=(title) popover="auto" data-hook="inspector" {
            header.inspector-head {
                h2.inspector-title { (title) }
                span.inspector-close { (icon_button(&Button { label: "Close", kind: Kind::Quiet, icon: Some("x"), act: Act::Popover("inspector"), ..Button::default() })) }
            }
            div.inspector-body { (body) }
            @if !foot.0.is_empty() { footer.inspector-foot { (foot) } }
        }
    }
}

/// A part of it with a heading of its own.
#[must_use]
pub fn section(title: &str, actions: &Markup, body: &Markup) -> Markup {
    html! {
        section.inspector-section {
            header.section-head { h3.section-title { (title) } (actions) }
            (body)
        }
    }
}

/// Facts in two columns: what and how much.
#[must_use]
pub fn facts(rows: &[(&str, &str)]) -> Markup {
    html! { dl.facts { @for (name, value) in rows { div { dt { (name) } dd { (value) } } } } }
}
