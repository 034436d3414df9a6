//! The scripted backend: an actix server that answers from a table, holds answers back, and speaks the feed.

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard};

use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use api::feed::{FromBackend, ToBackend, Topic};
use serde::Serialize;
use tokio::sync::{Notify, Semaphore, mpsc};
use url::Url;

mod serve;

use serve::serve;

/// A call as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// `GET /v1/projects`
    pub(crate) call: String,
    /// Who it was for: an assertion's `sub`.
    pub(crate) subject: String,
    pub(crate) key: Option<String>,
    pub(crate) body: Bytes,
    pub(crate) headers: HashMap<String, String>,
}

#[derive(Clone)]
struct Scripted {
    status: StatusCode,
    body: Bytes,
    headers: Vec<(&'static str, String)>,
}

#[derive(Default)]
struct State {
    answers: HashMap<String, Scripted>,
    /// Given first, each once.
    before: HashMap<String, VecDeque<Scripted>>,
    held: HashMap<String, Arc<Semaphore>>,
    seen: Vec<Seen>,
    probes: usize,
    heads: HashMap<Topic, i64>,
    refused: HashSet<Topic>,
    silent: bool,
    orders: Vec<ToBackend>,
    line: Option<mpsc::UnboundedSender<Word>>,
    lines: usize,
    closed: bool,
    forgetful: bool,
}

enum Word {
    Say(FromBackend),
    Break,
}

#[derive(Clone)]
struct Shared {
    state: Arc<Mutex<State>>,
    bell: Arc<Notify>,
}

pub(crate) struct Fake {
    shared: Shared,
    port: u16,
    server: actix_web::dev::ServerHandle,
}

impl Drop for Fake {
    fn drop(&mut self) {
        // Polled to its first wait, it has sent its command already.
        let _stopping = futures_util::FutureExt::now_or_never(self.server.stop(false));
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Fake {
    pub(crate) async fn start(bell: Arc<Notify>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Shared {
            state: Arc::default(),
            bell,
        };
        let server = serve(shared.clone(), listener).await;
        Self {
            shared,
            port,
            server,
        }
    }

    pub(crate) fn url(&self) -> Url {
        Url::parse(&format!("http://127.0.0.1:{}", self.port)).unwrap()
    }

    /// Stops listening and breaks all connections.
    pub(crate) async fn stop(&self) {
        self.server.stop(false).await;
        self.shared.lock().line = None;
    }

    /// How often it was asked whether it is well.
    pub(crate) fn probes(&self) -> usize {
        self.shared.lock().probes
    }

    /// Listens again on the same port.
    pub(crate) async fn restart(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).unwrap();
        self.server = serve(self.shared.clone(), listener).await;
    }

    pub(crate) fn answer(&self, call: &str, value: &impl Serialize) {
        self.answer_with(call, 200, value);
    }

    pub(crate) fn answer_with(&self, call: &str, status: u16, value: &impl Serialize) {
        let scripted = scripted(status, value);
        self.shared.lock().answers.insert(call.to_owned(), scripted);
    }

    pub(crate) fn answer_bytes(
        &self,
        call: &str,
        status: u16,
        headers: &[(&'static str, &str)],
        body: &[u8],
    ) {
        let owned = headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let scripted = Scripted {
            status: StatusCode::from_u16(status).unwrap(),
            body: Bytes::copy_from_slice(body),
            headers: owned.collect(),
        };
        self.shared.lock().answers.insert(call.to_owned(), scripted);
    }

    /// One answer to be given before the lasting one.
    pub(crate) fn first(&self, call: &str, status: u16, value: &impl Serialize) {
        let mut state = self.shared.lock();
        let queue = state.before.entry(call.to_owned()).or_default();
        queue.push_back(scripted(status, value));
    }

    /// Answers to this call wait, with what they were to say when the call came, until `release`.
    pub(crate) fn hold(&self, call: &str) {
        let gate = Arc::new(Semaphore::new(0));
        self.shared.lock().held.insert(call.to_owned(), gate);
    }

    pub(crate) fn release(&self, call: &str, answers: usize) {
        self.shared.lock().held[call].add_permits(answers);
    }

    pub(crate) fn unhold(&self, call: &str) {
        if let Some(gate) = self.shared.lock().held.remove(call) {
            gate.add_permits(Semaphore::MAX_PERMITS / 2);
        }
    }

    pub(crate) fn seen(&self, call: &str) -> Vec<Seen> {
        let state = self.shared.lock();
        state
            .seen
            .iter()
            .filter(|it| it.call == call)
            .cloned()
            .collect()
    }

    pub(crate) fn count(&self, call: &str) -> usize {
        self.seen(call).len()
    }

    /// Remembers no call from now on: a million would fill the memory that a bench measures.
    #[allow(dead_code, reason = "the bench has a use for it")]
    pub(crate) fn be_forgetful(&self) {
        self.shared.lock().forgetful = true;
    }

    /// Calls of any kind.
    pub(crate) fn total(&self) -> usize {
        self.shared.lock().seen.len()
    }

    pub(crate) fn set_head(&self, topic: Topic, head: i64) {
        self.shared.lock().heads.insert(topic, head);
    }

    pub(crate) fn refuse(&self, topic: Topic) {
        self.shared.lock().refused.insert(topic);
    }

    /// Watches are not answered.
    pub(crate) fn be_silent(&self) {
        self.shared.lock().silent = true;
    }

    /// New lines are turned away.
    pub(crate) fn close_feed(&self, closed: bool) {
        self.shared.lock().closed = closed;
    }

    pub(crate) fn say(&self, word: FromBackend) {
        let state = self.shared.lock();
        state.line.as_ref().unwrap().send(Word::Say(word)).unwrap();
    }

    pub(crate) fn break_line(&self) {
        if let Some(line) = self.shared.lock().line.take() {
            line.send(Word::Break).unwrap();
        }
    }

    /// Lines that were connected so far.
    pub(crate) fn lines(&self) -> usize {
        self.shared.lock().lines
    }

    pub(crate) fn orders(&self) -> Vec<ToBackend> {
        self.shared.lock().orders.clone()
    }

    pub(crate) fn is_watched(&self, topic: Topic) -> bool {
        self.orders().iter().rev().find_map(|order| match order {
            ToBackend::Watch { topic: t, .. } if *t == topic => Some(true),
            ToBackend::Unwatch { topic: t } if *t == topic => Some(false),
            _ => None,
        }) == Some(true)
    }
}

fn scripted(status: u16, value: &impl Serialize) -> Scripted {
    Scripted {
        status: StatusCode::from_u16(status).unwrap(),
        body: serde_json::to_vec(value).unwrap().into(),
        headers: vec![("content-type", "application/json".to_owned())],
    }
}
