//! Shots, pictures, takes and jobs: events become commands, failures become sentences.

use api::ids::{KeyframeId, ShotId, TakeId};
use api::problem::Code;
use live::{Effect, Event};

use super::{Desk, answer, desk, fault, only, take, typed};
use crate::state::State;
use crate::state::asked::Asked;
use crate::state::command::{Answer, Command, Thing};
use crate::state::route::Route;
use crate::state::token::{Field, Row};

#[test]
fn a_delete_can_be_undone_from_its_toast() {
    let mut desk = desk();
    let thing = Thing::Take(TakeId::fresh());
    let Thing::Take(id) = thing else {
        unreachable!()
    };
    let command = only(
        desk.state
            .apply(&Event::new("take.delete").with("id", id.to_string())),
    );
    answer(&mut desk.state, command, Ok(Answer::Deleted(None)));
    let toast = desk.state.toasts.list[0].clone();
    assert_eq!(
        (toast.text.as_str(), toast.undo.as_slice()),
        ("Take deleted", [thing].as_slice())
    );
    assert_eq!(
        only(
            desk.state
                .apply(&Event::new("undo").with("id", toast.id.to_string()))
        ),
        Command::Restore(thing)
    );
    assert!(desk.state.toasts.list.is_empty());
}

#[test]
fn a_generated_take_is_what_the_viewer_turns_to() {
    let Desk {
        mut state,
        project,
        shot,
    } = desk();
    let command = only(state.apply(&Event::new("shot.generate").with("id", shot.to_string())));
    state.take = Some(Asked::number(9));
    let take = take(project, shot);
    let id = take.id;
    answer(&mut state, command, Ok(Answer::Queued { take, others: 0 }));
    assert_eq!((state.take, state.made), (None, Some(id)));
    assert!(state.toasts.list.is_empty());
}

#[test]
fn a_take_that_waits_behind_others_says_so() {
    let mut desk = desk();
    let take = take(desk.project, desk.shot);
    let command = Command::Generate { shot: desk.shot };
    answer(
        &mut desk.state,
        command,
        Ok(Answer::Queued { take, others: 1 }),
    );
    assert_eq!(desk.state.toasts.list[0].text, "Take 1 is queued");
}

#[test]
fn generate_pressed_again_before_its_answer_is_meant_once() {
    let mut desk = desk();
    let press = Event::new("shot.generate").with("id", desk.shot.to_string());
    let command = only(desk.state.apply(&press));
    assert!(desk.state.apply(&press).commands.is_empty());
    let other = Event::new("shot.generate").with("id", ShotId::fresh().to_string());
    only(desk.state.apply(&other));
    answer(
        &mut desk.state,
        command,
        Err(fault(Code::Unavailable, "Not now.")),
    );
    only(desk.state.apply(&press));
}

#[test]
fn a_shot_without_pictures_says_so() {
    let Desk {
        mut state, shot, ..
    } = desk();
    let command = only(state.apply(&Event::new("shot.generate").with("id", shot.to_string())));
    answer(
        &mut state,
        command,
        Err(fault(Code::Invalid, "Add a picture first.")),
    );
    assert_eq!(state.toasts.list[0].text, "Add a picture first.");
    assert_eq!(state.toasts.list[0].again, None);
}

#[test]
fn what_may_pass_can_be_tried_again_from_its_toast() {
    let Desk {
        mut state, shot, ..
    } = desk();
    let command = Command::Generate { shot };
    answer(
        &mut state,
        command.clone(),
        Err(fault(Code::Unavailable, "Not now.")),
    );
    let id = state.toasts.list[0].id.to_string();
    assert_eq!(
        only(state.apply(&Event::new("toast.again").with("id", id))),
        command
    );
}

#[test]
fn a_move_names_the_sibling_or_the_end() {
    let mut state = State::open("/");
    let (a, b) = (ShotId::fresh(), ShotId::fresh());
    let event = Event::new("shot.move").with("id", a.to_string());
    assert_eq!(
        only(state.apply(&event)),
        Command::MoveShot {
            shot: a,
            before: None
        }
    );
    assert_eq!(
        only(state.apply(&event.clone().with("before", b.to_string()))),
        Command::MoveShot {
            shot: a,
            before: Some(b)
        }
    );
    assert!(
        state
            .apply(&event.with("before", "nonsense"))
            .commands
            .is_empty()
    );
}

#[test]
fn dropped_pictures_keep_their_order() {
    let Desk {
        mut state, shot, ..
    } = desk();
    let files = [api::ids::FileId::fresh(), api::ids::FileId::fresh()];
    let event = Event::new("keyframes.add")
        .with("id", shot.to_string())
        .with("file", files[1].to_string())
        .with("file", files[0].to_string());
    assert_eq!(
        only(state.apply(&event)),
        Command::AddKeyframes {
            shot,
            files: vec![files[1], files[0]]
        }
    );
}

#[test]
fn a_selected_keyframe_is_large_until_a_take_is_wanted_again() {
    let mut desk = desk();
    let id = KeyframeId::fresh();
    let select = Event::new("keyframe.select").with("id", id.to_string());
    let looks = |state: &State| (state.keyframe, state.enlarged);
    desk.state.apply(&select);
    assert_eq!(looks(&desk.state), (Some(id), true));
    // Its settings stay at hand while the take is seen.
    let step = desk.state.apply(&Event::new("keyframe.leave"));
    assert_eq!(step.effects, [Effect::Focus(format!("keyframe-{id}"))]);
    assert_eq!(looks(&desk.state), (Some(id), false));
    desk.state.apply(&select);
    assert_eq!(looks(&desk.state), (Some(id), true));
    desk.state
        .apply(&Event::new("take.show").with("id", TakeId::fresh().to_string()));
    assert_eq!(looks(&desk.state), (Some(id), false));
    desk.state.apply(&select);
    let take = take(desk.project, desk.shot);
    let command = Command::Generate { shot: desk.shot };
    answer(
        &mut desk.state,
        command,
        Ok(Answer::Queued { take, others: 0 }),
    );
    assert_eq!(looks(&desk.state), (Some(id), false));
    desk.state.apply(&select);
    desk.state.apply(&select);
    assert_eq!(looks(&desk.state), (None, false));
}

#[test]
fn a_large_keyframe_that_is_deleted_gives_the_viewer_back() {
    let mut desk = desk();
    let id = KeyframeId::fresh();
    desk.state
        .apply(&Event::new("keyframe.select").with("id", id.to_string()));
    let command = Command::Delete(Thing::Keyframe(id));
    answer(&mut desk.state, command, Ok(Answer::Deleted(None)));
    assert_eq!((desk.state.keyframe, desk.state.enlarged), (None, false));
}

#[test]
fn what_waited_too_long_is_said_and_nothing_else_happens() {
    let mut desk = desk();
    let late = || fault(Code::Expired, "This waited too long and was not done.");
    let delete = Command::Delete(Thing::Shot(desk.shot));
    let step = answer(&mut desk.state, delete, Err(late()));
    assert!(step.commands.is_empty());
    let toast = desk.state.toasts.list.remove(0);
    assert_eq!(toast.text, "This waited too long and was not done.");
    assert!(toast.undo.is_empty() && toast.again.is_none());
    // The page is still there, and Ctrl+Z takes nothing back that did not happen.
    assert_eq!(desk.state.route, Route::Shot(desk.project, desk.shot));
    assert!(desk.state.apply(&Event::new("undo")).commands.is_empty());
}

#[test]
fn an_edit_that_waited_too_long_keeps_what_was_typed() {
    let mut desk = desk();
    let row = Row::Shot(desk.shot);
    let command = only(
        desk.state
            .apply(&typed(row, Field::Prompt, 1, "", "A harbor")),
    );
    let late = fault(Code::Expired, "This waited too long and was not done.");
    answer(&mut desk.state, command, Err(late));
    let trouble = desk.state.edits.draft(row, Field::Prompt).trouble;
    let trouble = trouble.expect("it is said beside the field");
    assert_eq!(trouble.value, "A harbor");
    assert_eq!(trouble.sentence, "This waited too long and was not done.");
    assert!(!trouble.refused, "it can be sent again");
}
