//! What there is in a case: all that was ever made, so that acts also hit what is deleted.

use std::sync::Mutex;

use api::ids::{FileId, JobId, KeyframeId, ProjectId, ShotId, TakeId, UserId};
use api::job::JobFilter;
use client::Key;

use super::script::Page;
use crate::stage::World;

/// One person and what they made.
pub(super) struct Cast {
    pub(super) user: UserId,
    pub(super) projects: Ids<ProjectId>,
    pub(super) shots: Ids<ShotId>,
    pub(super) keyframes: Ids<KeyframeId>,
    pub(super) takes: Ids<TakeId>,
    pub(super) jobs: Ids<JobId>,
    /// Pictures of the first project.
    pub(super) files: Vec<FileId>,
}

pub(super) struct Ids<T>(Mutex<Vec<T>>);

impl<T: Copy + PartialEq> Ids<T> {
    fn of(ids: Vec<T>) -> Self {
        Self(Mutex::new(ids))
    }

    pub(super) fn add(&self, id: T) {
        let mut ids = self.0.lock().unwrap();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }

    pub(super) fn pick(&self, which: u8) -> Option<T> {
        let ids = self.0.lock().unwrap();
        (!ids.is_empty()).then(|| ids[usize::from(which) % ids.len()])
    }

    pub(super) fn all(&self) -> Vec<T> {
        self.0.lock().unwrap().clone()
    }
}

impl Cast {
    /// A new person with a project of two shots, of two keyframes and of one.
    pub(super) async fn new(world: &World) -> Self {
        let user = world.person().await;
        let project = world.project(user, "Harbor").await.id;
        let (mut shots, mut keyframes) = (Vec::new(), Vec::new());
        for (name, count) in [("a", 2), ("b", 1)] {
            let shot = world.shot(user, project, name).await;
            let made = world.keyframes(user, &shot, count).await;
            keyframes.extend(made.iter().map(|it| it.id));
            shots.push(shot.id);
        }
        let file = world.picture(user, project, "new.png").await;
        Self {
            user,
            projects: Ids::of(vec![project]),
            shots: Ids::of(shots),
            keyframes: Ids::of(keyframes),
            takes: Ids::of(Vec::new()),
            jobs: Ids::of(Vec::new()),
            files: vec![file],
        }
    }

    pub(super) fn key(&self, page: Page) -> Option<Key> {
        Some(match page {
            Page::Projects => Key::Projects,
            Page::Project(which) => Key::Project(self.projects.pick(which)?),
            Page::Shots(which) => Key::Shots(self.projects.pick(which)?),
            Page::Shot(which) => Key::Shot(self.shots.pick(which)?),
            Page::Keyframes(which) => Key::Keyframes(self.shots.pick(which)?),
            Page::Takes(which) => Key::Takes(self.shots.pick(which)?),
            Page::Jobs => Key::Jobs(JobFilter::default()),
            Page::JobsOf(which) => Key::Jobs(JobFilter {
                project: Some(self.projects.pick(which)?),
                ..JobFilter::default()
            }),
            Page::Job(which) => Key::Job(self.jobs.pick(which)?),
            Page::Queue => Key::Queue,
        })
    }
}
