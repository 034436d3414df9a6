//! A shot: its viewer, keyframes and takes, and the inspector beside them.

use std::sync::Arc;

use api::ids::{ProjectId, ShotId, TakeId};
use api::project::Project;
use api::shot::Shot;
use client::{ProjectOf, ShotOf, Shots};
use maud::{Markup, html};
use serde::Serialize;

use super::document::{failed, lost, lost_in};
use super::{Cx, inspector, keyframes, storyboard, takes, viewer};
use crate::components::act::Act;
use crate::components::button::{Button, Kind, button, icon_button};
use crate::components::frame::Ratio;
use crate::components::shell::{page_head, work};
use crate::components::{skeleton, words};
use crate::data::{Read, read};
use crate::state::asked::Asked;
use crate::state::route::Route;

#[derive(Serialize)]
pub(super) struct Page {
    pub(super) project: ProjectId,
    pub(super) shot: ShotId,
    pub(super) take: Option<Asked>,
    pub(super) made: Option<TakeId>,
    /// The selected keyframe is in the viewer.
    pub(super) enlarged: bool,
    pub(super) inspector: inspector::Input,
}

/// What the parts of the page share.
#[derive(Clone, Serialize)]
pub(super) struct Part {
    pub(super) project: ProjectId,
    pub(super) shot: ShotId,
    pub(super) ratio: (u32, u32),
    pub(super) take: Option<Asked>,
    pub(super) made: Option<TakeId>,
}

impl Part {
    pub(super) fn ratio(&self) -> Ratio {
        Ratio(self.ratio.0, self.ratio.1)
    }
}

pub(super) fn page(page: &Page, cx: &Cx<'_>) -> Markup {
    let project = read(cx, ProjectOf(page.project));
    let shot = read(cx, ShotOf(page.shot));
    let (project, shot) = match (project, shot) {
        (Read::Ready(project), Read::Ready(shot)) => (project, shot),
        (Read::Absent, _) => return lost("This project does not exist, or was deleted."),
        (Read::Ready(project), Read::Absent) => return gone(&project, page.shot),
        (Read::Failed(sentence), _) | (_, Read::Failed(sentence)) => {
            return failed("Shot", &sentence);
        }
        _ => {
            return work(
                &html! { (skeleton::line(true)) (skeleton::cards(3, Ratio::default())) },
                None,
            );
        }
    };
    if shot.project != project.id {
        let board = Route::Storyboard(project.id).url();
        let sentence = "This shot does not exist in this project.";
        return lost_in(STORYBOARD, &board, sentence, &html! {});
    }
    let part = Part {
        project: project.id,
        shot: shot.id,
        ratio: (project.width, project.height),
        take: page.take,
        made: page.made,
    };
    let shots = read(cx, Shots(page.project)).ready();
    let index = shots
        .as_ref()
        .and_then(|shots| shots.iter().position(|other| other.id == page.shot));
    let number = index.map(storyboard::number);
    let enlarged = page.inspector.keyframe.filter(|_| page.enlarged);
    let ways = shots
        .as_deref()
        .zip(index)
        .map(|(shots, index)| neighbors(shots, index));
    let meta = html! {
        @if let Some(number) = number { span { "Shot " (number) } }
        span { (words::duration(shot.seconds)) }
        span { (project.width) " × " (project.height) }
    };
    let main = html! {
        (page_head(&shot.name, &meta, &html! { @if let Some(ways) = &ways { (ways) } }))
        (cx.region("viewer", (part.clone(), enlarged), viewer::viewer))
        (cx.region("keyframes", (part.clone(), page.inspector.keyframe, enlarged.is_some()), keyframes::strip))
        (cx.region("takes", (part, enlarged), takes::takes))
        (cx.region("shot-bar", page.shot, inspector::bar))
    };
    let side = cx.region("inspector", page.inspector.clone(), inspector::inspector);
    work(&main, Some(&side))
}

const STORYBOARD: &str = "To the storyboard";

/// The shot was deleted, here or elsewhere, or the address is wrong: nobody learns which.
fn gone(project: &Project, shot: ShotId) -> Markup {
    let restore = button(&Button {
        label: "Bring it back",
        icon: Some("undo-2"),
        act: Act::on("shot.restore", &shot.to_string()),
        once: true,
        ..Button::default()
    });
    let board = Route::Storyboard(project.id).url();
    let sentence = format!(
        "This shot of “{}” does not exist, or was deleted.",
        project.name
    );
    lost_in(STORYBOARD, &board, &sentence, &restore)
}

/// The ways to the shots before and after it.
fn neighbors(shots: &[Arc<Shot>], index: usize) -> Markup {
    let way = |to: Option<&Shot>, label: &str, icon: &str, key: &str| {
        let url = to.map(|shot| Route::Shot(shot.project, shot.id).url());
        icon_button(&Button {
            label,
            kind: Kind::Quiet,
            icon: Some(icon),
            act: url.as_deref().map_or(Act::Nothing, Act::Link),
            disabled: url.is_none(),
            key: Some(key),
            ..Button::default()
        })
    };
    let at = |index: usize| shots.get(index).map(Arc::as_ref);
    let before = index.checked_sub(1).and_then(at);
    html! {
        @if shots.len() > 1 {
            (way(before, "Shot before", "chevron-left", "["))
            (way(at(index + 1), "Shot after", "chevron-right", "]"))
        }
    }
}
