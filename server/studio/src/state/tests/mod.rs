//! What events and answers do to a tab's state: data in, data out.

mod back;
mod batches;
mod edits;
mod pages;
mod work;

use api::ids::{JobId, ProjectId, ShotId, TakeId};
use api::job::JobStatus;
use api::problem::Code;
use api::project::Project;
use api::shot::{Shot, Take};
use live::Event;

use super::command::{Answer, Command, Fault, Outcome};
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
        film_seconds: None,
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
    state.answer(Outcome {
        command,
        back: None,
        result,
    })
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
