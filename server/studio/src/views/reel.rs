//! Play all, on the storyboard: which films there are to play, in the order of their shots.

use std::sync::Arc;

use api::ids::ProjectId;
use client::{ShotOf, Shots};
use maud::{Markup, html};

use super::Cx;
use super::pictures::{film, shown};
use super::storyboard::number;
use crate::components::reel::{self, Part};
use crate::data::read;

pub(super) fn reel(project: &ProjectId, cx: &Cx<'_>) -> Markup {
    let Some(shots) = read(cx, Shots(*project)).ready() else {
        return html! { div.reel-place {} };
    };
    // Each shot's own row, which is there as soon as its take is.
    let shots = shots.iter().map(|shot| {
        read(cx, ShotOf(shot.id))
            .ready()
            .unwrap_or_else(|| Arc::clone(shot))
    });
    let shots: Vec<_> = shots.collect();
    let films: Vec<_> = shots
        .iter()
        .enumerate()
        .filter_map(|(index, shot)| {
            let poster = shot.poster.as_ref().map(shown);
            Some((index, shot, film(shot.film.as_ref()?), poster))
        })
        .collect();
    let parts: Vec<Part<'_>> = films
        .iter()
        .map(|(index, shot, film, poster)| Part {
            number: number(*index),
            name: &shot.name,
            film,
            poster: poster.as_ref().map(super::pictures::Shown::large),
            // Not of the plan: its keyframes may have changed since.
            seconds: shot.film_seconds.unwrap_or(shot.seconds),
        })
        .collect();
    reel::reel(&parts, shots.len() - parts.len())
}
