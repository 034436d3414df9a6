//! A keyframe in the place of the film: large, with the way to the others and back to the take.

use maud::{Markup, html};

use super::act::Act;
use super::button::{Button, Kind, button, icon_button};
use super::frame::{Picture, Ratio, image, shape};
use super::icon::icon;

#[derive(Clone, Copy, Default)]
pub struct LargePicture<'a> {
    /// 1 for the first.
    pub number: u32,
    pub count: usize,
    pub ratio: Ratio,
    pub src: &'a str,
    pub alt: &'a str,
    /// `0:02`.
    pub seconds: &'a str,
    pub camera: &'a str,
    pub camera_icon: &'a str,
    /// Ids of its neighbors; absent where it is the only one.
    pub before: Option<&'a str>,
    pub after: Option<&'a str>,
    /// What leads back to the film.
    pub back: &'a str,
}

#[must_use]
pub fn large_picture(p: &LargePicture<'_>) -> Markup {
    let picture = Picture {
        src: p.src,
        larger: None,
        alt: p.alt,
    };
    html! {
        figure.viewer.is-picture aria-label=(format!("Keyframe {} of {}", p.number, p.count)) {
            div.viewer-stage { div.viewer-frame { (shape(p.ratio)) (image(&picture)) } }
            figcaption.viewer-bar {
                @if let Some(id) = p.before { (step("Keyframe before", "chevron-left", "ArrowLeft", id)) }
                @if let Some(id) = p.after { (step("Keyframe after", "chevron-right", "ArrowRight", id)) }
                p.viewer-name { "Keyframe " (p.number) span.section-count { " of " (p.count) } }
                p.viewer-facts { (icon(p.camera_icon)) span { (p.camera) } span { (p.seconds) } }
                (button(&Button { label: p.back, kind: Kind::Quiet, icon: Some("undo-2"), act: Act::event("keyframe.leave"), key: Some("Escape"), ..Button::default() }))
            }
        }
    }
}

fn step(label: &str, icon: &str, key: &str, id: &str) -> Markup {
    icon_button(&Button {
        label,
        kind: Kind::Quiet,
        icon: Some(icon),
        act: Act::on("keyframe.select", id),
        key: Some(key),
        ..Button::default()
    })
}
