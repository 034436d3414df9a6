//! What is done once for all tabs.

use super::{engine, put, tab};

#[actix_rt::test]
async fn tabs_that_missed_the_same_get_one_patch_that_was_made_once() {
    let (engine, board) = engine(&[(1, "one")]);
    let mut here = tab(&engine).await;
    let mut away = [tab(&engine).await, tab(&engine).await, tab(&engine).await];
    away.iter_mut().for_each(|tab| tab.cut());
    for text in ["two", "three"] {
        put(&engine, &board, 1, text);
        here.until_shows(&format!("1: {text}")).await;
    }
    let before = engine.stats().diffs;
    let mut patches = Vec::new();
    for tab in &mut away {
        tab.take_patches();
        tab.rejoin().await;
        tab.until_shows("1: three").await;
        patches.push(tab.take_patches());
    }
    assert_eq!(engine.stats().diffs - before, 1);
    patches.dedup();
    assert_eq!(patches.len(), 1, "{patches:?}");
}

#[actix_rt::test]
async fn a_tab_that_missed_more_than_is_kept_is_brought_up_to_date_all_the_same() {
    let (engine, board) = engine(&[(1, "one")]);
    let mut here = tab(&engine).await;
    let mut away = tab(&engine).await;
    away.cut();
    for number in 0..20 {
        put(&engine, &board, 1, &format!("number {number}"));
        here.until_shows(&format!("1: number {number}")).await;
    }
    away.rejoin().await;
    away.until_shows("1: number 19").await;
    assert_eq!(engine.stats().heals, 0, "nothing had to be uploaded");
}
