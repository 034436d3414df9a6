//! A take of a shot.

use maud::{Markup, html};

use super::act::Act;
use super::badge::{Tone, badge};
use super::button::{Button, Kind, button, icon_button};
use super::frame::{Picture, Ratio, image, shape};
use super::icon::{icon, large_icon};
use super::menu::{Item, more};
use super::player::loop_film;
use super::stage::{self, Stage};
use super::when::when;

#[derive(Clone, Copy, Default)]
pub struct TakeCard<'a> {
    pub id: &'a str,
    pub number: u32,
    pub ratio: Ratio,
    pub poster: Option<Picture<'a>>,
    pub film: Option<&'a str>,
    /// Where the MP4 is saved from, with its name.
    pub download: Option<&'a str>,
    pub duration: &'a str,
    pub stage: Stage<'a>,
    pub chosen: bool,
    /// It is the one in the viewer.
    pub shown: bool,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

#[must_use]
pub fn take_card(t: &TakeCard<'_>) -> Markup {
    let name = format!("take {}", t.number);
    let preview = t.stage.preview().map(|src| Picture {
        src,
        larger: None,
        alt: "",
    });
    let picture = preview.as_ref().or(t.poster.as_ref());
    html! {
        li class=(format!("card take-card {}", t.stage.class())) data-grid-item data-scope aria-current=[t.shown.then_some("true")] {
            button.card-face type="button" data-on-click="take.show" data-val-id=(t.id) data-val-number=(t.number) data-reveals="viewer" aria-pressed=(if t.shown { "true" } else { "false" }) aria-label=(format!("Show {name}")) {
                span.frame {
                    (shape(t.ratio))
                    @if let Some(picture) = picture { (image(picture)) } @else { span.frame-empty { (large_icon("film")) } }
                    @if let Some(film) = t.film { (loop_film(film, t.poster.as_ref().map(|p| p.src))) }
                    @if !t.duration.is_empty() { span.plate.plate-time { (t.duration) } }
                    (stage::over_picture(&t.stage))
                }
            }
            div.card-body {
                div.card-words {
                    p.card-name { span { "Take " (t.number) } @if t.chosen { (badge(Tone::Accent, "Chosen")) } }
                    @if matches!(t.stage, Stage::Idle | Stage::Done | Stage::Canceled { .. }) { p.card-meta { (when(t.created_at)) } } @else { (stage::words(&t.stage)) }
                }
                div.take-actions {
                    @if t.film.is_some() && !t.chosen {
                        (button(&Button { label: "Choose", act: Act::on("take.choose", t.id), ..Button::default() }))
                    }
                    @if let Some(download) = t.download {
                        (icon_button(&Button { label: &format!("Download {name}"), kind: Kind::Quiet, icon: Some("download"), act: Act::Download(download), ..Button::default() }))
                    }
                    (stage::actions(&t.stage, &name))
                    (more(&format!("take-menu-{}", t.id), &format!("More about {name}"), &[
                        Item { label: "Delete", icon: Some("trash-2"), act: Act::on("take.delete", t.id), danger: true, key: Some("Delete"), ..Item::default() },
                    ]))
                }
            }
        }
    }
}

/// The list that take cards stand in.
#[must_use]
pub fn take_list(name: &str, ratio: Ratio, cards: &Markup) -> Markup {
    html! { ul class=(format!("card-grid take-list {}", ratio.class())) data-grid="grid" aria-label=(name) { (cards) } }
}

/// The canceled takes of a shot: one quiet line until it is opened, and the way to be rid of them all.
#[must_use]
pub fn canceled(count: usize, clear: Act<'_>, list: &Markup) -> Markup {
    html! {
        div.canceled {
            details {
                summary.canceled-line { (icon("chevron-right")) span { (count) " canceled" } }
                (list)
            }
            (button(&Button { label: "Delete all", kind: Kind::Quiet, icon: Some("trash-2"), act: clear, ..Button::default() }))
        }
    }
}
