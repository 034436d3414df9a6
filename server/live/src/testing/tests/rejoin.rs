//! Coming back: to the same process, to another, late, and with what is not to be believed.

use std::sync::Arc;
use std::time::Duration;

use super::{Board, Key, engine, other_version, put, tab};
use crate::engine::{Config, Engine};
use crate::hub::locked;
use crate::testing::TestTab;
use crate::view::{Event, Mode};

#[actix_rt::test]
async fn a_tab_that_comes_back_gets_what_it_missed() {
    let (engine, board) = engine(&[(1, "one"), (2, "two")]);
    let mut tab = tab(&engine).await;
    tab.click("more").await;
    tab.cut();
    put(&engine, &board, 1, "missed");
    put(&engine, &board, 9, "new");
    tab.rejoin().await;
    tab.until_shows("9: new").await;
    tab.until_shows("1: missed").await;
    assert!(tab.text().contains("clicks 1"));
    assert_eq!(engine.stats().heals, 0, "nothing had to be uploaded");
}

#[actix_rt::test]
async fn another_process_takes_over_from_the_snapshot() {
    let (engine, _) = engine(&[(1, "one"), (2, "two"), (4, "four")]);
    let mut tab = tab(&engine).await;
    tab.click("more").await;
    tab.click("more").await;
    tab.send(Event::new("choose").with("note", "2")).await;
    tab.until("a snapshot", TestTab::has_snapshot).await;
    tab.cut();
    let (other, board) = self::engine(&[(2, "moved on"), (3, "three"), (4, "four")]);
    // Regions have other numbers over there.
    let _elsewhere = TestTab::open(&other, "x".to_owned(), "/other").await;
    tab.rejoin_at(&other).await;
    tab.until_shows("detail of").await;
    tab.until_shows("moved on").await;
    tab.until_shows("3: three").await;
    tab.until("the first note is gone", |tab| !tab.text().contains("one"))
        .await;
    assert!(tab.text().contains("clicks 2"), "{}", tab.text());
    put(&other, &board, 3, "still live");
    tab.until_shows("3: still live").await;
    tab.click("more").await;
    assert!(tab.text().contains("clicks 3"), "{}", tab.text());
}

#[actix_rt::test]
async fn an_event_that_is_sent_again_is_applied_once() {
    let (engine, _) = engine(&[]);
    let mut tab = tab(&engine).await;
    tab.click("more").await;
    tab.event -= 1;
    tab.answered = 0;
    tab.click("more").await;
    assert!(tab.text().contains("clicks 1"));
}

#[actix_rt::test]
async fn what_was_seen_before_a_break_moves_neither_address_nor_focus_again() {
    let (engine, _) = engine(&[]);
    let mut tab = tab(&engine).await;
    tab.until("a snapshot", TestTab::has_snapshot).await;
    tab.send(write("7")).await;
    let of_focus =
        |tab: &TestTab<Board>| tab.seen.iter().filter(|it| it.starts_with("[\"f")).count();
    assert_eq!((tab.url(), of_focus(&tab)), ("/seven", 1));
    tab.cut();
    tab.seen.clear();
    let (other, board) = self::engine(&[]);
    tab.rejoin_at(&other).await;
    tab.click("more").await;
    assert_eq!(locked(&board.attempts).len(), 1, "it was done again");
    assert_eq!((tab.url(), of_focus(&tab)), ("/seven", 0));
    assert!(
        !tab.seen.iter().any(|it| it.starts_with("[\"u")),
        "{:?}",
        tab.seen
    );
}

#[actix_rt::test]
async fn a_page_that_comes_back_to_a_cold_process_waits_for_its_reads() {
    let (engine, _) = engine(&[(1, "one"), (2, "two")]);
    let mut tab = tab(&engine).await;
    tab.click("more").await;
    tab.until("a snapshot", TestTab::has_snapshot).await;
    tab.cut();
    let (other, board) = self::engine(&[(1, "one"), (2, "moved on")]);
    *locked(&board.cold) = true;
    let warm = async {
        // Lets the join arrive first.
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        *locked(&board.cold) = false;
        other.changed(&Key::List);
    };
    tab.take_patches();
    tokio::join!(tab.rejoin_at(&other), warm);
    tab.until_shows("moved on").await;
    let patches = tab.take_patches().concat();
    assert!(
        !patches.contains("\"c\""),
        "no child list changed: {patches}"
    );
}

async fn tab_with_snapshot(engine: &Engine<Board>) -> TestTab<Board> {
    let mut tab = tab(engine).await;
    tab.click("more").await;
    let of_the_click = |tab: &TestTab<Board>| tab.snapshot_event() == Some(1);
    tab.until("a snapshot of the click", of_the_click).await;
    tab
}

fn write(note: &str) -> Event {
    Event::new("write").with("note", note).with("text", "hello")
}

const TUNNEL: Duration = Duration::from_secs(120);
const NIGHT: Duration = Duration::from_secs(8 * 3600);

#[actix_rt::test]
async fn an_event_that_waited_is_applied_dropped_asked_about_or_expires_as_its_policy_says() {
    let (engine, board) = engine(&[(1, "one")]);
    let mut tab = tab(&engine).await;
    tab.send_late(Event::new("click"), TUNNEL, false).await;
    assert!(tab.text().contains("clicks 1"), "{}", tab.text());
    tab.send_late(Event::new("choose").with("note", "1"), TUNNEL, false)
        .await;
    assert!(!tab.text().contains("detail of"), "{}", tab.text());
    tab.send_late(write("5"), TUNNEL, false).await;
    tab.send_late(Event::new("click"), NIGHT, false).await;
    tab.send_late(write("5"), NIGHT, false).await;
    assert_eq!(tab.refused(), ["dropped", "ask", "expired", "expired"]);
    assert!(tab.text().contains("clicks 1"), "{}", tab.text());
    assert!(locked(&board.attempts).is_empty());
}

#[actix_rt::test]
async fn an_old_event_that_may_have_been_taken_is_confirmed_and_never_done_anew() {
    let (engine, board) = engine(&[]);
    let mut tab = tab(&engine).await;
    tab.send_late(write("5"), NIGHT, true).await;
    assert!(tab.text().contains("never wrote 5"), "{}", tab.text());
    assert_eq!(locked(&board.attempts)[0].mode, Mode::Confirm);
    assert!(locked(&board.notes).is_empty());
    tab.send_late(Event::new("click"), NIGHT, true).await;
    assert_eq!(tab.refused(), ["expired"], "a click asks nothing of others");
    assert!(tab.text().contains("clicks 0"));
}

#[actix_rt::test]
async fn an_event_without_effect_is_told_until_the_browser_knows() {
    let (engine, _) = engine(&[]);
    let mut tab = tab(&engine).await;
    tab.send_late(Event::new("click"), NIGHT, false).await;
    tab.until("a snapshot", |tab| tab.snapshot_event() == Some(1))
        .await;
    tab.cut();
    let (other, _) = self::engine(&[]);
    tab.rejoin_at(&other).await;
    assert_eq!(tab.refused(), ["expired", "expired"]);
    tab.click("more").await;
    tab.acknowledge();
    tab.cut();
    tab.rejoin().await;
    assert_eq!(tab.refused(), ["expired", "expired"]);
}

#[actix_rt::test]
async fn an_event_on_what_is_not_on_the_page_any_more_is_not_applied() {
    let (engine, _) = engine(&[(1, "one")]);
    let mut tab = tab(&engine).await;
    let click = || Event::new("click");
    tab.send_late_on(click(), TUNNEL, "note-1").await;
    tab.send_late_on(click(), TUNNEL, "note-7").await;
    assert_eq!(tab.refused(), ["gone"]);
    assert!(tab.text().contains("clicks 1"), "{}", tab.text());
}

#[actix_rt::test]
async fn an_unanswered_command_is_performed_again_under_its_key_by_whoever_resumes() {
    let (engine, board) = engine(&[]);
    *locked(&board.stuck) = true;
    let mut tab = tab(&engine).await;
    tab.send_unanswered(write("5"));
    tab.until("a snapshot with the event", |tab| {
        tab.snapshot_event() == Some(1)
    })
    .await;
    tab.cut();
    let (other, elsewhere) = self::engine(&[]);
    tab.rejoin_at(&other).await;
    tab.until_shows("wrote 5").await;
    assert_eq!(locked(&elsewhere.notes)[&5], "hello");
    assert_eq!(*locked(&elsewhere.attempts), *locked(&board.attempts));
    tab.send(write("6")).await;
    let keys: Vec<String> = locked(&elsewhere.attempts)
        .iter()
        .map(|attempt| attempt.key.clone())
        .collect();
    assert_ne!(keys[0], keys[1]);
}

#[actix_rt::test]
async fn what_rests_on_an_answer_waits_for_it_where_both_are_sent_again() {
    let (engine, _) = engine(&[]);
    let mut tab = tab_with_snapshot(&engine).await;
    tab.send(write("5")).await;
    tab.until_shows("wrote 5").await;
    tab.send(Event::new("draft").with("text", "of my own"))
        .await;
    tab.until_shows("of my own").await;
    tab.cut();
    let (other, elsewhere) = self::engine(&[]);
    tab.rejoin_at(&other).await;
    tab.click("more").await;
    assert!(tab.text().contains("of my own"), "{}", tab.text());
    assert_eq!(locked(&elsewhere.notes)[&5], "hello");
}

#[actix_rt::test]
async fn nothing_waits_for_ever_for_an_answer_that_does_not_come() {
    let (engine, _) = engine(&[]);
    let mut tab = tab_with_snapshot(&engine).await;
    tab.send(write("5")).await;
    tab.send(Event::new("click")).await;
    tab.cut();
    let (other, elsewhere) = self::engine(&[]);
    *locked(&elsewhere.stuck) = true;
    tab.rejoin_at(&other).await;
    tab.until_shows("clicks 1").await;
    tab.send_unanswered(Event::new("click"));
    tab.until_shows("clicks 3").await;
}

#[actix_rt::test]
async fn a_tab_left_behind_goes_on_from_the_newer_snapshot_that_its_browser_brings() {
    let (engine, _) = engine(&[]);
    let mut tab = tab_with_snapshot(&engine).await;
    let behind = tab.tab.clone();
    tab.cut();
    let (other, _) = self::engine(&[]);
    tab.rejoin_at(&other).await;
    tab.click("more").await;
    tab.until("a snapshot", |tab| tab.snapshot_event() == Some(2))
        .await;
    tab.cut();
    tab.rejoin_at(&engine).await;
    assert_eq!(tab.tab, behind, "the first process still had the tab");
    tab.until_shows("clicks 2").await;
    tab.click("more").await;
    tab.until_shows("clicks 3").await;
}

#[actix_rt::test]
async fn a_snapshot_older_than_the_one_that_was_confirmed_is_refused() {
    let (engine, _) = engine(&[]);
    let mut tab = tab_with_snapshot(&engine).await;
    let old = tab.snapshot.clone();
    tab.click("more").await;
    tab.until("a newer snapshot", |tab| tab.snapshot_event() == Some(2))
        .await;
    tab.acknowledge();
    engine.drain(Duration::ZERO);
    tab.until("the line ends", |tab| tab.farewell() == Some("rejoin"))
        .await;
    tab.end_there().await;
    let newest = std::mem::replace(&mut tab.snapshot, old);
    tab.rejoin_at(&engine).await;
    tab.until_shows("clicks 0").await;
    tab.end_there().await;
    tab.snapshot = newest;
    tab.rejoin_at(&engine).await;
    tab.until_shows("clicks 2").await;
}

#[actix_rt::test]
async fn a_forged_snapshot_a_foreign_one_and_one_of_another_version_give_a_clean_page() {
    let (engine, _) = engine(&[]);
    let (other, _) = self::engine(&[]);
    let mut tab = tab_with_snapshot(&engine).await;
    let mut stranger = TestTab::open(&engine, "stranger".to_owned(), "/board").await;
    stranger.click("more").await;
    stranger
        .until("a snapshot", |tab| tab.snapshot_event() == Some(1))
        .await;
    tab.cut();
    tab.snapshot = stranger.snapshot.clone();
    tab.rejoin_at(&other).await;
    tab.until_shows("clicks 0").await;

    let mut tab = tab_with_snapshot(&engine).await;
    tab.cut();
    tab.rejoin_at(&other_version()).await;
    tab.until_shows("clicks 0").await;
    tab.click("more").await;
    assert!(tab.text().contains("clicks 1"));
}

#[actix_rt::test]
async fn a_tab_of_another_session_is_not_taken_over() {
    let (engine, _) = engine(&[]);
    let (other, _) = self::engine(&[]);
    let mut tab = tab_with_snapshot(&engine).await;
    tab.cut();
    tab.session = "thief".to_owned();
    for engine in [&engine, &other] {
        let join = tab.join(Some(Vec::new()));
        assert!(engine.hub().tab_of(&tab.session, &join).is_err());
    }
}

#[actix_rt::test]
async fn a_snapshot_that_cannot_be_drawn_is_discarded() {
    let (engine, _) = engine(&[]);
    let mut tab = tab_with_snapshot(&engine).await;
    let broken = crate::snapshot::Snapshot::<_, super::Write> {
        state: super::State {
            page: "/board".to_owned(),
            said: "broken".to_owned(),
            ..super::State::default()
        },
        event: 1,
        serial: 9,
        open: Vec::new(),
        refused: Vec::new(),
    };
    let sealed = engine
        .hub()
        .seal
        .seal("s", &tab.id, &broken, crate::tab::now());
    tab.snapshot = sealed.map(|sealed| (sealed, 9));
    tab.cut();
    let (other, _) = self::engine(&[]);
    tab.rejoin_at(&other).await;
    tab.until_shows("clicks 0 on /board").await;
}

#[actix_rt::test]
async fn a_rotated_secret_loses_no_tab() {
    let (engine, _) = engine(&[]);
    let mut tab = tab_with_snapshot(&engine).await;
    tab.cut();
    let mut config = Config::new(b"new secret".to_vec(), "test");
    config.old_secrets = vec![b"secret".to_vec()];
    let rotated = Engine::new(Arc::new(Board::default()), config);
    tab.rejoin_at(&rotated).await;
    tab.until_shows("clicks 1").await;
}

#[actix_rt::test]
async fn two_lines_that_join_one_tab_at_once_meet_one_tab() {
    let (engine, _) = engine(&[]);
    let tab = tab_with_snapshot(&engine).await;
    let (other, _) = self::engine(&[]);
    let join = tab.join(Some(Vec::new()));
    let first = other.hub().tab_of(&tab.session, &join).expect("it is made");
    let second = other
        .hub()
        .tab_of(&tab.session, &join)
        .expect("it is there");
    assert_eq!(first, second);
}

#[actix_rt::test]
async fn a_page_that_comes_back_is_changed_once_to_what_its_own_events_make_of_it() {
    let (engine, _) = engine(&[(1, "one")]);
    let mut tab = tab_with_snapshot(&engine).await;
    // Opened and shown, and no snapshot knows of it when the process dies.
    tab.send(Event::new("choose").with("note", "1")).await;
    tab.until_shows("detail of").await;
    tab.send(write("1")).await;
    tab.cut();
    let (other, _) = self::engine(&[(1, "one")]);
    tab.take_patches();
    tab.rejoin_at(&other).await;
    assert!(tab.text().contains("detail of"));
    tab.until_shows("wrote 1").await;
    let patches = tab.take_patches().concat();
    assert!(
        !patches.contains("\"c\""),
        "the detail went and came: {patches}"
    );
}
