//! Line 64 of the list of behaviors: what others made up, stole, kept too long or sent from elsewhere is refused, and
//! the log says so.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tests::api::http;
use tests::roles::Roles;
use tests::until;
use tests::wire_tab::{sign_in, tab_of};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::budget::storyboard;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A socket as a page at `origin` with that cookie opens it, or the status it is refused with.
async fn socket(url: &str, origin: Option<&str>, cookie: &str) -> Result<Socket, u16> {
    let address = format!("{}/live", url.replacen("http", "ws", 1));
    let mut request = address.into_client_request().expect("an address");
    let headers = request.headers_mut();
    headers.insert("cookie", cookie.parse().expect("a cookie"));
    if let Some(origin) = origin {
        headers.insert("origin", origin.parse().expect("an origin"));
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(answer)) => Err(answer.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

async fn say(socket: &mut Socket, frame: Value) {
    let sent = socket.send(Message::text(frame.to_string())).await;
    sent.expect("the server listens");
}

/// The next frame of that kind.
async fn hear(socket: &mut Socket, kind: &str) -> Value {
    until(&format!("a frame `{kind}`"), async || {
        let message = socket.next().await.expect("a frame").expect("whole");
        let frame: Value = serde_json::from_str(message.to_text().ok()?).ok()?;
        (frame[0] == kind).then_some(frame)
    })
    .await
}

/// One web, ann and bob, and a page of ann's.
struct Front {
    roles: Roles,
    web: tests::roles::Role,
    path: String,
    shot: String,
    ann: String,
    bob: String,
}

impl Front {
    async fn open() -> Self {
        let roles = Roles::start(None).await;
        for name in ["ann", "bob"] {
            roles.account(name).await;
        }
        let (project, shots) = storyboard(&roles.person("ann").await, 1).await;
        let web = roles.web(&[]).await;
        let ann = sign_in(&web.url, "ann").await;
        let bob = sign_in(&web.url, "bob").await;
        Self {
            path: format!("/projects/{}", project.id),
            shot: shots[0].id.to_string(),
            roles,
            web,
            ann,
            bob,
        }
    }

    async fn page(&self, cookie: &str, path: &str) -> String {
        let page = http().get(format!("{}{path}", self.web.url));
        let page = page.header("cookie", cookie).send().await;
        let html = page.expect("it answers").text().await.expect("text");
        tab_of(&html).expect("a page names its tab")
    }

    fn join(&self, tab: &str, snapshot: Option<&(Value, Value)>) -> Value {
        let mut join = json!({ "v": live::wire::VERSION, "tab": tab, "url": self.path });
        if let Some((sealed, serial)) = snapshot {
            join["s"] = sealed.clone();
            join["serial"] = serial.clone();
            join["regions"] = json!([]);
        }
        json!(["j", join])
    }

    async fn socket(&self, cookie: &str) -> Socket {
        let socket = socket(&self.web.url, Some(&self.web.url), cookie).await;
        socket.expect("it is let in")
    }

    async fn logged(&mut self, text: &str) {
        self.web.program.says(text).await;
    }

    /// Opens and names a shot's editor, which is event number one, and gives the snapshot with it.
    async fn snapshot_after(&self, socket: &mut Socket, event: u64) -> (Value, Value) {
        let begins = json!(["e", event, "shot.rename.begin", [["id", self.shot]]]);
        say(socket, begins).await;
        loop {
            let frame = hear(socket, "s").await;
            if frame[2] == event {
                say(socket, json!(["a", 0, frame[3]])).await;
                return (frame[1].clone(), frame[3].clone());
            }
        }
    }

    /// The newest event that the tab of this join has taken.
    async fn events_of(&self, cookie: &str, join: Value) -> Value {
        let mut socket = self.socket(cookie).await;
        say(&mut socket, join).await;
        hear(&mut socket, "j").await[1]["n"].clone()
    }
}

#[tokio::test]
async fn b64_a_tab_of_another_session_or_of_nobodys_is_refused_and_the_log_says_so() {
    let mut front = Front::open().await;
    let tab = front.page(&front.ann, &front.path).await;
    for (cookie, tab) in [(&front.bob, &*tab), (&front.ann, "made-up")] {
        let mut socket = front.socket(cookie).await;
        say(&mut socket, front.join(tab, None)).await;
        assert_eq!(hear(&mut socket, "x").await[1], "reset", "{tab}");
    }
    front
        .logged("a join names a tab of another session or a forged one")
        .await;
}

#[tokio::test]
async fn b64_forged_foreign_and_replayed_snapshots_change_nothing_and_are_logged() {
    let mut front = Front::open().await;
    let tab = front.page(&front.ann, &front.path).await;
    let mut socket = front.socket(&front.ann).await;
    say(&mut socket, front.join(&tab, None)).await;
    let first = front.snapshot_after(&mut socket, 1).await;
    let second = front.snapshot_after(&mut socket, 2).await;
    // The tab's page goes away for good: another page of the session says that it took its place.
    let next = front.page(&front.ann, &front.path).await;
    let mut join = front.join(&next, Some(&second));
    join[1]["loaded"] = json!(tab);
    front.events_of(&front.ann, join).await;
    drop(socket);

    let text = first.0.as_str().expect("text");
    let end = if text.ends_with('A') { "B" } else { "A" };
    let forged = json!(format!("{}{end}", &text[..text.len() - 1]));
    let forged = (forged, second.1.clone());
    let events = front
        .events_of(&front.ann, front.join(&tab, Some(&forged)))
        .await;
    assert_eq!(events, 0, "a forged snapshot brings nothing back");
    front
        .logged("it is forged, or of another session or tab")
        .await;

    let bobs = front.page(&front.bob, "/").await;
    let stolen = front.join(&bobs, Some(&second));
    let events = front.events_of(&front.bob, stolen).await;
    assert_eq!(events, 0, "nor does another session's");

    let other = front.page(&front.ann, &front.path).await;
    let mut join = front.join(&other, None);
    join[1]["loaded"] = json!(tab);
    front.events_of(&front.ann, join).await;
    let replayed = front.join(&tab, Some(&first));
    let events = front.events_of(&front.ann, replayed).await;
    assert_eq!(events, 0, "nor does one from before the newest");
    front.logged("the tab has a newer one").await;
}

#[tokio::test]
async fn b64_requests_of_other_sites_or_without_an_origin_are_refused_and_logged() {
    let mut front = Front::open().await;
    let (url, ann) = (front.web.url.clone(), front.ann.clone());
    for origin in [None, Some("https://evil.example")] {
        assert_eq!(socket(&url, origin, &ann).await.err(), Some(403));
    }
    assert_eq!(
        socket(&url, Some(&url), "rushes=made-up").await.err(),
        Some(401)
    );
    for path in ["/live/stream", "/live/stream/x", "/logout", "/login"] {
        for origin in [None, Some("https://evil.example")] {
            let mut request = http().post(format!("{url}{path}")).header("cookie", &ann);
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            let answer = request.send().await.expect("it answers");
            assert_eq!(answer.status(), 403, "{path} from {origin:?}");
        }
    }
    // None of it signed her out.
    let _page = front.page(&ann, &front.path).await;
    let line = front.web.program.says("a request was refused").await;
    assert!(line.contains("came from another site"), "{line}");
    front.logged("https://evil.example").await;
    let cookie = ann.split_once('=').expect("a cookie").1;
    let said = front.web.program.err().concat() + &front.roles.backend.err().concat();
    assert!(!said.contains(cookie), "the log holds a session's token");
}
