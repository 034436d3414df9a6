//! What is counted and timed of tabs.

use std::sync::Arc;
use std::time::Duration;

use actix::Actor;
use tokio::sync::mpsc;

use super::{Board, engine, put, tab};
use crate::engine::{Config, Engine};
use crate::stats::{Joins, Operations, Stats};
use crate::tab::Attach;
use crate::testing::{PATIENCE, TestTab, Wire};
use crate::wire::{Frame, Join};

/// The counters once they are so.
async fn counted(engine: &Engine<Board>, so: impl Fn(&Stats) -> bool) -> Stats {
    let wait = async {
        while !so(&engine.stats()) {
            tokio::task::yield_now().await;
        }
        engine.stats()
    };
    let counted = tokio::time::timeout(PATIENCE, wait).await;
    counted.unwrap_or_else(|_| panic!("never so: {:?}", engine.stats()))
}

#[actix_rt::test]
async fn joins_are_told_apart_by_what_made_the_browser_join() {
    let (engine, _) = engine(&[]);
    let mut tab = tab(&engine).await;
    tab.until("it has a snapshot", TestTab::has_snapshot).await;
    tab.cut();
    tab.rejoin().await;
    engine.drain(Duration::ZERO);
    tab.until("it is told to leave", |tab| tab.farewell().is_some())
        .await;
    tab.rejoin().await;
    // The page is loaded again, and goes on with this tab.
    let loaded = Some("the new page's".to_owned());
    let join = Join {
        loaded,
        ..tab.join(Some(tab.mirror.regions()))
    };
    let (send, _frames) = mpsc::unbounded_channel();
    tab.tab.do_send(Attach {
        line: 99,
        to: Wire(send).start().recipient(),
        join: Box::new(join),
    });
    let stats = counted(&engine, |stats| stats.joined.reload == 1).await;
    let here = Joins {
        page: 1,
        line: 1,
        told: 1,
        reload: 1,
        moved: 0,
    };
    assert_eq!(stats.joined, here);

    let elsewhere = Arc::new(Board::default());
    let elsewhere = Engine::new(elsewhere, Config::new(b"secret".to_vec(), "test"));
    tab.rejoin_at(&elsewhere).await;
    let moved = Joins {
        moved: 1,
        ..Joins::default()
    };
    let stats = counted(&elsewhere, |stats| stats.joined.moved == 1).await;
    assert_eq!(stats.joined, moved);
}

#[actix_rt::test]
async fn a_tab_that_acknowledges_nothing_is_held_back_and_what_it_is_not_sent_is_counted() {
    let (engine, board) = engine(&[(1, "one")]);
    let mut tab = tab(&engine).await;
    for number in 0..32 {
        put(&engine, &board, 1, &format!("number {number}"));
        tab.until_shows(&format!("1: number {number}")).await;
    }
    assert_eq!(engine.stats().held_back, 0);
    for number in 0..4 {
        put(&engine, &board, 1, &format!("late {number}"));
        // The first is only late.
        counted(&engine, |it| it.held_back == 1 && it.dropped == number).await;
    }
    assert_eq!(engine.stats().held_back_now, 1);
    assert_eq!(engine.stats().patches, 32);
    tab.acknowledge();
    tab.until_shows("1: late 3").await;
    let stats = engine.stats();
    assert_eq!(stats.held_back_now, 0);
    assert_eq!((stats.held_back, stats.dropped, stats.patches), (1, 3, 33));
}

#[actix_rt::test]
async fn a_line_that_ends_holds_nobody_back_any_more() {
    let (engine, board) = engine(&[(1, "one")]);
    let mut tab = tab(&engine).await;
    for number in 0..32 {
        put(&engine, &board, 1, &format!("number {number}"));
        tab.until_shows(&format!("1: number {number}")).await;
    }
    put(&engine, &board, 1, "late");
    counted(&engine, |stats| stats.held_back_now == 1).await;
    tab.cut();
    counted(&engine, |stats| stats.held_back_now == 0).await;
}

#[actix_rt::test]
async fn of_the_frames_of_a_line_some_are_measured_until_they_are_painted() {
    let board = Arc::new(Board::default());
    let config = Config {
        measure_every: 2,
        ..Config::new(b"secret".to_vec(), "test")
    };
    let engine = Engine::new(Arc::clone(&board), config);
    let mut tab = tab(&engine).await;
    assert!(tab.seen[0].contains("\"each\":2"), "{:?}", tab.seen);
    tab.click("more").await;
    assert_eq!(engine.stats().sent_time.count, 0);
    put(&engine, &board, 1, "of a fact");
    tab.until_shows("1: of a fact").await;
    let sent = engine.stats().sent_time;
    assert_eq!(sent.count, 1);
    assert_eq!(engine.stats().painted_time.count, 0);
    // One that is not measured, the one that is, and the same again.
    for frame in [1, 2, 2] {
        tab.say(Frame::Drawn(frame, 0));
    }
    tab.click("more").await;
    tab.click("more").await;
    let stats = engine.stats();
    assert_eq!(stats.painted_time.count, 1);
    assert_eq!(stats.applied_time.count, 1);
    assert!(stats.applied_time.sum >= sent.sum);
    assert_eq!(stats.sent_time.count, 2);
    assert_eq!(stats.event_time.count, 3, "every event is timed");
}

#[actix_rt::test]
async fn what_other_tabs_caused_is_counted_as_shared() {
    let (engine, board) = engine(&[(1, "one")]);
    let mut tabs = [tab(&engine).await, tab(&engine).await, tab(&engine).await];
    let before = engine.stats();
    put(&engine, &board, 1, "two");
    for tab in &mut tabs {
        tab.until_shows("1: two").await;
    }
    let stats = engine.stats();
    assert_eq!(stats.renders - before.renders, 1);
    assert_eq!(stats.shared - before.shared, 2);
    let one = Operations {
        set: before.operations.set + 1,
        ..before.operations
    };
    assert_eq!(stats.operations, one, "the patch is made once");
    assert_eq!(stats.render_time.count, stats.renders);
    assert_eq!(stats.diff_time.count, stats.diffs);
}
