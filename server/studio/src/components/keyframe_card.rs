//! A keyframe in the strip of its shot.

use maud::{Markup, html};

use super::act::Act;
use super::button::{Button, Kind, icon_button};
use super::frame::{Picture, Ratio, image, shape};
use super::icon::icon;

#[derive(Clone, Copy, Default)]
pub struct KeyframeCard<'a> {
    pub id: &'a str,
    /// 1 for the first.
    pub number: u32,
    pub ratio: Ratio,
    pub picture: Picture<'a>,
    /// `0:02`.
    pub seconds: &'a str,
    /// What the camera does, in words, and its icon (see [`camera_icon`]).
    pub camera: &'a str,
    pub camera_icon: &'a str,
    /// Its settings are in the inspector.
    pub selected: bool,
    /// It is the one in the viewer.
    pub enlarged: bool,
}

#[must_use]
pub fn keyframe_card(k: &KeyframeCard<'_>) -> Markup {
    html! {
        li class=(format!("keyframe {}", k.ratio.class())) data-sort-id=(k.id) data-grid-item data-scope aria-current=[k.selected.then_some("true")] {
            button.keyframe-face type="button" data-on-click="keyframe.select" data-val-id=(k.id) data-reveals="viewer"
                aria-pressed=(if k.enlarged { "true" } else { "false" }) aria-label=(format!("Keyframe {}", k.number)) {
                span.frame {
                    (shape(k.ratio))
                    (image(&k.picture))
                    span.plate.plate-number { (k.number) }
                }
            }
            button.grip type="button" data-sort-handle aria-label=(format!("Move keyframe {}", k.number)) data-tip="Drag, or Space and arrows" { (icon("grip-horizontal")) }
            div.keyframe-foot {
                span.keyframe-camera data-tip=(k.camera) { (icon(k.camera_icon)) span.hidden { (k.camera) } }
                span.keyframe-seconds { (k.seconds) }
                (icon_button(&Button { label: &format!("Remove keyframe {}", k.number), kind: Kind::Quiet, icon: Some("x"), act: Act::on("keyframe.delete", k.id), key: Some("Delete"), ..Button::default() }))
            }
        }
    }
}

/// The icon of a camera move, by its name on the wire (`push_in`, `pan_left`…).
#[must_use]
pub fn camera_icon(name: &str) -> &'static str {
    match name {
        "push_in" => "zoom-in",
        "pull_out" => "zoom-out",
        "pan_left" => "arrow-left",
        "pan_right" => "arrow-right",
        "tilt_up" => "arrow-up",
        "tilt_down" => "arrow-down",
        _ => "image",
    }
}
