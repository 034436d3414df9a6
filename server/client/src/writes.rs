//! Typed writes. Each takes an idempotency key, under which the same write sent twice happens once; its answer is in
//! the cache before its future resolves.

use std::sync::Arc;

use api::feed::{Change, Subject};
use api::ids::{JobId, KeyframeId, ProjectId, ShotId, TakeId, UserId};
use api::job::Job;
use api::project::{EditProject, NewProject, Project};
use api::shot::{EditKeyframe, EditShot, Keyframe, Move, NewKeyframes, NewShot, Shot, Take};
use uuid::Uuid;

use crate::edits::{Edit, Item};
use crate::written::{Target, Write, in_shot};
use crate::{Client, Error};

impl Client {
    pub async fn create_project(
        &self,
        viewer: UserId,
        new: NewProject,
        key: &str,
    ) -> Result<Project, Error> {
        let target = Target {
            viewer,
            subject: Subject::Project,
            id: Uuid::nil(),
        };
        let write = Write::new(viewer, "POST /v1/projects", "/v1/projects", key).json(&new)?;
        self.write(target, write, move |inner, start, it: &Project| {
            let edit = Edit::Set(Item::Project(Arc::new(it.clone())));
            inner.wrote(
                Target {
                    id: it.id.0,
                    ..target
                },
                Change::Created,
                &edit,
                start,
            );
        })
        .await
    }

    /// The sample project that ships with Rushes.
    pub async fn create_sample(&self, viewer: UserId, key: &str) -> Result<Project, Error> {
        let target = Target {
            viewer,
            subject: Subject::Project,
            id: Uuid::nil(),
        };
        let write = Write::new(
            viewer,
            "POST /v1/projects/sample",
            "/v1/projects/sample",
            key,
        );
        self.write(target, write, move |inner, start, it: &Project| {
            let edit = Edit::Set(Item::Project(Arc::new(it.clone())));
            inner.wrote(
                Target {
                    id: it.id.0,
                    ..target
                },
                Change::Created,
                &edit,
                start,
            );
        })
        .await
    }

    /// `Stale` when somebody else edited it since `edit.version`.
    pub async fn edit_project(
        &self,
        viewer: UserId,
        id: ProjectId,
        edit: EditProject,
        key: &str,
    ) -> Result<Project, Error> {
        let target = Target {
            viewer,
            subject: Subject::Project,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "PATCH /v1/projects/{id}",
            format!("/v1/projects/{id}"),
            key,
        )
        .json(&edit)?;
        self.write(target, write, move |inner, start, it: &Project| {
            let edit = Edit::Set(Item::Project(Arc::new(it.clone())));
            inner.wrote(target, Change::Updated, &edit, start);
        })
        .await
    }

    pub async fn delete_project(
        &self,
        viewer: UserId,
        id: ProjectId,
        key: &str,
    ) -> Result<(), Error> {
        let target = Target {
            viewer,
            subject: Subject::Project,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "DELETE /v1/projects/{id}",
            format!("/v1/projects/{id}"),
            key,
        );
        self.remove(target, write).await
    }

    /// Undoes a delete.
    pub async fn restore_project(
        &self,
        viewer: UserId,
        id: ProjectId,
        key: &str,
    ) -> Result<Project, Error> {
        let target = Target {
            viewer,
            subject: Subject::Project,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "POST /v1/projects/{id}/restore",
            format!("/v1/projects/{id}/restore"),
            key,
        );
        self.write(target, write, move |inner, start, it: &Project| {
            let edit = Edit::Set(Item::Project(Arc::new(it.clone())));
            inner.wrote(target, Change::Created, &edit, start);
        })
        .await
    }

    /// At the end of the project.
    pub async fn create_shot(
        &self,
        viewer: UserId,
        project: ProjectId,
        new: NewShot,
        key: &str,
    ) -> Result<Shot, Error> {
        let target = Target {
            viewer,
            subject: Subject::Shot,
            id: Uuid::nil(),
        };
        let write = Write::new(
            viewer,
            "POST /v1/projects/{id}/shots",
            format!("/v1/projects/{project}/shots"),
            key,
        )
        .json(&new)?;
        self.write(target, write, move |inner, start, it: &Shot| {
            let edit = Edit::Move(Item::Shot(Arc::new(it.clone())));
            inner.wrote(
                Target {
                    id: it.id.0,
                    ..target
                },
                Change::Created,
                &edit,
                start,
            );
        })
        .await
    }

    /// `Stale` when somebody else edited it since `edit.version`.
    pub async fn edit_shot(
        &self,
        viewer: UserId,
        id: ShotId,
        edit: EditShot,
        key: &str,
    ) -> Result<Shot, Error> {
        let target = Target {
            viewer,
            subject: Subject::Shot,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "PATCH /v1/shots/{id}",
            format!("/v1/shots/{id}"),
            key,
        )
        .json(&edit)?;
        self.write(target, write, move |inner, start, it: &Shot| {
            let edit = Edit::Set(Item::Shot(Arc::new(it.clone())));
            inner.wrote(target, Change::Updated, &edit, start);
        })
        .await
    }

    pub async fn delete_shot(&self, viewer: UserId, id: ShotId, key: &str) -> Result<(), Error> {
        let target = Target {
            viewer,
            subject: Subject::Shot,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "DELETE /v1/shots/{id}",
            format!("/v1/shots/{id}"),
            key,
        );
        self.remove(target, write).await
    }

    /// Undoes a delete.
    pub async fn restore_shot(&self, viewer: UserId, id: ShotId, key: &str) -> Result<Shot, Error> {
        let target = Target {
            viewer,
            subject: Subject::Shot,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "POST /v1/shots/{id}/restore",
            format!("/v1/shots/{id}/restore"),
            key,
        );
        self.write(target, write, move |inner, start, it: &Shot| {
            let edit = Edit::Move(Item::Shot(Arc::new(it.clone())));
            inner.wrote(target, Change::Created, &edit, start);
            inner.wrote_jobs(viewer);
        })
        .await
    }

    /// Before another shot, or to the end.
    pub async fn move_shot(
        &self,
        viewer: UserId,
        id: ShotId,
        to: Move<ShotId>,
        key: &str,
    ) -> Result<Shot, Error> {
        let target = Target {
            viewer,
            subject: Subject::Shot,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "POST /v1/shots/{id}/move",
            format!("/v1/shots/{id}/move"),
            key,
        )
        .json(&to)?;
        self.write(target, write, move |inner, start, it: &Shot| {
            let edit = Edit::Move(Item::Shot(Arc::new(it.clone())));
            inner.wrote(target, Change::Updated, &edit, start);
        })
        .await
    }

    /// One keyframe per uploaded file, in this order, at the end.
    pub async fn add_keyframes(
        &self,
        viewer: UserId,
        shot: ShotId,
        new: NewKeyframes,
        key: &str,
    ) -> Result<Vec<Keyframe>, Error> {
        let target = Target {
            viewer,
            subject: Subject::Keyframe,
            id: Uuid::nil(),
        };
        let write = Write::new(
            viewer,
            "POST /v1/shots/{id}/keyframes",
            format!("/v1/shots/{shot}/keyframes"),
            key,
        )
        .json(&new)?;
        self.write(target, write, move |inner, start, it: &Vec<Keyframe>| {
            for it in it {
                let edit = Edit::Move(Item::Keyframe(Arc::new(it.clone())));
                inner.wrote(
                    Target {
                        id: it.id.0,
                        ..target
                    },
                    Change::Created,
                    &edit,
                    start,
                );
            }
        })
        .await
    }

    /// `Stale` when somebody else edited it since `edit.version`.
    pub async fn edit_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        edit: EditKeyframe,
        key: &str,
    ) -> Result<Keyframe, Error> {
        let target = Target {
            viewer,
            subject: Subject::Keyframe,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "PATCH /v1/keyframes/{id}",
            format!("/v1/keyframes/{id}"),
            key,
        )
        .json(&edit)?;
        self.write(target, write, move |inner, start, it: &Keyframe| {
            let edit = Edit::Set(Item::Keyframe(Arc::new(it.clone())));
            inner.wrote(target, Change::Updated, &edit, start);
        })
        .await
    }

    pub async fn delete_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        key: &str,
    ) -> Result<(), Error> {
        let target = Target {
            viewer,
            subject: Subject::Keyframe,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "DELETE /v1/keyframes/{id}",
            format!("/v1/keyframes/{id}"),
            key,
        );
        self.remove(target, write).await
    }

    /// Undoes a delete.
    pub async fn restore_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        key: &str,
    ) -> Result<Keyframe, Error> {
        let target = Target {
            viewer,
            subject: Subject::Keyframe,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "POST /v1/keyframes/{id}/restore",
            format!("/v1/keyframes/{id}/restore"),
            key,
        );
        self.write(target, write, move |inner, start, it: &Keyframe| {
            let edit = Edit::Move(Item::Keyframe(Arc::new(it.clone())));
            inner.wrote(target, Change::Created, &edit, start);
        })
        .await
    }

    /// Before another keyframe of its shot, or to the end.
    pub async fn move_keyframe(
        &self,
        viewer: UserId,
        id: KeyframeId,
        to: Move<KeyframeId>,
        key: &str,
    ) -> Result<Keyframe, Error> {
        let target = Target {
            viewer,
            subject: Subject::Keyframe,
            id: id.0,
        };
        let write = Write::new(
            viewer,
            "POST /v1/keyframes/{id}/move",
            format!("/v1/keyframes/{id}/move"),
            key,
        )
        .json(&to)?;
        self.write(target, write, move |inner, start, it: &Keyframe| {
            let edit = Edit::Move(Item::Keyframe(Arc::new(it.clone())));
            inner.wrote(target, Change::Updated, &edit, start);
        })
        .await
    }

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
