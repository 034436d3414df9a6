//! A crowd of browsers at one page, each as `web/live` behaves when its line breaks: full jitter, doubled each time, and
//! the time that a server names. They show nothing, so that a thousand fit in one process.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::api::http;

const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(15);
/// Pages that are loaded at once; people do not open theirs all in one moment.
const LOADS: usize = 16;

/// They leave when it goes.
pub struct Crowd {
    present: Arc<AtomicUsize>,
    _members: JoinSet<()>,
}

impl Crowd {
    /// So many open the page at this address, and stay.
    #[must_use]
    pub fn at(url: &str, count: usize) -> Self {
        let present = Arc::new(AtomicUsize::new(0));
        let door = Arc::new(Semaphore::new(LOADS));
        let mut members = JoinSet::new();
        for _ in 0..count {
            let (url, present, door) = (url.to_owned(), Arc::clone(&present), Arc::clone(&door));
            members.spawn(async move {
                let tab = {
                    let _place = door.acquire().await;
                    load(&url).await
                };
                stay(&url, tab, &present).await;
            });
        }
        Self {
            present,
            _members: members,
        }
    }

    /// Those who have a line that joined.
    #[must_use]
    pub fn present(&self) -> usize {
        self.present.load(Ordering::Relaxed)
    }
}

async fn load(url: &str) -> String {
    let page = http().get(url).send().await.expect("the page answers");
    let html = page.text().await.expect("the page is text");
    let tab = html
        .split_once("data-tab=\"")
        .and_then(|(_, rest)| rest.split_once('"'));
    tab.expect("a page names its tab").0.to_owned()
}

/// A number from 0 to 1.
fn chance() -> f64 {
    f64::from(uuid::Uuid::new_v4().as_fields().0) / f64::from(u32::MAX)
}

async fn stay(url: &str, tab: String, present: &AtomicUsize) {
    let mut known = Known {
        tab,
        snapshot: None,
        was_here: false,
    };
    let mut attempts = 0;
    loop {
        let (joined, told) = visit(url, &mut known, present).await;
        if joined {
            attempts = 0;
        }
        let most = told.unwrap_or_else(|| {
            attempts += 1;
            LONGEST_WAIT.min(FIRST_WAIT * 2_u32.pow(attempts.min(10) - 1))
        });
        tokio::time::sleep(most.mul_f64(chance())).await;
    }
}

struct Known {
    tab: String,
    snapshot: Option<(Value, Value)>,
    was_here: bool,
}

/// One line, to its end: whether it joined, and when the server said to come again.
async fn visit(url: &str, known: &mut Known, present: &AtomicUsize) -> (bool, Option<Duration>) {
    let address = format!("{}/live", url.replacen("http", "ws", 1));
    let mut request = address.into_client_request().expect("an address");
    let origin = url.parse().expect("an origin");
    request.headers_mut().insert("origin", origin);
    let Ok((mut socket, _)) = connect_async(request).await else {
        return (false, None);
    };
    let mut join = json!({ "v": live::wire::VERSION, "tab": known.tab, "url": "/" });
    if let Some((sealed, serial)) = &known.snapshot {
        join["s"] = sealed.clone();
        join["serial"] = serial.clone();
    }
    if std::mem::replace(&mut known.was_here, true) {
        join["regions"] = json!([]);
    }
    let hello = Message::text(json!(["j", join]).to_string());
    if socket.send(hello).await.is_err() {
        return (false, None);
    }
    let mut joined = false;
    let mut told = None;
    let mut applied = 0;
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else {
            continue;
        };
        let frame: Value = serde_json::from_str(&text).expect("frames are JSON");
        match frame[0].as_str() {
            Some("j") => {
                joined = true;
                present.fetch_add(1, Ordering::Relaxed);
            }
            Some("s") => known.snapshot = Some((frame[1].clone(), frame[3].clone())),
            Some("x") => {
                told = frame[2].as_u64().map(Duration::from_millis);
                break;
            }
            Some(_) => {}
            None => {
                applied += 1;
                let answer = Message::text(json!(["a", applied, 0]).to_string());
                if socket.send(answer).await.is_err() {
                    break;
                }
            }
        }
    }
    if joined {
        present.fetch_sub(1, Ordering::Relaxed);
    }
    (joined, told)
}
