//! The keyframes of a shot in a row: sortable by drag and by keys, scrolled sideways on its own.

use maud::{Markup, html};

use super::act::Act;
use super::icon::large_icon;

/// `cards` are [`keyframe_card`](super::keyframe_card::keyframe_card)s, `add` the last place.
#[must_use]
pub fn strip(cards: &Markup, add: &Markup) -> Markup {
    html! {
        ol.strip data-hook="sortable" data-move-event="keyframe.move" data-sort-axis="x" data-grid="row" data-rove aria-label="Keyframes" tabindex="-1" {
            (cards)
            (add)
        }
    }
}

/// The last place of the strip: opens the picker of the dropzone around it.
#[must_use]
pub fn add(dropzone: &str) -> Markup {
    let act = Act::Picks(dropzone).parts();
    html! {
        li.strip-add data-grid-item {
            button type="button" data-picks=[act.picks] { (large_icon("image-plus")) span { "Add pictures" } }
        }
    }
}
