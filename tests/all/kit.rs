//! The kit itself: that its browser, its relay and its servers do what the tests rely on.

use sqlx::{Connection, PgConnection};
use tests::cdp::Look;
use tests::line::{Line, State};
use tests::pictures::{self, Pictures};
use tests::servers::{Balance, Database, Haproxy, Redis};
use tests::{Browser, Rushes, film};

const PAGE: &str = "data:text/html,<meta name=viewport content=width=device-width><title>kit</title><input id=name><button id=go \
    onclick=\"document.title = document.querySelector('%23name').value\">Go</button><input type=file id=file hidden multiple>";

#[tokio::test]
async fn a_page_takes_real_clicks_keys_and_files() {
    let browser = Browser::start().await;
    let page = browser.person().await.open(PAGE).await;
    page.fill("#name", "first").await;
    page.fill("#name", "rushes").await;
    page.keys("!").await;
    page.press("Backspace").await;
    page.click("button >> go").await;
    page.wait("document.title === 'rushes'").await;
    let pictures = Pictures::default();
    let (red, blue) = (
        pictures.plain("red.png", [255, 0, 0]),
        pictures.plain("blue.png", [0, 0, 255]),
    );
    page.pick("#file", &[&red, &blue]).await;
    let names: Vec<String> = page
        .ask("[...document.querySelector('#file').files].map((f) => f.name)")
        .await;
    assert_eq!(names, ["red.png", "blue.png"]);
    page.look(Look {
        width: 390,
        height: 800,
        dark: true,
        reduced_motion: true,
    })
    .await;
    assert!(
        page.ask::<bool>(
            "matchMedia('(prefers-color-scheme: dark)').matches && innerWidth === 390"
        )
        .await
    );
    assert_eq!(page.complaints(), [""; 0]);
}

#[tokio::test]
async fn two_tabs_of_one_person_both_run() {
    let browser = Browser::start().await;
    let person = browser.person().await;
    let (one, two) = (person.open(PAGE).await, person.open(PAGE).await);
    for page in [&one, &two] {
        page.fill("#name", "both").await;
        page.click("#go").await;
    }
    for page in [&one, &two] {
        page.wait("document.title === 'both'").await;
        assert!(
            page.ask::<bool>("document.visibilityState === 'visible' && document.hasFocus()")
                .await
        );
    }
}

#[tokio::test]
async fn every_server_of_the_kit_answers() {
    let database = Database::fresh().await;
    PgConnection::connect(&database.url)
        .await
        .expect("Postgres answers");
    let redis = Redis::start().await;
    assert!(redis.url.starts_with("redis://127.0.0.1:"));
    let haproxy = Haproxy::over(&["http://127.0.0.1:9"], Balance::Sticky).await;
    let answer = reqwest::get(&haproxy.url).await.expect("HAProxy answers");
    assert_eq!(answer.status(), 503);
    assert!(haproxy.tell("show servers state").await.contains("s1"));
}

#[tokio::test]
async fn a_line_can_be_cut_and_mended() {
    let rushes = Rushes::start().await;
    let line = Line::to(&rushes.url).await;
    let ask = async || {
        reqwest::Client::new()
            .get(format!("{}/healthz", line.url))
            .send()
            .await
    };
    assert_eq!(ask().await.expect("the line is whole").status(), 200);
    assert!(line.up() > 0 && line.down() > 0);
    line.set(State::Cut);
    assert!(ask().await.is_err());
    line.set(State::Whole);
    assert_eq!(ask().await.expect("the line is whole").status(), 200);
}

#[test]
fn the_pictures_of_the_kit_are_what_they_say() {
    let bomb = pictures::bomb(30_000, 30_000);
    let size = image::ImageReader::new(std::io::Cursor::new(&bomb))
        .with_guessed_format()
        .expect("a PNG")
        .into_dimensions();
    assert_eq!(size.expect("a sound header"), (30_000, 30_000));
    assert!(bomb.len() < 200);
    assert_eq!(
        film::boxes(b"\0\0\0\x08ftyp\0\0\0\x0cmoov\0\0\0\0"),
        ["ftyp", "moov"]
    );
}
