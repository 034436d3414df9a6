//! How many tabs a session may have.

use super::{engine, tab};

#[actix_rt::test]
async fn reloading_never_locks_a_person_out() {
    let (engine, _) = engine(&[]);
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
    let (engine, _) = engine(&[]);
    let mut open = Vec::new();
    for _ in 0..64 {
        open.push(tab(&engine).await);
    }
    let refused = engine.page(&"s".to_owned(), "/").await;
    assert!(refused.is_err());
    assert!(engine.page(&"other".to_owned(), "/").await.is_ok());
}
