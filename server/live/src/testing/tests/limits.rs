//! What is too much, and what a person notices of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Board, tab};
use crate::engine::{Config, Engine, PageError};
use crate::limits::{Limit, QUICK, TOO_LARGE, TOO_QUICK};
use crate::stats::Stats;
use crate::testing::TestTab;
use crate::view::Event;

fn engine(config: Config) -> Engine<Board> {
    Engine::new(Arc::new(Board::default()), config)
}

fn config() -> Config {
    Config::new(b"secret".to_vec(), "test")
}

fn count(stats: &Stats, limit: Limit) -> u64 {
    let found = stats.limited.iter().find(|(it, _)| *it == limit);
    found.map_or(0, |(_, count)| *count)
}

fn told(tab: &TestTab<Board>, sentence: &str) -> usize {
    let frame = format!("[\"w\",\"{sentence}\"]");
    tab.seen.iter().filter(|seen| **seen == frame).count()
}

#[actix_rt::test]
async fn events_that_come_too_quickly_wait_in_order_and_the_person_is_told_once() {
    let engine = engine(Config {
        events_per_second: 50,
        event_burst: 5,
        ..config()
    });
    let mut tab = tab(&engine).await;
    let began = Instant::now();
    for _ in 0..15 {
        tab.send_unanswered(Event::new("click"));
    }
    tab.until("all are applied", |tab| tab.answered == 15).await;
    assert!(tab.text().contains("clicks 15"));
    // Ten of them at a fiftieth of a second.
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(190), "{took:?}");
    let answers = tab.seen.iter().filter(|seen| seen.starts_with("[\"e\","));
    let answers: Vec<&String> = answers.collect();
    let expected: Vec<String> = (1..=15).map(|number| format!("[\"e\",{number}]")).collect();
    assert_eq!(answers, expected.iter().collect::<Vec<_>>());
    assert_eq!(told(&tab, QUICK), 1);
    assert_eq!(count(&engine.stats(), Limit::Events), 10);
    assert_eq!(tab.farewell(), None);
}

#[actix_rt::test]
async fn events_at_the_rate_of_a_person_do_not_wait() {
    let engine = engine(config());
    let mut tab = tab(&engine).await;
    for _ in 0..1_000 {
        tab.send_unanswered(Event::new("click"));
    }
    tab.until("all are applied", |tab| tab.answered == 1_000)
        .await;
    assert_eq!(told(&tab, QUICK), 0);
    assert_eq!(count(&engine.stats(), Limit::Events), 0);
}

#[actix_rt::test]
async fn more_events_than_may_wait_end_the_line_and_none_is_lost() {
    let strict = engine(Config {
        events_per_second: 1,
        event_burst: 1,
        ..config()
    });
    let mut tab = tab(&strict).await;
    tab.until("it has a snapshot", TestTab::has_snapshot).await;
    for _ in 0..1_100 {
        tab.send_unanswered(Event::new("click"));
    }
    tab.until("it is sent away", |tab| tab.farewell().is_some())
        .await;
    let last = tab.seen.last().expect("a farewell");
    assert_eq!(*last, format!("[\"x\",\"rejoin\",3000,\"{TOO_QUICK}\"]"));
    // Where there is room all of them are applied, each once.
    let wide = engine(Config {
        event_burst: 2_000,
        ..config()
    });
    tab.rejoin_at(&wide).await;
    tab.until_shows("clicks 1100 on").await;
}

#[actix_rt::test]
async fn one_session_more_than_allowed_gets_no_page_and_those_that_are_here_go_on() {
    let engine = engine(Config {
        sessions: 2,
        ..config()
    });
    let open = async |session: &str| TestTab::open(&engine, session.to_owned(), "/").await;
    let mut ann = open("ann").await;
    let mut ben = open("ben").await;
    assert_eq!(engine.stats().sessions, 2);
    let refused = engine.page(&"eve".to_owned(), "/").await;
    assert!(matches!(refused, Err(PageError::TooManySessions(2))));
    assert_eq!(count(&engine.stats(), Limit::Sessions), 1);
    ann.click("more").await;
    assert!(ann.text().contains("clicks 1 on"));
    let mut second = open("ann").await;
    ben.end_there().await;
    open("eve").await;
    // A session's place is free when its last tab has ended.
    ann.end_there().await;
    assert!(engine.page(&"joe".to_owned(), "/").await.is_err());
    second.end_there().await;
    assert!(engine.page(&"joe".to_owned(), "/").await.is_ok());
}

#[actix_rt::test]
async fn a_tab_that_moves_to_a_full_process_is_told_why_it_has_to_wait() {
    let near = engine(config());
    let far = engine(Config {
        sessions: 1,
        ..config()
    });
    let other = TestTab::open(&far, "other".to_owned(), "/").await;
    let mut tab = tab(&near).await;
    tab.until("it has a snapshot", TestTab::has_snapshot).await;
    tab.cut();
    let join = tab.join(Some(tab.mirror.regions()));
    let refused = far.hub().tab_of(&tab.session, &join);
    let farewell = refused.map(drop).expect_err("there is no room");
    let frame = crate::wire::farewell(&farewell);
    assert!(
        frame.starts_with("[\"x\",\"rejoin\",15000,\"Too many people"),
        "{frame}"
    );
    drop(other);
}

#[actix_rt::test]
async fn a_state_too_large_to_be_kept_is_told_once_and_the_tab_goes_on() {
    let engine = engine(Config {
        snapshot_bytes: 64,
        ..config()
    });
    let mut tab = tab(&engine).await;
    tab.until("it is told", |tab| told(tab, TOO_LARGE) == 1)
        .await;
    tab.click("more").await;
    tab.click("more").await;
    assert!(tab.text().contains("clicks 2 on"));
    let wait = async {
        while count(&engine.stats(), Limit::Snapshot) < 2 {
            tokio::task::yield_now().await;
        }
    };
    let again = tokio::time::timeout(super::super::PATIENCE, wait).await;
    again.expect("it was tried again");
    assert!(!tab.has_snapshot());
    tab.click("more").await;
    assert_eq!(told(&tab, TOO_LARGE), 1);
}

#[actix_rt::test]
async fn reloading_never_locks_a_person_out() {
    let engine = engine(config());
    let mut kept = tab(&engine).await;
    for _ in 0..200 {
        let mut reloaded = tab(&engine).await;
        reloaded.cut();
    }
    kept.click("more").await;
    assert!(
        kept.text().contains("clicks 1"),
        "an open tab is not touched"
    );
    assert!(engine.stats().tabs <= 64, "{:?}", engine.stats());
}

#[actix_rt::test]
async fn more_open_tabs_than_allowed_are_refused() {
    let engine = engine(config());
    let mut open = Vec::new();
    for _ in 0..64 {
        open.push(tab(&engine).await);
    }
    let refused = engine.page(&"s".to_owned(), "/").await;
    assert!(refused.is_err());
    assert!(engine.page(&"other".to_owned(), "/").await.is_ok());
}
