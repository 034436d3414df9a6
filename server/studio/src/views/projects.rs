//! Projects: all films of the viewer.

use api::ids::ProjectId;
use client::{ProjectOf, Projects};
use maud::{Markup, html};
use serde::Serialize;

use super::document::failed;
use super::pictures::shown;
use super::{Cx, trouble};
use crate::components::act::Act;
use crate::components::button::{Button, Kind, button};
use crate::components::empty::{Empty, empty};
use crate::components::frame::{Picture, Ratio};
use crate::components::project_card::{ProjectCard, project_card, project_grid};
use crate::components::shell::{page_head, work};
use crate::components::{skeleton, words};
use crate::data::{Read, read};
use crate::state::State;
use crate::state::draft::Draft;
use crate::state::route::Route;
use crate::state::token::{Field, Row, Token};

#[derive(Serialize)]
pub(super) struct Page {
    naming: Option<(ProjectId, Draft)>,
}

impl Page {
    pub(super) fn of(state: &State) -> Self {
        let naming = match state.naming {
            Some(row @ Row::Project(id)) => Some((id, state.edits.draft(row, Field::Name))),
            _ => None,
        };
        Self { naming }
    }
}

pub(super) fn page(page: &Page, cx: &Cx<'_>) -> Markup {
    let projects = match read(cx, Projects) {
        Read::Ready(projects) => projects,
        Read::Failed(sentence) => return failed("Projects", &sentence),
        Read::Loading | Read::Absent => {
            return work(
                &html! { (page_head("Projects", &html! {}, &html! {})) (skeleton::cards(6, Ratio::default())) },
                None,
            );
        }
    };
    if projects.is_empty() {
        return work(
            &html! { (page_head("Projects", &html! {}, &html! {})) (welcome()) },
            None,
        );
    }
    let actions = html! { (sample(Kind::Quiet)) (new(Some("n"))) };
    let naming = |id| {
        page.naming
            .as_ref()
            .filter(|(named, _)| *named == id)
            .map(|(_, draft)| draft.clone())
    };
    let cards = html! {
        @for project in projects.iter() { (cx.region(format!("project-{}", project.id), Card { id: project.id, naming: naming(project.id) }, card)) }
    };
    let meta = html! { (words::count(projects.len() as u64, "project")) };
    work(
        &html! { (page_head("Projects", &meta, &actions)) (project_grid(&cards)) },
        None,
    )
}

fn welcome() -> Markup {
    let words = Empty {
        icon: "clapperboard",
        title: "Make your first film",
        sentence: "Drop in a few pictures, say how the camera moves, and watch every take as it is made.",
    };
    empty(&words, &new(Some("n")), &sample(Kind::Plain))
}

fn new(key: Option<&str>) -> Markup {
    button(&Button {
        label: "New project",
        kind: Kind::Primary,
        icon: Some("plus"),
        act: Act::event("project.new"),
        key,
        id: Some("project-new"),
        ..Button::default()
    })
}

fn sample(kind: Kind) -> Markup {
    button(&Button {
        label: "Open a sample",
        kind,
        icon: Some("sparkles"),
        act: Act::event("project.sample"),
        once: true,
        ..Button::default()
    })
}

#[derive(Serialize)]
struct Card {
    id: ProjectId,
    naming: Option<Draft>,
}

fn card(card: &Card, cx: &Cx<'_>) -> Markup {
    let Some(project) = read(cx, ProjectOf(card.id)).ready() else {
        return html! { li.card { (skeleton::line(true)) } };
    };
    let id = project.id.to_string();
    let href = Route::Storyboard(project.id).url();
    let posters: Vec<_> = project.posters.iter().map(shown).collect();
    let posters: Vec<Picture<'_>> = posters.iter().map(|shown| shown.silent()).collect();
    let token = Token::new(
        Row::Project(project.id),
        Field::Name,
        project.version,
        &project.name,
    )
    .to_string();
    let error = card.naming.as_ref().and_then(trouble::name_sentence);
    project_card(&ProjectCard {
        id: &id,
        name: &project.name,
        href: &href,
        posters: &posters,
        shots: &words::count(u64::from(project.shot_count), "shot"),
        duration: &words::duration(project.seconds),
        size: &format!("{} × {}", project.width, project.height),
        updated_at: project.updated_at,
        renaming: card.naming.is_some(),
        error: error.as_deref(),
        edit: &token,
    })
}
