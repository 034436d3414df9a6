//! Writing takes and their jobs.

use std::sync::Arc;

use api::feed::{Change, Subject};
use api::ids::{JobId, ShotId, TakeId, UserId};
use api::job::Job;
use api::shot::Take;
use uuid::Uuid;

use crate::edits::{Edit, Item};
use crate::written::{Target, Write, in_shot};
use crate::{Client, Error};

impl Client {
    /// Queues a new take of a shot as it is now. `Rejected` when it has no keyframes.
    pub async fn generate(&self, viewer: UserId, shot: ShotId, key: &str) -> Result<Take, Error> {
        let target = Target {
            viewer,
            subject: Subject::Take,
            id: Uuid::nil(),
        };
        let write = Write::new(
            viewer,
            "POST /v1/shots/{id}/takes",
            format!("/v1/shots/{shot}/takes"),
            key,
        );
        self.write(target, write, move |inner, start, it: &Take| {
            let edit = Edit::Set(Item::Take(Arc::new(it.clone())));
            inner.wrote(
                Target {
                    id: it.id.0,
                    ..target
                },
                Change::Created,
                &edit,
                start,
            );
            inner.wrote_job(viewer, it.job, in_shot(it.project, it.shot, it.job));
        })
        .await
    }

    pub async fn choose_take(&self, viewer: UserId, id: TakeId, key: &str) -> Result<Take, Error> {
        let target = Target {
            viewer,
            subject: Subject::Take,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "POST /v1/takes/{id}/choose",
            format!("/v1/takes/{id}/choose"),
            key,
        );
        self.write(target, write, move |inner, start, it: &Take| {
            let edit = Edit::Set(Item::Take(Arc::new(it.clone())));
            inner.wrote(target, Change::Updated, &edit, start);
        })
        .await
    }

    /// A queued or running one is canceled; if it was chosen, the newest other film is.
    pub async fn delete_take(&self, viewer: UserId, id: TakeId, key: &str) -> Result<(), Error> {
        let target = Target {
            viewer,
            subject: Subject::Take,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "DELETE /v1/takes/{id}",
            format!("/v1/takes/{id}"),
            key,
        );
        self.remove(target, write).await
    }

    /// Undoes a delete.
    pub async fn restore_take(&self, viewer: UserId, id: TakeId, key: &str) -> Result<Take, Error> {
        let target = Target {
            viewer,
            subject: Subject::Take,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "POST /v1/takes/{id}/restore",
            format!("/v1/takes/{id}/restore"),
            key,
        );
        self.write(target, write, move |inner, start, it: &Take| {
            let edit = Edit::Set(Item::Take(Arc::new(it.clone())));
            inner.wrote(target, Change::Created, &edit, start);
            inner.wrote_job(viewer, it.job, in_shot(it.project, it.shot, it.job));
        })
        .await
    }

    /// Changes nothing about a job that is over.
    pub async fn cancel_job(&self, viewer: UserId, id: JobId, key: &str) -> Result<Job, Error> {
        let target = Target {
            viewer,
            subject: Subject::Job,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "POST /v1/jobs/{id}/cancel",
            format!("/v1/jobs/{id}/cancel"),
            key,
        );
        self.write(target, write, move |inner, start, it: &Job| {
            let edit = Edit::Set(Item::Job(Arc::new(it.clone())));
            inner.wrote(target, Change::Updated, &edit, start);
        })
        .await
    }

    /// A new take of that shot with the same frozen request.
    pub async fn retry_job(&self, viewer: UserId, id: JobId, key: &str) -> Result<Take, Error> {
        let target = Target {
            viewer,
            subject: Subject::Take,
            id: Uuid::nil(),
        };
        let write = Write::new(
            viewer,
            "POST /v1/jobs/{id}/retry",
            format!("/v1/jobs/{id}/retry"),
            key,
        );
        self.write(target, write, move |inner, start, it: &Take| {
            let edit = Edit::Set(Item::Take(Arc::new(it.clone())));
            inner.wrote(
                Target {
                    id: it.id.0,
                    ..target
                },
                Change::Created,
                &edit,
                start,
            );
            inner.wrote_job(viewer, it.job, in_shot(it.project, it.shot, it.job));
        })
        .await
    }
}
