//! Tabs that show the same page, and what one of them does that the others do not.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::{Board, Event, Key, TestTab, engine, locked, put, tab};
use crate::engine::Engine;

/// As many frames as may be under way without an acknowledgement.
const WINDOW: usize = 32;

#[actix_rt::test]
async fn who_takes_too_little_falls_behind_alone_and_gets_the_newest_state_at_once() {
    let (engine, board) = engine(&[(1, "one"), (2, "two")]);
    let (mut quick, mut slow) = (tab(&engine).await, tab(&engine).await);
    quick.take_patches();
    slow.take_patches();
    for number in 0..100 {
        put(&engine, &board, 1, &format!("number {number}"));
        quick.until_shows(&format!("1: number {number}")).await;
        quick.acknowledge();
    }
    put(&engine, &board, 2, "the last");
    quick.until_shows("2: the last").await;
    // Until its window was full it was told as the other was.
    slow.until_shows(&format!("1: number {}", WINDOW - 1)).await;
    slow.acknowledge();
    assert_eq!(slow.take_patches().len(), WINDOW);
    slow.until_shows("1: number 99").await;
    slow.until_shows("2: the last").await;
    assert_eq!(slow.take_patches().len(), 1);
    assert_eq!(slow.page(), quick.page());
    put(&engine, &board, 1, "with the others again");
    slow.until_shows("with the others again").await;
    assert_eq!(engine.stats().heals, 0, "nothing had to be uploaded");
}

#[actix_rt::test]
async fn a_change_is_compared_and_written_once_however_many_show_it() {
    let (engine, board) = engine(&[(1, "one")]);
    let mut tabs = Vec::new();
    for _ in 0..20 {
        tabs.push(tab(&engine).await);
    }
    put(&engine, &board, 1, "before");
    for tab in &mut tabs {
        tab.until_shows("1: before").await;
    }
    let before = engine.stats();
    put(&engine, &board, 1, "after");
    for tab in &mut tabs {
        tab.until_shows("1: after").await;
    }
    let after = engine.stats();
    assert_eq!(after.renders - before.renders, 1);
    assert_eq!(after.diffs - before.diffs, 1);
    assert_eq!(after.patches - before.patches, 20);
}

#[actix_rt::test]
async fn a_page_that_fails_ends_all_that_show_it_and_they_can_come_again() {
    let (engine, board) = engine(&[(1, "one")]);
    let mut tabs = [tab(&engine).await, tab(&engine).await];
    put(&engine, &board, 1, "fine");
    for tab in &mut tabs {
        tab.until_shows("1: fine").await;
    }
    locked(&board.broken).replace(1);
    put(&engine, &board, 1, "a fault");
    for tab in &mut tabs {
        tab.until("the tab ends", |tab| tab.farewell() == Some("reset"))
            .await;
    }
    locked(&board.broken).take();
    put(&engine, &board, 1, "mended");
    tab(&engine).await.until_shows("1: mended").await;
}

/// What happens to a board that three tabs show.
#[derive(Clone, Debug)]
enum Act {
    Put(u32, u8),
    Remove(u32),
    /// A tab does something that is its own affair.
    Click(usize),
    Choose(usize, u32),
    Acknowledge(usize),
    Cut(usize),
    Rejoin(usize),
    /// A tab is at rest.
    Settle(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let (tab, note) = (0..3_usize, 1..5_u32);
    prop_oneof![
        6 => (note.clone(), any::<u8>()).prop_map(|(note, text)| Act::Put(note, text)),
        1 => note.clone().prop_map(Act::Remove),
        1 => tab.clone().prop_map(Act::Click),
        1 => (tab.clone(), 0..5_u32).prop_map(|(tab, note)| Act::Choose(tab, note)),
        2 => tab.clone().prop_map(Act::Acknowledge),
        1 => tab.clone().prop_map(Act::Cut),
        1 => tab.clone().prop_map(Act::Rejoin),
        2 => tab.prop_map(Act::Settle),
    ]
}

/// Until a tab shows all notes. Its browser acknowledges what it got, and joins again where it is told to.
async fn settle(engine: &Engine<Board>, board: &Board, tab: &mut TestTab<Board>, mark: &str) {
    put(engine, board, 9, mark);
    let notes = locked(&board.notes).clone();
    let shown: Vec<String> = notes
        .iter()
        .map(|(note, text)| format!("{note}: {text} "))
        .collect();
    let settled = |tab: &TestTab<Board>| {
        let text = format!("{} ", tab.text());
        shown.iter().all(|note| text.contains(note))
    };
    let sent_away = |tab: &TestTab<Board>| tab.farewell() == Some("rejoin");
    loop {
        let acknowledged = |tab: &TestTab<Board>| {
            tab.acknowledge();
            settled(tab) || sent_away(tab)
        };
        tab.until(mark, acknowledged).await;
        // Behind the answer to an event nothing is under way that was sent before.
        tab.send_unanswered(Event::new("nothing"));
        let event = tab.event;
        let answered = |tab: &TestTab<Board>| tab.answered >= event;
        tab.until("all has come", |tab| answered(tab) || sent_away(tab))
            .await;
        if answered(tab) && settled(tab) {
            return;
        }
        tab.rejoin().await;
    }
}

async fn play(acts: Vec<Act>) -> Result<(), TestCaseError> {
    let (engine, board) = engine(&[(1, "one"), (2, "two"), (9, "mark")]);
    let mut tabs = Vec::new();
    for _ in 0..3 {
        tabs.push((tab(&engine).await, true));
    }
    for (turn, act) in acts.into_iter().enumerate() {
        match act {
            Act::Put(note, text) => put(&engine, &board, note, &format!("text {text}")),
            Act::Remove(note) => {
                locked(&board.notes).remove(&note);
                engine.changed(&Key::List);
            }
            // What happens while a browser uploads what it shows is for the tests of coming back.
            Act::Click(tab) if tabs[tab].1 => {
                settle(&engine, &board, &mut tabs[tab].0, "before a click").await;
                tabs[tab].0.send(Event::new("click")).await;
            }
            Act::Choose(tab, note) if tabs[tab].1 => {
                settle(&engine, &board, &mut tabs[tab].0, "before a choice").await;
                let event = Event::new("choose").with("note", note.to_string());
                tabs[tab].0.send(event).await;
            }
            Act::Acknowledge(tab) if tabs[tab].1 => tabs[tab].0.acknowledge(),
            Act::Settle(tab) if tabs[tab].1 => {
                let mark = format!("turn {turn}");
                settle(&engine, &board, &mut tabs[tab].0, &mark).await;
            }
            Act::Cut(tab) if tabs[tab].1 => {
                tabs[tab].0.cut();
                tabs[tab].1 = false;
            }
            Act::Rejoin(tab) if !tabs[tab].1 => {
                tabs[tab].0.rejoin().await;
                tabs[tab].1 = true;
            }
            _ => {}
        }
    }
    for (tab, joined) in &mut tabs {
        if !*joined {
            tab.rejoin().await;
        }
        settle(&engine, &board, tab, "the end").await;
        let before = engine.stats().heals;
        tab.cut();
        tab.rejoin().await;
        settle(&engine, &board, tab, "the end").await;
        prop_assert_eq!(
            engine.stats().heals,
            before,
            "its browser showed something else"
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn whatever_tabs_do_each_shows_what_there_is(acts in prop::collection::vec(act(), 1..80)) {
        actix_rt::System::new().block_on(play(acts))?;
    }
}
