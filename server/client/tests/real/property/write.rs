//! The writes of a script, and that each shows at once to whom it was answered.

use api::ids::{KeyframeId, ShotId};
use api::project::{EditProject, NewProject};
use api::shot::{EditKeyframe, EditShot, Move, NewKeyframes, NewShot};
use client::{Attempt, Error, Key};
use serde::Serialize;
use serde_json::{Value, json};

use super::play::{Play, rows};
use super::script::{Change, Who};
use crate::stage::Seen;

/// What a write did, and the pages that show it.
struct Done {
    row: Value,
    pages: Vec<Key>,
}

impl Play<'_> {
    pub(super) async fn write(&self, who: Who, change: Change, which: u8, other: u8) {
        let Some(done) = self.perform(who, change, which, other).await else {
            return;
        };
        match done {
            Ok(done) => self.shows(who, change, &done),
            Err(
                Error::NotFound
                | Error::Rejected(_)
                | Error::Stale { .. }
                // Only where every try met a line that was cut.
                | Error::Unavailable { .. },
            ) => (),
            Err(error) => panic!("{who:?} {change:?}: {error}"),
        }
    }

    /// Its writer sees no older version than it was answered with, from the moment of the answer on.
    fn shows(&self, who: Who, change: Change, done: &Done) {
        let answered = rows(&done.row);
        let wrote = done.pages.iter().map(|key| (who.process, key.clone()));
        self.wrote.lock().unwrap().extend(wrote);
        for key in &done.pages {
            let Seen::Value(value) = self.peek(who, key) else {
                continue;
            };
            let shown = rows(&value);
            for (id, version) in &answered {
                let newest = shown.get(id).unwrap_or(version);
                assert!(
                    newest >= version,
                    "{who:?} {change:?}: {key:?} shows {value} after {}",
                    done.row
                );
            }
        }
    }

    /// `None` where there is nothing to do it to.
    async fn perform(
        &self,
        who: Who,
        change: Change,
        which: u8,
        other: u8,
    ) -> Option<Result<Done, Error>> {
        let (cast, user) = (&self.casts[who.user], self.user(who));
        let client = &self.processes[who.process].client;
        let key = Attempt::act(uuid::Uuid::now_v7().to_string());
        let project = cast.projects.pick(which);
        let shot = cast.shots.pick(which);
        let keyframe = cast.keyframes.pick(which);
        let take = cast.takes.pick(which);
        let job = cast.jobs.pick(which);
        Some(match change {
            Change::NewProject => {
                let new = NewProject {
                    name: self.name(),
                    width: 64,
                    height: 64,
                };
                let made = client.create_project(user, new, &key).await;
                made.map(|it| {
                    cast.projects.add(it.id);
                    done(&it, [Key::Projects, Key::Project(it.id)])
                })
            }
            Change::RenameProject => {
                let id = project?;
                let edit = EditProject {
                    version: self.version(who, &Key::Project(id), None),
                    name: Some(self.name()),
                    ..EditProject::default()
                };
                let edited = client.edit_project(user, id, edit, &key).await;
                edited.map(|it| done(&it, [Key::Projects, Key::Project(it.id)]))
            }
            Change::DeleteProject => gone(client.delete_project(user, project?, &key).await),
            Change::RestoreProject => {
                let back = client.restore_project(user, project?, &key).await;
                back.map(|it| done(&it, [Key::Projects, Key::Project(it.id)]))
            }
            Change::NewShot => {
                let new = NewShot { name: self.name() };
                let made = client.create_shot(user, project?, new, &key).await;
                made.map(|it| {
                    cast.shots.add(it.id);
                    done(&it, [Key::Shots(it.project), Key::Shot(it.id)])
                })
            }
            Change::EditShot => {
                let id = shot?;
                let edit = EditShot {
                    version: self.version(who, &Key::Shot(id), None),
                    note: Some(self.name()),
                    ..EditShot::default()
                };
                let edited = client.edit_shot(user, id, edit, &key).await;
                edited.map(|it| done(&it, [Key::Shots(it.project), Key::Shot(it.id)]))
            }
            Change::DeleteShot => gone(client.delete_shot(user, shot?, &key).await),
            Change::RestoreShot => {
                let back = client.restore_shot(user, shot?, &key).await;
                back.map(|it| done(&it, [Key::Shots(it.project), Key::Shot(it.id)]))
            }
            Change::MoveShot => {
                let before = cast.shots.pick(other).filter(|it| Some(*it) != shot);
                let to = Move::<ShotId> { before };
                let moved = client.move_shot(user, shot?, to, &key).await;
                moved.map(|it| done(&it, [Key::Shots(it.project), Key::Shot(it.id)]))
            }
            Change::NewKeyframe => {
                let files = cast.files.clone();
                let new = NewKeyframes { files };
                let made = client.add_keyframes(user, shot?, new, &key).await;
                made.map(|all| {
                    all.iter().for_each(|it| cast.keyframes.add(it.id));
                    done(&all, shot.map(Key::Keyframes))
                })
            }
            Change::EditKeyframe => {
                let id = keyframe?;
                let version =
                    cast.shots.all().into_iter().map(|shot| {
                        self.version(who, &Key::Keyframes(shot), Some(&id.to_string()))
                    });
                let edit = EditKeyframe {
                    version: version.max().unwrap_or(1),
                    seconds: Some(0.25 + f64::from(other) / 64.0),
                    ..EditKeyframe::default()
                };
                let edited = client.edit_keyframe(user, id, edit, &key).await;
                edited.map(|it| done(&it, [Key::Keyframes(it.shot)]))
            }
            Change::DeleteKeyframe => gone(client.delete_keyframe(user, keyframe?, &key).await),
            Change::RestoreKeyframe => {
                let back = client.restore_keyframe(user, keyframe?, &key).await;
                back.map(|it| done(&it, [Key::Keyframes(it.shot)]))
            }
            Change::MoveKeyframe => {
                let before = cast
                    .keyframes
                    .pick(other)
                    .filter(|it| Some(*it) != keyframe);
                let to = Move::<KeyframeId> { before };
                let moved = client.move_keyframe(user, keyframe?, to, &key).await;
                moved.map(|it| done(&it, [Key::Keyframes(it.shot)]))
            }
            Change::Generate | Change::Retry | Change::Choose | Change::RestoreTake => {
                let made = match change {
                    Change::Generate => client.generate(user, shot?, &key).await,
                    Change::Retry => client.retry_job(user, job?, &key).await,
                    Change::Choose => client.choose_take(user, take?, &key).await,
                    _ => client.restore_take(user, take?, &key).await,
                };
                made.map(|it| {
                    cast.takes.add(it.id);
                    cast.jobs.add(it.job);
                    done(&it, [Key::Takes(it.shot)])
                })
            }
            Change::DeleteTake => gone(client.delete_take(user, take?, &key).await),
            Change::Cancel => {
                let canceled = client.cancel_job(user, job?, &key).await;
                canceled.map(|it| done(&it, [Key::Job(it.id), Key::Jobs(Default::default())]))
            }
        })
    }

    /// As the page shows it, which may be old by now.
    fn version(&self, who: Who, key: &Key, row: Option<&str>) -> i64 {
        match (self.peek(who, key), row) {
            (Seen::Value(value), None) => value["version"].as_i64().unwrap_or(1),
            (Seen::Value(value), Some(row)) => rows(&value).get(row).copied().unwrap_or(1),
            _ => 1,
        }
    }
}

fn done(row: &impl Serialize, pages: impl IntoIterator<Item = Key>) -> Done {
    Done {
        row: json!(row),
        pages: pages.into_iter().collect(),
    }
}

fn gone(deleted: Result<(), Error>) -> Result<Done, Error> {
    deleted.map(|()| done(&Value::Null, []))
}
