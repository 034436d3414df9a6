//! A process with a cache, as the stories of the faults need it, and the client as one.

use std::time::Duration;

use api::ids::{ShotId, TakeId, UserId};
use api::shot::EditShot;
use api::worker::Order;
use client::{Attempt, Client, Error, Key, Watch};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{Mischief, Relay, Seen, World, peeked};

/// What a person does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deed {
    RenameShot {
        shot: ShotId,
        version: i64,
        name: &'static str,
    },
    DeleteShot(ShotId),
    RestoreShot(ShotId),
    Generate(ShotId),
    DeleteTake(TakeId),
}

/// What came of it, as its caller hears.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Row(Value),
    Done,
    /// With the value as it is now.
    Refused(Value),
    Nothing,
}

/// A process that shows pages of one person from its cache.
pub(crate) trait Cached: Sized {
    async fn start(world: &World, viewer: UserId, processes: usize) -> Vec<Self>;
    /// A page is opened, and stays.
    async fn open(&self, key: Key);
    /// Whether a page comes to show this.
    async fn shows(&self, key: &Key, what: impl Fn(Option<&Value>) -> bool) -> bool;
    async fn perform(&self, deed: Deed) -> Answer;
    /// A worker hands in its film.
    async fn finish(&self, world: &World, order: &Order);
    /// Hears nothing for a while.
    fn look_away(&self);
    fn look_back(&self);
    fn calls(&self) -> usize;
}

impl Deed {
    pub(crate) fn call(self) -> (Method, String, Value) {
        let none = json!({});
        match self {
            Self::RenameShot {
                shot,
                version,
                name,
            } => {
                let edit = json!({ "version": version, "name": name });
                (Method::PATCH, format!("/v1/shots/{shot}"), edit)
            }
            Self::DeleteShot(shot) => (Method::DELETE, format!("/v1/shots/{shot}"), none),
            Self::RestoreShot(shot) => (Method::POST, format!("/v1/shots/{shot}/restore"), none),
            Self::Generate(shot) => (Method::POST, format!("/v1/shots/{shot}/takes"), none),
            Self::DeleteTake(take) => (Method::DELETE, format!("/v1/takes/{take}"), none),
        }
    }
}

/// The client, with what is on its pages.
pub(super) struct Pages {
    viewer: UserId,
    client: Client,
    relay: Relay,
    watches: std::sync::Mutex<Vec<Watch>>,
}

/// A story that must come true has so long; one that does not has failed.
const PATIENCE: Duration = Duration::from_secs(10);

impl Cached for Pages {
    async fn start(world: &World, viewer: UserId, processes: usize) -> Vec<Self> {
        let mut all = Vec::new();
        for _ in 0..processes {
            let relay = Relay::to(&world.rest.base).await;
            all.push(Self {
                viewer,
                client: world.process_at(&relay.url),
                relay,
                watches: std::sync::Mutex::default(),
            });
        }
        all
    }

    async fn open(&self, key: Key) {
        let watch = self.client.watch(self.viewer, key.clone());
        self.watches.lock().unwrap().push(watch);
        assert!(self.shows(&key, |it| it.is_some()).await, "{key:?} opens");
        let is_quiet = async || {
            let before = self.client.stats();
            let _seen = peeked(&self.client, self.viewer, &key);
            let after = self.client.stats();
            (before
                == client::Snapshot {
                    hits: before.hits,
                    ..after.clone()
                }
                && after.reads_begun == after.reads_ended)
                .then_some(())
        };
        tests::until("nothing more is read for it", is_quiet).await;
    }

    async fn shows(&self, key: &Key, what: impl Fn(Option<&Value>) -> bool) -> bool {
        let look = async {
            loop {
                match peeked(&self.client, self.viewer, key) {
                    Seen::Value(value) if what(Some(&value)) => return,
                    Seen::Nothing if what(None) => return,
                    _ => tokio::time::sleep(Duration::from_millis(2)).await,
                }
            }
        };
        tokio::time::timeout(PATIENCE, look).await.is_ok()
    }

    async fn perform(&self, deed: Deed) -> Answer {
        let (client, viewer) = (&self.client, self.viewer);
        let attempt = Attempt::act(uuid::Uuid::now_v7().to_string());
        let done = match deed {
            Deed::RenameShot {
                shot,
                version,
                name,
            } => {
                let name = Some(name.to_owned());
                let edit = EditShot {
                    version,
                    name,
                    ..EditShot::default()
                };
                let shot = client.edit_shot(viewer, shot, edit, &attempt).await;
                shot.map(|it| Answer::Row(json!(it)))
            }
            Deed::DeleteShot(shot) => {
                let gone = client.delete_shot(viewer, shot, &attempt).await;
                gone.map(|()| Answer::Done)
            }
            Deed::RestoreShot(shot) => {
                let shot = client.restore_shot(viewer, shot, &attempt).await;
                shot.map(|it| Answer::Row(json!(it)))
            }
            Deed::Generate(shot) => {
                let take = client.generate(viewer, shot, &attempt).await;
                take.map(|it| Answer::Row(json!(it)))
            }
            Deed::DeleteTake(take) => {
                let gone = client.delete_take(viewer, take, &attempt).await;
                gone.map(|()| Answer::Done)
            }
        };
        match done {
            Ok(answer) => answer,
            Err(Error::Stale { current, .. }) => Answer::Refused(current.unwrap_or_default()),
            Err(Error::NotFound) => Answer::Refused(Value::Null),
            Err(error) => panic!("{deed:?}: {error}"),
        }
    }

    async fn finish(&self, world: &World, order: &Order) {
        world.finish(order).await;
    }

    fn look_away(&self) {
        self.relay.hold();
    }

    fn look_back(&self) {
        self.relay.release(Mischief::default());
    }

    fn calls(&self) -> usize {
        let calls = self.client.stats().calls;
        usize::try_from(calls.values().sum::<u64>()).unwrap()
    }
}
