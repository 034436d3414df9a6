//! The latest progress of running jobs: told over the feed, never read, and gone when the job is over.
//!
//! Only what a person's own topic tells is kept, under that person: nobody else is shown it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use api::ids::{JobId, UserId};
use api::job::{JobStatus, Progress};

use crate::value::Value;

/// Jobs whose progress is kept. Beyond it the one that was heard of first goes: nobody may have looked when it ended, and
/// one that still runs is told again within a second.
const MAX_RUNNING: usize = 4096;
/// Jobs that ended lately, so that a late word about one does not bring its bar back.
const MAX_OVER: usize = 1024;

#[derive(Default)]
pub(crate) struct ProgressBoard {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    latest: HashMap<(UserId, JobId), Arc<Option<Progress>>>,
    /// In the order in which they were first heard of; some are over by now.
    heard: VecDeque<(UserId, JobId)>,
    over: VecDeque<JobId>,
}

impl ProgressBoard {
    pub(crate) fn peek(&self, viewer: UserId, job: JobId) -> Arc<Option<Progress>> {
        let latest = self.lock().latest.get(&(viewer, job)).map(Arc::clone);
        latest.unwrap_or_default()
    }

    /// Whether this changes what is shown.
    #[must_use]
    pub(crate) fn set(&self, viewer: UserId, progress: Progress) -> bool {
        let mut state = self.lock();
        let key = (viewer, progress.job);
        if state.over.contains(&progress.job) {
            return false;
        }
        let known = state.latest.get(&key);
        let is_first = known.is_none();
        if known.is_some_and(|known| known.as_ref().as_ref() == Some(&progress)) {
            return false;
        }
        if is_first {
            state.make_room();
            state.heard.push_back(key);
        }
        state.latest.insert(key, Arc::new(Some(progress)));
        true
    }

    /// Takes note of jobs that are over or wait (again); answers with those whose bar is gone thereby.
    pub(crate) fn note(&self, viewer: UserId, value: &Value) -> Vec<JobId> {
        let mut state = self.lock();
        let mut gone = Vec::new();
        each_job(value, |job, status| {
            if status.is_over() && !state.over.contains(&job) {
                // Only what was seen running needs to be remembered; a page of old jobs must not push those out.
                if state.latest.contains_key(&(viewer, job)) {
                    if state.over.len() == MAX_OVER {
                        state.over.pop_front();
                    }
                    state.over.push_back(job);
                }
            }
            if status != JobStatus::Running && state.latest.remove(&(viewer, job)).is_some() {
                gone.push(job);
            }
        });
        gone
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn make_room(&mut self) {
        while self.heard.len() >= MAX_RUNNING {
            if let Some(first) = self.heard.pop_front() {
                self.latest.remove(&first);
            }
        }
    }
}

fn each_job(value: &Value, mut see: impl FnMut(JobId, JobStatus)) {
    match value {
        Value::Shots(all) => {
            let latest = all.iter().filter_map(|shot| shot.latest.as_ref());
            latest.for_each(|it| see(it.job, it.status));
        }
        Value::Shot(shot) => shot.latest.iter().for_each(|it| see(it.job, it.status)),
        Value::Takes(all) => all.iter().for_each(|it| see(it.job, it.status)),
        Value::Jobs(page) => page.jobs.iter().for_each(|it| see(it.id, it.status)),
        Value::Job(job) => see(job.id, job.status),
        _ => (),
    }
}

#[cfg(test)]
mod tests {
    use api::ids::TakeId;
    use api::ids::{ProjectId, ShotId};
    use api::shot::{Shot, TakeSummary};

    use super::*;

    fn progress(job: JobId, fraction: f64) -> Progress {
        Progress {
            job,
            fraction,
            step: String::new(),
            eta: None,
            preview: None,
        }
    }

    fn shot(job: JobId, status: JobStatus) -> Value {
        Value::Shot(Arc::new(Shot {
            id: ShotId::fresh(),
            version: 1,
            project: ProjectId::fresh(),
            position: 0,
            name: String::new(),
            prompt: String::new(),
            note: String::new(),
            keyframe_count: 0,
            take_count: 1,
            seconds: 0.0,
            poster: None,
            film: None,
            film_seconds: None,
            latest: Some(TakeSummary {
                take: TakeId::fresh(),
                job,
                status,
            }),
        }))
    }

    #[test]
    fn the_latest_wins_and_the_same_again_is_no_change() {
        let (board, viewer, job) = (ProgressBoard::default(), UserId::fresh(), JobId::fresh());
        assert!(board.set(viewer, progress(job, 0.1)));
        assert!(board.set(viewer, progress(job, 0.2)));
        assert!(!board.set(viewer, progress(job, 0.2)));
        let shown = board.peek(viewer, job);
        assert_eq!(shown.as_ref().as_ref().unwrap().fraction, 0.2);
    }

    #[test]
    fn progress_is_shown_to_its_owner_only() {
        let (board, job) = (ProgressBoard::default(), JobId::fresh());
        assert!(board.set(UserId::fresh(), progress(job, 0.1)));
        assert_eq!(*board.peek(UserId::fresh(), job), None);
    }

    #[test]
    fn jobs_whose_end_nobody_saw_do_not_keep_later_ones_from_being_shown() {
        let (board, viewer) = (ProgressBoard::default(), UserId::fresh());
        let jobs: Vec<JobId> = (0..=MAX_RUNNING).map(|_| JobId::fresh()).collect();
        for job in &jobs {
            assert!(board.set(viewer, progress(*job, 0.5)));
        }
        assert_eq!(*board.peek(viewer, jobs[0]), None);
        assert!(board.peek(viewer, jobs[MAX_RUNNING]).is_some());
        assert_eq!(board.lock().latest.len(), MAX_RUNNING);
    }

    #[test]
    fn a_late_word_does_not_bring_back_the_bar_of_a_job_that_is_over() {
        let (board, viewer, job) = (ProgressBoard::default(), UserId::fresh(), JobId::fresh());
        assert!(board.set(viewer, progress(job, 0.9)));
        assert_eq!(board.note(viewer, &shot(job, JobStatus::Running)), []);
        assert_eq!(board.note(viewer, &shot(job, JobStatus::Succeeded)), [job]);
        assert!(!board.set(viewer, progress(job, 0.95)));
        assert_eq!(*board.peek(viewer, job), None);
    }
}
