//! Edits: what is saved, what waits, what is in conflict.

use api::ids::{KeyframeId, ProjectId, ShotId};
use api::problem::Code;
use live::Event;
use serde_json::json;

use super::{Desk, answer, desk, edit, fault, only, shot, stale, typed};
use crate::state::State;
use crate::state::command::Answer;
use crate::state::route::Route;
use crate::state::token::{Field, Row, Token};

#[test]
fn a_name_stays_open_until_it_is_saved() {
    let id = ShotId::fresh();
    let row = Row::Shot(id);
    let mut state = State::open(&Route::Storyboard(ProjectId::fresh()).url());
    state.apply(&Event::new("shot.rename.begin").with("id", id.to_string()));
    let token = Token::new(row, Field::Name, 4, "Shot 1").to_string();
    let command = only(
        state.apply(
            &Event::new("shot.rename")
                .with("id", token)
                .with("name", " Dawn "),
        ),
    );
    assert_eq!(
        (edit(&command).version, edit(&command).value.as_str()),
        (4, "Dawn")
    );
    answer(
        &mut state,
        command.clone(),
        Err(fault(Code::Invalid, "Too long.")),
    );
    assert_eq!(state.naming, Some(row));
    let trouble = state
        .edits
        .draft(row, Field::Name)
        .trouble
        .expect("said beside the field");
    assert_eq!(
        (trouble.value.as_str(), trouble.sentence.as_str()),
        ("Dawn", "Too long.")
    );
    assert!(state.toasts.list.is_empty());
    state.apply(&Event::new("shot.rename.cancel").with("id", id.to_string()));
    assert_eq!(
        (state.naming, state.edits.draft(row, Field::Name).trouble),
        (None, None)
    );
}

#[test]
fn a_name_that_did_not_change_is_not_sent() {
    let id = ShotId::fresh();
    let mut state = State::open("/");
    state.apply(&Event::new("shot.rename.begin").with("id", id.to_string()));
    let token = Token::new(Row::Shot(id), Field::Name, 4, "Dawn").to_string();
    let step = state.apply(
        &Event::new("shot.rename")
            .with("id", token)
            .with("name", "Dawn"),
    );
    assert!(step.commands.is_empty());
    assert_eq!(state.naming, None);
}

#[test]
fn saves_of_one_row_do_not_overtake_each_other() {
    let Desk {
        mut state,
        project,
        shot: id,
    } = desk();
    let row = Row::Shot(id);
    let first = only(state.apply(&typed(row, Field::Prompt, 1, "", "a")));
    assert!(
        state
            .apply(&typed(row, Field::Prompt, 1, "", "ab"))
            .commands
            .is_empty()
    );
    assert!(
        state
            .apply(&typed(row, Field::Prompt, 1, "", "abc"))
            .commands
            .is_empty()
    );
    let second = only(answer(
        &mut state,
        first,
        Ok(Answer::Shot(shot(project, id, 2, "a"))),
    ));
    assert_eq!(
        (edit(&second).version, edit(&second).value.as_str()),
        (2, "abc")
    );
    // Typed before the answer's patch reached the browser: the token is old, the save is not stale.
    let third = answer(
        &mut state,
        second,
        Ok(Answer::Shot(shot(project, id, 3, "abc"))),
    );
    assert!(third.commands.is_empty());
    let third = only(state.apply(&typed(row, Field::Prompt, 1, "", "abcd")));
    assert_eq!(edit(&third).version, 3);
}

#[test]
fn another_fields_change_is_no_conflict() {
    let Desk {
        mut state,
        shot: id,
        ..
    } = desk();
    let row = Row::Shot(id);
    let first = only(state.apply(&typed(row, Field::Prompt, 1, "old", "mine")));
    let current = json!({"version": 7, "prompt": "old", "note": "theirs"});
    let again = only(answer(&mut state, first, Err(stale(current))));
    assert_eq!(
        (edit(&again).version, edit(&again).value.as_str()),
        (7, "mine")
    );
    assert_eq!(state.edits.draft(row, Field::Prompt).trouble, None);
}

#[test]
fn a_conflict_keeps_both_values_and_lets_the_person_decide() {
    let Desk {
        mut state,
        shot: id,
        ..
    } = desk();
    let row = Row::Shot(id);
    let first = only(state.apply(&typed(row, Field::Prompt, 1, "old", "mine")));
    let current = json!({"version": 2, "prompt": "theirs"});
    assert!(
        answer(&mut state, first, Err(stale(current)))
            .commands
            .is_empty()
    );
    let draft = state.edits.draft(row, Field::Prompt);
    let trouble = draft.trouble.expect("a conflict");
    assert_eq!(
        (trouble.value.as_str(), trouble.theirs.as_deref()),
        ("mine", Some("theirs"))
    );

    let token = Token::new(row, Field::Prompt, 2, "theirs").to_string();
    let mut other = state.clone();
    let mine = only(state.apply(&Event::new("edit.mine").with("id", &token)));
    assert_eq!(
        (edit(&mine).version, edit(&mine).value.as_str()),
        (2, "mine")
    );

    assert!(
        other
            .apply(&Event::new("edit.theirs").with("id", &token))
            .commands
            .is_empty()
    );
    let after = other.edits.draft(row, Field::Prompt);
    assert_eq!(after.trouble, None);
    assert!(
        after.revision > draft.revision,
        "the field must take the stored value over what was typed"
    );
}

#[test]
fn both_writing_the_same_is_no_conflict() {
    let Desk {
        mut state,
        shot: id,
        ..
    } = desk();
    let row = Row::Shot(id);
    let first = only(state.apply(&typed(row, Field::Note, 1, "", "same")));
    let step = answer(
        &mut state,
        first,
        Err(stale(json!({"version": 2, "note": "same"}))),
    );
    assert!(step.commands.is_empty());
    assert_eq!(state.edits.draft(row, Field::Note).trouble, None);
}

#[test]
fn a_save_that_failed_for_now_is_kept_and_can_be_tried_again() {
    let Desk {
        mut state,
        shot: id,
        ..
    } = desk();
    let row = Row::Shot(id);
    let first = only(state.apply(&typed(row, Field::Note, 1, "", "kept")));
    answer(&mut state, first, Err(fault(Code::Unavailable, "Not now.")));
    assert_eq!(
        state
            .edits
            .draft(row, Field::Note)
            .trouble
            .expect("kept")
            .value,
        "kept"
    );
    assert!(state.toasts.list.is_empty(), "it is said beside the field");
    let token = Token::new(row, Field::Note, 1, "").to_string();
    assert_eq!(
        edit(&only(
            state.apply(&Event::new("edit.mine").with("id", token))
        ))
        .value,
        "kept"
    );
}

#[test]
fn a_failure_on_a_page_that_was_left_is_said_in_a_toast() {
    let Desk {
        mut state,
        shot: id,
        ..
    } = desk();
    let first = only(state.apply(&typed(Row::Shot(id), Field::Note, 1, "", "x")));
    state.navigate("/");
    answer(&mut state, first, Err(fault(Code::Unavailable, "Not now.")));
    assert_eq!(state.toasts.list[0].text, "Not now.");
}

#[test]
fn a_keyframes_seconds_are_compared_as_numbers() {
    let Desk { mut state, .. } = desk();
    let row = Row::Keyframe(KeyframeId::fresh());
    assert!(
        state
            .apply(&typed(row, Field::Seconds, 1, "2", "2.00"))
            .commands
            .is_empty()
    );
    assert_eq!(
        edit(&only(state.apply(&typed(
            row,
            Field::Seconds,
            1,
            "2",
            "2.50"
        ))))
        .value,
        "2.5"
    );
}

#[test]
fn writing_on_in_a_conflict_keeps_the_text_and_saves_nothing() {
    let Desk {
        mut state,
        shot: id,
        ..
    } = desk();
    let row = Row::Shot(id);
    let first = only(state.apply(&typed(row, Field::Prompt, 1, "old", "mine")));
    answer(
        &mut state,
        first,
        Err(stale(json!({"version": 2, "prompt": "theirs"}))),
    );
    let step = state.apply(&typed(row, Field::Prompt, 2, "theirs", "mine, longer"));
    assert!(step.commands.is_empty());
    let token = Token::new(row, Field::Prompt, 1, "old").to_string();
    let mine = only(state.apply(&Event::new("edit.mine").with("id", token)));
    assert_eq!(
        (edit(&mine).version, edit(&mine).value.as_str()),
        (2, "mine, longer")
    );
}

#[test]
fn a_name_in_conflict_is_kept_by_entering_it_again() {
    let id = ShotId::fresh();
    let row = Row::Shot(id);
    let mut state = State::open(&Route::Storyboard(ProjectId::fresh()).url());
    state.apply(&Event::new("shot.rename.begin").with("id", id.to_string()));
    let token = Token::new(row, Field::Name, 1, "old").to_string();
    let rename = Event::new("shot.rename")
        .with("id", token)
        .with("name", "mine");
    let first = only(state.apply(&rename));
    answer(
        &mut state,
        first,
        Err(stale(json!({"version": 2, "name": "theirs"}))),
    );
    assert_eq!(state.naming, Some(row));
    let again = only(state.apply(&rename));
    assert_eq!(
        (edit(&again).version, edit(&again).value.as_str()),
        (2, "mine")
    );
}

#[test]
fn a_rename_that_was_canceled_fails_unheard() {
    let id = ShotId::fresh();
    let row = Row::Shot(id);
    let mut state = State::open(&Route::Storyboard(ProjectId::fresh()).url());
    state.apply(&Event::new("shot.rename.begin").with("id", id.to_string()));
    let rename = Event::new("shot.rename")
        .with("id", Token::new(row, Field::Name, 1, "old").to_string())
        .with("name", "taken");
    let command = only(state.apply(&rename));
    let cancel = Event::new("shot.rename.cancel");
    state.apply(&cancel.clone().with("id", ShotId::fresh().to_string()));
    assert_eq!(
        state.naming,
        Some(row),
        "another's cancel is not this one's"
    );
    state.apply(&cancel.with("id", id.to_string()));
    assert!(
        state.apply(&rename).commands.is_empty(),
        "the form that goes away says it once more"
    );
    state.navigate("/activity");
    answer(&mut state, command, Err(fault(Code::Invalid, "Taken.")));
    assert!(state.toasts.list.is_empty());
    assert_eq!(state.edits.draft(row, Field::Name).trouble, None);
}

#[test]
fn a_value_that_is_refused_is_not_offered_again() {
    let Desk { mut state, .. } = desk();
    let row = Row::Keyframe(KeyframeId::fresh());
    for (code, refused) in [(Code::Invalid, true), (Code::Unavailable, false)] {
        let command = only(state.apply(&typed(row, Field::Seconds, 1, "2", "999")));
        answer(&mut state, command, Err(fault(code, "No.")));
        let trouble = state.edits.draft(row, Field::Seconds).trouble;
        assert_eq!(trouble.expect("kept").refused, refused);
    }
}
