//! What was sent and never came.

use super::{Key, engine, locked, put, tab};

#[actix_rt::test]
async fn what_went_and_came_again_unseen_is_compared_at_the_second_try() {
    let (engine, board) = engine(&[(1, "one"), (2, "two")]);
    let (mut here, mut away) = (tab(&engine).await, tab(&engine).await);
    locked(&board.notes).remove(&2);
    engine.changed(&Key::List);
    here.until("the note has gone", |tab| !tab.text().contains("2: two"))
        .await;
    // The line breaks with the patch under way, and what the browser still shows comes back as another region.
    away.cut();
    put(&engine, &board, 2, "two again");
    here.until_shows("2: two again").await;
    away.rejoin().await;
    away.until("an answer", |tab| {
        tab.text().contains("2: two again") || tab.farewell() == Some("rejoin")
    })
    .await;
    if away.farewell().is_some() {
        away.rejoin().await;
    }
    away.until_shows("2: two again").await;
    assert_eq!(away.page(), here.page());
}
