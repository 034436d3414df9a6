//! The viewer of a shot: the film of a take, or what is becoming of it.

use std::sync::Arc;

use api::ids::KeyframeId;
use api::job::JobStatus;
use api::shot::Take;
use client::{Keyframes, ShotOf, Takes};
use maud::{Markup, html};

use super::keyframes::{camera_word, camera_words};
use super::pictures::{film, shown};
use super::shot::Part;
use super::stage::{Detail, Doing, doing};
use super::{Cx, storyboard};
use crate::components::frame::Picture;
use crate::components::keyframe_card::camera_icon;
use crate::components::large_picture::{LargePicture, large_picture};
use crate::components::player::{self, Player};
use crate::components::words;
use crate::data::read;

pub(super) fn viewer((part, enlarged): &(Part, Option<KeyframeId>), cx: &Cx<'_>) -> Markup {
    let takes = read(cx, Takes(part.shot)).ready();
    let takes = takes.as_deref().map_or(&[][..], Vec::as_slice);
    let take = pick(takes, part);
    if let Some(picture) = enlarged.and_then(|id| picture(part, id, take, cx)) {
        return html! { div.viewer-place { div data-key="picture" { (picture) } } };
    }
    let Some(take) = take else {
        return html! { div.viewer-place { (empty(part, cx)) } };
    };
    // Each face has a key of its own and so is an element of its own: a player must never be made of what was not one.
    html! {
        div.viewer-place {
            @if let (JobStatus::Succeeded, Some(file)) = (take.status, &take.film) {
                div data-key=(format!("film-{}", take.id)) { (playing(part, take, &film(file))) }
            } @else {
                div data-key=(format!("making-{}", take.id)) { (making(part, take, waiting(takes, take), cx)) }
            }
        }
    }
}

/// The keyframe, large; nothing where it is gone.
fn picture(part: &Part, id: KeyframeId, take: Option<&Arc<Take>>, cx: &Cx<'_>) -> Option<Markup> {
    let keyframes = read(cx, Keyframes(part.shot)).ready()?;
    let at = keyframes.iter().position(|keyframe| keyframe.id == id)?;
    let keyframe = &keyframes[at];
    let count = keyframes.len();
    // Around the end to the beginning, so that the same key goes through all of them.
    let other = |step: usize| {
        let id = keyframes[(at + step) % count].id;
        (count > 1).then(|| id.to_string())
    };
    let (before, after) = (other(count - 1), other(1));
    let picture = shown(&keyframe.picture);
    let back = take.map(|take| format!("Back to take {}", take.number));
    Some(large_picture(&LargePicture {
        number: storyboard::number(at),
        count,
        ratio: part.ratio(),
        src: picture.large(),
        alt: picture.picture().alt,
        seconds: &words::duration(keyframe.seconds),
        camera: camera_words(keyframe.camera),
        camera_icon: camera_icon(camera_word(keyframe.camera)),
        before: before.as_deref(),
        after: after.as_deref(),
        back: back.as_deref().unwrap_or("Close"),
    }))
}

/// The take that was asked for; else the one that is being made, or the newest that waits for it; else what this tab
/// generated last, unless it was canceled; else the chosen one; else the newest.
pub(super) fn pick<'a>(takes: &'a [Arc<Take>], part: &Part) -> Option<&'a Arc<Take>> {
    let find = |wanted: &dyn Fn(&Take) -> bool| takes.iter().find(|take| wanted(take));
    let asked = part.take.and_then(|asked| find(&|take| asked.is(take)));
    asked
        .or_else(|| find(&|take| take.status == JobStatus::Running))
        .or_else(|| find(&|take| take.status == JobStatus::Queued))
        .or_else(|| find(&|take| part.made == Some(take.id) && take.status != JobStatus::Canceled))
        .or_else(|| find(&|take| take.chosen))
        .or_else(|| takes.first())
}

/// How many other takes of the shot wait, in the words that stand beside the one that is shown.
fn waiting(takes: &[Arc<Take>], shown: &Take) -> Option<String> {
    let others = takes
        .iter()
        .filter(|take| take.status == JobStatus::Queued && take.id != shown.id)
        .count();
    (others > 0).then(|| format!("+{others} waiting"))
}

fn playing(part: &Part, take: &Take, src: &str) -> Markup {
    let poster = take.poster.as_ref().map(shown);
    player::player(&Player {
        id: &format!("player-{}", take.id),
        name: &format!("Take {}", take.number),
        src,
        poster: poster.as_ref().map(super::pictures::Shown::large),
        ratio: part.ratio(),
        ..Player::default()
    })
}

fn making(part: &Part, take: &Take, waiting: Option<String>, cx: &Cx<'_>) -> Markup {
    let mut doing = doing(
        cx,
        take.job,
        take.status,
        take.error.as_deref(),
        Detail::Full,
    );
    doing.beside(waiting);
    let still = still(part, cx);
    let still = still.as_ref().map(|shown| Picture {
        src: shown.large(),
        larger: None,
        alt: "",
    });
    player::viewer(part.ratio(), still.as_ref(), &doing.stage(), &html! {})
}

fn empty(part: &Part, cx: &Cx<'_>) -> Markup {
    let still = still(part, cx);
    let still = still.as_ref().map(|shown| Picture {
        src: shown.large(),
        larger: None,
        alt: "",
    });
    let idle = html! { @if still.is_none() { p { "Add pictures below, then press Generate" } } };
    player::viewer(part.ratio(), still.as_ref(), &Doing::Idle.stage(), &idle)
}

fn still(part: &Part, cx: &Cx<'_>) -> Option<super::pictures::Shown> {
    read(cx, ShotOf(part.shot))
        .ready()?
        .poster
        .as_ref()
        .map(shown)
}
