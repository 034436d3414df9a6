//! Lists as they are after a write of ours: pure.

use std::sync::Arc;

use api::ids::{JobId, KeyframeId, ProjectId, ShotId, TakeId};
use api::job::{Job, JobStatus};
use api::project::Project;
use api::shot::{Keyframe, Shot, Take, TakeSummary};
use uuid::Uuid;

use crate::value::{Row, Value};

/// What a write of ours did.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    /// The row is this now. One that a list does not show yet is put where it belongs.
    Set(Item),
    /// The same, and it may stand elsewhere than before.
    Move(Item),
    Remove(Uuid),
}

#[derive(Clone, Debug)]
pub(crate) enum Item {
    Project(Arc<Project>),
    Shot(Arc<Shot>),
    Keyframe(Arc<Keyframe>),
    Take(Arc<Take>),
    Job(Arc<Job>),
}

/// A value after an edit, and whether it is sure to be all that changed about it.
#[derive(Debug, PartialEq)]
pub(crate) struct Edited {
    pub(crate) value: Value,
    pub(crate) exact: bool,
}

impl Item {
    pub(crate) fn row(&self) -> Row {
        let (id, version) = match self {
            Self::Project(it) => (it.id.0, it.version),
            Self::Shot(it) => (it.id.0, it.version),
            Self::Keyframe(it) => (it.id.0, it.version),
            Self::Take(it) => (it.id.0, it.version),
            Self::Job(it) => (it.id.0, it.version),
        };
        Row { id, version }
    }

    /// As a value of its own, for the nouns that can be read one by one.
    pub(crate) fn single(&self) -> Option<Value> {
        match self {
            Self::Project(it) => Some(Value::Project(Arc::clone(it))),
            Self::Shot(it) => Some(Value::Shot(Arc::clone(it))),
            Self::Job(it) => Some(Value::Job(Arc::clone(it))),
            Self::Keyframe(_) | Self::Take(_) => None,
        }
    }
}

/// `None` where the edit says nothing about this value.
pub(crate) fn edited(value: &Value, edit: &Edit) -> Option<Edited> {
    match edit {
        Edit::Remove(id) => removed(value, *id),
        Edit::Set(item) => set(value, item),
        Edit::Move(item) => moved(value, item),
    }
}

fn set(value: &Value, item: &Item) -> Option<Edited> {
    let exact = |value| Some(Edited { value, exact: true });
    match (value, item) {
        (Value::Projects(all), Item::Project(it)) => {
            // Newest updated first, and this one was updated just now.
            let rest = all.iter().filter(|other| other.id != it.id);
            let list = std::iter::once(it).chain(rest).map(Arc::clone).collect();
            exact(Value::Projects(Arc::new(list)))
        }
        (Value::Shots(all), Item::Shot(it)) => match replaced(all, it) {
            Some(list) => exact(Value::Shots(Arc::new(list))),
            None => moved(value, item),
        },
        (Value::Keyframes(all), Item::Keyframe(it)) => match replaced(all, it) {
            Some(list) => exact(Value::Keyframes(Arc::new(list))),
            None => moved(value, item),
        },
        (Value::Takes(all), Item::Take(it)) => Some(Edited {
            value: Value::Takes(Arc::new(with_take(all, it))),
            // Another may have been chosen, or chosen no more, by the same write.
            exact: false,
        }),
        (Value::Takes(all), Item::Job(job)) => {
            let position = all.iter().position(|take| take.job == job.id)?;
            let mut list = all.as_ref().clone();
            let take = Arc::make_mut(&mut list[position]);
            take.status = job.status;
            take.error.clone_from(&job.error);
            Some(Edited {
                value: Value::Takes(Arc::new(list)),
                exact: false,
            })
        }
        (Value::Shots(all), Item::Take(it)) => {
            let position = all.iter().position(|shot| shot.id == it.shot)?;
            let mut list = all.as_ref().clone();
            *Arc::make_mut(&mut list[position]) = with_latest(&all[position], it)?;
            Some(Edited {
                value: Value::Shots(Arc::new(list)),
                exact: false,
            })
        }
        (Value::Shot(shot), Item::Take(it)) if shot.id == it.shot => Some(Edited {
            value: Value::Shot(Arc::new(with_latest(shot, it)?)),
            exact: false,
        }),
        (Value::Jobs(page), Item::Job(it)) => {
            let position = page.jobs.iter().position(|job| job.id == it.id)?;
            let mut page = page.as_ref().clone();
            page.jobs[position] = it.as_ref().clone();
            Some(Edited {
                value: Value::Jobs(Arc::new(page)),
                // It may not pass the page's filter any more.
                exact: false,
            })
        }
        _ => None,
    }
}

/// A new take is the shot's latest from the moment it is queued, unless an earlier one is being made.
fn with_latest(shot: &Shot, take: &Take) -> Option<Shot> {
    let stays = |it: &TakeSummary| {
        it.take > take.id || (it.take != take.id && it.status == JobStatus::Running)
    };
    if shot.latest.as_ref().is_some_and(stays) {
        return None;
    }
    let mut shot = shot.clone();
    shot.latest = Some(TakeSummary {
        take: take.id,
        job: take.job,
        status: take.status,
    });
    Some(shot)
}

fn with_take(all: &[Arc<Take>], new: &Arc<Take>) -> Vec<Arc<Take>> {
    let mut list: Vec<Arc<Take>> = all
        .iter()
        .filter(|it| it.id != new.id)
        .map(Arc::clone)
        .collect();
    if new.chosen {
        for take in list.iter_mut().filter(|it| it.chosen) {
            Arc::make_mut(take).chosen = false;
        }
    }
    let place = list.iter().position(|it| it.number < new.number);
    list.insert(place.unwrap_or(list.len()), Arc::clone(new));
    list
}

fn moved(value: &Value, item: &Item) -> Option<Edited> {
    match (value, item) {
        (Value::Shots(all), Item::Shot(it)) => {
            // Added at the end, nothing else moved.
            let exact = it.position as usize == all.len();
            let value = Value::Shots(Arc::new(placed(all, it)));
            Some(Edited { value, exact })
        }
        (Value::Keyframes(all), Item::Keyframe(it)) => {
            let exact = it.position as usize == all.len();
            let value = Value::Keyframes(Arc::new(placed(all, it)));
            Some(Edited { value, exact })
        }
        _ => set(value, item),
    }
}

fn removed(value: &Value, id: Uuid) -> Option<Edited> {
    let value = match value {
        Value::Projects(all) => {
            let left = all.iter().filter(|it| it.id != ProjectId(id));
            Value::Projects(Arc::new(left.map(Arc::clone).collect()))
        }
        Value::Shots(all) => Value::Shots(Arc::new(without(all, id))),
        Value::Keyframes(all) => Value::Keyframes(Arc::new(without(all, id))),
        Value::Takes(all) => {
            let left = all.iter().filter(|it| it.id != TakeId(id));
            Value::Takes(Arc::new(left.map(Arc::clone).collect()))
        }
        Value::Jobs(page) => {
            let mut page = page.as_ref().clone();
            page.jobs.retain(|it| it.id != JobId(id));
            Value::Jobs(Arc::new(page))
        }
        _ => return None,
    };
    Some(Edited {
        value,
        exact: false,
    })
}

/// What stands in dense order among its siblings.
trait Placed: Clone {
    fn id(&self) -> Uuid;
    fn position(&self) -> u32;
    fn stand(&mut self, position: u32);
}

impl Placed for Shot {
    fn id(&self) -> Uuid {
        let ShotId(id) = self.id;
        id
    }
    fn position(&self) -> u32 {
        self.position
    }
    fn stand(&mut self, position: u32) {
        self.position = position;
    }
}

impl Placed for Keyframe {
    fn id(&self) -> Uuid {
        let KeyframeId(id) = self.id;
        id
    }
    fn position(&self) -> u32 {
        self.position
    }
    fn stand(&mut self, position: u32) {
        self.position = position;
    }
}

/// `None` unless the item is there and stands where it stood.
fn replaced<T: Placed>(all: &[Arc<T>], new: &Arc<T>) -> Option<Vec<Arc<T>>> {
    let place = all.iter().position(|it| it.id() == new.id())?;
    if all[place].position() != new.position() {
        return None;
    }
    let mut list = all.to_vec();
    list[place] = Arc::clone(new);
    Some(list)
}

fn placed<T: Placed>(all: &[Arc<T>], new: &Arc<T>) -> Vec<Arc<T>> {
    let mut list: Vec<Arc<T>> = all
        .iter()
        .filter(|it| it.id() != new.id())
        .map(Arc::clone)
        .collect();
    let place = (new.position() as usize).min(list.len());
    list.insert(place, Arc::clone(new));
    renumber(&mut list);
    list
}

fn without<T: Placed>(all: &[Arc<T>], id: Uuid) -> Vec<Arc<T>> {
    let mut list: Vec<Arc<T>> = all
        .iter()
        .filter(|it| it.id() != id)
        .map(Arc::clone)
        .collect();
    renumber(&mut list);
    list
}

fn renumber<T: Placed>(list: &mut [Arc<T>]) {
    for (position, item) in (0..).zip(list) {
        if item.position() != position {
            Arc::make_mut(item).stand(position);
        }
    }
}
