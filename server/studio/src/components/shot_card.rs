//! A shot on the storyboard.

use maud::{Markup, html};

use super::act::Act;
use super::frame::{Picture, Ratio, image, shape};
use super::icon::{icon, large_icon};
use super::menu::{Item, more};
use super::player::loop_film;
use super::rename::{Rename, rename};
use super::stage::{self, Stage};

#[derive(Clone, Copy, Default)]
pub struct ShotCard<'a> {
    pub id: &'a str,
    /// 1 for the first.
    pub number: u32,
    pub name: &'a str,
    pub href: &'a str,
    pub ratio: Ratio,
    pub poster: Option<Picture<'a>>,
    /// The chosen take's film.
    pub film: Option<&'a str>,
    /// `0:07`; empty where there is nothing to last.
    pub duration: &'a str,
    /// `4 keyframes`.
    pub keyframes: &'a str,
    /// `2 takes`; empty where there are none.
    pub takes: &'a str,
    pub stage: Stage<'a>,
    pub renaming: bool,
    pub error: Option<&'a str>,
    /// What `shot.rename` sends as its id: the name's version travels in it.
    pub edit: &'a str,
}

#[must_use]
pub fn shot_card(s: &ShotCard<'_>) -> Markup {
    let preview = s.stage.preview().map(|src| Picture {
        src,
        larger: None,
        alt: "",
    });
    let picture = preview.as_ref().or(s.poster.as_ref());
    html! {
        li class=(format!("card shot-card {}", s.stage.class())) data-sort-id=(s.id) data-grid-item data-scope {
            a.card-face href=(s.href) data-nav draggable="false" tabindex="-1" aria-hidden="true" {
                div.frame {
                    (shape(s.ratio))
                    @if let Some(picture) = picture { (image(picture)) } @else { span.frame-empty { (large_icon("image-plus")) } }
                    @if let (Some(film), false) = (s.film, s.stage.is_live()) { (loop_film(film, s.poster.as_ref().map(|p| p.src))) }
                    span.plate.plate-number { (s.number) }
                    @if !s.duration.is_empty() { span.plate.plate-time { (s.duration) } }
                    (stage::over_picture(&s.stage))
                }
            }
            div.card-corner { (stage::actions(&s.stage, s.name)) }
            button.grip type="button" data-sort-handle aria-label=(format!("Move shot {}, {}", s.number, s.name)) data-tip="Drag, or Space and arrows" { (icon("grip-horizontal")) }
            div.card-body {
                div.card-words {
                    @if s.renaming {
                        (rename(&Rename { subject: "shot", id: s.id, name: s.name, error: s.error, edit: s.edit }))
                    } @else {
                        h3.card-name { a.card-link href=(s.href) data-nav { (s.name) } }
                        @if matches!(s.stage, Stage::Idle | Stage::Done) {
                            p.card-meta { span { (s.keyframes) } @if !s.takes.is_empty() { span { (s.takes) } } }
                        } @else {
                            (stage::words(&s.stage))
                        }
                    }
                }
                (more(&format!("shot-menu-{}", s.id), &format!("More about {}", s.name), &[
                    Item { label: "Rename", icon: Some("pencil"), act: Act::on("shot.rename.begin", s.id), key: Some("F2"), ..Item::default() },
                    Item { label: "Move earlier", icon: Some("arrow-left"), act: Act::Earlier, ..Item::default() },
                    Item { label: "Move later", icon: Some("arrow-right"), act: Act::Later, ..Item::default() },
                    Item { label: "Delete", icon: Some("trash-2"), act: Act::on("shot.delete", s.id), danger: true, key: Some("Delete"), ..Item::default() },
                ]))
            }
        }
    }
}

/// The grid that shot cards stand in: sortable by drag and by keys. `add` comes after the last, or nothing.
#[must_use]
pub fn shot_grid(ratio: Ratio, cards: &Markup, add: &Markup) -> Markup {
    html! {
        ol class=(format!("card-grid shot-grid {}", ratio.class())) data-hook="sortable" data-move-event="shot.move" data-grid="grid" aria-label="Shots" {
            (cards)
            (add)
        }
    }
}

/// The last place of the grid: a new shot.
#[must_use]
pub fn new_shot(ratio: Ratio, act: Act<'_>) -> Markup {
    let act = act.parts();
    html! {
        li.card.card-new data-grid-item {
            button.card-add type="button" data-on-click=[act.event] data-val-id=[act.id] data-val-value=[act.value] data-opens=[act.opens] data-key="n" data-once {
                span.frame { (shape(ratio)) span.frame-empty { (large_icon("plus")) span { "New shot" } } }
            }
        }
    }
}
