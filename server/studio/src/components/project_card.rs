//! A project on the Projects page.

use maud::{Markup, html};

use super::act::Act;
use super::frame::{Picture, image};
use super::icon::large_icon;
use super::menu::{Item, more};
use super::rename::{Rename, rename};
use super::when::when;

#[derive(Clone, Copy, Default)]
pub struct ProjectCard<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub href: &'a str,
    /// Four at most: the first shots.
    pub posters: &'a [Picture<'a>],
    /// `12 shots`.
    pub shots: &'a str,
    /// `0:48`.
    pub duration: &'a str,
    /// `1280 × 720`.
    pub size: &'a str,
    /// Milliseconds since 1970.
    pub updated_at: i64,
    pub renaming: bool,
    /// Why the last name was refused.
    pub error: Option<&'a str>,
    /// What `project.rename` sends as its id: the name's version travels in it.
    pub edit: &'a str,
}

#[must_use]
pub fn project_card(p: &ProjectCard<'_>) -> Markup {
    html! {
        li.card.project-card data-grid-item data-scope {
            a.card-face href=(p.href) data-nav draggable="false" tabindex="-1" aria-hidden="true" {
                div class=(format!("mosaic mosaic-{}", p.posters.len().min(4))) {
                    @for picture in p.posters.iter().take(4) { span.mosaic-cell { (image(picture)) } }
                    @if p.posters.is_empty() { span.frame-empty { (large_icon("clapperboard")) } }
                }
            }
            div.card-body {
                div.card-words {
                    @if p.renaming {
                        (rename(&Rename { subject: "project", id: p.id, name: p.name, error: p.error, edit: p.edit }))
                    } @else {
                        h3.card-name { a.card-link href=(p.href) data-nav { (p.name) } }
                        p.card-meta { span { (p.shots) } span { (p.duration) } span.card-size { (p.size) } (when(p.updated_at)) }
                    }
                }
                (more(&format!("project-menu-{}", p.id), &format!("More about {}", p.name), &[
                    Item { label: "Rename", icon: Some("pencil"), act: Act::on("project.rename.begin", p.id), key: Some("F2"), ..Item::default() },
                    Item { label: "Delete", icon: Some("trash-2"), act: Act::on("project.delete", p.id), danger: true, key: Some("Delete"), ..Item::default() },
                ]))
            }
        }
    }
}

/// The grid that project cards stand in.
#[must_use]
pub fn project_grid(cards: &Markup) -> Markup {
    html! { ul.card-grid.project-grid data-grid="grid" { (cards) } }
}
