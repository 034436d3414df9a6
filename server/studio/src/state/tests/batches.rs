//! Many takes deleted by one press: told of once, brought back at once.

use api::ids::TakeId;
use api::problem::Code;
use live::Event;

use super::{Desk, answer, desk, fault};
use crate::state::State;
use crate::state::asked::Asked;
use crate::state::command::{Answer, Command, Thing};

fn clear(takes: &[TakeId]) -> Event {
    let ids: Vec<String> = takes.iter().map(ToString::to_string).collect();
    Event::new("take.clear").with("value", ids.join(" "))
}

fn things(takes: &[TakeId]) -> Vec<Thing> {
    takes.iter().copied().map(Thing::Take).collect()
}

/// Deletes them all; the answers arrive in the other order.
fn cleared(state: &mut State, takes: &[TakeId]) {
    let commands = state.apply(&clear(takes)).commands;
    let wanted: Vec<_> = things(takes).into_iter().map(Command::Delete).collect();
    assert_eq!(commands, wanted);
    for command in commands.into_iter().rev() {
        answer(state, command, Ok(Answer::Deleted(None)));
    }
}

fn texts(state: &State) -> Vec<&str> {
    let list = state.toasts.list.iter();
    list.map(|toast| toast.text.as_str()).collect()
}

#[test]
fn takes_deleted_at_once_are_told_of_once_and_undone_at_once() {
    let Desk { mut state, .. } = desk();
    let takes = [TakeId::fresh(), TakeId::fresh(), TakeId::fresh()];
    state.take = Some(Asked {
        id: Some(takes[1]),
        number: None,
    });
    cleared(&mut state, &takes);
    assert_eq!(texts(&state), ["3 takes deleted"]);
    assert_eq!(state.take, None, "what is gone is looked at no more");
    let id = state.toasts.list[0].id.to_string();
    let commands = state.apply(&Event::new("undo").with("id", id)).commands;
    assert_eq!(commands.len(), 3);
    for command in commands {
        assert!(matches!(command, Command::Restore(Thing::Take(_))));
        answer(&mut state, command, Ok(Answer::Restored(None)));
    }
    assert_eq!(texts(&state), ["3 takes are back"]);
    assert!(state.apply(&Event::new("undo")).commands.is_empty());
}

#[test]
fn the_keys_undo_all_of_one_press_and_its_toast_goes() {
    let Desk { mut state, .. } = desk();
    cleared(&mut state, &[TakeId::fresh(), TakeId::fresh()]);
    assert_eq!(state.apply(&Event::new("undo")).commands.len(), 2);
    assert_eq!(texts(&state), [""; 0]);
}

#[test]
fn what_could_not_be_deleted_is_said_and_the_rest_can_come_back() {
    let Desk { mut state, .. } = desk();
    let takes = [TakeId::fresh(), TakeId::fresh(), TakeId::fresh()];
    let commands = state.apply(&clear(&takes)).commands;
    let results = [
        Ok(Answer::Deleted(None)),
        Err(fault(Code::Unavailable, "Not now.")),
        Err(fault(Code::NotFound, "There is no such take.")),
    ];
    for (command, result) in commands.into_iter().zip(results) {
        answer(&mut state, command, result);
    }
    assert_eq!(texts(&state), ["Not now.", "1 take deleted"]);
    assert_eq!(state.toasts.list[1].undo, things(&takes[..1]));
}

#[test]
fn pressed_again_before_the_answers_nothing_is_deleted_twice() {
    let Desk { mut state, .. } = desk();
    let takes = [TakeId::fresh(), TakeId::fresh()];
    assert_eq!(state.apply(&clear(&takes)).commands.len(), 2);
    assert!(state.apply(&clear(&takes[..1])).commands.is_empty());
}

#[test]
fn nonsense_in_the_list_is_passed_over() {
    let Desk { mut state, .. } = desk();
    let take = TakeId::fresh();
    let event = Event::new("take.clear").with("value", format!("x {take}  {take}"));
    let delete = Command::Delete(Thing::Take(take));
    assert_eq!(state.apply(&event).commands, [delete]);
    for value in ["", "x y"] {
        let event = Event::new("take.clear").with("value", value);
        assert!(state.apply(&event).commands.is_empty());
    }
}
