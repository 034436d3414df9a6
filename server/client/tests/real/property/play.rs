//! Plays a script: two processes, each behind a relay of its own, before one backend.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use api::ids::UserId;
use api::worker::Order;
use client::{Client, Key, Watch};
use futures_util::future::join_all;
use serde_json::Value;

use super::cast::Cast;
use super::script::{Act, Page, Script, Who, Work};
use crate::stage::{Mischief, Relay, Seen, World, peeked};

pub(super) struct Play<'a> {
    pub(super) world: &'a World,
    pub(super) casts: [Cast; 2],
    pub(super) processes: [Process; 2],
    /// Pages that are open.
    pub(super) open: Mutex<Vec<(Who, Key, Watch)>>,
    /// What a process wrote and may show, for a moment, as it wrote it.
    pub(super) wrote: Mutex<Vec<(usize, Key)>>,
    /// All that was ever looked at.
    pub(super) looked: Mutex<Vec<(Who, Key)>>,
    orders: Mutex<Vec<Order>>,
    names: AtomicU32,
    /// The newest version of each row that a page has shown.
    shown: Mutex<HashMap<(usize, UserId, Key, String), i64>>,
}

pub(super) struct Process {
    pub(super) client: Client,
    pub(super) relay: Relay,
}

impl Process {
    async fn new(world: &World) -> Self {
        let relay = Relay::to(&world.rest.base).await;
        Self {
            client: world.process_at(&relay.url),
            relay,
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.client.stop();
    }
}

impl<'a> Play<'a> {
    pub(super) async fn new(world: &'a World) -> Self {
        Self {
            world,
            casts: [Cast::new(world).await, Cast::new(world).await],
            processes: [Process::new(world).await, Process::new(world).await],
            open: Mutex::default(),
            wrote: Mutex::default(),
            looked: Mutex::default(),
            orders: Mutex::default(),
            names: AtomicU32::new(0),
            shown: Mutex::default(),
        }
    }

    pub(super) async fn run(&self, script: &Script) {
        for step in &script.steps {
            join_all(step.iter().map(|act| self.act(*act))).await;
            self.nothing_goes_back();
        }
        for (process, confess) in self.processes.iter().zip(script.confess) {
            process.relay.delay(Duration::ZERO);
            process.relay.release(Mischief::default());
            if confess {
                process.relay.confess();
            } else {
                process.relay.cut();
            }
        }
    }

    /// Jobs of this case must not wait in the next.
    pub(super) async fn end(self) {
        for cast in &self.casts {
            for project in cast.projects.all() {
                let deleted = self.world.store.delete_project(cast.user, project, None);
                deleted.await.unwrap();
            }
        }
    }

    pub(super) fn user(&self, who: Who) -> UserId {
        self.casts[who.user].user
    }

    pub(super) fn peek(&self, who: Who, key: &Key) -> Seen {
        peeked(&self.processes[who.process].client, self.user(who), key)
    }

    pub(super) fn name(&self) -> String {
        format!("n{}", self.names.fetch_add(1, Ordering::Relaxed))
    }

    async fn act(&self, act: Act) {
        match act {
            Act::Watch(who, page) => self.watch(who, page),
            Act::Close(which) => {
                let mut open = self.open.lock().unwrap();
                if !open.is_empty() {
                    let place = usize::from(which) % open.len();
                    drop(open.swap_remove(place));
                }
            }
            Act::Get(who, page) => {
                if let Some(key) = self.casts[who.user].key(page) {
                    self.looked.lock().unwrap().push((who, key.clone()));
                    let got = self.get(who, &key).await;
                    assert_ne!(got, Seen::Loading, "a read that waited has an answer");
                }
            }
            Act::Pry(who, page) => self.pry(who, page).await,
            Act::Write(who, change, which, other) => self.write(who, change, which, other).await,
            Act::Work(work, which) => self.work(work, which).await,
            Act::Hold(process) => self.processes[process].relay.hold(),
            Act::Release(process, mischief) => self.processes[process].relay.release(mischief),
            Act::Cut(process) => self.processes[process].relay.cut(),
            Act::Sever(process) => self.processes[process].relay.sever(),
            Act::Delay(process, ms) => {
                let most = Duration::from_millis(u64::from(ms));
                self.processes[process].relay.delay(most);
            }
        }
    }

    fn watch(&self, who: Who, page: Page) {
        let Some(key) = self.casts[who.user].key(page) else {
            return;
        };
        let client = &self.processes[who.process].client;
        let watch = client.watch(self.user(who), key.clone());
        let _loading = self.peek(who, &key);
        self.looked.lock().unwrap().push((who, key.clone()));
        self.open.lock().unwrap().push((who, key, watch));
    }

    pub(super) async fn get(&self, who: Who, key: &Key) -> Seen {
        super::got(&self.processes[who.process].client, self.user(who), key).await
    }

    /// What belongs to the other is nothing.
    async fn pry(&self, who: Who, page: Page) {
        let owner = &self.casts[1 - who.user];
        let Some(key) = owner.key(page) else { return };
        if matches!(key, Key::Projects | Key::Queue | Key::Jobs(_)) {
            return;
        }
        let peeked = self.peek(who, &key);
        let got = self.get(who, &key).await;
        for seen in [peeked, got] {
            assert!(
                !matches!(seen, Seen::Value(_)),
                "{who:?} sees {key:?}: {seen:?}"
            );
        }
    }

    async fn work(&self, work: Work, which: u8) {
        if let Work::Claim = work {
            let order = self.world.claim().await;
            self.orders.lock().unwrap().extend(order);
            return;
        }
        let order = {
            let mut orders = self.orders.lock().unwrap();
            if orders.is_empty() {
                return;
            }
            let place = usize::from(which) % orders.len();
            match work {
                Work::Report => orders[place].clone(),
                _ => orders.swap_remove(place),
            }
        };
        let status = match work {
            Work::Report => self.world.report(&order, f64::from(which) / 256.0).await,
            Work::Finish => self.world.finish(&order).await,
            Work::Fail => self.world.fail(&order, false).await,
            Work::FailForNow => self.world.fail(&order, true).await,
            Work::Claim => unreachable!("claimed above"),
        };
        // Too late where its person canceled it.
        assert!(
            matches!(status, 200 | 204 | 404 | 409),
            "{work:?}: {status}"
        );
    }

    /// No page shows an older version of a row than it has shown before.
    fn nothing_goes_back(&self) {
        let open = self.open.lock().unwrap();
        let mut shown = self.shown.lock().unwrap();
        for (who, key, _) in open.iter() {
            let Seen::Value(value) = self.peek(*who, key) else {
                continue;
            };
            for (id, version) in rows(&value) {
                let row = (who.process, self.user(*who), key.clone(), id);
                let newest = shown.entry(row).or_insert(version);
                assert!(
                    version >= *newest,
                    "{who:?} {key:?} went back to {version}: {value}"
                );
                *newest = version;
            }
        }
    }
}

/// The rows of a value with their versions.
pub(super) fn rows(value: &Value) -> BTreeMap<String, i64> {
    let list = match value {
        Value::Array(all) => all.as_slice(),
        Value::Object(page) if page.contains_key("jobs") => {
            page["jobs"].as_array().map_or(&[][..], Vec::as_slice)
        }
        one => std::slice::from_ref(one),
    };
    let row = |it: &Value| Some((it["id"].as_str()?.to_owned(), it["version"].as_i64()?));
    list.iter().filter_map(row).collect()
}
