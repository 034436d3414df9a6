//! A write from its call to the cache: read your own writes.
//!
//! The call runs on the client's runtime, so a tab that closes half-way loses neither the write nor what it teaches.

use std::sync::Arc;

use api::feed::{Change, Subject};
use api::ids::{JobId, ProjectId, UserId};
use bytes::Bytes;
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::assertion::Caller;
use crate::call::{Again, Call};
use crate::edits::{Edit, Item, edited};
use crate::flight::{Why, fly};
use crate::inner::Inner;
use crate::noun::{Did, Noun};
use crate::places::Place;
use crate::relations::{Tag, written};
use crate::stats::Cause;
use crate::value::{Row, Value};
use crate::{Attempt, Client, Error, Key, WatchKey};

/// A write's call, before it is sent.
pub(crate) struct Write {
    target: Target,
    /// `POST /v1/shots/{id}/move`: the method and the path, and its name in the counters.
    name: &'static str,
    /// What stands for `{id}`.
    id: Uuid,
    body: Option<Bytes>,
    attempt: Attempt,
}

impl Write {
    /// Of a `T` that is to be made.
    pub(crate) fn new<T: Noun>(viewer: UserId, name: &'static str, attempt: &Attempt) -> Self {
        Self {
            target: Target {
                viewer,
                subject: T::SUBJECT,
                id: Uuid::nil(),
            },
            name,
            id: Uuid::nil(),
            body: None,
            attempt: attempt.clone(),
        }
    }

    /// Of this row.
    pub(crate) fn of(mut self, id: Uuid) -> Self {
        self.target.id = id;
        self.under(id)
    }

    /// Of one that is to be made in or from another.
    pub(crate) fn under(mut self, id: Uuid) -> Self {
        self.id = id;
        self
    }

    pub(crate) fn json(mut self, body: &impl Serialize) -> Result<Self, Error> {
        let body = serde_json::to_vec(body).map_err(|error| Error::Broken {
            reason: format!("{}: {error}", self.name),
        })?;
        self.body = Some(body.into());
        Ok(self)
    }

    fn call(self) -> Call {
        let (method, path) = self.name.split_once(' ').unwrap_or(("POST", self.name));
        let method = match method {
            "PATCH" => Method::PATCH,
            "DELETE" => Method::DELETE,
            _ => Method::POST,
        };
        Call {
            caller: Caller::Viewer(self.target.viewer),
            method,
            name: self.name,
            path: path.replace("{id}", &self.id.to_string()),
            body: self.body,
            attempt: Some(self.attempt),
            // The backend knows it by its key.
            again: Again::Safe,
        }
    }
}

/// The row a write is about, known before it is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub(crate) viewer: UserId,
    pub(crate) subject: Subject,
    /// Nil for a row that is to be made.
    pub(crate) id: Uuid,
}

impl Client {
    /// Sends a write that answers with its row, and shows that before anybody hears of the answer.
    pub(crate) async fn write<T: Noun>(&self, write: Write, did: Did) -> Result<T, Error> {
        let viewer = write.target.viewer;
        self.answered(write, move |inner, start, it| {
            inner.show::<T>(viewer, start, did, it);
        })
        .await
    }

    /// The same for a write of several rows.
    pub(crate) async fn write_all<T: Noun>(&self, write: Write, did: Did) -> Result<Vec<T>, Error> {
        let viewer = write.target.viewer;
        self.answered(write, move |inner, start, all: &Vec<T>| {
            for it in all {
                inner.show(viewer, start, did, it);
            }
        })
        .await
    }

    async fn answered<A: DeserializeOwned + Send + 'static>(
        &self,
        write: Write,
        after: impl FnOnce(&Arc<Inner>, u64, &A) + Send + 'static,
    ) -> Result<A, Error> {
        let name = write.name;
        self.send(write, move |inner, start, body| {
            let answer = serde_json::from_slice(body).map_err(|error| Error::Broken {
                reason: format!("{name}: {error}"),
            })?;
            after(inner, start, &answer);
            Ok(answer)
        })
        .await
    }

    /// Sends a delete.
    pub(crate) async fn remove(&self, write: Write) -> Result<(), Error> {
        let target = write.target;
        self.send(write, move |inner, start, _| {
            inner.wrote(target, Change::Deleted, &Edit::Remove(target.id), start);
            Ok(())
        })
        .await
    }

    async fn send<T: Send + 'static>(
        &self,
        write: Write,
        after: impl FnOnce(&Arc<Inner>, u64, &[u8]) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let inner = Arc::clone(&self.inner);
        let target = write.target;
        let call = write.call();
        let sent = self.inner.runtime.spawn(async move {
            let start = inner.clock.tick();
            match inner.link.call(&call, &inner.stats, &inner.reach).await {
                Ok(body) => after(&inner, start, &body),
                Err(error) => {
                    if matches!(error, Error::Stale { .. } | Error::NotFound) {
                        // What was on screen is not what there is.
                        inner.suspect(target);
                    }
                    Err(error)
                }
            }
        });
        sent.await.unwrap_or_else(|error| {
            Err(Error::Broken {
                reason: format!("the write was dropped: {error}"),
            })
        })
    }
}

impl Inner {
    /// Shows a row as a write answered it.
    fn show<T: Noun>(self: &Arc<Self>, viewer: UserId, start: u64, did: Did, it: &T) {
        let target = Target {
            viewer,
            subject: T::SUBJECT,
            id: it.id(),
        };
        let edit = did.edit(T::item(Arc::new(it.clone())));
        self.wrote(target, did.change(), &edit, start);
        if let (Did::Make, Some((job, place))) = (did, it.job()) {
            self.wrote_job(viewer, job, place);
        }
    }

    /// Puts what a write did into all that shows it; what cannot be derived from its answer is read again.
    fn wrote(self: &Arc<Self>, target: Target, change: Change, edit: &Edit, start: u64) {
        let viewer = target.viewer;
        let row = match edit {
            Edit::Set(item) | Edit::Move(item) => Some(item.row()),
            Edit::Remove(_) => None,
        };
        if let Edit::Set(item) | Edit::Move(item) = edit {
            self.learn_item(viewer, item);
            if let Some(value) = item.single() {
                self.put(viewer, value, start);
            }
        }
        let Some(place) = self.place(target) else {
            return self.suspect_all(viewer);
        };
        let shown = row.unwrap_or(Row {
            id: target.id,
            version: i64::MAX,
        });
        let tags: Vec<Tag> = written(viewer, target.subject, change, shown, place)
            .iter()
            .flat_map(|it| self.tags_of(it))
            .collect();
        for entry in self.cache.tagged(&tags) {
            if entry.key.viewer != viewer {
                continue;
            }
            let mut slot = entry.slot();
            // A write that was sent again is answered as it was first: the row may have gone on since.
            let known = slot.value.as_ref().and_then(|it| it.member(target.id));
            // And what was read since the write began shows what others did after it.
            let read_since = slot.stamp > start;
            if let (Some(known), Some(row)) = (known, row)
                && (known > row.version || known == row.version && read_since)
            {
                continue;
            }
            let is_gone = row.is_none()
                && slot
                    .value
                    .as_ref()
                    .and_then(Value::row)
                    .is_some_and(|it| it.id == target.id);
            let now = self.clock.tick();
            let changed = if is_gone {
                slot.forget(now)
            } else if let Some(edited) = slot.value.as_ref().and_then(|it| edited(it, edit)) {
                // What was read since may have been read after this write, and without what it made.
                slot.patch(now, row, edited.value, edited.exact && !read_since)
            } else {
                if slot.value.is_none() && slot.flying {
                    slot.outrun(now, row);
                }
                continue;
            };
            self.relink(&entry, &mut slot);
            if !slot.is_clean() {
                self.refresh(&entry, &mut slot);
            }
            drop(slot);
            if changed {
                self.tell(&entry.key);
            }
        }
        self.touch(&tags, row, Cause::Write);
    }

    /// A job that began, changed or ended by a write whose answer tells only of its take.
    fn wrote_job(self: &Arc<Self>, viewer: UserId, job: JobId, place: Place) {
        let job = Row {
            id: job.0,
            version: i64::MAX,
        };
        for it in written(viewer, Subject::Job, Change::Updated, job, place) {
            self.touch(&self.tags_of(&it), None, Cause::Write);
        }
    }

    fn put(self: &Arc<Self>, viewer: UserId, value: Value, start: u64) {
        let key = match &value {
            Value::Project(it) => Key::Project(it.id),
            Value::Shot(it) => Key::Shot(it.id),
            Value::Job(it) => Key::Job(it.id),
            _ => return,
        };
        let entry = self.cache.entry(&WatchKey { viewer, key });
        let mut slot = entry.slot();
        let now = self.clock.tick();
        let changed = slot.put(start, now, value);
        self.relink(&entry, &mut slot);
        if !slot.is_clean() {
            self.refresh(&entry, &mut slot);
        }
        drop(slot);
        if changed {
            self.tell(&entry.key);
        }
    }

    fn learn_item(&self, viewer: UserId, item: &Item) {
        let value = match item {
            Item::Keyframe(it) => Value::Keyframes(Arc::new(vec![Arc::clone(it)])),
            Item::Take(it) => Value::Takes(Arc::new(vec![Arc::clone(it)])),
            Item::Project(_) | Item::Shot(_) | Item::Job(_) => match item.single() {
                Some(value) => value,
                None => return,
            },
        };
        self.learn(viewer, &value);
    }

    /// Where the target of a write is; `None` if no answer told so far.
    fn place(&self, target: Target) -> Option<Place> {
        if target.subject == Subject::Project {
            return Some(Place {
                project: Some(ProjectId(target.id)),
                shot: None,
                job: None,
            });
        }
        let place = self.places.find(target.viewer, target.id)?;
        place.project.is_some().then_some(place)
    }

    /// What is shown of a row turned out not to be so.
    fn suspect(self: &Arc<Self>, target: Target) {
        let Some(place) = self.place(target) else {
            return self.suspect_all(target.viewer);
        };
        let row = Row {
            id: target.id,
            version: i64::MAX,
        };
        let viewer = target.viewer;
        for it in written(viewer, target.subject, Change::Updated, row, place) {
            self.touch(&self.tags_of(&it), None, Cause::Write);
        }
    }

    /// Where nothing is known about a row, everything its writer sees may show it. Rare: a write follows a read.
    fn suspect_all(self: &Arc<Self>, viewer: UserId) {
        for entry in self.cache.all() {
            if entry.key.viewer != viewer {
                continue;
            }
            let mut slot = entry.slot();
            let now = self.clock.tick();
            slot.mark(now, None);
            if entry.is_watched() {
                fly(self, &entry, &mut slot, Why::Changed);
            }
        }
    }
}
