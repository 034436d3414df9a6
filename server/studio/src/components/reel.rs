//! Play all: the chosen takes of a storyboard one after the other, over the whole window. The hook `reel` plays them.

use maud::{Markup, html};

use super::act::Act;
use super::button::{Button, Kind, button, icon_button};
use super::icon::icon;
use super::words;

#[derive(Clone, Copy, Default)]
pub struct Part<'a> {
    /// Of its shot, 1 for the first.
    pub number: u32,
    pub name: &'a str,
    pub film: &'a str,
    pub poster: Option<&'a str>,
    pub seconds: f64,
}

/// The button and what it opens. `missing` counts the shots that have no take to play.
#[must_use]
pub fn reel(parts: &[Part<'_>], missing: usize) -> Markup {
    let open = Button {
        label: "Play all",
        icon: Some("play"),
        act: Act::Opens("reel"),
        key: Some("p"),
        ..Button::default()
    };
    html! {
        div.reel-place {
            @if !parts.is_empty() { (button(&open)) (surface(parts, missing)) }
        }
    }
}

fn surface(parts: &[Part<'_>], missing: usize) -> Markup {
    html! {
        dialog.reel id="reel" data-hook="reel" aria-label="Play all" {
            div.reel-stage {
                video.reel-film playsinline preload="auto" {}
                video.reel-film playsinline preload="auto" {}
            }
            div.reel-bar {
                div.reel-parts role="group" aria-label="Shots" {
                    @for part in parts {
                        button.reel-part type="button" data-film=(part.film) data-poster=[part.poster] data-seconds=(part.seconds)
                            data-tip=(part.name) aria-label=(format!("{}. {}", part.number, part.name)) {}
                    }
                }
                button.button.button-icon.button-quiet.player-play type="button" data-reel="play" autofocus aria-label="Play" data-tip="Play or pause" data-tip-key="Space" { (icon("play")) (icon("pause")) }
                p.reel-name data-reel="name" {}
                @if missing > 0 { p.reel-note { (words::count(missing as u64, "shot")) " without a take" } }
                span.timecode role="timer" data-reel="time" { "0:00.00 / 0:00" }
                (icon_button(&Button { label: "Leave", kind: Kind::Quiet, icon: Some("x"), act: Act::Closes, ..Button::default() }))
            }
        }
    }
}
