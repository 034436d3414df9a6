//! The scripts as Chromium receives them, and what a first page asks for.
//!
//! Wanted are 6 KB for the core, 12 KB for all and 8 requests. The part of the engine that applies patches is within the
//! first and its client within the second; all scripts of the studio's first page are not, as ARCHITECTURE.md says. The
//! limits here are what is, so that nothing is added unseen.

use std::net::TcpListener;
use std::path::Path;

use actix_web::http::header;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use tests::cdp::Arrival;
use tests::roles::Roles;
use tests::{Browser, Page, until};

use crate::budget::{signed_in, storyboard};

/// Bytes at most, by encoding.
struct Limits {
    encoding: &'static str,
    /// What applies patches: `apply.js`.
    core: u64,
    /// All of `web/live` that a page needs to be live: `live.js`.
    client: u64,
    /// All that a page of the studio needs to be live: the client and the studio's hooks.
    first: u64,
    /// The same and what comes at the first sign of a person.
    all: u64,
}

const LIMITS: [Limits; 2] = [
    Limits {
        encoding: "br",
        core: 5_400,
        client: 11_000,
        first: 15_480,
        all: 22_040,
    },
    Limits {
        encoding: "gzip",
        core: 5_950,
        client: 12_000,
        first: 16_940,
        all: 24_210,
    },
];
/// With the socket; without the creator's pictures.
const REQUESTS: usize = 8;

/// Waits until all that the page has asked for since then is there, without the creator's pictures.
async fn settled(page: &Page, from: usize) -> Vec<Arrival> {
    until("all that was asked for has arrived", async || {
        let mut arrived = page.arrived(from);
        arrived.retain(|one| !one.url.contains("/media/"));
        arrived.iter().all(|one| one.whole).then_some(arrived)
    })
    .await
}

fn scripts(arrived: &[Arrival]) -> (Vec<String>, u64) {
    let scripts = || arrived.iter().filter(|one| one.url.ends_with(".js"));
    let name = |one: &Arrival| one.url.rsplit('/').next().unwrap_or_default().to_owned();
    let mut names: Vec<String> = scripts().map(name).collect();
    names.sort();
    names.dedup();
    (names, scripts().map(|one| one.bytes).sum())
}

#[tokio::test]
async fn the_first_page_costs_so_much_and_the_rest_comes_with_a_sign_of_a_person() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let ann = roles.person("ann").await;
    let (project, _) = storyboard(&ann, 3).await;
    let web = roles.web(&[]).await;
    let browser = Browser::start().await;
    for limits in LIMITS {
        let page = signed_in(&browser.person().await, &web.url, "ann").await;
        page.anew(limits.encoding).await;
        let (from, sockets) = (page.asked(), page.traffic(|traffic| traffic.opened));
        page.go(&format!("{}/projects/{}", web.url, project.id))
            .await;
        page.live().await;
        page.see(".shot-card").await;
        let first = settled(&page, from).await;
        let (names, bytes) = scripts(&first);
        assert_eq!(names, ["first.js", "main.js"]);
        let packed = |one: &&Arrival| one.url.ends_with(".js") || one.url.ends_with(".css");
        for one in first.iter().filter(packed) {
            assert_eq!(one.encoding, limits.encoding, "{one:?}");
        }
        assert!(
            bytes <= limits.first,
            "{}: {bytes} bytes of scripts",
            limits.encoding
        );
        let opened = page.traffic(|traffic| traffic.opened) - sockets;
        let requests = first.len() + opened;
        assert!(requests <= REQUESTS, "{requests} requests: {first:#?}");

        page.hover(".shot-card").await;
        until("what acts need arrives", async || {
            let (names, _) = scripts(&page.arrived(from));
            names.contains(&"acts.js".to_owned()).then_some(())
        })
        .await;
        let (names, bytes) = scripts(&settled(&page, from).await);
        assert!(
            bytes <= limits.all,
            "{}: {bytes} bytes of scripts",
            limits.encoding
        );
        assert_eq!(names, ["acts.js", "first.js", "main.js"]);
    }
}

#[tokio::test]
async fn what_acts_need_comes_though_the_line_was_cut_when_it_was_asked_for() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let web = roles.web(&[]).await;
    let browser = Browser::start().await;
    let page = signed_in(&browser.person().await, &web.url, "ann").await;
    page.anew("br").await;
    page.go(&web.url).await;
    page.live().await;
    let from = page.asked();
    page.offline(true).await;
    page.hover("h1").await;
    until("what acts need is asked for in vain", async || {
        let arrived = page.arrived(from);
        let asked = arrived.iter().any(|one| one.url.ends_with("/acts.js"));
        asked.then_some(())
    })
    .await;
    page.offline(false).await;
    until("what acts need arrives", async || {
        let arrived = page.arrived(from);
        let acts = |one: &&Arrival| one.url.ends_with("/acts.js") && one.kind == "Script";
        arrived.iter().find(acts).map(drop)
    })
    .await;
}

#[tokio::test]
async fn a_page_that_lacks_a_script_of_its_build_after_a_release_becomes_the_new_one() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let (project, _) = storyboard(&roles.person("ann").await, 1).await;
    let before = tests::contract::root().join("web");
    let before = before.to_str().expect("the checkout's path is text");
    let mut web = roles.web(&["--web-dir", before]).await;
    let browser = Browser::start().await;
    let page = signed_in(&browser.person().await, &web.url, "ann").await;
    page.without(&["*/acts.js"]).await;
    page.go(&format!("{}/projects/{}", web.url, project.id))
        .await;
    page.live().await;
    page.ask::<bool>("window.before = true").await;
    web.program.kill().await;
    let address = web.url.trim_start_matches("http://").to_owned();
    web = roles.web_at(&address, &[]).await;
    page.live().await;
    let from = page.asked();
    page.without(&[]).await;
    page.hover("h1").await;
    page.wait("!window.before").await;
    page.live().await;
    page.hover(".shot-card").await;
    until("what acts need arrives", async || {
        let (names, _) = scripts(&page.arrived(from));
        names.contains(&"acts.js".to_owned()).then_some(())
    })
    .await;
    drop(web);
}

/// The browser's files, with a `main.js` that waits until the page is told to go on.
fn held() -> tempfile::TempDir {
    let (from, to) = (tests::contract::root().join("web"), tempfile::tempdir());
    let to = to.expect("a folder");
    for folder in ["css", "fonts", "icons", "live", "studio"] {
        std::fs::create_dir(to.path().join(folder)).expect("a folder");
        for entry in std::fs::read_dir(from.join(folder)).expect("the checkout has it") {
            let name = Path::new(folder).join(entry.expect("an entry").file_name());
            std::fs::copy(from.join(&name), to.path().join(&name)).expect("it can be copied");
        }
    }
    let main = to.path().join("studio/main.js");
    let text = std::fs::read_to_string(&main).expect("it is text");
    let held = format!("await new Promise((go) => (window.goOn = go));\n{text}");
    std::fs::write(main, held).expect("it can be written");
    to
}

#[tokio::test]
async fn what_is_pressed_before_the_scripts_are_there_is_done_once_when_they_are() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let (project, _) = storyboard(&roles.person("ann").await, 1).await;
    let (fast, files) = (roles.web(&[]).await, held());
    let browser = Browser::start().await;
    let person = browser.person().await;
    signed_in(&person, &fast.url, "ann").await;
    let folder = files.path().to_str().expect("it is text");
    let web = roles.web(&["--web-dir", folder]).await;
    let page = person
        .open(&format!("{}/projects/{}", web.url, project.id))
        .await;
    page.wait("window.goOn").await;
    page.click("[data-on-click='shot.add']").await;
    for letter in ["D", "a", "w", "n"] {
        page.press(letter).await;
    }
    page.ask::<()>("void goOn()").await;
    page.live().await;
    page.wait("document.querySelector('.rename input')?.value === 'Dawn'")
        .await;
    page.press("Enter").await;
    page.see(".shot-card >> Dawn").await;
    let cards = "document.querySelectorAll('.shot-card').length";
    assert_eq!(page.ask::<usize>(cards).await, 2);
    assert_eq!(page.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_file_comes_in_the_best_encoding_that_is_asked_for() {
    let roles = Roles::start(None).await;
    let web = roles.web(&[]).await;
    let client = reqwest::Client::new();
    let page = client.get(format!("{}/login", web.url)).send().await;
    let page = page.expect("it answers").text().await.expect("a page");
    let style = page
        .split('"')
        .find(|part| part.ends_with("/css/app.css"))
        .expect("the page has a style sheet");
    let mut lengths = Vec::new();
    for (accepted, expected) in [
        ("identity", None),
        ("deflate, zstd", None),
        ("gzip", Some("gzip")),
        ("br;q=0, gzip;q=0.5", Some("gzip")),
        ("gzip, deflate, br, zstd", Some("br")),
    ] {
        let answer = client
            .get(format!("{}{style}", web.url))
            .header("accept-encoding", accepted)
            .send()
            .await
            .expect("it answers");
        let header = |name: &str| {
            let value = answer.headers().get(name)?;
            Some(value.to_str().expect("it is text").to_owned())
        };
        assert_eq!(
            header("content-encoding").as_deref(),
            expected,
            "{accepted}"
        );
        assert_eq!(header("vary").as_deref(), Some("accept-encoding"));
        assert!(header("cache-control").is_some_and(|how| how.contains("immutable")));
        lengths.push(answer.bytes().await.expect("a body").len());
    }
    assert_eq!(lengths[0], lengths[1]);
    assert!(
        lengths[4] < lengths[3] && lengths[3] < lengths[0],
        "{lengths:?}"
    );
}

/// The module of the engine's client as an application serves it, compressed.
async fn module(name: web::Path<String>, request: HttpRequest) -> HttpResponse {
    if let Some(script) = name.strip_suffix(".html") {
        return HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .body(format!("<!doctype html><title>{script}</title><script type=module src={script}.js></script>"));
    }
    let Some(text) = live::browser::module(&name) else {
        return HttpResponse::NotFound().body("there is no such file\n");
    };
    let wanted = request.headers().get(header::ACCEPT_ENCODING);
    let (packed, encoding) = match wanted.and_then(|wanted| wanted.to_str().ok()) {
        Some("br") => (bundle::brotli(text.as_bytes()), "br"),
        _ => (bundle::gzip(text.as_bytes()), "gzip"),
    };
    HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .insert_header((header::CONTENT_ENCODING, encoding))
        .body(packed)
}

#[actix_web::test]
async fn the_engines_core_and_its_client_cost_so_much() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it has an address");
    let app = || App::new().route("/{name}", web::get().to(module));
    let server = HttpServer::new(app).workers(1).listen(listener);
    let server = server.expect("it listens").run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let browser = Browser::start().await;
    for limits in LIMITS {
        for (script, most) in [("apply", limits.core), ("live", limits.client)] {
            let page = browser.person().await.blank().await;
            page.anew(limits.encoding).await;
            page.go(&format!("http://{address}/{script}.html")).await;
            let (names, bytes) = scripts(&settled(&page, 0).await);
            assert_eq!(names, [format!("{script}.js")]);
            assert!(
                bytes <= most,
                "{script}, {}: {bytes} bytes",
                limits.encoding
            );
        }
    }
    handle.stop(false).await;
}
