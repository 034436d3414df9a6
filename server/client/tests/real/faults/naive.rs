//! A cache as the predecessor had it, with all eleven of its faults, and nothing else: it shows that each test of
//! `faults` can fail. Its processes hear of changes through one record of flags that they share.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use api::ids::UserId;
use api::worker::Order;
use client::Key;
use reqwest::Method;
use serde_json::{Value, json};

use super::cached::{Answer, Cached, Deed};
use crate::stage::{Rest, World, path};

/// Ids that were changed. Everybody's settings lay in it too.
type Flags = Arc<Mutex<Vec<String>>>;

pub(super) struct Naive {
    viewer: UserId,
    rest: Rest,
    flags: Flags,
    kept: Mutex<BTreeMap<String, Value>>,
    calls: Mutex<usize>,
}

impl Naive {
    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        *self.calls.lock().unwrap() += 1;
        let viewer = format!("viewer:{}", self.viewer);
        let mut call = self.rest.call(&viewer, method, path);
        if let Some(body) = body {
            call = call.json(body);
        }
        self.rest.send(call).await
    }

    /// What a rerun of the script shows.
    async fn rerun(&self, path: &str) -> Option<Value> {
        // 1: whoever reads the flags first clears them.
        let changed = std::mem::take(&mut *self.flags.lock().unwrap());
        let mut kept = self.kept.lock().unwrap().clone();
        kept.retain(|path, _| !changed.iter().any(|id| path.contains(id)));
        let known = kept.get(path).cloned();
        *self.kept.lock().unwrap() = kept;
        if known.is_some() {
            return known;
        }
        let (200, value) = self.call(Method::GET, path, None).await else {
            return None;
        };
        let mut kept = self.kept.lock().unwrap();
        if let Some(project) = value["project"].as_str() {
            // 6: what was fetched alone goes into the list, which is then taken as whole.
            let list = format!("/v1/projects/{project}/shots");
            let list = kept.entry(list).or_insert_with(|| json!([]));
            list.as_array_mut().unwrap().push(value.clone());
        }
        kept.insert(path.to_owned(), value.clone());
        Some(value)
    }

    /// Lists of shots as they are kept.
    fn lists(&self, change: impl Fn(&mut Vec<Value>)) {
        let mut kept = self.kept.lock().unwrap();
        kept.values_mut()
            .filter_map(Value::as_array_mut)
            .for_each(change);
    }
}

impl Cached for Naive {
    async fn start(world: &World, viewer: UserId, processes: usize) -> Vec<Self> {
        let flags = Flags::default();
        let process = |_| Self {
            viewer,
            rest: Rest::to(&world.rest.base),
            flags: Arc::clone(&flags),
            kept: Mutex::default(),
            calls: Mutex::default(),
        };
        (0..processes).map(process).collect()
    }

    async fn open(&self, key: Key) {
        self.rerun(&path(&key)).await;
    }

    async fn shows(&self, key: &Key, what: impl Fn(Option<&Value>) -> bool) -> bool {
        // However often Refresh is pressed.
        for _ in 0..3 {
            if what(self.rerun(&path(key)).await.as_ref()) {
                return true;
            }
        }
        false
    }

    async fn perform(&self, deed: Deed) -> Answer {
        let (method, path, mut body) = deed.call();
        if let (Some(version), Deed::RenameShot { shot, .. }) = (body.get_mut("version"), &deed) {
            // 11: whatever is there now is overwritten.
            let now = self
                .call(Method::GET, &format!("/v1/shots/{shot}"), None)
                .await;
            *version = now.1["version"].clone();
        }
        let (status, row) = self.call(method, &path, Some(&body)).await;
        if status >= 400 {
            return Answer::Refused(row["current"].clone());
        }
        match deed {
            Deed::RenameShot { shot, .. } => {
                // 9: every shot and keyframe is dropped and fetched again; 4: the copies of its name are not.
                let old: Vec<String> = {
                    let mut kept = self.kept.lock().unwrap();
                    let old = kept.keys().filter(|path| path.contains("/shots"));
                    let old: Vec<String> = old.cloned().collect();
                    kept.retain(|path, _| !old.contains(path));
                    old
                };
                for path in old {
                    self.rerun(&path).await;
                }
                let project = row["project"].as_str().unwrap_or_default().to_owned();
                self.flags
                    .lock()
                    .unwrap()
                    .extend([shot.to_string(), project]);
            }
            // 7: the order of the others stays; 5: so do its keyframes.
            Deed::DeleteShot(shot) => self.lists(|all| all.retain(|it| it["id"] != json!(shot))),
            // 7: a shot with a new take is dropped from its list and not put back.
            Deed::Generate(shot) => self.lists(|all| all.retain(|it| it["id"] != json!(shot))),
            // 8: nothing says that its film is gone.
            Deed::DeleteTake(_) | Deed::RestoreShot(_) => (),
        }
        // 10: what wraps a delete gives nothing back.
        if row.is_null() {
            Answer::Nothing
        } else {
            Answer::Row(row)
        }
    }

    async fn finish(&self, world: &World, order: &Order) {
        world.finish(order).await;
        // 2: the job's id, under which nothing is kept; 3: in a record that is written whole.
        *self.flags.lock().unwrap() = vec![order.job.to_string()];
    }

    fn look_away(&self) {}

    fn look_back(&self) {}

    fn calls(&self) -> usize {
        *self.calls.lock().unwrap()
    }
}
