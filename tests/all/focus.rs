//! Where the focus is after a thing went or came back, for those who have no mouse: on a thing, never nowhere.

use tests::Page;

use crate::studio::{Studio, add_shot};

/// The shot whose card has the focus.
const FOCUSED: &str =
    "document.activeElement.closest('.shot-card')?.querySelector('.card-name')?.innerText";

async fn on(page: &Page, shot: &str) {
    page.wait(&format!("{FOCUSED} === '{shot}'")).await;
}

/// The board of three shots, with the focus on one.
async fn board(studio: &Studio, number: u8) -> Page {
    let page = studio.project("Harbor", 128, 96).await;
    for _ in 0..3 {
        add_shot(&page).await;
    }
    // The last one gets the focus when it is named.
    on(&page, "Shot 3").await;
    let link = format!(".shot-card:nth-child({number}) .card-link");
    page.ask_of::<Option<()>>(&link, "e.focus()").await;
    page
}

#[tokio::test]
async fn the_next_shot_has_the_focus_after_a_delete_and_the_restored_one_after_undo() {
    let studio = Studio::open().await;
    let page = board(&studio, 2).await;
    page.press("Delete").await;
    on(&page, "Shot 3").await;
    page.press("Control+z").await;
    on(&page, "Shot 2").await;
    // By the button in the toast, which goes when it is pressed.
    page.press("Delete").await;
    on(&page, "Shot 3").await;
    page.ask_of::<Option<()>>(".toast button >> Undo", "e.focus()")
        .await;
    page.press("Enter").await;
    on(&page, "Shot 2").await;
}

#[tokio::test]
async fn the_focus_is_on_the_heading_after_the_last_shot_was_deleted() {
    let studio = Studio::open().await;
    let page = board(&studio, 1).await;
    for next in ["Shot 2", "Shot 3"] {
        page.press("Delete").await;
        on(&page, next).await;
    }
    page.press("Delete").await;
    page.see("h2 >> No shots yet").await;
    page.wait("document.activeElement.matches('h1, h2')").await;
}

#[tokio::test]
async fn a_shot_that_was_deleted_elsewhere_leads_to_its_storyboard_and_can_be_brought_back() {
    let studio = Studio::open().await;
    let page = board(&studio, 2).await;
    let path = studio.path(&page).await;
    page.press("Enter").await;
    page.see("#generate").await;
    let other = studio.tab(&path).await;
    other
        .ask_of::<Option<()>>(".shot-card:nth-child(2) .card-link", "e.focus()")
        .await;
    other.press("Delete").await;
    page.read("does not exist, or was deleted").await;
    page.see(&format!("a[href='{path}'] >> To the storyboard"))
        .await;
    page.click("button >> Bring it back").await;
    page.see("#generate").await;
    other
        .wait("document.querySelectorAll('.shot-card').length === 3")
        .await;
}
