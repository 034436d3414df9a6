//! Undo: deletes, moves and renames, the newest first.

use api::ids::{KeyframeId, ShotId};
use api::problem::Code;
use live::Event;

use super::{Desk, answer, desk, fault, only, shot, typed};
use crate::state::back::Back;
use crate::state::command::{Answer, Command, Outcome, Thing};
use crate::state::token::{Field, Row};
use crate::state::{State, Step};

fn done(state: &mut State, command: Command, back: Back, answer: Answer) -> Step {
    state.answer(Outcome {
        command,
        back: Some(back),
        result: Ok(answer),
    })
}

fn undo() -> Event {
    Event::new("undo")
}

#[test]
fn the_newest_act_is_undone_first() {
    let Desk {
        mut state,
        project,
        shot: id,
    } = desk();
    let next = ShotId::fresh();
    let move_back = Back::Shot {
        shot: id,
        before: Some(next),
    };
    let moved = only(state.apply(&Event::new("shot.move").with("id", id.to_string())));
    done(
        &mut state,
        moved,
        move_back.clone(),
        Answer::Shot(shot(project, id, 2, "")),
    );
    let keyframe = Thing::Keyframe(KeyframeId::fresh());
    answer(
        &mut state,
        Command::Delete(keyframe),
        Ok(Answer::Deleted(None)),
    );
    assert_eq!(state.toasts.list.len(), 1, "a move says nothing");

    assert_eq!(only(state.apply(&undo())), Command::Restore(keyframe));
    assert!(state.toasts.list.is_empty(), "its toast offers it no more");
    let back = only(state.apply(&undo()));
    assert_eq!(back, Command::PutBack(move_back));
    answer(&mut state, back, Ok(Answer::Shot(shot(project, id, 3, ""))));
    assert_eq!(state.toasts.list[0].text, "Order put back");
    assert!(state.apply(&undo()).commands.is_empty());
}

#[test]
fn what_its_toast_brought_back_is_not_undone_again() {
    let mut state = State::open("/");
    let thing = Thing::Shot(ShotId::fresh());
    answer(
        &mut state,
        Command::Delete(thing),
        Ok(Answer::Deleted(None)),
    );
    let toast = state.toasts.list[0].id.to_string();
    only(state.apply(&undo().with("id", toast)));
    assert!(state.apply(&undo()).commands.is_empty());
}

#[test]
fn a_delete_is_undone_after_its_toast_is_gone() {
    let mut state = State::open("/");
    let thing = Thing::Shot(ShotId::fresh());
    answer(
        &mut state,
        Command::Delete(thing),
        Ok(Answer::Deleted(None)),
    );
    let toast = state.toasts.list[0].id.to_string();
    state.apply(&Event::new("toast.dismiss").with("id", toast));
    assert_eq!(only(state.apply(&undo())), Command::Restore(thing));
}

#[test]
fn a_move_that_failed_is_not_undone() {
    let Desk {
        mut state,
        shot: id,
        ..
    } = desk();
    let command = only(state.apply(&Event::new("shot.move").with("id", id.to_string())));
    state.answer(Outcome {
        command,
        back: Some(Back::Shot {
            shot: id,
            before: None,
        }),
        result: Err(fault(Code::Unavailable, "Not now.")),
    });
    assert!(state.apply(&undo()).commands.is_empty());
}

#[test]
fn a_former_name_comes_back_into_its_field() {
    let Desk {
        mut state,
        project,
        shot: id,
    } = desk();
    let row = Row::Shot(id);
    let renamed = only(state.apply(&typed(row, Field::Name, 1, "Shot 1", "Dawn")));
    let saved = Answer::Shot(shot(project, id, 2, ""));
    done(
        &mut state,
        renamed,
        Back::name(row, "Shot 1", "Dawn"),
        saved,
    );
    let before = state.edits.draft(row, Field::Name).revision;
    let back = only(state.apply(&undo()));
    let again = Answer::Shot(shot(project, id, 3, ""));
    answer(&mut state, back, Ok(again));
    assert!(state.edits.draft(row, Field::Name).revision > before);
    assert_eq!(state.toasts.list[0].text, "Its name is “Shot 1” again");
}
