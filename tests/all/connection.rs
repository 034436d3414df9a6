//! Breaks of the connection, as the list of behaviors has them: what a person at a page notices of one, which is to be
//! nothing.

use serde_json::Value;
use tests::cdp::Direction;
use tests::line::{Line, State};
use tests::program::free_port;
use tests::{Browser, Rushes};
use tokio::time::{Duration, sleep};

use crate::handover::{ADD, LOST, TOLD, cards, loads};
use crate::studio::{Studio, add_shot};

#[tokio::test]
async fn a_picture_that_cannot_be_loaded_keeps_the_last_one_and_never_looks_torn() {
    let studio = Studio::open().await;
    let page = studio.sample().await;
    page.wait("document.querySelector('.shot-card img')?.naturalWidth > 0")
        .await;
    // As the server would show the preview of a take just before it goes away.
    let address: String = page
        .ask_of(
            ".shot-card img",
            "(e.before = e.getAttribute('src'), e.removeAttribute('srcset'), e.src = '/preview/none/none', e.before)",
        )
        .await;
    page.wait(&format!(
        "(e => e.getAttribute('src') === '{address}' && e.naturalWidth > 0)(document.querySelector('.shot-card img'))"
    ))
    .await;
    // One that never was there leaves its frame empty.
    page.ask_of::<Option<()>>(
        ".shot-card:nth-child(2) .frame",
        "(e.append(Object.assign(new Image(), { className: 'frame-picture', src: '/preview/none/none' })), null)",
    )
    .await;
    page.wait("(e => e && getComputedStyle(e).visibility === 'hidden')(document.querySelector('img[src^=\"/preview\"]'))")
        .await;
}

#[tokio::test]
async fn b53_a_cut_of_a_second_or_of_half_a_minute_costs_neither_focus_nor_scroll_nor_text() {
    let studio = Studio::open().await;
    let line = Line::to(&studio.rushes.url).await;
    let other = studio.project("Harbor", 128, 96).await;
    for _ in 0..8 {
        add_shot(&other).await;
    }
    let address = format!("{}{}", line.url, studio.path(&other).await);
    let page = studio.person.open(&address).await;
    page.live().await;
    cards(&page, 8).await;
    page.look(tests::cdp::Look {
        width: 700,
        height: 500,
        dark: false,
        reduced_motion: false,
    })
    .await;
    page.click(ADD).await;
    page.see(".rename input").await;
    page.keys("half a na").await;
    let scroller = "[...document.querySelectorAll('main, main *'), document.scrollingElement].find((e) => e.scrollTop > 0)";
    page.wait(&format!("{scroller} !== undefined")).await;
    // Neither at the end nor at the beginning, where a browser might put it by itself.
    let scrolled = 300;
    page.ask::<Value>(&format!("({scroller}.scrollTop = {scrolled}, null)"))
        .await;
    page.ask::<Value>("(window.theSame = true, null)").await;

    let mut cuts = vec![Duration::from_secs(1), Duration::from_secs(30)];
    if std::env::var_os("RUSHES_TEST_LONG").is_some() {
        cuts.push(Duration::from_secs(600));
    }
    for (number, cut) in (9..).zip(cuts) {
        line.set(State::Cut);
        page.wait(LOST).await;
        add_shot(&other).await;
        sleep(cut).await;
        line.set(State::Whole);
        page.live().await;
        cards(&page, number + 1).await;
        page.wait("document.querySelector('.rename input')?.value === 'half a na'")
            .await;
        page.wait("document.activeElement?.matches('.rename input')")
            .await;
        // The line about the connection has its own room while it is there.
        page.wait(&format!("({TOLD}) === ''")).await;
        page.wait(&format!("{scroller}.scrollTop === {scrolled}"))
            .await;
        assert!(page.ask::<bool>("window.theSame === true").await);
    }
    page.press("Enter").await;
    other.see(".shot-card >> half a na").await;
}

#[tokio::test]
async fn a_name_half_typed_is_not_taken_when_the_field_goes() {
    let studio = Studio::open().await;
    let other = studio.project("Harbor", 128, 96).await;
    add_shot(&other).await;
    let page = studio.tab(&studio.path(&other).await).await;
    page.click(ADD).await;
    page.see(".rename input").await;
    page.keys("half a na").await;
    other.click("[aria-label='More about Shot 2']").await;
    other.click(".menu:popover-open button >> Delete").await;
    cards(&page, 1).await;
    other.click(".toast button >> Undo").await;
    cards(&page, 2).await;
    page.see(".rename input").await;
    other.see(".shot-card >> Shot 2").await;
    let sent = page.traffic(|traffic| {
        let frames = traffic.frames.iter();
        frames
            .filter(|it| it.direction == Direction::ToServer && it.text.contains("shot.rename"))
            .count()
    });
    assert_eq!(sent, 0);
}

#[tokio::test]
async fn b54_what_was_done_before_a_cut_or_in_it_is_done_once() {
    let studio = Studio::open().await;
    let line = Line::to(&studio.rushes.url).await;
    let other = studio.project("Harbor", 128, 96).await;
    let address = format!("{}{}", line.url, studio.path(&other).await);
    let page = studio.person.open(&address).await;
    page.live().await;
    // Applied, and the answer is lost with the line.
    line.set(State::Deaf);
    page.click(ADD).await;
    cards(&other, 1).await;
    line.set(State::Cut);
    page.wait(LOST).await;
    // Never heard of.
    page.click(ADD).await;
    page.click(ADD).await;
    line.set(State::Whole);
    page.live().await;
    for tab in [&page, &other] {
        cards(tab, 3).await;
    }
    page.wait("!document.querySelector('[data-pending]')").await;
    other.reload().await;
    cards(&other, 3).await;
    assert_eq!(loads(&page), 1);
}

#[tokio::test]
async fn b54_what_waited_too_long_to_be_meant_is_asked_about_and_not_done() {
    let studio = Studio::open().await;
    let line = Line::to(&studio.rushes.url).await;
    let sample = studio.sample().await;
    sample.click(".shot-card .card-link").await;
    sample.see("#generate").await;
    let address = format!("{}{}", line.url, studio.path(&sample).await);
    let page = studio.person.open(&address).await;
    page.live().await;
    line.set(State::Cut);
    page.wait(LOST).await;
    page.click("#generate").await;
    sleep(live::policy::GRACE + Duration::from_secs(1)).await;
    line.set(State::Whole);
    page.see(".banner-undone >> Is it still wanted?").await;
    sample.see_no(".take-card").await;
    page.click(".banner-undone button >> Do it now").await;
    for tab in [&page, &sample] {
        tab.see(".take-card").await;
    }
}

#[tokio::test]
async fn b59_a_page_that_was_frozen_or_left_revives_without_loading_over_and_over() {
    let port = free_port();
    let listen = format!("127.0.0.1:{port}");
    let mut rushes = Rushes::with(&["--listen", &listen]).await;
    let browser = Browser::start().await;
    let person = browser.person().await;
    let page = person.open(&rushes.url).await;
    page.live().await;
    page.click("button >> Open a sample").await;
    page.see(".shot-card").await;
    let shots: usize = page
        .ask("document.querySelectorAll('.shot-card').length")
        .await;
    let path: String = page.ask("location.pathname").await;
    page.click(ADD).await;
    page.see(".rename input").await;
    page.keys("half a na").await;

    // Asleep: nothing runs in it, and the world goes on. What served it ends.
    page.freeze(true).await;
    rushes.program.kill().await;
    rushes = rushes.again().await;
    let other = person.open(&rushes.page(&path)).await;
    other.live().await;
    add_shot(&other).await;
    page.freeze(false).await;
    page.live().await;
    cards(&page, shots + 2).await;
    page.wait("document.querySelector('.rename input')?.value === 'half a na'")
        .await;
    assert_eq!(loads(&page), 1);

    // Left for another page, and gone back to.
    page.go(&rushes.page("/healthz")).await;
    page.ask::<Value>("(history.back(), null)").await;
    page.live().await;
    cards(&page, shots + 2).await;
    page.wait("document.querySelector('.rename input')?.value === 'half a na'")
        .await;
    assert!(loads(&page) <= 3, "{} loads", loads(&page));
    assert_eq!(page.ask::<String>(TOLD).await, "");
}
