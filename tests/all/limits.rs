//! What is too much for a web process: the person hears why, the others go on, and it is counted.

use futures_util::{SinkExt, StreamExt};
use reqwest::Response;
use serde_json::{Value, json};
use tests::api::http;
use tests::metrics::{Numbers, address};
use tests::program::run;
use tests::roles::{Role, Roles};
use tests::wire_tab::{sign_in, tab_of};
use tests::{Browser, pictures, until};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::budget::signed_in;

struct Limited {
    roles: Roles,
    web: Role,
    numbers: String,
}

impl Limited {
    /// A web process with these limits, and ann who has an account.
    async fn to(limits: &[&str]) -> Self {
        let roles = Roles::start(None).await;
        roles.account("ann").await;
        let numbers = ["--metrics-listen", "127.0.0.1:0"];
        let mut web = roles.web(&[&numbers, limits].concat()).await;
        let numbers = address(&mut web.program).await;
        Self {
            roles,
            web,
            numbers,
        }
    }

    async fn number(&self, name: &str) -> f64 {
        Numbers::at(&self.numbers).await.one(name)
    }

    async fn refused(&self, limit: &str) -> f64 {
        let name = format!("rushes_refused_total{{limit=\"{limit}\"}}");
        self.number(&name).await
    }

    async fn page(&self, cookie: &str) -> Response {
        let page = http().get(&self.web.url).header("cookie", cookie);
        page.send().await.expect("it answers")
    }

    /// A joined line of a page that was just loaded.
    async fn line(&self, cookie: &str) -> Socket {
        let page = self.page(cookie).await.text().await.expect("it is text");
        let tab = tab_of(&page).expect("a page names its tab");
        let address = format!("{}/live", self.web.url.replacen("http", "ws", 1));
        let mut request = address.into_client_request().expect("an address");
        let headers = request.headers_mut();
        headers.insert("origin", self.web.url.parse().expect("ASCII"));
        headers.insert("cookie", cookie.parse().expect("ASCII"));
        let connected = tokio_tungstenite::connect_async(request).await;
        let (mut socket, _) = connected.expect("it is taken");
        let join = json!(["j", { "v": live::wire::VERSION, "tab": tab, "url": "/" }]);
        say(&mut socket, &join.to_string()).await;
        heard(&mut socket, "j").await;
        socket
    }
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn say(socket: &mut Socket, text: &str) {
    let sent = socket.send(Message::text(text)).await;
    sent.expect("the line carries it");
}

/// The next frame of that kind.
async fn heard(socket: &mut Socket, kind: &str) -> Value {
    let next = async {
        loop {
            let message = socket.next().await.expect("the line goes on");
            let Ok(Message::Text(text)) = message else {
                continue;
            };
            let frame: Value = serde_json::from_str(&text).expect("frames are JSON");
            if frame[0] == kind {
                return frame;
            }
        }
    };
    let next = tokio::time::timeout(tests::until::PATIENCE, next).await;
    next.unwrap_or_else(|_| panic!("no frame `{kind}` came"))
}

#[tokio::test]
async fn a_frame_that_is_too_long_ends_its_line_with_a_sentence() {
    let limited = Limited::to(&["--frame-kb", "512"]).await;
    let cookie = sign_in(&limited.web.url, "ann").await;
    let mut line = limited.line(&cookie).await;
    let mut other = limited.line(&cookie).await;
    let frame = |length| json!(["e", 1, "x", [["value", "x".repeat(length)]]]).to_string();
    say(&mut other, &frame(500 * 1024)).await;
    heard(&mut other, "e").await;
    say(&mut line, &frame(520 * 1024)).await;
    let farewell = heard(&mut line, "x").await;
    let sentence = "refused:That was too long to be sent: at most 512 KB are taken at once.";
    assert_eq!(farewell, json!(["x", sentence]));
    assert_eq!(limited.refused("frame").await, 1.0);
    say(&mut other, "[\"p\"]").await;
    heard(&mut other, "p").await;
}

#[tokio::test]
async fn what_waits_for_its_turn_is_bounded_in_bytes_and_comes_again() {
    let pace = ["--events-per-second", "1", "--event-burst", "1"];
    let frames = ["--frame-kb", "512"];
    let limited = Limited::to(&[&pace[..], &frames].concat()).await;
    let cookie = sign_in(&limited.web.url, "ann").await;
    let mut line = limited.line(&cookie).await;
    let text = "x".repeat(500 * 1024);
    for number in 1..=8 {
        let event = json!(["e", number, "x", [["value", text]]]).to_string();
        say(&mut line, &event).await;
    }
    let farewell = heard(&mut line, "x").await;
    let sentence = "That was too much at once. What you did is kept, and goes on in a moment.";
    assert_eq!(farewell, json!(["x", "rejoin", 1000, sentence]));
    assert!(limited.refused("events").await >= 1.0);
}

#[tokio::test]
async fn a_browser_that_says_nothing_loses_its_line_and_then_its_tab() {
    let limits = ["--silence-seconds", "5", "--linger-seconds", "5"];
    let limited = Limited::to(&limits).await;
    let cookie = sign_in(&limited.web.url, "ann").await;
    // Whoever does not read does not answer pings.
    let silent = limited.line(&cookie).await;
    let mut other = limited.line(&cookie).await;
    let reading = tokio::spawn(async move { while other.next().await.is_some() {} });
    assert_eq!(limited.number("rushes_live_lines").await, 2.0);
    until("the silent line is ended", async || {
        (limited.number("rushes_live_lines").await == 1.0).then_some(())
    })
    .await;
    assert_eq!(limited.refused("silence").await, 1.0);
    until("its tab is gone", async || {
        (limited.number("rushes_live_tabs").await == 1.0).then_some(())
    })
    .await;
    assert!(!reading.is_finished(), "who answers pings stays");
    drop(silent);
}

#[tokio::test]
async fn a_person_too_many_gets_a_page_that_says_so_and_the_others_go_on() {
    let limited = Limited::to(&["--sessions", "1"]).await;
    limited.roles.account("ben").await;
    let ann = sign_in(&limited.web.url, "ann").await;
    let ben = sign_in(&limited.web.url, "ben").await;
    assert_eq!(limited.page(&ann).await.status(), 200);
    let refused = limited.page(&ben).await;
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    let page = refused.text().await.expect("it is text");
    assert!(page.contains("Too many people are in the studio"), "{page}");
    assert_eq!(limited.refused("sessions").await, 1.0);
    assert_eq!(limited.page(&ann).await.status(), 200);
    // The balancer is not told that the process is ill.
    for path in ["/healthz", "/readyz"] {
        let asked = http().get(format!("{}{path}", limited.web.url));
        assert_eq!(asked.send().await.expect("it answers").status(), 200);
    }
}

#[tokio::test]
async fn a_tab_too_many_gets_a_page_that_says_so() {
    let limited = Limited::to(&["--tabs-per-session", "2"]).await;
    let cookie = sign_in(&limited.web.url, "ann").await;
    let _open = (limited.line(&cookie).await, limited.line(&cookie).await);
    let refused = limited.page(&cookie).await;
    assert_eq!(refused.status(), 429);
    let page = refused.text().await.expect("it is text");
    assert!(page.contains("2 tabs of the studio are open"), "{page}");
    assert_eq!(limited.refused("tabs").await, 1.0);
}

#[tokio::test]
async fn an_upload_too_many_is_refused_with_a_sentence_and_a_time() {
    let limited = Limited::to(&["--uploads-per-minute", "2"]).await;
    let ann = limited.roles.person("ann").await;
    let new = json!({ "name": "Harbor", "width": 128, "height": 96 });
    let project: Value = ann.make("/v1/projects", new).await;
    let project = project["id"].as_str().expect("an id");
    let cookie = sign_in(&limited.web.url, "ann").await;
    let upload = async || {
        let upload = http().post(format!("{}/upload?project={project}", limited.web.url));
        let upload = upload
            .header("origin", &limited.web.url)
            .header("cookie", &cookie)
            .header("file-name", "noise.png")
            .body(pictures::noise(64, 48));
        upload.send().await.expect("it answers")
    };
    for _ in 0..2 {
        assert_eq!(upload().await.status(), 201);
    }
    let refused = upload().await;
    assert_eq!(refused.status(), 429);
    let wait: u64 = refused.headers()["retry-after"]
        .to_str()
        .expect("ASCII")
        .parse()
        .expect("seconds");
    assert!((1..=31).contains(&wait), "{wait}");
    let problem: Value =
        serde_json::from_slice(&refused.bytes().await.expect("its body")).expect("JSON");
    assert_eq!(problem["code"], "too_many");
    let sentence = "Many files were uploaded within a minute. Wait a moment and retry.";
    assert_eq!(problem["detail"], sentence);
    assert_eq!(limited.refused("uploads").await, 1.0);
}

#[tokio::test]
async fn who_does_too_much_at_once_reads_that_it_is_done_one_after_the_other() {
    let limits = ["--events-per-second", "2", "--event-burst", "1"];
    let limited = Limited::to(&limits).await;
    let browser = Browser::start().await;
    let person = browser.person().await;
    let page = signed_in(&person, &limited.web.url, "ann").await;
    page.live().await;
    // However slow the machine, a script does this within a second.
    let clicks: bool = page
        .ask("(() => { for (let i = 0; i < 6; i++) document.querySelector('#project-new').click(); return true; })()")
        .await;
    assert!(clicks);
    page.see(".banner-connection[data-state='refused'] .banner-refused >> That was a lot at once.")
        .await;
    page.fill("#new-project-name", "Harbor").await;
    page.click("button >> Create project").await;
    page.see("button >> Add a shot").await;
    assert!(limited.refused("events").await >= 1.0);
    assert_eq!(page.complaints(), [""; 0]);
}

#[tokio::test]
async fn limits_that_make_no_sense_are_named() {
    let args = [
        "--sessions=0",
        "--frame-kb=512",
        "--snapshot-kb=300",
        "--silence-seconds=1",
        "--metrics=statsd",
    ];
    let said = run(&[&args[..], &["--check-config"]].concat()).await;
    assert_eq!(said.code, Some(2));
    let sentences: Vec<&str> = said.err.lines().collect();
    let named = [
        "--sessions (RUSHES_SESSIONS) must be a whole number from 1 to 1000000, and `0` is not.",
        "--silence-seconds (RUSHES_SILENCE_SECONDS)",
        "--snapshot-kb (RUSHES_SNAPSHOT_KB) must be at most half",
        "--metrics (RUSHES_METRICS) must be emf or none",
    ];
    assert_eq!(sentences.len(), named.len(), "{}", said.err);
    for (sentence, name) in sentences.iter().zip(named) {
        assert!(sentence.contains(name), "{sentence}");
    }
    let said = run(&["--metrics=emf", "--check-config"]).await;
    assert!(said.err.contains("--stack (RUSHES_STACK)"), "{}", said.err);
}
