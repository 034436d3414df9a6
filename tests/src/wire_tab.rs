//! The browser's half of the wire without a browser: numbered events, kept until a snapshot contains them, sent again
//! after a break. It shows nothing, so that hundreds fit beside a few real ones.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use reqwest::header::{CONTENT_TYPE, ORIGIN, SET_COOKIE};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::api::http;
use crate::roles::PASSWORD;

/// A line that says nothing for so long is given up, as a browser gives up one that does not answer its pings.
const SILENCE: Duration = Duration::from_secs(3);
const PING_EVERY: Duration = Duration::from_secs(1);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Signs a person in and gives the cookie of the session.
///
/// # Panics
/// Where the person is not let in.
pub async fn sign_in(url: &str, name: &str) -> String {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("name", name)
        .append_pair("password", PASSWORD)
        .finish();
    let answer = http()
        .post(format!("{url}/login"))
        .header(ORIGIN, url)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .expect("the login answers");
    let cookie = answer.headers().get(SET_COOKIE).expect("a session");
    let cookie = cookie.to_str().expect("cookies are ASCII");
    cookie.split(';').next().unwrap_or_default().to_owned()
}

/// The tab that a page says it is.
#[must_use]
pub fn tab_of(html: &str) -> Option<String> {
    let (_, rest) = html.split_once("data-tab=\"")?;
    rest.split_once('"').map(|(tab, _)| tab.to_owned())
}

struct Kept {
    frame: Value,
    made: Instant,
    again: bool,
}

/// What became of the events of a tab.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Names that were asked for, by event.
    pub asked: BTreeMap<u64, String>,
    pub done: BTreeSet<u64>,
    pub refused: BTreeSet<u64>,
    /// Lines that were opened.
    pub lines: usize,
}

impl Ledger {
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.asked.len() == self.done.union(&self.refused).count()
    }
}

/// A tab at an address, reached through a relay of its own.
pub struct WireTab {
    url: String,
    path: String,
    cookie: String,
    id: String,
    snapshot: Option<(String, u64)>,
    kept: BTreeMap<u64, Kept>,
    last: u64,
    fresh: bool,
    applied: u64,
    ledger: Arc<Mutex<Ledger>>,
}

impl WireTab {
    /// Loads the page.
    ///
    /// # Panics
    /// Where it does not come.
    pub async fn open(url: &str, path: &str, cookie: &str) -> Self {
        let page = http()
            .get(format!("{url}{path}"))
            .header("cookie", cookie)
            .send()
            .await
            .expect("the page answers");
        let status = page.status();
        let html = page.text().await.expect("the page is text");
        let id = tab_of(&html);
        Self {
            url: url.to_owned(),
            path: path.to_owned(),
            cookie: cookie.to_owned(),
            id: id.unwrap_or_else(|| panic!("a page names its tab, and not {status}: {html}")),
            snapshot: None,
            kept: BTreeMap::new(),
            last: 0,
            fresh: true,
            applied: 0,
            ledger: Arc::default(),
        }
    }

    #[must_use]
    pub fn ledger(&self) -> Arc<Mutex<Ledger>> {
        Arc::clone(&self.ledger)
    }

    fn note<T>(&self, note: impl FnOnce(&mut Ledger) -> T) -> T {
        note(&mut self.ledger.lock().expect("nobody panics over a ledger"))
    }

    /// Does these acts, one every `pace`, whatever happens to the line, and ends when each is answered.
    pub async fn run(mut self, acts: Vec<(String, Value)>, pace: Duration) {
        let mut acts = acts.into_iter();
        let mut next = Instant::now();
        loop {
            let Ok(Ok(mut socket)) = tokio::time::timeout(SILENCE, self.connect()).await else {
                tokio::time::sleep(pace).await;
                continue;
            };
            self.note(|ledger| ledger.lines += 1);
            let mut heard = Instant::now();
            let mut pinged = Instant::now();
            let mut joined = false;
            // Until the line breaks.
            loop {
                if acts.len() == 0 && self.note(|ledger| ledger.is_settled()) {
                    return;
                }
                if heard.elapsed() > SILENCE {
                    break;
                }
                if joined
                    && next <= Instant::now()
                    && let Some((name, frame)) = acts.next()
                {
                    next = Instant::now() + pace;
                    if self.act(&mut socket, name, frame).await.is_err() {
                        break;
                    }
                }
                if pinged.elapsed() > PING_EVERY {
                    pinged = Instant::now();
                    if say(&mut socket, &json!(["p"])).await.is_err() {
                        break;
                    }
                }
                let Ok(message) = tokio::time::timeout(pace, socket.next()).await else {
                    continue;
                };
                let Some(Ok(Message::Text(text))) = message else {
                    if matches!(message, Some(Ok(Message::Ping(_) | Message::Pong(_)))) {
                        continue;
                    }
                    break;
                };
                heard = Instant::now();
                let frame: Value = serde_json::from_str(&text).expect("frames are JSON");
                joined |= frame[0] == "j";
                if self.hear(&mut socket, &frame).await.is_err() {
                    break;
                }
            }
        }
    }

    async fn connect(&mut self) -> Result<Socket, ()> {
        let address = format!("{}/live", self.url.replacen("http", "ws", 1));
        let mut request = address.into_client_request().map_err(drop)?;
        let headers = request.headers_mut();
        headers.insert("origin", self.url.parse().map_err(drop)?);
        headers.insert("cookie", self.cookie.parse().map_err(drop)?);
        let (mut socket, _) = tokio_tungstenite::connect_async(request)
            .await
            .map_err(drop)?;
        self.applied = 0;
        let mut join = json!({ "v": live::wire::VERSION, "tab": self.id, "url": self.path });
        if let Some((sealed, serial)) = &self.snapshot {
            join["s"] = json!(sealed);
            join["serial"] = json!(serial);
        }
        if !std::mem::take(&mut self.fresh) {
            // It shows nothing, so that nothing is asked of it.
            join["regions"] = json!([]);
        }
        say(&mut socket, &json!(["j", join])).await?;
        Ok(socket)
    }

    async fn act(&mut self, socket: &mut Socket, name: String, tail: Value) -> Result<(), ()> {
        self.last += 1;
        let number = self.last;
        self.note(|ledger| ledger.asked.insert(number, name));
        let frame = json!(["e", number, tail[0], tail[1]]);
        let kept = Kept {
            frame: frame.clone(),
            made: Instant::now(),
            again: true,
        };
        self.kept.insert(number, kept);
        say(socket, &frame).await
    }

    async fn hear(&mut self, socket: &mut Socket, frame: &Value) -> Result<(), ()> {
        match frame[0].as_str() {
            Some("j") => self.joined(socket, &frame[1]).await?,
            Some("e") => {
                let number = frame[1].as_u64().expect("an event has a number");
                let refused = frame[2].is_string();
                self.note(|ledger| {
                    let to = if refused {
                        &mut ledger.refused
                    } else {
                        &mut ledger.done
                    };
                    to.insert(number)
                });
            }
            Some("s") => {
                let sealed = frame[1].as_str().expect("a snapshot is text").to_owned();
                self.snapshot = Some((sealed, frame[3].as_u64().expect("a serial")));
                let event = frame[2].as_u64().expect("an event");
                self.kept.retain(|number, _| *number > event);
            }
            Some("x") if frame[1] != "rejoin" => panic!("the tab was ended: {frame}"),
            Some("x") => return Err(()),
            Some(_) => {}
            None => {
                self.applied += 1;
                let serial = self.snapshot.as_ref().map_or(0, |(_, serial)| *serial);
                if self.applied.is_multiple_of(8) {
                    say(socket, &json!(["a", self.applied, serial])).await?;
                }
            }
        }
        Ok(())
    }

    async fn joined(&mut self, socket: &mut Socket, answer: &Value) -> Result<(), ()> {
        let taken = answer["n"].as_u64().expect("the newest event");
        let open: BTreeSet<u64> = numbers(&answer["open"]);
        let refused = answer["refused"].as_array().into_iter().flatten();
        let refused: BTreeSet<u64> = refused.filter_map(|pair| pair[0].as_u64()).collect();
        self.note(|ledger| {
            let over = ledger
                .asked
                .keys()
                .filter(|n| **n <= taken && !open.contains(n));
            let over: Vec<u64> = over.copied().collect();
            for number in over {
                if refused.contains(&number) {
                    ledger.refused.insert(number);
                } else if !ledger.refused.contains(&number) {
                    ledger.done.insert(number);
                }
            }
        });
        for (number, kept) in &mut self.kept {
            if *number > taken {
                let waited = u64::try_from(kept.made.elapsed().as_millis()).unwrap_or(u64::MAX);
                let mut frame = kept.frame.clone();
                let late = json!({ "w": waited, "again": kept.again });
                frame.as_array_mut().expect("a frame is a list").push(late);
                say(socket, &frame).await?;
            }
        }
        Ok(())
    }
}

fn numbers(list: &Value) -> BTreeSet<u64> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_u64)
        .collect()
}

async fn say(socket: &mut Socket, frame: &Value) -> Result<(), ()> {
    let sent = socket.send(Message::text(frame.to_string()));
    match tokio::time::timeout(SILENCE, sent).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(()),
    }
}
