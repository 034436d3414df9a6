//! Icons: one symbol of the sprite in `web/icons/sprite.svg`, drawn in the color of the text around it.

use maud::{Markup, html};

use super::asset::asset;

/// A 16-px icon. It says nothing to a screen reader: what it stands beside does.
#[must_use]
pub fn icon(name: &str) -> Markup {
    draw(name, "icon")
}

/// A 20-px icon, for bars and empty places.
#[must_use]
pub fn large_icon(name: &str) -> Markup {
    draw(name, "icon icon-large")
}

fn draw(name: &str, class: &str) -> Markup {
    html! {
        svg class=(class) aria-hidden="true" viewBox="0 0 24 24" {
            use href=(format!("{}#{name}", asset("icons/sprite.svg"))) {}
        }
    }
}
