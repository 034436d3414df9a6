//! The storyboard: a project's shots in their order.

use std::sync::Arc;

use api::ids::{ProjectId, ShotId};
use api::job::JobStatus;
use api::project::Project;
use api::shot::Shot;
use client::{ProjectOf, ShotOf, Shots};
use maud::{Markup, html};
use serde::Serialize;

use super::chrome::activity_of;
use super::document::{failed, lost};
use super::pictures::{film, shown};
use super::stage::{Detail, Doing, doing};
use super::{Cx, reel, trouble};
use crate::components::act::Act;
use crate::components::button::{Button, Kind, button};
use crate::components::empty::{Empty, empty};
use crate::components::frame::Ratio;
use crate::components::menu::{Item, more};
use crate::components::rename::{Rename, rename};
use crate::components::shell::{page_head, work};
use crate::components::shot_card::{ShotCard, new_shot, shot_card, shot_grid};
use crate::components::{skeleton, words};
use crate::data::{Read, read};
use crate::state::State;
use crate::state::draft::Draft;
use crate::state::route::Route;
use crate::state::token::{Field, Row, Token};

#[derive(Serialize)]
pub(super) struct Page {
    project: ProjectId,
    naming: Option<(Row, Draft)>,
}

impl Page {
    pub(super) fn of(project: ProjectId, state: &State) -> Self {
        let naming = state
            .naming
            .map(|row| (row, state.edits.draft(row, Field::Name)));
        Self { project, naming }
    }

    fn naming(&self, row: Row) -> Option<&Draft> {
        self.naming
            .as_ref()
            .filter(|(named, _)| *named == row)
            .map(|(_, draft)| draft)
    }
}

pub(super) fn page(page: &Page, cx: &Cx<'_>) -> Markup {
    let project = read(cx, ProjectOf(page.project));
    let shots = read(cx, Shots(page.project));
    let project = match project {
        Read::Ready(project) => project,
        Read::Absent => return lost("This project does not exist, or was deleted."),
        Read::Failed(sentence) => return failed("Storyboard", &sentence),
        Read::Loading => {
            return work(
                &html! { (skeleton::line(true)) (skeleton::cards(8, Ratio::default())) },
                None,
            );
        }
    };
    let ratio = Ratio(project.width, project.height);
    let shots = match shots {
        Read::Ready(shots) => shots,
        Read::Failed(sentence) => return failed(&project.name, &sentence),
        Read::Loading | Read::Absent => {
            return work(
                &html! { (head(page, &project, 0, &html! {})) (skeleton::cards(8, ratio)) },
                None,
            );
        }
    };
    let id = project.id.to_string();
    let next = format!("Shot {}", shots.len() + 1);
    let add = Act::on("shot.add", &id).with(&next);
    if shots.is_empty() {
        let words = Empty {
            icon: "film",
            title: "No shots yet",
            sentence: "A shot is a few pictures and what happens between them. Add the first one.",
        };
        let first = button(&Button {
            label: "Add a shot",
            kind: Kind::Primary,
            icon: Some("plus"),
            act: add,
            once: true,
            key: Some("n"),
            ..Button::default()
        });
        return work(
            &html! { (head(page, &project, 0, &html! {})) (empty(&words, &first, &html! {})) },
            None,
        );
    }
    let cards = html! {
        @for (index, shot) in shots.iter().enumerate() {
            (cx.region(format!("shot-{}", shot.id), Card { id: shot.id, number: number(index), ratio: (project.width, project.height), naming: page.naming(Row::Shot(shot.id)).cloned() }, card))
        }
    };
    let play = if shots.is_empty() {
        html! {}
    } else {
        cx.region("play", page.project, reel::reel)
    };
    work(
        &html! { (head(page, &project, shots.len(), &play)) (shot_grid(ratio, &cards, &new_shot(ratio, add))) },
        None,
    )
}

fn head(page: &Page, project: &Arc<Project>, shots: usize, play: &Markup) -> Markup {
    let id = project.id.to_string();
    let activity = activity_of(project.id);
    let meta = html! {
        span { (words::count(shots as u64, "shot")) }
        span { (words::duration(project.seconds)) }
        span { (project.width) " × " (project.height) }
    };
    let next = format!("Shot {}", shots + 1);
    let actions = html! {
        (play)
        (more("project-menu", "More about this project", &[
            Item { label: "Rename", icon: Some("pencil"), act: Act::on("project.rename.begin", &id), ..Item::default() },
            Item { label: "Activity of this project", icon: Some("activity"), act: Act::Link(&activity), ..Item::default() },
            Item { label: "Delete", icon: Some("trash-2"), act: Act::on("project.delete", &id), danger: true, ..Item::default() },
        ]))
        (button(&Button { label: "Add a shot", kind: Kind::Primary, icon: Some("plus"), act: Act::on("shot.add", &id).with(&next), once: true, ..Button::default() }))
    };
    let Some(draft) = page.naming(Row::Project(project.id)) else {
        return page_head(&project.name, &meta, &actions);
    };
    let error = trouble::name_sentence(draft);
    let token = Token::new(
        Row::Project(project.id),
        Field::Name,
        project.version,
        &project.name,
    )
    .to_string();
    html! {
        header.page-head {
            div.page-words {
                h1.hidden { (project.name) }
                (rename(&Rename { subject: "project", id: &id, name: &project.name, error: error.as_deref(), edit: &token }))
            }
        }
    }
}

#[derive(Serialize)]
struct Card {
    id: ShotId,
    /// From its place in the list: after a move the list is there before each shot's own row is.
    number: u32,
    ratio: (u32, u32),
    naming: Option<Draft>,
}

fn card(card: &Card, cx: &Cx<'_>) -> Markup {
    let ratio = Ratio(card.ratio.0, card.ratio.1);
    let Some(shot) = read(cx, ShotOf(card.id)).ready() else {
        return html! { li.card.skeleton-card { (skeleton::line(true)) } };
    };
    let id = shot.id.to_string();
    let href = Route::Shot(shot.project, shot.id).url();
    let poster = shot.poster.as_ref().map(shown);
    let film = shot.film.as_ref().map(film);
    let stage = shot_stage(&shot, cx);
    let error = card.naming.as_ref().and_then(trouble::name_sentence);
    let takes = if shot.take_count == 0 {
        String::new()
    } else {
        words::count(u64::from(shot.take_count), "take")
    };
    let duration = if shot.keyframe_count == 0 {
        String::new()
    } else {
        words::duration(shot.seconds)
    };
    let keyframes = if shot.keyframe_count == 0 {
        "No pictures yet".to_owned()
    } else {
        words::count(u64::from(shot.keyframe_count), "keyframe")
    };
    let token = Token::new(Row::Shot(shot.id), Field::Name, shot.version, &shot.name).to_string();
    shot_card(&ShotCard {
        id: &id,
        number: card.number,
        name: &shot.name,
        href: &href,
        ratio,
        poster: poster.as_ref().map(super::pictures::Shown::silent),
        film: film.as_deref(),
        duration: &duration,
        keyframes: &keyframes,
        takes: &takes,
        stage: stage.stage(),
        renaming: card.naming.is_some(),
        error: error.as_deref(),
        edit: &token,
    })
}

/// A place in a list, as people count.
pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// What the newest take is doing. A canceled one says nothing where there is a film to show.
fn shot_stage(shot: &Shot, cx: &Cx<'_>) -> Doing {
    let Some(latest) = &shot.latest else {
        return Doing::Idle;
    };
    if latest.status == JobStatus::Canceled && shot.film.is_some() {
        return Doing::Done;
    }
    doing(
        cx,
        latest.job,
        latest.status,
        Some("The last take failed. Open the shot to see why."),
        Detail::Percent,
    )
}
