//! Pages: what opens, closes and leads elsewhere.

use api::ids::{KeyframeId, ProjectId, ShotId, TakeId};
use api::problem::Code;
use live::{Effect, Event};

use super::{Desk, answer, desk, fault, only, project, shot, typed};
use crate::state::State;
use crate::state::asked::Asked;
use crate::state::command::{Answer, Command, Fault, Thing};
use crate::state::route::Route;
use crate::state::token::{Field, Row};

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
fn a_finished_job_elsewhere_offers_the_way_there() {
    let mut state = State::open("/");
    let (project, shot) = (ProjectId::fresh(), ShotId::fresh());
    let event = Event::new("job.finished")
        .with("status", "succeeded")
        .with("name", "Harbor")
        .with("take", "6")
        .with("project", project.to_string())
        .with("shot", shot.to_string());
    state.apply(&event);
    let toast = &state.toasts.list[0];
    assert_eq!(
        (toast.text.as_str(), toast.link.clone()),
        (
            "Take 6 of “Harbor” is ready",
            Some(Route::Shot(project, shot).url())
        )
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

#[test]
fn the_take_that_was_asked_for_is_in_the_address() {
    let Desk {
        mut state,
        project,
        shot: id,
    } = desk();
    let page = Route::Shot(project, id).url();
    let take = TakeId::fresh();
    let show = Event::new("take.show")
        .with("id", take.to_string())
        .with("number", "6");
    state.apply(&show);
    assert_eq!(state.url(), format!("{page}?take=6"));
    assert_eq!(State::open(&state.url()).take, Some(Asked::number(6)));
    state.navigate(&format!("{page}?take=2"));
    assert_eq!(state.take, Some(Asked::number(2)));
    state.navigate(&page);
    assert_eq!((state.take, state.url()), (None, page));

    state.apply(&show);
    let command = Command::Delete(Thing::Take(take));
    answer(&mut state, command, Ok(Answer::Deleted(None)));
    assert_eq!(state.take, None);
    assert_eq!(State::open("/activity?take=6").take, None);
}
