//! A backend in this process with a database of its own, people in it, and whoever calls it without a cache.

mod frames;
mod relay;
mod rest;
mod seen;

use std::net::TcpListener;

use api::account::Role;
use api::ids::{FileId, ProjectId, ShotId, UserId};
use api::media::FileKind;
use api::project::{NewProject, Project};
use api::shot::{Keyframe, NewKeyframes, NewShot, Shot, Take};
use api::worker::Order;
use backend::store::{NewFile, Store};
use backend::{Backend, Config, Running};
use client::Client;
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::pictures;
use tests::servers::Database;

pub(crate) use relay::{Mischief, Relay};
pub(crate) use rest::Rest;
pub(crate) use seen::{Seen, path, peeked};

pub(crate) const SECRET: [u8; 32] = [7; 32];

pub(crate) struct World {
    pub(crate) rest: Rest,
    /// A handle of its own to the same database: what it writes, the running backend is not told.
    pub(crate) store: Store,
    _running: Running,
    _folder: TempDir,
    _database: Option<Database>,
}

impl World {
    pub(crate) async fn sqlite() -> Self {
        let folder = folder();
        let address = format!("sqlite:{}", folder.path().join("rushes.db").display());
        Self::on(address, folder, None).await
    }

    pub(crate) async fn postgres() -> Self {
        let database = Database::fresh().await;
        Self::on(database.url.clone(), folder(), Some(database)).await
    }

    async fn on(address: String, folder: TempDir, database: Option<Database>) -> Self {
        let running = Backend::start(Config {
            listener: TcpListener::bind("127.0.0.1:0").unwrap(),
            database: address.clone(),
            media: folder.path().join("media"),
            secret: SECRET.to_vec(),
            old_secrets: Vec::new(),
            local: true,
        });
        let running = running.await.unwrap();
        Self {
            rest: Rest::to(&running.url()),
            store: Store::open(&address).await.unwrap(),
            _running: running,
            _folder: folder,
            _database: database,
        }
    }

    /// A web process, as far as the backend can tell.
    pub(crate) fn process(&self) -> Client {
        self.process_at(&self.rest.base)
    }

    pub(crate) fn process_at(&self, address: &str) -> Client {
        Client::start(client::Config::new(address.parse().unwrap(), SECRET))
    }

    pub(crate) async fn person(&self) -> UserId {
        let name = format!("u{}", uuid::Uuid::now_v7().simple());
        let user = self.store.add_user(&name, Role::Creator, "$none$").await;
        user.unwrap().id
    }

    /// What follows is there before anybody looks.
    pub(crate) async fn project(&self, owner: UserId, name: &str) -> Project {
        let new = NewProject {
            name: name.to_owned(),
            width: 64,
            height: 64,
        };
        self.store.add_project(owner, &new, None).await.unwrap()
    }

    pub(crate) async fn shot(&self, owner: UserId, project: ProjectId, name: &str) -> Shot {
        let name = name.to_owned();
        let new = NewShot { name };
        self.store
            .add_shot(owner, project, &new, None)
            .await
            .unwrap()
    }

    pub(crate) async fn picture(&self, owner: UserId, project: ProjectId, name: &str) -> FileId {
        let file = NewFile {
            kind: FileKind::Png,
            width: 8,
            height: 8,
            bytes: 99,
            name: name.to_owned(),
            hash: format!("hash of {name}"),
        };
        let file = self.store.add_file(owner, project, file).await;
        file.unwrap().id
    }

    pub(crate) async fn keyframes(
        &self,
        owner: UserId,
        shot: &Shot,
        count: usize,
    ) -> Vec<Keyframe> {
        let mut files = Vec::new();
        for number in 0..count {
            let name = format!("{number}.png");
            files.push(self.picture(owner, shot.project, &name).await);
        }
        let new = NewKeyframes { files };
        let made = self.store.add_keyframes(owner, shot.id, &new, None).await;
        made.unwrap()
    }

    /// A take with its film, there before anybody looks.
    pub(crate) async fn film(&self, owner: UserId, shot: ShotId) -> Take {
        let made = self.store.add_take(owner, shot, "animatic", None).await;
        let take = made.unwrap();
        let order = self.claim().await.expect("its job waits");
        assert_eq!(order.job, take.job);
        self.finish(&order).await;
        take
    }

    /// Claims the next job as a worker would.
    pub(crate) async fn claim(&self) -> Option<Order> {
        let wish = json!({ "worker": "w", "generators": ["animatic"], "wait_ms": 0 });
        let call = self.rest.call("worker", Method::POST, "/v1/worker/claim");
        let (status, order) = self.rest.send(call.json(&wish)).await;
        (status == 200).then(|| serde_json::from_value(order).unwrap())
    }

    /// The statuses of what a worker sends: 204, or why it came too late.
    pub(crate) async fn finish(&self, order: &Order) -> u16 {
        let mut body = pictures::jpeg(16, 16, [200, 0, 0]);
        let path = format!(
            "/v1/worker/jobs/{}/finish?seconds=2&poster_bytes={}",
            order.job,
            body.len()
        );
        body.extend(b"\0\0\0\x18ftypisom and a film");
        let call = self.rest.call("worker", Method::POST, &path);
        let call = call.header(api::worker::LEASE, &order.lease).body(body);
        self.rest.send(call).await.0
    }

    pub(crate) async fn report(&self, order: &Order, fraction: f64) -> u16 {
        let report = json!({ "lease": order.lease, "fraction": fraction, "step": "rendering", "eta": 1.0, "preview": null });
        self.worker_says(order, "progress", &report).await
    }

    pub(crate) async fn fail(&self, order: &Order, retryable: bool) -> u16 {
        let failure =
            json!({ "lease": order.lease, "message": "It broke.", "retryable": retryable });
        self.worker_says(order, "fail", &failure).await
    }

    async fn worker_says(&self, order: &Order, what: &str, body: &Value) -> u16 {
        let path = format!("/v1/worker/jobs/{}/{what}", order.job);
        let call = self.rest.call("worker", Method::POST, &path);
        self.rest.send(call.json(body)).await.0
    }
}

/// In memory where that can be had: a thousand databases would wear out a disk.
fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}
