//! The way back from a move or a rename: read before the act, and gone when it is undone.

use api::ids::UserId;
use api::problem::Code;
use api::project::EditProject;
use api::shot::{EditShot, Move};
use client::{Attempt, Client, Keyframes, ProjectOf, ShotOf, Shots};

use super::{fault, loaded};
use crate::state::back::Back;
use crate::state::command::{Answer, Command, Fault};
use crate::state::token::{Field, Row};

/// How the command will be undone, from what is known before it is performed. Nothing where it changes nothing.
pub(crate) fn way_back(client: &Client, viewer: UserId, command: &Command) -> Option<Back> {
    match command {
        Command::MoveShot { shot, before } => {
            let project = loaded(client.peek(viewer, ShotOf(*shot)))?.project;
            let shots = loaded(client.peek(viewer, Shots(project)))?;
            let former = next(shots.iter().map(|shot| shot.id), *shot)?;
            (former != *before).then_some(Back::Shot {
                shot: *shot,
                before: former,
            })
        }
        Command::MoveKeyframe {
            keyframe,
            among,
            before,
        } => {
            let keyframes = loaded(client.peek(viewer, Keyframes((*among)?)))?;
            let former = next(keyframes.iter().map(|keyframe| keyframe.id), *keyframe)?;
            (former != *before).then_some(Back::Keyframe {
                keyframe: *keyframe,
                before: former,
            })
        }
        Command::Edit(edit) if edit.field == Field::Name => {
            let (former, _) = named(client, viewer, edit.row)?;
            (former != edit.value).then(|| Back::name(edit.row, &former, &edit.value))
        }
        _ => None,
    }
}

/// What stands after it: `Some(None)` where it is the last, `None` where it is not there.
fn next<Id: PartialEq>(mut all: impl Iterator<Item = Id>, id: Id) -> Option<Option<Id>> {
    all.find(|other| *other == id)?;
    Some(all.next())
}

/// A row's name and version, as they are known now.
fn named(client: &Client, viewer: UserId, row: Row) -> Option<(String, i64)> {
    match row {
        Row::Project(id) => {
            let row = loaded(client.peek(viewer, ProjectOf(id)))?;
            Some((row.name.clone(), row.version))
        }
        Row::Shot(id) => {
            let row = loaded(client.peek(viewer, ShotOf(id)))?;
            Some((row.name.clone(), row.version))
        }
        Row::Keyframe(_) => None,
    }
}

pub(super) async fn put_back(
    client: &Client,
    viewer: UserId,
    attempt: &Attempt,
    back: Back,
) -> Result<Answer, Fault> {
    let answer = match back {
        Back::Shot { shot, before } => Answer::Shot(
            client
                .move_shot(viewer, shot, Move { before }, attempt)
                .await?,
        ),
        Back::Keyframe { keyframe, before } => Answer::Keyframe(
            client
                .move_keyframe(viewer, keyframe, Move { before }, attempt)
                .await?,
        ),
        Back::Name { row, name, given } => {
            let known = named(client, viewer, row);
            if known.as_ref().is_some_and(|(now, _)| *now == name) {
                // It was put back before, and this is that command once more.
                return Ok(Answer::Restored(Some(name)));
            }
            let Some((_, version)) = known.filter(|(now, _)| Back::is_given(&given, now)) else {
                return Err(fault(
                    Code::Conflict,
                    "It was renamed since, so its former name was not put back.",
                ));
            };
            return rename(client, viewer, attempt, row, name, version).await;
        }
    };
    Ok(answer)
}

async fn rename(
    client: &Client,
    viewer: UserId,
    attempt: &Attempt,
    row: Row,
    name: String,
    version: i64,
) -> Result<Answer, Fault> {
    match row {
        Row::Project(id) => {
            let change = EditProject {
                version,
                name: Some(name),
                ..EditProject::default()
            };
            Ok(Answer::Project(
                client.edit_project(viewer, id, change, attempt).await?,
            ))
        }
        Row::Shot(id) => {
            let change = EditShot {
                version,
                name: Some(name),
                ..EditShot::default()
            };
            Ok(Answer::Shot(
                client.edit_shot(viewer, id, change, attempt).await?,
            ))
        }
        Row::Keyframe(_) => Err(fault(Code::Invalid, "A keyframe has no name.")),
    }
}
