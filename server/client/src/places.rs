//! Where things are: the shot and the project around an id, learnt from every answer.
//!
//! A shot's key does not name its project, yet the project is the topic to watch; a keyframe's delete does not name its
//! shot, yet the shot's strip is what changes. Both are for ever the same for one id. Kept per viewer, so that an id
//! that one person may see teaches another nothing.

use api::ids::{ProjectId, ShotId, UserId};
use moka::sync::Cache;
use uuid::Uuid;

use crate::value::Value;

/// Ids remembered; 100 bytes each. What is forgotten is learnt again with the next answer.
const MAX_PLACES: u64 = 200_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) project: Option<ProjectId>,
    pub(crate) shot: Option<ShotId>,
    pub(crate) job: Option<api::ids::JobId>,
}

pub(crate) struct Places {
    known: Cache<(UserId, Uuid), Place>,
}

impl Places {
    pub(crate) fn new() -> Self {
        Self {
            known: Cache::new(MAX_PLACES),
        }
    }

    pub(crate) fn find(&self, viewer: UserId, id: Uuid) -> Option<Place> {
        let mut place = self.known.get(&(viewer, id))?;
        // A keyframe's answer names its shot alone.
        if place.project.is_none()
            && let Some(shot) = place.shot
        {
            place.project = self.project_of(viewer, shot);
        }
        Some(place)
    }

    pub(crate) fn project_of(&self, viewer: UserId, shot: ShotId) -> Option<ProjectId> {
        self.known.get(&(viewer, shot.0))?.project
    }

    pub(crate) fn learn(&self, viewer: UserId, value: &Value) {
        let note = |id: Uuid, project, shot, job| {
            if self.known.contains_key(&(viewer, id)) {
                return;
            }
            let place = Place { project, shot, job };
            self.known.insert((viewer, id), place);
        };
        let job = |it: &api::job::Job| {
            note(it.shot.0, Some(it.project), Some(it.shot), None);
            note(it.take.0, Some(it.project), Some(it.shot), Some(it.id));
            note(it.id.0, Some(it.project), Some(it.shot), Some(it.id));
        };
        match value {
            Value::Shot(it) => note(it.id.0, Some(it.project), Some(it.id), None),
            Value::Shots(all) => {
                for it in all.iter() {
                    note(it.id.0, Some(it.project), Some(it.id), None);
                }
            }
            Value::Keyframes(all) => {
                for it in all.iter() {
                    note(it.id.0, None, Some(it.shot), None);
                }
            }
            Value::Takes(all) => {
                for it in all.iter() {
                    note(it.shot.0, Some(it.project), Some(it.shot), None);
                    note(it.id.0, Some(it.project), Some(it.shot), Some(it.job));
                    note(it.job.0, Some(it.project), Some(it.shot), Some(it.job));
                }
            }
            Value::Jobs(page) => page.jobs.iter().for_each(job),
            Value::Job(it) => job(it),
            Value::Projects(_)
            | Value::Project(_)
            | Value::Queue(_)
            | Value::Progress(_)
            | Value::Reach(_) => (),
        }
    }
}
