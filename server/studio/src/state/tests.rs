//! What events and answers do to a tab's state: data in, data out.

use api::ids::{JobId, KeyframeId, ProjectId, ShotId, TakeId};
use api::job::JobStatus;
use api::problem::Code;
use api::project::Project;
use api::shot::{Shot, Take};
use live::{Effect, Event};
use serde_json::json;

use super::command::{Answer, Command, Fault, Outcome, Thing};
use super::edit::Edit;
use super::route::Route;
use super::token::{Field, Row, Token};
use super::{State, Step};

fn fault(code: Code, sentence: &str) -> Fault {
    Fault {
        code,
        sentence: sentence.to_owned(),
        field: None,
        current: None,
    }
}

fn stale(current: serde_json::Value) -> Fault {
    Fault {
        current: Some(current),
        ..fault(Code::StaleVersion, "edited meanwhile")
    }
}

fn project(name: &str) -> Project {
    Project {
        id: ProjectId::fresh(),
        version: 1,
        name: name.to_owned(),
        width: 1280,
        height: 720,
        shot_count: 0,
        seconds: 0.0,
        posters: Vec::new(),
        created_at: 0,
        updated_at: 0,
    }
}

fn shot(project: ProjectId, id: ShotId, version: i64, prompt: &str) -> Shot {
    Shot {
        id,
        version,
        project,
        position: 0,
        name: "Shot 1".to_owned(),
        prompt: prompt.to_owned(),
        note: String::new(),
        keyframe_count: 0,
        take_count: 0,
        seconds: 0.0,
        poster: None,
        film: None,
        latest: None,
    }
}

fn take(project: ProjectId, shot: ShotId) -> Take {
    Take {
        id: TakeId::fresh(),
        version: 1,
        project,
        shot,
        job: JobId::fresh(),
        number: 1,
        status: JobStatus::Queued,
        error: None,
        chosen: false,
        film: None,
        poster: None,
        seconds: 2.0,
        created_at: 0,
    }
}

fn only(step: Step) -> Command {
    assert_eq!(step.commands.len(), 1, "{step:?}");
    step.commands.into_iter().next().expect("one command")
}

fn typed(row: Row, field: Field, version: i64, was: &str, value: &str) -> Event {
    Event::new("edit")
        .with("id", Token::new(row, field, version, was).to_string())
        .with("value", value)
}

fn answer(state: &mut State, command: Command, result: Result<Answer, Fault>) -> Step {
    state.answer(Outcome { command, result })
}

fn edit(command: &Command) -> &Edit {
    match command {
        Command::Edit(edit) => edit,
        other => panic!("{other:?} is no edit"),
    }
}

struct Desk {
    state: State,
    project: ProjectId,
    shot: ShotId,
}

fn desk() -> Desk {
    let (project, shot) = (ProjectId::fresh(), ShotId::fresh());
    Desk {
        state: State::open(&Route::Shot(project, shot).url()),
        project,
        shot,
    }
}

#[test]
fn a_created_project_opens() {
    let mut state = State::open("/");
    state.apply(&Event::new("project.new"));
    let command = only(
        state.apply(
            &Event::new("project.create")
                .with("name", "Harbor")
                .with("size", "512x512"),
        ),
    );
    let made = project("Harbor");
    let step = answer(&mut state, command, Ok(Answer::Project(made.clone())));
    assert_eq!(state.route, Route::Storyboard(made.id));
    assert_eq!(state.new_project, None);
    assert_eq!(step.effects, [Effect::Focus("work".to_owned())]);
}

#[test]
fn a_refused_project_keeps_what_was_typed_and_says_why() {
    let mut state = State::open("/");
    state.apply(&Event::new("project.new"));
    let command = only(
        state.apply(
            &Event::new("project.create")
                .with("name", "Harbor")
                .with("size", "512x512"),
        ),
    );
    let refused = Fault {
        field: Some("name".to_owned()),
        ..fault(Code::Invalid, "There is a project of this name.")
    };
    answer(&mut state, command, Err(refused));
    let form = state.new_project.expect("the dialog stays");
    assert_eq!(
        (form.name.as_str(), form.size.as_str()),
        ("Harbor", "512x512")
    );
    assert_eq!(
        form.error_of("name"),
        Some("There is a project of this name.")
    );
}

#[test]
fn a_project_without_a_name_is_not_sent() {
    let mut state = State::open("/");
    state.apply(&Event::new("project.new"));
    let step = state.apply(&Event::new("project.create").with("name", " "));
    assert!(step.commands.is_empty());
    assert_eq!(step.effects, [Effect::Focus("new-project-name".to_owned())]);
}

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
        (toast.text.as_str(), toast.undo),
        ("Take deleted", Some(thing))
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
fn deleting_the_open_shot_leads_back_to_its_storyboard() {
    let mut desk = desk();
    let command = only(
        desk.state
            .apply(&Event::new("shot.delete").with("id", desk.shot.to_string())),
    );
    answer(
        &mut desk.state,
        command,
        Ok(Answer::Deleted(Some("Harbor".to_owned()))),
    );
    assert_eq!(desk.state.route, Route::Storyboard(desk.project));
    assert_eq!(desk.state.toasts.list[0].text, "Shot “Harbor” deleted");
}

#[test]
fn what_is_gone_already_counts_as_deleted() {
    let mut desk = desk();
    let command = Command::Delete(Thing::Shot(desk.shot));
    answer(&mut desk.state, command, Err(fault(Code::NotFound, "gone")));
    assert_eq!(desk.state.route, Route::Storyboard(desk.project));
    assert!(desk.state.toasts.list.is_empty());
}

#[test]
fn a_new_shot_asks_for_its_name() {
    let project = ProjectId::fresh();
    let mut state = State::open(&Route::Storyboard(project).url());
    let command = only(
        state.apply(
            &Event::new("shot.add")
                .with("id", project.to_string())
                .with("value", "Shot 3"),
        ),
    );
    let id = ShotId::fresh();
    answer(
        &mut state,
        command,
        Ok(Answer::Shot(shot(project, id, 1, ""))),
    );
    assert_eq!(state.naming, Some(Row::Shot(id)));
}

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
fn a_generated_take_comes_into_the_viewer() {
    let Desk {
        mut state,
        project,
        shot,
    } = desk();
    let command = only(state.apply(&Event::new("shot.generate").with("id", shot.to_string())));
    let take = take(project, shot);
    let id = take.id;
    answer(&mut state, command, Ok(Answer::Take(take)));
    assert_eq!(state.take, Some(id));
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
fn a_finished_job_elsewhere_offers_the_way_there() {
    let mut state = State::open("/");
    let (project, shot) = (ProjectId::fresh(), ShotId::fresh());
    let event = Event::new("job.finished")
        .with("status", "succeeded")
        .with("name", "Harbor")
        .with("project", project.to_string())
        .with("shot", shot.to_string());
    state.apply(&event);
    let toast = &state.toasts.list[0];
    assert_eq!(
        (toast.text.as_str(), toast.link.clone()),
        ("“Harbor” is ready", Some(Route::Shot(project, shot).url()))
    );
}

#[test]
fn leaving_a_page_closes_what_was_open_on_it() {
    let Desk { mut state, .. } = desk();
    state.apply(&Event::new("keyframe.select").with("id", KeyframeId::fresh().to_string()));
    state.apply(&Event::new("take.show").with("id", TakeId::fresh().to_string()));
    let step = state.navigate("/activity");
    assert_eq!((state.keyframe, state.take), (None, None));
    assert_eq!(step.effects, [Effect::Focus("work".to_owned())]);
}

#[test]
fn a_filter_does_not_take_the_focus() {
    let mut state = State::open("/activity");
    assert!(state.navigate("/activity?status=failed").effects.is_empty());
    let project = ProjectId::fresh();
    state.apply(&Event::new("activity.project").with("project", project.to_string()));
    assert_eq!(
        state.route.url(),
        format!("/activity?status=failed&project={project}")
    );
}

#[test]
fn events_that_make_no_sense_change_nothing() {
    let mut state = State::open("/");
    let before = state.clone();
    for name in [
        "",
        "x",
        "shot.",
        "shot.move",
        "project.create",
        "take.show",
        "edit",
        "edit.mine",
        "undo",
        "toast.dismiss",
        "job.finished",
        "activity.project",
    ] {
        let step = state.apply(&Event::new(name).with("id", "nonsense").with("value", "x"));
        assert!(step.commands.is_empty(), "{name}");
    }
    assert_eq!(state, before);
}

#[test]
fn the_state_survives_a_snapshot() {
    let Desk {
        mut state,
        shot: id,
        ..
    } = desk();
    state.apply(&typed(Row::Shot(id), Field::Prompt, 1, "", "x"));
    state.toasts.plain("hello");
    let text = serde_json::to_string(&state).expect("plain data");
    assert_eq!(
        serde_json::from_str::<State>(&text).expect("it was just written"),
        state
    );
}
