//! The websocket to the browser: numbered calls with answers, and events by session.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use super::traffic::Traffic;
use crate::until::PATIENCE;

#[derive(Debug)]
pub(super) struct Connection {
    next: AtomicU64,
    outgoing: mpsc::UnboundedSender<String>,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    waiting: HashMap<u64, oneshot::Sender<Result<Value, String>>>,
    traffic: HashMap<String, Arc<Mutex<Traffic>>>,
    closed: bool,
}

impl Connection {
    pub(super) async fn open(url: &str) -> Self {
        // Screenshots arrive as one message of several megabytes.
        let config = WebSocketConfig::default()
            .max_message_size(None)
            .max_frame_size(None);
        let opened = tokio_tungstenite::connect_async_with_config(url, Some(config), true).await;
        let (mut sink, mut stream) = opened.expect("Chromium takes the connection").0.split();
        let (outgoing, mut queue) = mpsc::unbounded_channel::<String>();
        tokio::spawn(async move {
            while let Some(text) = queue.recv().await {
                if sink.send(Message::text(text)).await.is_err() {
                    return;
                }
            }
        });
        let shared = Arc::new(Mutex::new(Shared::default()));
        let receiving = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                if let Ok(text) = message.to_text() {
                    receive(&receiving, text);
                }
            }
            let mut shared = receiving.lock().expect("no panic holds it");
            shared.closed = true;
            shared.waiting.clear();
        });
        Self {
            next: AtomicU64::new(1),
            outgoing,
            shared,
        }
    }

    /// What the page of that session sends and receives from now on.
    pub(super) fn listen(&self, session: &str) -> Arc<Mutex<Traffic>> {
        let mut shared = self.shared.lock().expect("no panic holds it");
        Arc::clone(shared.traffic.entry(session.to_owned()).or_default())
    }

    pub(super) async fn try_call(
        &self,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> Result<Value, String> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let mut call = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            call["sessionId"] = json!(session);
        }
        let (answer, answered) = oneshot::channel();
        {
            let mut shared = self.shared.lock().expect("no panic holds it");
            if shared.closed {
                return Err("Chromium is gone".to_owned());
            }
            shared.waiting.insert(id, answer);
        }
        self.outgoing
            .send(call.to_string())
            .map_err(|_| "Chromium is gone".to_owned())?;
        match timeout(PATIENCE, answered).await {
            Ok(Ok(result)) => result.map_err(|error| format!("{method}: {error}")),
            Ok(Err(_)) => Err(format!("{method}: Chromium is gone")),
            Err(_) => Err(format!("{method}: no answer in {} s", PATIENCE.as_secs())),
        }
    }

    pub(super) async fn call(&self, session: Option<&str>, method: &str, params: Value) -> Value {
        self.try_call(session, method, params)
            .await
            .unwrap_or_else(|error| panic!("{error}"))
    }
}

fn receive(shared: &Mutex<Shared>, text: &str) {
    let Ok(mut message) = serde_json::from_str::<Value>(text) else {
        return;
    };
    let mut shared = shared.lock().expect("no panic holds it");
    if let Some(answer) = message["id"]
        .as_u64()
        .and_then(|id| shared.waiting.remove(&id))
    {
        let result = match message.get("error") {
            Some(error) => Err(error.to_string()),
            None => Ok(message["result"].take()),
        };
        // Whoever asked may have stopped waiting.
        let _ = answer.send(result);
        return;
    }
    let session = message["sessionId"]
        .as_str()
        .and_then(|session| shared.traffic.get(session));
    if let (Some(traffic), Some(method)) = (session, message["method"].as_str()) {
        traffic
            .lock()
            .expect("no panic holds it")
            .take_in(method, &message["params"]);
    }
}
