//! The yardsticks' wall, as real browsers see it: what a tick costs on the wire, and that it is what the page shows.

use serde_json::Value;
use tests::cdp::Direction;
use tests::line::Line;
use tests::program::example;
use tests::{Browser, Page, Program, until};

/// An example's process and its address.
pub(crate) struct Wall {
    pub(crate) program: Program,
    pub(crate) url: String,
}

impl Wall {
    async fn of(cards: &str) -> Self {
        Self::with(&["--listen", "127.0.0.1:0", "--cards", cards]).await
    }

    pub(crate) async fn with(args: &[&str]) -> Self {
        let mut program = Program::start(example("wall", args));
        let line = program.says("The wall of ").await;
        let (_, url) = line.split_once(" is at ").expect("it says where it is");
        Self {
            url: url.trim_end_matches('/').to_owned(),
            program,
        }
    }

    pub(crate) async fn post(&self, path: &str) -> (u16, String) {
        let answer = reqwest::Client::new()
            .post(format!("{}{path}", self.url))
            .send()
            .await
            .expect("the wall answers");
        let status = answer.status().as_u16();
        (status, answer.text().await.expect("with text"))
    }

    pub(crate) async fn tick(&self, card: u32) {
        let (status, text) = self.post(&format!("/tick?card={card}")).await;
        assert_eq!(status, 200, "{text}");
    }

    pub(crate) async fn stats(&self) -> Value {
        let answer = reqwest::get(format!("{}/stats", self.url)).await;
        answer
            .expect("the wall answers")
            .json()
            .await
            .expect("with JSON")
    }
}

/// Opens the wall and waits until all is sent that a new tab is sent.
pub(crate) async fn watching(browser: &Browser, url: &str) -> Page {
    let page = browser.person().await.open(url).await;
    page.live().await;
    let has_snapshot = |frame: &tests::cdp::Frame| frame.text.starts_with("[\"s\"");
    until("the tab has its snapshot", async || {
        page.received(0).iter().any(has_snapshot).then_some(())
    })
    .await;
    page
}

pub(crate) async fn shows(page: &Page, card: u32, percent: u32) {
    page.wait(&format!(
        "(c => c.querySelector('b').innerText === '{percent}%' && c.querySelector('progress').value === {percent}
            && c.querySelector('progress').getAttribute('value') === '{percent}')(document.querySelector('#c{card}'))"
    ))
    .await;
}

/// Ticks the last card from 41 to 44, and holds the first of these ticks against `most` bytes, frame header included:
/// as the browser counts them, and as they pass over TCP.
async fn a_tick_takes_at_most(most: usize, cards: u32) {
    let wall = Wall::of(&cards.to_string()).await;
    let metered = Line::to(&wall.url).await;
    let browser = Browser::start().await;
    let page = watching(&browser, &metered.url).await;
    let other = watching(&browser, &wall.url).await;
    let last = cards - 1;
    shows(&page, last, 41).await;
    let mut on_the_line = Vec::new();
    for percent in 42..45 {
        let (frames, down) = (page.frames(), metered.down());
        wall.tick(last).await;
        shows(&page, last, percent).await;
        shows(&other, last, percent).await;
        let received = page.received(frames);
        let [frame] = &received[..] else {
            panic!("one tick is one frame: {received:?}");
        };
        assert!(frame.bytes <= most, "{} bytes: {}", frame.bytes, frame.text);
        on_the_line.push(metered.down() - down - frame.bytes as u64);
    }
    // The server's own ping, every 20 s, may have fallen into one of them.
    on_the_line.sort_unstable();
    assert_eq!(
        on_the_line[..2],
        [0, 0],
        "what the browser counted is all that came"
    );
    assert_eq!(page.complaints(), Vec::<String>::new());
}

#[tokio::test]
async fn a_percent_on_a_wall_of_50_cards_takes_24_bytes_and_is_shown() {
    a_tick_takes_at_most(24, 50).await;
}

#[tokio::test]
async fn a_percent_on_a_wall_of_500_cards_takes_26_bytes_and_is_shown() {
    a_tick_takes_at_most(26, 500).await;
}

#[tokio::test]
async fn the_wall_counts_what_it_did() {
    let wall = Wall::of("5").await;
    let browser = Browser::start().await;
    let pages = [
        watching(&browser, &wall.url).await,
        watching(&browser, &wall.url).await,
    ];
    let before = wall.stats().await;
    let seen: Vec<usize> = pages.iter().map(Page::frames).collect();
    for card in 0..3 {
        wall.tick(card).await;
        for page in &pages {
            shows(page, card, 42).await;
        }
    }
    let after = wall.stats().await;
    let grown = |name: &str| {
        after[name]
            .as_u64()
            .zip(before[name].as_u64())
            .map(|(a, b)| a - b)
    };
    let frames: Vec<_> = pages
        .iter()
        .zip(seen)
        .flat_map(|(page, seen)| page.received(seen))
        .collect();
    let payload: usize = frames.iter().map(|frame| frame.text.len()).sum();
    assert_eq!(frames.len(), 6, "{frames:?}");
    assert_eq!(grown("ticks"), Some(3));
    assert_eq!(
        grown("renders"),
        Some(3),
        "a card is rendered once for both tabs"
    );
    assert_eq!(grown("patches"), Some(6));
    assert_eq!(grown("bytes"), Some(payload as u64));
    assert_eq!(grown("heals"), Some(0));
    assert_eq!(after["tabs"], 2);
    assert_eq!(after["lines"], 2);
    assert_eq!(after["regions"], 6, "five cards and the page around them");
}

#[tokio::test]
async fn one_frame_of_64_is_reported_of_when_it_was_painted_and_none_of_a_hidden_page() {
    let wall = Wall::of("5").await;
    let browser = Browser::start().await;
    let seen = watching(&browser, &wall.url).await;
    let hidden = watching(&browser, &wall.url).await;
    hidden
        .ask::<Option<()>>("(Object.defineProperty(document, 'hidden', { value: true }), null)")
        .await;
    let sent = |page: &Page| {
        page.traffic(|traffic| {
            let up = traffic.frames.iter();
            let up = up.filter(|frame| frame.direction == Direction::ToServer);
            let reports = up.filter(|frame| frame.text.starts_with("[\"d\","));
            reports.map(|frame| frame.text.clone()).collect::<Vec<_>>()
        })
    };
    for percent in 42..=105 {
        wall.tick(3).await;
        shows(&seen, 3, percent % 101).await;
        shows(&hidden, 3, percent % 101).await;
    }
    until("one is reported of", async || {
        (wall.stats().await["painted"] == 1).then_some(())
    })
    .await;
    assert_eq!(wall.stats().await["sent"], 2);
    let [report] = &sent(&seen)[..] else {
        panic!("{:?}", sent(&seen));
    };
    assert!(report.starts_with("[\"d\",64,"), "{report}");
    assert_eq!(sent(&hidden), [""; 0]);
}

#[tokio::test]
async fn a_card_begins_again_after_100_and_its_buttons_act_for_everybody() {
    let wall = Wall::of("2").await;
    let browser = Browser::start().await;
    let near = watching(&browser, &wall.url).await;
    let far = watching(&browser, &wall.url).await;
    for _ in 41..100 {
        wall.tick(1).await;
    }
    shows(&near, 1, 100).await;
    near.see("#c1 p >> Done").await;
    wall.tick(1).await;
    shows(&near, 1, 0).await;
    near.see("#c1 p >> Waiting").await;
    near.click("#c0 button >> Like").await;
    far.see("#c0 button >> Like 1").await;
    near.click("#c0 button >> Start over").await;
    shows(&far, 0, 0).await;
}

#[tokio::test]
async fn a_wall_ticks_by_itself_as_often_as_it_was_asked_to() {
    let wall = Wall::of("3").await;
    let (status, said) = wall.post("/ticks?rate=200&seconds=1").await;
    assert_eq!(status, 202, "{said}");
    until("the ticks are over", async || {
        (wall.stats().await["ticking"] == false).then_some(())
    })
    .await;
    assert_eq!(wall.stats().await["ticks"], 200);
}

#[tokio::test]
async fn what_a_wall_cannot_do_is_refused_in_a_sentence() {
    let wall = Wall::of("50").await;
    for (path, sentence) in [
        (
            "/tick",
            "`card` is a whole number from 0 to 49, and it is missing\n",
        ),
        (
            "/tick?card=50",
            "`card` is a whole number from 0 to 49, and not `50`\n",
        ),
        (
            "/tick?card=-1",
            "`card` is a whole number from 0 to 49, and not `-1`\n",
        ),
        (
            "/tick?card=%F0%9F",
            "`card` is a whole number from 0 to 49, and not `\u{fffd}`\n",
        ),
        (
            "/ticks?rate=0&seconds=1",
            "`rate` is a whole number from 1 to 10000, and not `0`\n",
        ),
        (
            "/ticks?rate=1&seconds=1.5",
            "`seconds` is a whole number from 1 to 3600, and not `1.5`\n",
        ),
    ] {
        assert_eq!(wall.post(path).await, (400, sentence.to_owned()), "{path}");
    }
    assert_eq!(wall.stats().await["ticks"], 0);
}
