//! Every component in all its states, at `/ops/kit` in development.

use maud::{Markup, html};

/// The content of the page.
#[must_use]
pub fn page() -> Markup {
    html! { div.kit {} }
}
