//! What a hand that holds a phone finds: Back closes what lies over the page, and nothing covers what is being made.

use tests::Page;
use tests::cdp::Look;

use crate::studio::Studio;

const PHONE: Look = Look {
    width: 390,
    height: 844,
    dark: true,
    reduced_motion: true,
};
const DETAILS: &str = ".action-bar button >> Details";
const SHEET: &str = "#inspector:popover-open";

async fn back(page: &Page) {
    page.ask::<Option<()>>("(history.back(), null)").await;
}

#[tokio::test]
async fn back_closes_the_details_and_stays_on_the_shot() {
    let studio = Studio::open().await;
    let page = studio.sample().await;
    page.look(PHONE).await;
    let board = studio.path(&page).await;
    page.click(".shot-card .card-link").await;
    page.see(DETAILS).await;
    let shot = studio.path(&page).await;
    page.click(DETAILS).await;
    page.see(SHEET).await;
    back(&page).await;
    page.see_no(SHEET).await;
    page.see(DETAILS).await;
    assert_eq!(studio.path(&page).await, shot);
    // Closed by its own button, it leaves nothing behind that Back would have to be pressed for twice.
    page.click(DETAILS).await;
    page.click(".inspector-close button").await;
    page.see_no(SHEET).await;
    page.click(DETAILS).await;
    page.see(SHEET).await;
    page.press("Escape").await;
    page.see_no(SHEET).await;
    back(&page).await;
    page.see(".shot-card").await;
    assert_eq!(studio.path(&page).await, board);
    // Forward leads to the shot again, without its sheet.
    page.ask::<Option<()>>("(history.forward(), null)").await;
    page.see(DETAILS).await;
    page.see_no(SHEET).await;
    assert_eq!(page.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_sheet_is_as_high_as_what_is_in_it() {
    let studio = Studio::open().await;
    let page = studio.tab("/").await;
    page.look(PHONE).await;
    page.click("#project-new").await;
    page.see("#new-project[open]").await;
    let empty: f64 = page
        .ask(
            "(() => {
                const sheet = document.querySelector('#new-project').getBoundingClientRect();
                const parts = [...document.querySelectorAll('#new-project :is(input, select, button, label)')];
                return sheet.bottom - Math.max(...parts.map((part) => part.getBoundingClientRect().bottom));
            })()",
        )
        .await;
    assert!((0.0..40.0).contains(&empty), "{empty} px of it are empty");
}

/// What of this kind shows less than all of its words.
const CUT: &str = "[...document.querySelectorAll('.progress-step, .progress-left, .stage-words, .stage-words > span')]
    .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible')
    .map((e) => e.innerText)";
/// Whether a toast lies on the newest take or on what can be done.
const COVERED: &str = "(() => {
    const box = (css) => document.querySelector(css).getBoundingClientRect();
    const toast = box('.toast');
    return ['.take-card', '.action-bar', '.topbar'].filter((css) => box(css).top < toast.bottom && toast.top < box(css).bottom);
})()";

#[tokio::test]
async fn a_take_that_is_made_is_covered_by_no_toast_and_its_words_are_whole() {
    let studio = Studio::open().await;
    let page = studio.sample().await;
    page.look(PHONE).await;
    page.click(".shot-card .card-link").await;
    page.click(".action-bar button:not([disabled]) >> Generate")
        .await;
    page.see(".viewer .progress-step").await;
    page.click(".action-bar button:not([data-resting]) >> Generate")
        .await;
    page.see(".toast >> Take 2 is queued").await;
    assert_eq!(page.ask::<Vec<String>>(COVERED).await, [""; 0]);
    assert_eq!(page.ask::<Vec<String>>(CUT).await, [""; 0]);
}
