//! What a test of the store stands on: an empty database of its own, and short ways to fill it.

use std::path::PathBuf;

use api::account::Role;
use api::ids::{FileId, JobId, KeyframeId, ProjectId, ShotId, TakeId, UserId};
use api::media::FileKind;
use api::project::{NewProject, Project};
use api::shot::{Keyframe, Move, NewKeyframes, NewShot, Shot, Take};
use api::worker::Order;
use sqlx::{AssertSqlSafe, Connection, Executor};
use tempfile::TempDir;
use uuid::Uuid;

use super::postgres::Postgres;
use crate::store::{Finished, NewFile, Store};

pub(super) struct Bed {
    pub(super) store: Store,
    pub(super) address: String,
    folder: TempDir,
    _server: Option<Postgres>,
}

impl Bed {
    pub(super) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = format!("sqlite:{}", folder.path().join("rushes.db").display());
        Self::open(address, folder, None).await
    }

    pub(super) async fn postgres() -> Self {
        let server = Postgres::find();
        sqlx::any::install_default_drivers();
        let name = format!("t{}", Uuid::new_v4().simple());
        let mut admin = sqlx::AnyConnection::connect(&format!("{}/postgres", server.address))
            .await
            .expect("the server answers");
        admin
            .execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .await
            .expect("a database of its own");
        admin.close().await.expect("it closes");
        let address = format!("{}/{name}", server.address);
        Self::open(
            address,
            tempfile::tempdir().expect("a folder"),
            Some(server),
        )
        .await
    }

    async fn open(address: String, folder: TempDir, server: Option<Postgres>) -> Self {
        let store = Store::open(&address).await.expect("a new database opens");
        Self {
            store,
            address,
            folder,
            _server: server,
        }
    }

    /// SQLite's file.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("rushes.db")
    }

    pub(super) async fn user(&self, name: &str) -> UserId {
        self.store
            .add_user(name, Role::Creator, "$argon2id$")
            .await
            .expect("a new name")
            .id
    }

    pub(super) async fn project(&self, owner: UserId, name: &str) -> Project {
        self.store
            .add_project(owner, &project(name), None)
            .await
            .expect("a new project")
    }

    pub(super) async fn shot(&self, owner: UserId, project: ProjectId, name: &str) -> Shot {
        self.store
            .add_shot(
                owner,
                project,
                &NewShot {
                    name: name.to_owned(),
                },
                None,
            )
            .await
            .expect("a new shot")
    }

    pub(super) async fn picture(&self, owner: UserId, project: ProjectId, name: &str) -> FileId {
        self.store
            .add_file(owner, project, picture(name))
            .await
            .expect("a new picture")
            .id
    }

    /// As many keyframes at the end, each with a picture of its own.
    pub(super) async fn keyframes(
        &self,
        owner: UserId,
        shot: &Shot,
        count: usize,
    ) -> Vec<Keyframe> {
        let mut files = Vec::new();
        for number in 0..count {
            files.push(
                self.picture(owner, shot.project, &format!("{number}.png"))
                    .await,
            );
        }
        self.store
            .add_keyframes(owner, shot.id, &NewKeyframes { files }, None)
            .await
            .expect("new keyframes")
    }

    /// A project with one shot of two keyframes.
    pub(super) async fn scene(&self) -> Scene {
        let owner = self.user("ada").await;
        let project = self.project(owner, "Dawn").await;
        let shot = self.shot(owner, project.id, "Harbor").await;
        let keyframes = self.keyframes(owner, &shot, 2).await;
        Scene {
            owner,
            project: project.id,
            shot: shot.id,
            keyframes,
        }
    }

    pub(super) async fn take(&self, scene: &Scene) -> Take {
        self.store
            .add_take(scene.owner, scene.shot, "animatic", None)
            .await
            .expect("a new take")
    }

    pub(super) async fn claim(&self) -> Option<Order> {
        self.store
            .claim(&["animatic".to_owned()], "worker")
            .await
            .expect("a claim is answered")
    }

    /// A take with its film.
    pub(super) async fn finished_take(&self, scene: &Scene) -> Take {
        let take = self.take(scene).await;
        let order = self.claim().await.expect("the take's job waits");
        assert_eq!(order.job, take.job);
        self.store
            .finish(order.job, &order.lease, finished())
            .await
            .expect("the lease stands");
        self.store
            .take(scene.owner, take.id)
            .await
            .expect("it is there")
    }

    /// The names of the project's shots in order, after a check that their positions are 0, 1, 2 …
    pub(super) async fn shot_names(&self, owner: UserId, project: ProjectId) -> Vec<String> {
        let shots = self.store.shots(owner, project).await.expect("its shots");
        for (place, shot) in shots.iter().enumerate() {
            assert_eq!(shot.position as usize, place, "positions are dense");
        }
        shots.into_iter().map(|shot| shot.name).collect()
    }

    pub(super) async fn keyframe_order(&self, owner: UserId, shot: ShotId) -> Vec<KeyframeId> {
        let keyframes = self
            .store
            .keyframes(owner, shot)
            .await
            .expect("its keyframes");
        for (place, keyframe) in keyframes.iter().enumerate() {
            assert_eq!(keyframe.position as usize, place, "positions are dense");
        }
        keyframes.into_iter().map(|keyframe| keyframe.id).collect()
    }

    pub(super) async fn chosen(&self, scene: &Scene) -> Option<TakeId> {
        let takes = self
            .store
            .takes(scene.owner, scene.shot)
            .await
            .expect("its takes");
        let chosen: Vec<TakeId> = takes
            .iter()
            .filter(|take| take.chosen)
            .map(|take| take.id)
            .collect();
        assert!(chosen.len() <= 1, "at most one take is chosen");
        chosen.first().copied()
    }
}

pub(super) struct Scene {
    pub(super) owner: UserId,
    pub(super) project: ProjectId,
    pub(super) shot: ShotId,
    pub(super) keyframes: Vec<Keyframe>,
}

pub(super) fn project(name: &str) -> NewProject {
    NewProject {
        name: name.to_owned(),
        width: 1280,
        height: 720,
    }
}

pub(super) fn picture(name: &str) -> NewFile {
    NewFile {
        kind: FileKind::Png,
        width: 800,
        height: 600,
        bytes: 4096,
        name: name.to_owned(),
        hash: format!("hash of {name}"),
    }
}

pub(super) fn finished() -> Finished {
    let film = NewFile {
        kind: FileKind::Mp4,
        ..picture("film.mp4")
    };
    let poster = NewFile {
        kind: FileKind::Jpeg,
        ..picture("poster.jpg")
    };
    Finished {
        film,
        poster,
        seconds: 4.0,
    }
}

pub(super) fn before<Id>(id: Id) -> Move<Id> {
    Move { before: Some(id) }
}

pub(super) fn last<Id>() -> Move<Id> {
    Move { before: None }
}

/// No job has it.
pub(super) fn no_job() -> JobId {
    JobId::fresh()
}
