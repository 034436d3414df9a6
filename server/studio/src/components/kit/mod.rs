//! Every component in all its states, at `/ops/kit` in development.
//!
//! It is what a change to the look is judged by, in both themes and at both widths.

mod controls;
mod pictures;
mod places;

use maud::{Markup, html};

/// The content of the page's work area.
#[must_use]
pub fn page() -> Markup {
    html! {
        div.kit {
            (controls::parts())
            (places::parts())
            (pictures::parts())
        }
    }
}

/// One component and its states in a row.
fn part(title: &str, states: &[Markup]) -> Markup {
    html! {
        section.kit-part {
            h2.section-title { (title) }
            div.kit-row { @for state in states { (state) } }
        }
    }
}

/// One component whose states want columns.
fn columns(title: &str, states: &[Markup]) -> Markup {
    html! {
        section.kit-part {
            h2.section-title { (title) }
            div.kit-fields { @for state in states { (state) } }
        }
    }
}
