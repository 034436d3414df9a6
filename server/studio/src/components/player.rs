//! Film: large with its controls, or small and playing while the pointer rests on it.

use maud::{Markup, html};

use super::act::Act;
use super::button::{Button, Kind, icon_button};
use super::frame::{Picture, Ratio, image, shape};
use super::progress;
use super::stage::Stage;

#[derive(Clone, Copy, Default)]
pub struct Player<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub src: &'a str,
    pub poster: Option<&'a str>,
    pub ratio: Ratio,
    /// Frames a second, for stepping; 24 if 0.
    pub fps: u32,
}

/// The viewer with a film in it: play, scrub, step, loop, full screen; space and arrows do the same.
#[must_use]
pub fn player(p: &Player<'_>) -> Markup {
    html! {
        figure.viewer data-hook="player" data-fps=(if p.fps == 0 { 24 } else { p.fps }) tabindex="0" aria-label=(p.name) {
            div.viewer-stage {
                div.viewer-frame {
                    (shape(p.ratio))
                    video.viewer-film id=(p.id) src=(p.src) poster=[p.poster] loop muted autoplay playsinline preload="auto" {}
                }
            }
            figcaption.viewer-bar {
                button.button.button-icon.button-quiet.player-play type="button" data-player="play" aria-label="Play" data-tip="Play or pause" data-tip-key="Space" { (super::icon::icon("play")) (super::icon::icon("pause")) }
                (step("Frame back", "step-back", "back", "←"))
                (step("Frame forward", "step-forward", "forward", "→"))
                input.slider-range type="range" data-player="seek" min="0" max="1000" value="0" step="1" aria-label="Position" aria-valuetext="0.0 seconds";
                span.timecode role="timer" data-player="time" { "0:00.00 / 0:00" }
                button.button.button-icon.button-quiet type="button" data-player="loop" aria-label="Loop" aria-pressed="true" data-tip="Loop" data-tip-key="L" { (super::icon::icon("repeat")) }
                button.button.button-icon.button-quiet type="button" data-player="full" aria-label="Full screen" data-tip="Full screen" data-tip-key="F" { (super::icon::icon("maximize")) }
            }
        }
    }
}

fn step(name: &str, icon: &str, does: &str, key: &str) -> Markup {
    html! {
        button.button.button-icon.button-quiet.player-step type="button" data-player=(does) aria-label=(name) data-tip=(name) data-tip-key=(key) { (super::icon::icon(icon)) }
    }
}

/// The viewer while there is no film: the preview growing sharper, the place in the queue, why it failed, or `idle`.
#[must_use]
pub fn viewer(
    ratio: Ratio,
    still: Option<&Picture<'_>>,
    stage: &Stage<'_>,
    idle: &Markup,
) -> Markup {
    let preview = stage.preview().map(|src| Picture {
        src,
        larger: None,
        alt: "Preview",
    });
    let picture = preview.as_ref().or(still);
    html! {
        figure class=(format!("viewer {}", stage.class())) {
            div.viewer-stage {
                div.viewer-frame {
                    (shape(ratio))
                    @if let Some(picture) = picture { (image(picture)) }
                    @if matches!(stage, Stage::Idle) { div.viewer-idle { (idle) } }
                }
            }
            figcaption.viewer-bar {
                @match stage {
                    Stage::Running { job, percent, step, left, .. } => {
                        (progress::progress("Generating", *percent, step, *left))
                        (cancel(job))
                    }
                    Stage::Queued { job, position, wait } => {
                        (progress::queued(*position, *wait))
                        (cancel(job))
                    }
                    Stage::Failed { job, why } => { p.viewer-why { (super::icon::icon("circle-alert")) span { (why) } } (retry(job)) }
                    Stage::Canceled { job } => { p.viewer-note { "Canceled before it was done" } (retry(job)) }
                    Stage::Idle | Stage::Done => { p.viewer-note { "No take yet" } }
                }
            }
        }
    }
}

fn cancel(job: &str) -> Markup {
    super::button::button(&Button {
        label: "Cancel",
        kind: Kind::Quiet,
        icon: Some("x"),
        act: Act::on("job.cancel", job),
        ..Button::default()
    })
}

fn retry(job: &str) -> Markup {
    super::button::button(&Button {
        label: "Retry",
        icon: Some("rotate-ccw"),
        act: Act::on("job.retry", job),
        once: true,
        ..Button::default()
    })
}

/// A film that plays on a card while the pointer or the focus is there.
#[must_use]
pub fn loop_film(src: &str, poster: Option<&str>) -> Markup {
    html! { video.frame-film data-hook="loop" src=(src) poster=[poster] muted loop playsinline preload="none" tabindex="-1" aria-hidden="true" {} }
}

/// Closes what covers the page: for full-screen comparison.
#[must_use]
pub fn close() -> Markup {
    icon_button(&Button {
        label: "Close",
        kind: Kind::Quiet,
        icon: Some("x"),
        act: Act::Closes,
        ..Button::default()
    })
}
