//! A backend on loopback whose answers a test scripts, and a client on it.

mod backend;
pub(crate) mod sample;
pub(crate) mod stage;

use std::sync::Arc;
use std::time::Duration;

use client::{Client, Config, WatchKey};
use tokio::sync::Notify;

pub(crate) use backend::Fake;

/// Long enough for the slowest machine; a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Bench {
    pub(crate) client: Client,
    pub(crate) fake: Fake,
    changes: Arc<std::sync::Mutex<Vec<WatchKey>>>,
    bell: Arc<Notify>,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with(|_| ()).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let bell = Arc::new(Notify::new());
        let fake = Fake::start(Arc::clone(&bell)).await;
        let mut config = Config::new(fake.url(), *b"0123456789abcdef0123456789abcdef");
        change(&mut config);
        Self::on(fake, bell, config)
    }

    fn on(fake: Fake, bell: Arc<Notify>, config: Config) -> Self {
        let client = Client::start(config);
        let changes = Arc::<std::sync::Mutex<Vec<WatchKey>>>::default();
        let (noted, ring) = (Arc::clone(&changes), Arc::clone(&bell));
        client.on_change(move |key| {
            noted.lock().unwrap().push(key.clone());
            ring.notify_waiters();
        });
        Self {
            client,
            fake,
            changes,
            bell,
        }
    }

    /// Waits until `done`, looking again whenever something happened.
    #[track_caller]
    pub(crate) fn until(&self, done: impl Fn() -> bool) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        let seen = move || format!("{place}: waited in vain");
        async move {
            let all = async {
                while !done() {
                    // The tick is for what rings no bell.
                    let tick = Duration::from_millis(5);
                    let _late = tokio::time::timeout(tick, self.bell.notified()).await;
                }
            };
            let ended = tokio::time::timeout(PATIENCE, all).await;
            assert!(ended.is_ok(), "{}", seen());
        }
    }

    /// Lets everything that was set off come to its end. That something does not happen can only be seen by giving it
    /// time: many times what it takes when it does.
    pub(crate) async fn quiet(&self) {
        tokio::time::sleep(Duration::from_millis(60)).await;
    }

    pub(crate) fn changes(&self) -> Vec<WatchKey> {
        std::mem::take(&mut *self.changes.lock().unwrap())
    }
}
