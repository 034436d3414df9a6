//! Commands as calls of the client. Each is an attempt under the engine's key, so that one performed twice happens once.

mod back;

use api::ids::UserId;
use api::job::JobStatus;
use api::problem::Code;
use api::project::EditProject;
use api::shot::{CameraMove, EditKeyframe, EditShot, Move, NewKeyframes, NewShot, Take};
use client::{Attempt, Client, Error, Peek, ProjectOf, ShotOf, Takes};

use self::back::put_back;
pub(crate) use self::back::way_back;
use crate::state::command::{Answer, Command, Fault, Thing};
use crate::state::edit::Edit;
use crate::state::token::{Field, Row};

pub(crate) async fn perform(
    client: &Client,
    viewer: UserId,
    attempt: &Attempt,
    command: &Command,
) -> Result<Answer, Fault> {
    let answer = match command.clone() {
        Command::CreateProject(new) => {
            Answer::Project(client.create_project(viewer, new, attempt).await?)
        }
        Command::CreateSample => Answer::Project(client.create_sample(viewer, attempt).await?),
        Command::AddShot { project, name } => Answer::Shot(
            client
                .create_shot(viewer, project, NewShot { name }, attempt)
                .await?,
        ),
        Command::AddKeyframes { shot, files } => Answer::Keyframes(
            client
                .add_keyframes(viewer, shot, NewKeyframes { files }, attempt)
                .await?,
        ),
        Command::Edit(edit) => return self::edit(client, viewer, attempt, edit).await,
        Command::MoveShot { shot, before } => Answer::Shot(
            client
                .move_shot(viewer, shot, Move { before }, attempt)
                .await?,
        ),
        Command::MoveKeyframe {
            keyframe, before, ..
        } => Answer::Keyframe(
            client
                .move_keyframe(viewer, keyframe, Move { before }, attempt)
                .await?,
        ),
        Command::Delete(thing) => return delete(client, viewer, attempt, thing).await,
        Command::Restore(thing) => return restore(client, viewer, attempt, thing).await,
        Command::PutBack(back) => return put_back(client, viewer, attempt, back).await,
        Command::Generate { shot } => queued(
            client,
            viewer,
            client.generate(viewer, shot, attempt).await?,
        ),
        Command::Choose { take } => Answer::Take(client.choose_take(viewer, take, attempt).await?),
        Command::Cancel { job } => Answer::Job(client.cancel_job(viewer, job, attempt).await?),
        Command::Retry { job } => queued(
            client,
            viewer,
            client.retry_job(viewer, job, attempt).await?,
        ),
    };
    Ok(answer)
}

/// A take that was just queued, and what is known of the others.
fn queued(client: &Client, viewer: UserId, take: Take) -> Answer {
    let takes = loaded(client.peek(viewer, Takes(take.shot)));
    let others = takes
        .iter()
        .flat_map(|takes| takes.iter())
        .filter(|other| other.id != take.id)
        .filter(|other| matches!(other.status, JobStatus::Queued | JobStatus::Running))
        .count();
    Answer::Queued { take, others }
}

async fn edit(
    client: &Client,
    viewer: UserId,
    attempt: &Attempt,
    edit: Edit,
) -> Result<Answer, Fault> {
    let Edit {
        row,
        field,
        version,
        value,
        ..
    } = edit;
    match row {
        Row::Project(id) => {
            let change = EditProject {
                version,
                name: Some(value),
                ..EditProject::default()
            };
            Ok(Answer::Project(
                client.edit_project(viewer, id, change, attempt).await?,
            ))
        }
        Row::Shot(id) => {
            let mut change = EditShot {
                version,
                ..EditShot::default()
            };
            match field {
                Field::Prompt => change.prompt = Some(value),
                Field::Note => change.note = Some(value),
                _ => change.name = Some(value),
            }
            Ok(Answer::Shot(
                client.edit_shot(viewer, id, change, attempt).await?,
            ))
        }
        Row::Keyframe(id) => {
            let mut change = EditKeyframe {
                version,
                ..EditKeyframe::default()
            };
            if field == Field::Camera {
                change.camera = Some(camera(&value)?);
            } else {
                change.seconds = Some(seconds(&value)?);
            }
            Ok(Answer::Keyframe(
                client.edit_keyframe(viewer, id, change, attempt).await?,
            ))
        }
    }
}

/// JSON knows only finite numbers: any other would travel as "no change".
fn seconds(text: &str) -> Result<f64, Fault> {
    let number = text
        .trim()
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| invalid("Enter a number of seconds, from 0.25 to 12."))
}

fn camera(word: &str) -> Result<CameraMove, Fault> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
        .map_err(|_| invalid("There is no such camera move."))
}

async fn delete(
    client: &Client,
    viewer: UserId,
    attempt: &Attempt,
    thing: Thing,
) -> Result<Answer, Fault> {
    // Asked before it is gone, for the toast that offers to bring it back.
    let name = match thing {
        Thing::Project(id) => {
            loaded(client.peek(viewer, ProjectOf(id))).map(|project| project.name.clone())
        }
        Thing::Shot(id) => loaded(client.peek(viewer, ShotOf(id))).map(|shot| shot.name.clone()),
        Thing::Keyframe(_) | Thing::Take(_) => None,
    };
    match thing {
        Thing::Project(id) => client.delete_project(viewer, id, attempt).await?,
        Thing::Shot(id) => client.delete_shot(viewer, id, attempt).await?,
        Thing::Keyframe(id) => client.delete_keyframe(viewer, id, attempt).await?,
        Thing::Take(id) => client.delete_take(viewer, id, attempt).await?,
    }
    Ok(Answer::Deleted(name))
}

pub(crate) fn loaded<T>(peek: Peek<T>) -> Option<std::sync::Arc<T>> {
    match peek {
        Peek::Loaded(value) => Some(value),
        Peek::Loading | Peek::Failed(_) => None,
    }
}

async fn restore(
    client: &Client,
    viewer: UserId,
    attempt: &Attempt,
    thing: Thing,
) -> Result<Answer, Fault> {
    let name = match thing {
        Thing::Project(id) => Some(client.restore_project(viewer, id, attempt).await?.name),
        Thing::Shot(id) => Some(client.restore_shot(viewer, id, attempt).await?.name),
        Thing::Keyframe(id) => {
            client.restore_keyframe(viewer, id, attempt).await?;
            None
        }
        Thing::Take(id) => {
            client.restore_take(viewer, id, attempt).await?;
            None
        }
    };
    Ok(Answer::Restored(name))
}

fn invalid(sentence: &str) -> Fault {
    fault(Code::Invalid, sentence)
}

pub(crate) fn fault(code: Code, sentence: &str) -> Fault {
    Fault {
        code,
        sentence: sentence.to_owned(),
        field: None,
        current: None,
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let sentence = error.sentence();
        let bare = |code| Self {
            code,
            sentence: sentence.clone(),
            field: None,
            current: None,
        };
        match error {
            Error::Rejected(problem) => Self {
                code: problem.code,
                sentence,
                field: problem.field,
                current: problem.current,
            },
            Error::Stale { current, .. } => Self {
                code: Code::StaleVersion,
                sentence,
                field: None,
                current,
            },
            Error::Expired(_) => bare(Code::Expired),
            Error::NotFound => bare(Code::NotFound),
            Error::SignedOut => bare(Code::Unauthenticated),
            Error::Unavailable { .. } | Error::Cut { .. } | Error::Stalled => {
                bare(Code::Unavailable)
            }
            Error::Broken { .. } => bare(Code::Internal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_refused_and_not_taken_for_no_change() {
        for text in ["NaN", "inf", "-infinity", "1e999", "abc", "", "2 s", "0x2"] {
            let fault = seconds(text).expect_err(text);
            assert_eq!(
                (fault.code, fault.sentence.as_str()),
                (Code::Invalid, "Enter a number of seconds, from 0.25 to 12.")
            );
        }
        assert_eq!(seconds(" 2.5 ").ok(), Some(2.5));
    }
}
