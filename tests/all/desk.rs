//! What hands and eyes find on the page of a shot and on the storyboard, in real Chromium.

use tests::Page;
use tests::cdp::Look;
use tests::line::{Line, State};
use tests::pictures::Pictures;

use crate::studio::{Studio, add_shot, generate, words};

const SHOT: &str = ".shot-card .card-link";
const PHONE: Look = Look {
    width: 390,
    height: 844,
    dark: true,
    reduced_motion: false,
};
const VIEWER: &str = "document.querySelector('.viewer')?.getAttribute('aria-label')";
const FOCUSED: &str = "document.activeElement.getAttribute('aria-label')";

/// A small shot with that many pictures, so that its takes render quickly.
async fn small_shot(studio: &Studio, count: u8) -> Page {
    let page = studio.project("Harbor", 128, 96).await;
    add_shot(&page).await;
    page.click(SHOT).await;
    add_pictures(&page, count).await;
    page
}

async fn add_pictures(page: &Page, count: u8) {
    let pictures = Pictures::default();
    let files: Vec<_> = (0..count)
        .map(|n| pictures.plain(&format!("{n}.png"), [n * 60, 80, 200 - n * 60]))
        .collect();
    let files: Vec<_> = files.iter().map(AsRef::as_ref).collect();
    page.pick("#pictures-input", &files).await;
    page.wait(&format!(
        "document.querySelectorAll('.keyframe img').length === {count}"
    ))
    .await;
}

async fn takes(page: &Page, state: &str, count: usize) {
    page.wait(&format!(
        "document.querySelectorAll('.take-card.is-{state}').length === {count}"
    ))
    .await;
}

#[tokio::test]
async fn a_selected_keyframe_stands_large_in_the_viewer_until_the_take_is_wanted_again() {
    let studio = Studio::open().await;
    let page = small_shot(&studio, 3).await;
    generate(&page).await;
    takes(&page, "done", 1).await;
    page.wait(&format!("{VIEWER} === 'Take 1'")).await;
    page.click(".keyframe-face[aria-label='Keyframe 2']").await;
    page.wait(&format!("{VIEWER} === 'Keyframe 2 of 3'")).await;
    page.wait("document.querySelector('.viewer img')?.naturalWidth > 0")
        .await;
    // What its settings are is beside it, and the arrows of the viewer lead to the others.
    page.see("h3 >> Keyframe 2").await;
    page.click("[aria-label='Keyframe after']").await;
    page.wait(&format!("{VIEWER} === 'Keyframe 3 of 3'")).await;
    page.press("ArrowRight").await;
    page.wait(&format!("{VIEWER} === 'Keyframe 1 of 3'")).await;
    page.press("Escape").await;
    page.wait(&format!("{VIEWER} === 'Take 1'")).await;
    page.wait(&format!("{FOCUSED} === 'Keyframe 1'")).await;
    page.press("Enter").await;
    page.wait(&format!("{VIEWER} === 'Keyframe 1 of 3'")).await;
    page.click(".take-card .card-face").await;
    page.wait(&format!("{VIEWER} === 'Take 1'")).await;
    page.press("Escape").await;
    page.see("h3 >> Keyframe 1").await;
    // A removed one gives the viewer back.
    page.click(".keyframe-face[aria-label='Keyframe 3']").await;
    page.wait(&format!("{VIEWER} === 'Keyframe 3 of 3'")).await;
    page.press("Delete").await;
    page.wait(&format!("{VIEWER} === 'Take 1'")).await;
    assert_eq!(page.complaints(), [""; 0]);
}

#[tokio::test]
async fn the_strip_is_one_stop_of_tab_and_arrows_go_through_it() {
    let studio = Studio::open().await;
    let page = small_shot(&studio, 4).await;
    page.ask_of::<Option<()>>(".keyframe-face[aria-label='Keyframe 1']", "e.focus()")
        .await;
    page.press("ArrowRight").await;
    page.press("ArrowRight").await;
    page.wait(&format!("{FOCUSED} === 'Keyframe 3'")).await;
    let mut order = Vec::new();
    for _ in 0..3 {
        page.press("Tab").await;
        order.push(
            page.ask::<String>(&format!(
                "{FOCUSED} ?? document.activeElement.innerText.trim()"
            ))
            .await,
        );
    }
    assert_eq!(
        order,
        ["Move keyframe 3", "Remove keyframe 3", "Add pictures"]
    );
    page.press("Shift+Tab").await;
    page.press("Shift+Tab").await;
    page.press("Shift+Tab").await;
    page.wait(&format!("{FOCUSED} === 'Keyframe 3'")).await;
    page.press("Enter").await;
    page.wait(&format!("{VIEWER} === 'Keyframe 3 of 4'")).await;
    page.press("Delete").await;
    page.wait("document.querySelectorAll('.keyframe').length === 3")
        .await;
    page.wait("document.querySelectorAll('.strip [tabindex=\"0\"]').length === 3")
        .await;
}

/// Presses Generate many times in one go, and a few times more after the first press was answered.
const BURST: &str = "new Promise((done) => {
    let later = 0;
    const pressing = setInterval(() => {
        document.querySelector('#generate').click();
        later += document.querySelector('.take-card') ? 1 : 0;
        if (later > 4) done(clearInterval(pressing) ?? null);
    }, 40);
})";

#[tokio::test]
async fn presses_of_generate_in_one_go_make_one_take_and_a_later_press_another() {
    let studio = Studio::open().await;
    let page = small_shot(&studio, 1).await;
    page.see("#generate:not([disabled])").await;
    page.ask::<Option<()>>(BURST).await;
    takes(&page, "done", 1).await;
    generate(&page).await;
    takes(&page, "done", 2).await;
    page.double_click("#generate:not([data-resting])").await;
    takes(&page, "done", 3).await;
    assert_eq!(
        words(&page, ".take-card .card-name > span:first-child").await,
        ["Take 3", "Take 2", "Take 1"]
    );
}

#[tokio::test]
async fn canceled_takes_are_one_line_and_go_and_come_back_together_in_both_tabs() {
    let studio = Studio::open().await;
    let one = studio.sample().await;
    one.click(SHOT).await;
    let two = studio.tab(&studio.path(&one).await).await;
    for _ in 0..3 {
        generate(&one).await;
    }
    one.wait("document.querySelectorAll('.take-card').length === 3")
        .await;
    for count in 1..=2 {
        one.click("[aria-label='Takes'] > :is(.is-queued, .is-running) [aria-label^='Cancel']")
            .await;
        takes(&one, "canceled", count).await;
    }
    for page in [&one, &two] {
        page.see(".canceled-line >> 2 canceled").await;
        page.see_no(".take-card.is-canceled").await;
    }
    one.click(".canceled button >> Delete all").await;
    for page in [&one, &two] {
        page.see_no(".canceled-line").await;
    }
    one.see(".toast >> 2 takes deleted").await;
    one.click(".toast button >> Undo").await;
    for page in [&one, &two] {
        page.see(".canceled-line >> 2 canceled").await;
    }
    one.see(".toast >> 2 takes are back").await;
    assert_eq!(one.complaints(), [""; 0]);
}

#[tokio::test]
async fn the_film_that_follows_a_canceled_take_has_controls_that_work() {
    let studio = Studio::open().await;
    let page = studio.sample().await;
    page.click(SHOT).await;
    generate(&page).await;
    page.click(".viewer button >> Cancel").await;
    page.see(".canceled-line >> 1 canceled").await;
    generate(&page).await;
    page.see(".take-card.is-done").await;
    page.see(".viewer[data-playing]").await;
    page.wait("Number(document.querySelector('.viewer input[data-player=seek]').value) > 0")
        .await;
    page.click(".viewer [aria-label='Pause']").await;
    page.see_no(".viewer[data-playing]").await;
}

#[tokio::test]
async fn the_storyboard_plays_its_chosen_takes_in_order() {
    let studio = Studio::open().await;
    let page = studio.project("Harbor", 128, 96).await;
    for _ in 0..3 {
        add_shot(&page).await;
    }
    page.see_no("button >> Play all").await;
    let board = studio.path(&page).await;
    for number in [1, 3] {
        page.go(&studio.rushes.page(&board)).await;
        page.live().await;
        page.click(&format!(".shot-card:nth-child({number}) .card-link"))
            .await;
        add_pictures(&page, 1).await;
        page.ask_of::<Option<()>>(".keyframe-face", "(e.click(), null)")
            .await;
        page.fill("input[type='number']", "0.5").await;
        page.press("Tab").await;
        page.see(".keyframe-seconds >> 0:00.5").await;
        generate(&page).await;
        takes(&page, "done", 1).await;
    }
    page.go(&studio.rushes.page(&board)).await;
    page.live().await;
    page.see("button >> Play all").await;
    // Each name as it appears, from the first to the last.
    page.ask::<Option<()>>(
        "(window.names = [], new MutationObserver(() => names.push(document.querySelector('.reel-name').textContent))
            .observe(document.querySelector('.reel-name'), { childList: true }), null)",
    )
    .await;
    page.press("p").await;
    page.see("dialog.reel[open]").await;
    page.wait("names.join() === '1. Shot 1,3. Shot 3'").await;
    page.see(".reel-note >> 1 shot without a take").await;
    page.wait("/^0:01.00 . 0:01$/.test(document.querySelector('.reel .timecode').textContent)")
        .await;
    // At its end, Space begins again and then pauses.
    page.press("Space").await;
    page.see(".reel[data-playing]").await;
    page.press("Space").await;
    page.see_no(".reel[data-playing]").await;
    page.press("ArrowRight").await;
    page.see(".reel-name >> 3. Shot 3").await;
    page.press("Escape").await;
    page.see_no("dialog.reel").await;
    page.wait(
        "[...document.querySelectorAll('.reel-film')].every((film) => film.paused && !film.src)",
    )
    .await;
    assert_eq!(page.complaints(), [""; 0]);
}

#[tokio::test]
async fn lengths_of_time_have_one_form_and_moments_another() {
    let studio = Studio::open().await;
    let page = studio.sample().await;
    page.click(SHOT).await;
    generate(&page).await;
    page.see(".take-card.is-running").await;
    let length = r"/^\d+:\d\d(:\d\d)?(\.\d\d?)?( left)?$/";
    page.wait("document.querySelector('.viewer .progress-left') !== null")
        .await;
    let lengths = ".keyframe-seconds, .plate-time, .progress-left, .page-meta > :nth-child(2)";
    let stray = async |page: &Page, css: &str, form: &str| {
        let told = words(page, css).await;
        assert!(!told.is_empty(), "{css}");
        let wrong: Vec<String> = page
            .ask(&format!(
                "[...document.querySelectorAll({css:?})].map((e) => e.innerText.trim()).filter((words) => !{form}.test(words))"
            ))
            .await;
        assert_eq!(wrong, [""; 0], "{css}");
    };
    stray(&page, lengths, length).await;
    page.see(".take-card.is-done").await;
    page.see(".viewer .timecode").await;
    let timecode = r"/^\d+:\d\d\.\d\d \/ \d+:\d\d(\.\d\d?)?$/";
    stray(&page, ".viewer .timecode", timecode).await;
    let moment = r"/^Today, \d\d:\d\d$/";
    stray(&page, "time", moment).await;
    for path in ["/activity", "/"] {
        page.go(&studio.rushes.page(path)).await;
        page.live().await;
        page.see("time >> Today").await;
        stray(&page, "time", moment).await;
    }
}

#[tokio::test]
async fn a_name_typed_faster_than_its_field_comes_is_whole() {
    let studio = Studio::open().await;
    let line = Line::to(&studio.rushes.url).await;
    let board = studio.project("Harbor", 128, 96).await;
    add_shot(&board).await;
    let address = format!("{}{}", line.url, studio.path(&board).await);
    let page = studio.person.open(&address).await;
    page.live().await;
    page.ask_of::<Option<()>>(SHOT, "e.focus()").await;
    // The field comes from a server that is slow to answer.
    line.set(State::Silent);
    page.press("F2").await;
    page.keys("Nordicx").await;
    page.press("Backspace").await;
    line.set(State::Whole);
    page.wait("document.querySelector('.rename input')?.value === 'Nordic'")
        .await;
    page.keys(" light").await;
    page.press("Enter").await;
    board.see(".shot-card >> Nordic light").await;
}

#[tokio::test]
async fn long_names_keep_to_their_places_on_a_phone() {
    let studio = Studio::open().await;
    let name =
        "A very long name that somebody gave because nobody said it must be short ".repeat(2);
    let page = studio
        .project(name.trim_end().get(..120).expect("it is as long"), 128, 96)
        .await;
    page.look(PHONE).await;
    let fits = "document.documentElement.scrollWidth <= innerWidth";
    page.wait(fits).await;
    add_shot(&page).await;
    page.click(".shot-card .card-link").await;
    page.read("No take yet").await;
    page.wait(fits).await;
}

#[tokio::test]
async fn the_theme_is_the_same_in_the_menu_and_in_the_settings() {
    let studio = Studio::open().await;
    let page = studio.tab("/settings").await;
    let chosen = "[...document.querySelectorAll('[data-hook=theme]')].map((e) => e.querySelector('input:checked')?.value)";
    for theme in ["light", "dark"] {
        page.click(&format!("main input[type=radio][value={theme}]"))
            .await;
        page.wait(&format!("({chosen}).join() === '{theme},{theme}'"))
            .await;
    }
}
