//! The inspector of a shot: its words, the selected keyframe, and Generate.

use std::sync::Arc;

use api::ids::{KeyframeId, ProjectId, ShotId};
use api::shot::{Keyframe, Shot};
use client::{Keyframes, ShotOf};
use maud::{Markup, html};
use serde::Serialize;

use super::keyframes::{CAMERAS, camera_word};
use super::storyboard::number;
use super::{Cx, trouble};
use crate::components::act::Act;
use crate::components::button::{Button, Kind, button};
use crate::components::field::{Field as Input_, text_area, text_field};
use crate::components::inspector as parts;
use crate::components::select::{Select, select};
use crate::components::shell::{action_bar, details_button};
use crate::components::skeleton;
use crate::components::slider::{Slider, slider};
use crate::data::read;
use crate::state::State;
use crate::state::draft::Draft;
use crate::state::token::{Field, Row, Token};

#[derive(Clone, Serialize)]
pub(super) struct Input {
    project: ProjectId,
    shot: ShotId,
    pub(super) keyframe: Option<KeyframeId>,
    name: Draft,
    prompt: Draft,
    note: Draft,
    seconds: Draft,
    camera: Draft,
}

impl Input {
    pub(super) fn of(project: ProjectId, shot: ShotId, state: &State) -> Self {
        let of_shot = |field| state.edits.draft(Row::Shot(shot), field);
        let of_keyframe = |field| {
            state
                .keyframe
                .map(|id| state.edits.draft(Row::Keyframe(id), field))
                .unwrap_or_default()
        };
        Self {
            project,
            shot,
            keyframe: state.keyframe,
            name: of_shot(Field::Name),
            prompt: of_shot(Field::Prompt),
            note: of_shot(Field::Note),
            seconds: of_keyframe(Field::Seconds),
            camera: of_keyframe(Field::Camera),
        }
    }
}

pub(super) fn inspector(input: &Input, cx: &Cx<'_>) -> Markup {
    let Some(shot) = read(cx, ShotOf(input.shot)).ready() else {
        return parts::inspector("Details", &skeleton::line(true), &html! {});
    };
    let body = html! {
        @if let Some((keyframe, place)) = selected(input, cx) { (keyframe_section(input, &keyframe, place)) }
        (shot_section(input, &shot))
    };
    let foot = html! {
        (generate(&shot, Some("generate"), Some("mod+Enter")))
        @if shot.keyframe_count == 0 { p.field-hint { "Add a picture first." } }
    };
    parts::inspector("Details", &body, &foot)
}

/// The same where the inspector is a sheet: within reach of the thumb.
pub(super) fn bar(shot: &ShotId, cx: &Cx<'_>) -> Markup {
    let shot = read(cx, ShotOf(*shot)).ready();
    action_bar(&html! {
        (details_button("Details"))
        @if let Some(shot) = shot { (generate(&shot, None, None)) }
    })
}

fn generate(shot: &Shot, id: Option<&str>, key: Option<&str>) -> Markup {
    button(&Button {
        label: "Generate",
        kind: Kind::Primary,
        icon: Some("sparkles"),
        act: Act::on("shot.generate", &shot.id.to_string()),
        disabled: shot.keyframe_count == 0,
        once: true,
        key,
        id,
        ..Button::default()
    })
}

/// The selected keyframe and its number in the strip.
/// Where a keyframe stands in its shot.
#[derive(Clone, Copy)]
struct Place {
    number: u32,
    is_last: bool,
}

fn selected(input: &Input, cx: &Cx<'_>) -> Option<(Arc<Keyframe>, Place)> {
    let id = input.keyframe?;
    let keyframes = read(cx, Keyframes(input.shot)).ready()?;
    let index = keyframes.iter().position(|keyframe| keyframe.id == id)?;
    let place = Place {
        number: number(index),
        is_last: index + 1 == keyframes.len(),
    };
    Some((Arc::clone(&keyframes[index]), place))
}

fn shot_section(input: &Input, shot: &Shot) -> Markup {
    let text = |field: Field, stored: &str| {
        Token::new(Row::Shot(shot.id), field, shot.version, stored).to_string()
    };
    let (name, prompt, note) = (
        text(Field::Name, &shot.name),
        text(Field::Prompt, &shot.prompt),
        text(Field::Note, &shot.note),
    );
    let body = html! {
        (text_field(&edit(&input.name, "shot-name", "Name", &shot.name, &name, 120)))
        (trouble::choice(&input.name, &name))
        (text_area(&Input_ { placeholder: Some("What happens, in what light, in which mood"), ..edit(&input.prompt, "shot-prompt", "Prompt", &shot.prompt, &prompt, 4000) }, 4))
        (trouble::choice(&input.prompt, &prompt))
        (text_area(&Input_ { placeholder: Some("For yourself; it is not sent to the generator"), ..edit(&input.note, "shot-note", "Note", &shot.note, &note, 4000) }, 3))
        (trouble::choice(&input.note, &note))
    };
    parts::section("Shot", &html! {}, &body)
}

fn edit<'a>(
    draft: &'a Draft,
    id: &'a str,
    label: &'a str,
    stored: &'a str,
    token: &'a str,
    max: u32,
) -> Input_<'a> {
    Input_ {
        id,
        name: "value",
        label,
        value: trouble::value(draft, stored),
        error: trouble::sentence(draft),
        max_length: Some(max),
        on_input: Some("edit"),
        subject: Some(token),
        rev: Some(draft.revision),
        ..Input_::default()
    }
}

fn keyframe_section(input: &Input, keyframe: &Keyframe, place: Place) -> Markup {
    let Place { number, is_last } = place;
    let row = Row::Keyframe(keyframe.id);
    let stored = keyframe.seconds.to_string();
    let camera = camera_word(keyframe.camera);
    let seconds_token = Token::new(row, Field::Seconds, keyframe.version, &stored).to_string();
    let camera_token = Token::new(row, Field::Camera, keyframe.version, camera).to_string();
    let id = keyframe.id.to_string();
    let remove = button(&Button {
        label: "Remove",
        kind: Kind::Quiet,
        icon: Some("trash-2"),
        act: Act::on("keyframe.delete", &id),
        ..Button::default()
    });
    // The ids name the keyframe: the controls of another one are other controls.
    let body = html! {
        (slider(&Slider {
            id: &format!("seconds-{id}"),
            name: "value",
            label: if is_last { "Seconds it is held" } else { "Seconds to the next" },
            value: keyframe.seconds,
            min: 0.25,
            max: 12.0,
            step: 0.25,
            error: trouble::sentence(&input.seconds),
            on_change: Some("edit"),
            subject: Some(&seconds_token),
            ..Slider::default()
        }))
        (trouble::choice(&input.seconds, &seconds_token))
        (select(&Select {
            id: &format!("camera-{id}"),
            name: "value",
            label: "Camera",
            value: camera,
            options: CAMERAS,
            error: trouble::sentence(&input.camera),
            on_change: Some("edit"),
            subject: Some(&camera_token),
            ..Select::default()
        }))
        (trouble::choice(&input.camera, &camera_token))
    };
    let title = format!("Keyframe {number}");
    parts::section(&title, &remove, &body)
}
