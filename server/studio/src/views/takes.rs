//! The takes of a shot, newest first.

use api::ids::TakeId;
use api::shot::Take;
use client::{ShotOf, Takes};
use maud::{Markup, html};
use serde::Serialize;

use super::Cx;
use super::pictures::{download, film, shown};
use super::shot::Part;
use super::stage::{Detail, doing};
use super::viewer::pick;
use crate::components::shell::section;
use crate::components::take_card::{TakeCard, take_card, take_list};
use crate::components::{skeleton, words};
use crate::data::{Read, read};

pub(super) fn takes(part: &Part, cx: &Cx<'_>) -> Markup {
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
    if takes.is_empty() {
        return section(
            "Takes",
            None,
            &html! {},
            &html! { p.field-hint { "Each press of Generate makes one take. Compare them here and choose the best." } },
        );
    }
    let shown = pick(&takes, part).map(|take| take.id);
    let cards = html! {
        @for take in takes.iter() {
            (cx.region(format!("take-{}", take.id), Card { part: Part { take: None, made: None, ..part.clone() }, id: take.id, shown: shown == Some(take.id) }, card))
        }
    };
    section(
        "Takes",
        u32::try_from(takes.len()).ok(),
        &html! {},
        &take_list(part.ratio(), &cards),
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
    take_card(&TakeCard {
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
