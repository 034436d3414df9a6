//! Readers that are slow, crowds that come at once, and the gap before a page's line, as the list of behaviors has them
//! (lines 61 to 63): on the wall, whose counters say what the server did.

use std::time::Instant;

use tests::crowd::Crowd;
use tests::line::{Line, State};
use tests::program::free_port;
use tests::{Browser, until};

use crate::wall::{Wall, shows, watching};

/// Joins a second in the test of a restart.
const RATE: u32 = 200;
const CROWD: usize = 1000;

#[tokio::test]
async fn b61_a_slow_reader_skips_what_is_over_and_ends_where_the_others_are() {
    let seconds = if std::env::var_os("RUSHES_TEST_LONG").is_some() {
        60
    } else {
        10
    };
    let wall = Wall::with(&["--listen", "127.0.0.1:0", "--cards", "200"]).await;
    let line = Line::to(&wall.url).await;
    let browser = Browser::start().await;
    let slow = watching(&browser, &line.url).await;
    let quick = watching(&browser, &wall.url).await;
    let (before, slow_before, quick_before) = (wall.stats().await, slow.frames(), quick.frames());
    line.set(State::Slow(1024));
    let (status, said) = wall
        .post(&format!("/ticks?rate=200&seconds={seconds}"))
        .await;
    assert_eq!(status, 202, "{said}");
    let number = |stats: &serde_json::Value, name: &str| stats[name].as_u64().expect("a count");
    until("the ticks are over", async || {
        (wall.stats().await["ticking"] == false).then_some(())
    })
    .await;
    // Each card once a second, from 41 on.
    let last = u32::try_from((41 + seconds) % 101).expect("a percentage");
    shows(&quick, 199, last).await;
    let after = wall.stats().await;
    let patches = |page: &tests::Page, since| {
        let received = page.received(since);
        let patches = received
            .iter()
            .filter(|frame| !frame.text.starts_with("[\""));
        patches.count() as u64
    };
    // What was handed to the slow one's line is no more than it read and a window of 32.
    let handed =
        number(&after, "patches") - number(&before, "patches") - patches(&quick, quick_before);
    let read = patches(&slow, slow_before);
    assert!(
        handed <= read + 32,
        "{handed} frames were handed to a line that read {read}"
    );
    for card in [0, 100, 199] {
        shows(&slow, card, last).await;
    }
    let ticks = number(&after, "ticks") - number(&before, "ticks");
    let read = patches(&slow, slow_before);
    assert!(read < ticks / 2, "{read} frames for {ticks} ticks");
    assert_eq!(slow.complaints(), [""; 0]);
}

#[tokio::test]
async fn b62_a_thousand_come_back_after_a_restart_and_no_second_takes_more_than_its_rate() {
    let listen = format!("127.0.0.1:{}", free_port());
    let rate = RATE.to_string();
    let args = ["--listen", &listen, "--joins-per-second", &rate];
    let mut wall = Wall::with(&args).await;
    let browser = Browser::start().await;
    let page = watching(&browser, &wall.url).await;
    let crowd = Crowd::at(&wall.url, CROWD);
    let all_are_here = async || (crowd.present() == CROWD).then_some(());
    until("a thousand are here", all_are_here).await;
    wall.program.kill().await;
    until("the end is known to all", async || {
        (crowd.present() == 0).then_some(())
    })
    .await;
    let wall = Wall::with(&args).await;
    // When it was asked, when it had answered, and the joins so far.
    let mut samples: Vec<(Instant, Instant, u64)> = Vec::new();
    until("a thousand are back", async || {
        let asked = Instant::now();
        let joins = wall.stats().await["joins"].as_u64().expect("a count");
        samples.push((asked, Instant::now(), joins));
        all_are_here().await
    })
    .await;
    for (number, (first, _, before)) in samples.iter().enumerate() {
        for (_, second, after) in &samples[number..] {
            let most = (*second - *first).as_secs_f64() * f64::from(RATE) + f64::from(RATE) / 10.0;
            let taken = after - before;
            assert!(taken as f64 <= most + 1.0, "{taken} where {most:.0} may be");
        }
    }
    let stats = wall.stats().await;
    assert!(stats["joinsPutOff"].as_u64() > Some(0), "{stats}");
    page.live().await;
    wall.tick(3).await;
    shows(&page, 3, 42).await;
    assert_eq!(page.traffic(|traffic| traffic.loads), 1);
}

#[tokio::test]
async fn b63_what_changes_between_the_page_and_its_line_is_shown_and_nothing_is_rendered_twice() {
    let wall = Wall::with(&["--listen", "127.0.0.1:0", "--cards", "20"]).await;
    let line = Line::to(&wall.url).await;
    line.set(State::NoSockets);
    let browser = Browser::start().await;
    let page = browser.person().await.open(&line.url).await;
    page.wait("document.documentElement.dataset.connection === 'connecting'")
        .await;
    shows(&page, 7, 41).await;
    let rendered = wall.stats().await["renders"].as_u64();
    assert_eq!(rendered, Some(21), "twenty cards and the page");
    wall.tick(7).await;
    wall.tick(7).await;
    line.set(State::Whole);
    shows(&page, 7, 43).await;
    page.live().await;
    let stats = wall.stats().await;
    assert_eq!(stats["renders"], 22, "the card that changed");
    assert_eq!(stats["tabs"], 1, "the page's tab is the line's");
    assert_eq!(page.traffic(|traffic| traffic.loads), 1);
}
