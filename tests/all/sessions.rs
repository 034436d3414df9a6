//! Tabs of one session: what reaches all of them, what stays each one's own, and what a load of the page keeps.

use tests::Browser;
use tests::line::Line;
use tests::line::State::{Cut, Whole};
use tests::roles::{PASSWORD, Roles};

use crate::budget::signed_in;
use crate::studio::{Studio, add_shot};

const SHOT: &str = ".shot-card .card-link";
const SCHEME: &str = "getComputedStyle(document.documentElement).colorScheme";

#[tokio::test]
async fn a_theme_chosen_in_one_tab_is_every_tabs_at_once() {
    let studio = Studio::open().await;
    let one = studio.tab("/settings").await;
    let two = studio.tab("/").await;
    for theme in ["light", "dark"] {
        one.click(&format!("input[type=radio][value={theme}]"))
            .await;
        for tab in [&one, &two] {
            tab.wait(&format!("{SCHEME} === '{theme}'")).await;
        }
    }
}

#[tokio::test]
async fn a_finished_job_is_told_in_every_tab_whatever_it_shows() {
    let studio = Studio::open().await;
    let one = studio.sample().await;
    let two = studio.tab("/").await;
    let three = studio.tab("/activity").await;
    one.click(SHOT).await;
    one.click("#generate").await;
    for tab in [&one, &two, &three] {
        tab.see(".toast >> is ready").await;
    }
}

#[tokio::test]
async fn a_load_of_the_page_keeps_what_was_open_typed_and_clicked_offline() {
    let studio = Studio::open().await;
    let line = Line::to(&studio.rushes.url).await;
    let project = studio.project("Harbor", 128, 96).await;
    add_shot(&project).await;
    let address = format!("{}{}", line.url, studio.path(&project).await);
    let page = studio.person.open(&address).await;
    page.live().await;
    page.click("button:not([data-resting]) >> Add a shot").await;
    page.see(".rename input").await;
    page.keys("half a na").await;
    page.reload().await;
    page.live().await;
    page.wait("document.querySelector('.rename input')?.value === 'half a na'")
        .await;
    page.press("Enter").await;
    page.see(".shot-card >> half a na").await;

    line.set(Cut);
    page.wait("document.documentElement.dataset.connection === 'lost'")
        .await;
    page.click("button:not([data-resting]) >> Add a shot").await;
    line.set(Whole);
    page.reload().await;
    page.live().await;
    page.wait("document.querySelectorAll('.shot-card').length === 3")
        .await;
}

#[tokio::test]
async fn a_duplicated_browser_tab_is_a_tab_of_its_own() {
    let studio = Studio::open().await;
    let one = studio.project("Harbor", 128, 96).await;
    add_shot(&one).await;
    let two = studio.person.duplicates(&one).await;
    two.live().await;
    one.click("button:not([data-resting]) >> Add a shot").await;
    one.see(".rename input").await;
    two.wait("document.querySelectorAll('.shot-card').length === 2")
        .await;
    two.see_no(".rename input").await;
    one.press("Escape").await;
    two.reload().await;
    two.live().await;
    for tab in [&one, &two] {
        add_shot(tab).await;
    }
    for tab in [&one, &two] {
        tab.wait("document.querySelectorAll('.shot-card').length === 4")
            .await;
    }
}

#[tokio::test]
async fn signing_out_ends_every_tab_of_the_session() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let web = roles.web(&[]).await;
    let browser = Browser::start().await;
    let person = browser.person().await;
    let page = signed_in(&person, &web.url, "ann").await;
    let other = person.open(&web.url).await;
    other.live().await;
    page.click("[aria-label='Account of ann']").await;
    page.click("#account button >> Sign out").await;
    for tab in [&page, &other] {
        tab.wait("location.pathname === '/login' && document.readyState === 'complete'")
            .await;
        // On purpose: nobody asks them to go on.
        assert_eq!(tab.ask::<String>("location.search").await, "");
        tab.see_no("[role=status]").await;
    }
    // Who signs in again and is then signed out by somebody else is told so.
    page.fill("#name", "ann").await;
    page.fill("#password", PASSWORD).await;
    page.press("Enter").await;
    page.live().await;
    roles.user(&["disable", "ann"], "").await;
    page.read("You were signed out").await;
}
