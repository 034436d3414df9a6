//! The keyframe strip: pictures in their order, and the place to add more.

use api::ids::KeyframeId;
use api::media::MAX_UPLOAD_BYTES;
use api::shot::{CameraMove, Keyframe};
use client::Keyframes;
use maud::{Markup, html};
use serde::Serialize;

use super::Cx;
use super::pictures::shown;
use super::shot::Part;
use super::storyboard::number;
use crate::components::dropzone::{Dropzone, dropzone};
use crate::components::keyframe_card::{KeyframeCard, camera_icon, keyframe_card};
use crate::components::shell::section;
use crate::components::{skeleton, strip as strips, words};
use crate::data::{Read, read};

/// Name on the wire and words of each camera move.
pub(super) const CAMERAS: &[(&str, &str)] = &[
    ("still", "Still"),
    ("push_in", "Push in"),
    ("pull_out", "Pull out"),
    ("pan_left", "Pan left"),
    ("pan_right", "Pan right"),
    ("tilt_up", "Tilt up"),
    ("tilt_down", "Tilt down"),
];

pub(super) fn camera_word(camera: CameraMove) -> &'static str {
    match camera {
        CameraMove::Still => "still",
        CameraMove::PushIn => "push_in",
        CameraMove::PullOut => "pull_out",
        CameraMove::PanLeft => "pan_left",
        CameraMove::PanRight => "pan_right",
        CameraMove::TiltUp => "tilt_up",
        CameraMove::TiltDown => "tilt_down",
    }
}

/// A camera move as people call it.
pub(super) fn camera_words(camera: CameraMove) -> &'static str {
    let word = camera_word(camera);
    CAMERAS
        .iter()
        .find(|(name, _)| *name == word)
        .map_or("Still", |(_, words)| words)
}

const DROPZONE: &str = "pictures";

pub(super) fn strip(
    (part, selected, enlarged): &(Part, Option<KeyframeId>, bool),
    cx: &Cx<'_>,
) -> Markup {
    let keyframes = match read(cx, Keyframes(part.shot)) {
        Read::Ready(keyframes) => keyframes,
        Read::Failed(sentence) => {
            return section(
                "Keyframes",
                None,
                &html! {},
                &html! { p.field-error { (sentence) } },
            );
        }
        Read::Loading | Read::Absent => {
            return section("Keyframes", None, &html! {}, &skeleton::line(true));
        }
    };
    let upload = format!("/upload?project={}", part.project);
    let shot = part.shot.to_string();
    let zone = Dropzone {
        id: DROPZONE,
        upload_url: &upload,
        event: "keyframes.add",
        subject: &shot,
        max_bytes: MAX_UPLOAD_BYTES,
        words: "Drop pictures here",
    };
    let cards = html! {
        @for (index, keyframe) in keyframes.iter().enumerate() {
            (cx.region(format!("keyframe-{}", keyframe.id), Card { part: Part { take: None, made: None, ..part.clone() }, id: keyframe.id, number: number(index), selected: *selected == Some(keyframe.id), enlarged: *enlarged && *selected == Some(keyframe.id) }, card))
        }
    };
    let inner = strips::strip(&cards, &strips::add(DROPZONE));
    let body = dropzone(&zone, (!keyframes.is_empty()).then_some(&inner));
    section(
        "Keyframes",
        u32::try_from(keyframes.len())
            .ok()
            .filter(|count| *count > 0),
        &html! {},
        &body,
    )
}

#[derive(Serialize)]
struct Card {
    part: Part,
    id: KeyframeId,
    number: u32,
    selected: bool,
    enlarged: bool,
}

fn card(card: &Card, cx: &Cx<'_>) -> Markup {
    let keyframes = read(cx, Keyframes(card.part.shot)).ready();
    let found = keyframes
        .as_ref()
        .and_then(|list| list.iter().find(|keyframe| keyframe.id == card.id));
    match found {
        Some(keyframe) => draw(card, keyframe),
        // The strip, which reads the same list, is about to let it go.
        None => html! { li.keyframe {} },
    }
}

fn draw(card: &Card, keyframe: &Keyframe) -> Markup {
    let word = camera_word(keyframe.camera);
    let picture = shown(&keyframe.picture);
    keyframe_card(&KeyframeCard {
        id: &keyframe.id.to_string(),
        number: card.number,
        ratio: card.part.ratio(),
        picture: picture.picture(),
        seconds: &words::duration(keyframe.seconds),
        camera: camera_words(keyframe.camera),
        camera_icon: camera_icon(word),
        selected: card.selected,
        enlarged: card.enlarged,
    })
}
