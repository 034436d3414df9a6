//! A crowd of browsers at one page, each as `web/live` behaves when its line breaks: full jitter, doubled each time, and
//! the time that a server names. They show nothing, so that a thousand fit in one process.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::api::http;
use crate::wire_tab::tab_of;

const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(15);
/// Pages that are loaded at once; people do not open theirs all in one moment.
const LOADS: usize = 16;

/// They leave when it goes.
pub struct Crowd {
    present: Arc<AtomicUsize>,
    sought: Arc<Mutex<Sought>>,
    _members: JoinSet<()>,
}

/// A text that a test waits for, and how many patches with it have come.
#[derive(Default)]
struct Sought {
    text: String,
    found: usize,
}

impl Crowd {
    /// So many open the page at this address, and stay.
    #[must_use]
    pub fn at(url: &str, count: usize) -> Self {
        Self::signed_in(url, "/", &[String::new()], count)
    }

    /// The same at a path of that address; each in the session of one of these cookies, in turn.
    #[must_use]
    pub fn signed_in(url: &str, path: &str, cookies: &[String], count: usize) -> Self {
        let present = Arc::new(AtomicUsize::new(0));
        let sought = Arc::<Mutex<Sought>>::default();
        let door = Arc::new(Semaphore::new(LOADS));
        let mut members = JoinSet::new();
        for cookie in cookies.iter().cycle().take(count) {
            let place = Place {
                url: url.to_owned(),
                path: path.to_owned(),
                cookie: cookie.clone(),
                present: Arc::clone(&present),
                sought: Arc::clone(&sought),
            };
            let door = Arc::clone(&door);
            members.spawn(async move {
                let tab = {
                    let _place = door.acquire().await;
                    place.load().await
                };
                place.stay(tab).await;
            });
        }
        Self {
            present,
            sought,
            _members: members,
        }
    }

    /// Those who have a line that joined.
    #[must_use]
    pub fn present(&self) -> usize {
        self.present.load(Ordering::Relaxed)
    }

    /// From now on [`Crowd::found`] counts patches with this text.
    pub fn seek(&self, text: &str) {
        let text = text.to_owned();
        *locked(&self.sought) = Sought { text, found: 0 };
    }

    /// How many patches with the text that is sought have come.
    #[must_use]
    pub fn found(&self) -> usize {
        locked(&self.sought).found
    }
}

/// A count is right after any panic.
fn locked(sought: &Mutex<Sought>) -> MutexGuard<'_, Sought> {
    sought.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number from 0 to 1.
fn chance() -> f64 {
    f64::from(uuid::Uuid::new_v4().as_fields().0) / f64::from(u32::MAX)
}

/// Where one of them is.
struct Place {
    url: String,
    path: String,
    /// Empty for a page without sessions.
    cookie: String,
    present: Arc<AtomicUsize>,
    sought: Arc<Mutex<Sought>>,
}

struct Known {
    tab: String,
    snapshot: Option<(Value, Value)>,
    was_here: bool,
}

impl Place {
    async fn load(&self) -> String {
        let page = http().get(format!("{}{}", self.url, self.path));
        let page = page
            .header("cookie", &self.cookie)
            .send()
            .await
            .expect("the page answers");
        let html = page.text().await.expect("the page is text");
        tab_of(&html).expect("a page names its tab")
    }

    async fn stay(&self, tab: String) {
        let mut known = Known {
            tab,
            snapshot: None,
            was_here: false,
        };
        let mut attempts = 0;
        loop {
            let (joined, told) = self.visit(&mut known).await;
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

    fn note(&self, patch: &str) {
        let mut sought = locked(&self.sought);
        if !sought.text.is_empty() && patch.contains(&sought.text) {
            sought.found += 1;
        }
    }

    /// One line, to its end: whether it joined, and when the server said to come again.
    async fn visit(&self, known: &mut Known) -> (bool, Option<Duration>) {
        let address = format!("{}/live", self.url.replacen("http", "ws", 1));
        let mut request = address.into_client_request().expect("an address");
        let origin = self.url.parse().expect("an origin");
        request.headers_mut().insert("origin", origin);
        let cookie = self.cookie.parse().expect("cookies are ASCII");
        request.headers_mut().insert("cookie", cookie);
        let Ok((mut socket, _)) = connect_async(request).await else {
            return (false, None);
        };
        let mut join = json!({ "v": live::wire::VERSION, "tab": known.tab, "url": self.path });
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
                    self.present.fetch_add(1, Ordering::Relaxed);
                }
                Some("s") => known.snapshot = Some((frame[1].clone(), frame[3].clone())),
                Some("x") => {
                    told = frame[2].as_u64().map(Duration::from_millis);
                    break;
                }
                Some(_) => {}
                None => {
                    applied += 1;
                    self.note(&text);
                    let answer = Message::text(json!(["a", applied, 0]).to_string());
                    if socket.send(answer).await.is_err() {
                        break;
                    }
                }
            }
        }
        if joined {
            self.present.fetch_sub(1, Ordering::Relaxed);
        }
        (joined, told)
    }
}
