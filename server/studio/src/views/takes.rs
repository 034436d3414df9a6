//! The takes of a shot, newest first.

use std::sync::Arc;

use api::ids::{KeyframeId, TakeId};
use api::job::JobStatus;
use api::shot::Take;
use client::{ShotOf, Takes};
use maud::{Markup, html};
use serde::Serialize;

use super::Cx;
use super::pictures::{download, film, shown};
use super::shot::Part;
use super::stage::{Detail, doing};
use super::viewer::pick;
use crate::components::act::Act;
use crate::components::frame::Ratio;
use crate::components::shell::section;
use crate::components::take_card::{self, TakeCard, take_list};
use crate::components::{skeleton, words};
use crate::data::{Read, read};

pub(super) fn takes((part, enlarged): &(Part, Option<KeyframeId>), cx: &Cx<'_>) -> Markup {
    let takes = match read(cx, Takes(part.shot)) {
        Read::Ready(takes) => takes,
        Read::Failed(sentence) => {
            return section(
                "Takes",
                None,
                &html! {},
                &html! { p.field-error { (sentence) } },
            );
        }
        Read::Loading | Read::Absent => {
            return section("Takes", None, &html! {}, &skeleton::cards(3, part.ratio()));
        }
    };
    let shown = pick(&takes, part).filter(|_| enlarged.is_none());
    let shown = shown.map(|take| take.id);
    let card = |take: &Take| {
        let card = Card {
            part: Part {
                take: None,
                made: None,
                ..part.clone()
            },
            id: take.id,
            shown: shown == Some(take.id),
        };
        cx.region(format!("take-{}", take.id), card, self::card)
    };
    let (canceled, kept): (Vec<_>, Vec<_>) = takes
        .iter()
        .partition(|take| take.status == JobStatus::Canceled);
    let body = html! {
        @if kept.is_empty() {
            p.field-hint { "Each press of Generate makes one take. Look at them here and choose the best." }
        } @else {
            (take_list("Takes", part.ratio(), &html! { @for take in &kept { (card(take)) } }))
        }
        @if !canceled.is_empty() {
            (canceled_takes(&canceled, part.ratio(), &html! { @for take in &canceled { (card(take)) } }))
        }
    };
    let count = u32::try_from(kept.len()).ok().filter(|count| *count > 0);
    section("Takes", count, &html! {}, &body)
}

/// What was canceled is out of the way: a line that opens.
fn canceled_takes(takes: &[&Arc<Take>], ratio: Ratio, cards: &Markup) -> Markup {
    let ids: Vec<String> = takes.iter().map(|take| take.id.to_string()).collect();
    let clear = Act::event("take.clear");
    let ids = ids.join(" ");
    take_card::canceled(
        takes.len(),
        clear.with(&ids),
        &take_list("Canceled takes", ratio, cards),
    )
}

#[derive(Serialize)]
struct Card {
    part: Part,
    id: TakeId,
    shown: bool,
}

fn card(card: &Card, cx: &Cx<'_>) -> Markup {
    let takes = read(cx, Takes(card.part.shot)).ready();
    let found = takes
        .as_ref()
        .and_then(|list| list.iter().find(|take| take.id == card.id));
    match found {
        Some(take) => draw(card, take, cx),
        // The list, which reads the same takes, is about to let it go.
        None => html! { li.card {} },
    }
}

fn draw(card: &Card, take: &Take, cx: &Cx<'_>) -> Markup {
    let doing = doing(
        cx,
        take.job,
        take.status,
        take.error.as_deref(),
        Detail::Full,
    );
    let poster = take.poster.as_ref().map(shown);
    let film_url = take.film.as_ref().map(film);
    let name = read(cx, ShotOf(take.shot))
        .ready()
        .map(|shot| shot.name.clone());
    let name = format!(
        "{}, take {}.mp4",
        name.as_deref().unwrap_or("Shot"),
        take.number
    );
    let save = take.film.as_ref().map(|file| download(file, &name));
    let duration = if take.film.is_some() {
        words::duration(take.seconds)
    } else {
        String::new()
    };
    take_card::take_card(&TakeCard {
        id: &take.id.to_string(),
        number: take.number,
        ratio: card.part.ratio(),
        poster: poster.as_ref().map(super::pictures::Shown::silent),
        film: film_url.as_deref(),
        download: save.as_deref(),
        duration: &duration,
        stage: doing.stage(),
        chosen: take.chosen,
        shown: card.shown,
        created_at: take.created_at,
    })
}
