//! Commands, one after the other.

use super::{engine, locked, tab};
use crate::view::Event;
use crate::wire::Frame;

fn write(note: &str, text: &str) -> Event {
    Event::new("write").with("note", note).with("text", text)
}

#[actix_rt::test]
async fn of_two_commands_the_later_one_wins_though_the_first_takes_longer() {
    let (engine, board) = engine(&[]);
    let mut tab = tab(&engine).await;
    tab.send_unanswered(write("5", "slow"));
    tab.send_unanswered(write("5", "quick"));
    tab.until("both are answered", |tab| tab.answered == 2)
        .await;
    assert_eq!(locked(&board.notes)[&5], "quick");
}

#[actix_rt::test]
async fn a_command_that_is_not_answered_holds_the_next_one_up_for_a_while_only() {
    let (engine, board) = engine(&[]);
    let mut tab = tab(&engine).await;
    tab.send_unanswered(write("5", "never"));
    tab.send_unanswered(write("6", "quick"));
    tab.until("the second is answered", |tab| {
        tab.seen.iter().any(|frame| frame == "[\"e\",2]")
    })
    .await;
    assert_eq!(locked(&board.notes).get(&5), None);
    assert_eq!(locked(&board.notes)[&6], "quick");
}

#[actix_rt::test]
async fn a_tree_that_nobody_asked_for_is_passed_over() {
    let (engine, _) = engine(&[(1, "one")]);
    let (mut here, mut other) = (tab(&engine).await, tab(&engine).await);
    let text = vec![serde_json::Value::from("text"); 1_000];
    for region in here.mirror.regions() {
        let tree = [vec!["p".into()], text.clone()].concat().into();
        here.say(Frame::Tree(region.number, tree));
    }
    here.click("more").await;
    other.click("more").await;
    assert_eq!(engine.stats().heals, 0);
    assert!(here.text().contains("clicks 1"), "{}", here.text());
    assert_eq!(here.farewell(), None);
}
