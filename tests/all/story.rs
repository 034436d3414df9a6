//! What a creator does from the first page to a film, in real Chromium, mostly in two tabs at once.

use tests::pictures::Pictures;
use tests::{Page, until};

use crate::studio::{Studio, add_shot, generate, percent, words};

const SHOT: &str = ".shot-card .card-link";

#[tokio::test]
async fn a_take_is_watched_in_two_tabs_from_the_queue_to_the_film() {
    let studio = Studio::open().await;
    let one = studio.sample().await;
    one.click(SHOT).await;
    one.see("#generate").await;
    let two = studio.tab(&studio.path(&one).await).await;
    one.click("#generate").await;
    for page in [&one, &two] {
        page.see(".take-card").await;
    }
    // Every step arrives in both tabs, in order, and the preview picture changes while it renders.
    let (seen, also_seen) = tokio::join!(watch(&one), watch(&two));
    for seen in [seen, also_seen] {
        assert!(seen.percents.len() >= 5, "{:?}", seen.percents);
        assert!(seen.percents.is_sorted(), "{:?}", seen.percents);
        assert!(seen.previews.len() >= 2, "{:?}", seen.previews);
    }
    for page in [&one, &two] {
        page.wait("document.querySelector('main video')?.videoWidth > 0")
            .await;
        page.see(".toast >> is ready").await;
        assert_eq!(
            page.traffic(|traffic| traffic.loads),
            1,
            "nothing was loaded again"
        );
        assert_eq!(page.complaints(), [""; 0]);
    }
}

struct Seen {
    percents: Vec<f64>,
    previews: Vec<String>,
}

/// What a tab shows until its newest take is done.
async fn watch(page: &Page) -> Seen {
    let mut seen = Seen {
        percents: Vec::new(),
        previews: Vec::new(),
    };
    until("the take is done", async || {
        if let Some(now) = percent(page).await.filter(|now| seen.percents.last() != Some(now)) {
            seen.percents.push(now);
        }
        let preview: Option<String> =
            page.ask("document.querySelector('.take-card.is-running img[src*=\"/preview/\"]')?.src ?? null").await;
        seen.previews.extend(preview.filter(|now| seen.previews.last() != Some(now)));
        page.ask::<bool>("document.querySelector('.take-card.is-done') !== null").await.then_some(())
    })
    .await;
    seen
}

#[tokio::test]
async fn a_canceled_take_frees_the_worker_within_a_second_and_can_be_retried() {
    let studio = Studio::open().await;
    let page = studio.sample().await;
    page.click(SHOT).await;
    generate(&page).await;
    page.see(".take-card.is-running").await;
    generate(&page).await;
    page.see(".take-card.is-queued").await;
    // The time of the browser's own clock between the click and the next take's start.
    page.ask::<Option<()>>(
        "void new MutationObserver(() => {
            const cards = [...document.querySelectorAll('.take-card')];
            if (window.canceledAt && !window.freedAt && cards[0].matches('.is-running')) window.freedAt = performance.now();
        }).observe(document.body, { subtree: true, childList: true, attributes: true })",
    )
    .await;
    page.ask::<Option<()>>(
        "void document.addEventListener('click', () => window.canceledAt = performance.now(), { capture: true, once: true })",
    )
    .await;
    page.click(".take-card.is-running [aria-label^='Cancel']")
        .await;
    page.wait("window.freedAt !== undefined").await;
    let took: f64 = page.ask("freedAt - canceledAt").await;
    assert!(took < 1000.0, "{took} ms");
    page.click(".canceled-line >> 1 canceled").await;
    page.see(".take-card.is-canceled").await;
    page.click(".take-card.is-running [aria-label^='Cancel']")
        .await;
    page.wait("document.querySelectorAll('.take-card.is-canceled').length === 2")
        .await;
    page.click(".take-card.is-canceled [aria-label^='Retry']")
        .await;
    page.see(".take-card.is-done").await;
    assert_eq!(
        words(&page, ".take-card .card-name > span:first-child").await,
        ["Take 3", "Take 2", "Take 1"]
    );
}

#[tokio::test]
async fn several_takes_wait_and_are_chosen_and_deleted_with_undo_in_both_tabs() {
    let studio = Studio::open().await;
    let one = studio.project("Harbor", 128, 96).await;
    add_shot(&one).await;
    one.click(SHOT).await;
    let pictures = Pictures::default();
    one.see("#generate[disabled]").await;
    one.pick(
        "#pictures-input",
        &[&pictures.plain("red.png", [200, 0, 0])],
    )
    .await;
    one.see(".keyframe img").await;
    let two = studio.tab(&studio.path(&one).await).await;
    for number in 1..=3 {
        generate(&one).await;
        two.wait(&format!(
            "document.querySelectorAll('.take-card').length === {number}"
        ))
        .await;
    }
    for page in [&one, &two] {
        page.wait("document.querySelectorAll('.take-card.is-done').length === 3")
            .await;
    }
    // The first that succeeded was chosen; another can be.
    one.click(".take-card button >> Choose").await;
    for page in [&one, &two] {
        page.wait("document.querySelectorAll('.take-card .badge').length === 1")
            .await;
        page.see(".take-card:first-child .badge >> Chosen").await;
    }
    one.click(".take-card:first-child [aria-label='More about take 3']")
        .await;
    one.click(".menu:popover-open button >> Delete").await;
    for page in [&one, &two] {
        page.wait("document.querySelectorAll('.take-card').length === 2")
            .await;
        page.see(".take-card .badge >> Chosen").await;
    }
    one.click(".toast button >> Undo").await;
    for page in [&one, &two] {
        page.wait("document.querySelectorAll('.take-card').length === 3")
            .await;
    }
    assert_eq!(one.complaints(), [""; 0]);
}

#[tokio::test]
async fn takes_of_a_shot_that_is_deleted_by_a_slip_are_made_after_the_undo() {
    let studio = Studio::open().await;
    let board = studio.sample().await;
    let shot = studio.tab(&studio.path(&board).await).await;
    shot.click(SHOT).await;
    for number in 1..=2 {
        generate(&shot).await;
        shot.wait(&format!(
            "document.querySelectorAll('.take-card').length === {number}"
        ))
        .await;
    }
    shot.see(".take-card.is-running").await;
    board
        .click(".shot-card:first-child [aria-label^='More about']")
        .await;
    board.click(".menu:popover-open button >> Delete").await;
    shot.see_no(".take-card").await;
    board.click(".toast button >> Undo").await;
    shot.wait("document.querySelectorAll('.take-card.is-done').length === 2")
        .await;
}

#[tokio::test]
async fn projects_and_shots_are_renamed_reordered_deleted_and_brought_back_in_both_tabs() {
    let studio = Studio::open().await;
    let one = studio.project("Harbor", 128, 96).await;
    for _ in 0..3 {
        add_shot(&one).await;
    }
    let two = studio.tab(&studio.path(&one).await).await;
    one.click(".shot-card:first-child [aria-label^='More about']")
        .await;
    one.click(".menu:popover-open button >> Rename").await;
    one.fill(".rename input", "Dawn").await;
    one.press("Enter").await;
    order(&two, &["Dawn", "Shot 2", "Shot 3"]).await;
    one.hover(".shot-card:first-child").await;
    // By keys: lift, move one on, put down.
    one.ask_of::<Option<()>>(".shot-card:first-child [data-sort-handle]", "e.focus()")
        .await;
    for key in ["Space", "ArrowRight", "Space"] {
        one.press(key).await;
    }
    for page in [&one, &two] {
        order(page, &["Shot 2", "Dawn", "Shot 3"]).await;
    }
    one.hover(".shot-card:nth-child(3)").await;
    one.drag(
        ".shot-card:nth-child(3) [data-sort-handle]",
        ".shot-card:first-child .card-face",
    )
    .await;
    until("the dragged shot arrived", async || {
        let now = words(&two, SHOT).await;
        (now != ["Shot 2", "Dawn", "Shot 3"]).then_some(())
    })
    .await;
    let dragged = words(&two, SHOT).await;
    order(
        &one,
        &dragged.iter().map(String::as_str).collect::<Vec<_>>(),
    )
    .await;
    one.click(".shot-card:first-child [aria-label^='More about']")
        .await;
    one.click(".menu:popover-open button >> Delete").await;
    two.wait("document.querySelectorAll('.shot-card').length === 2")
        .await;
    one.click(".toast button >> Undo").await;
    for page in [&one, &two] {
        order(
            page,
            &dragged.iter().map(String::as_str).collect::<Vec<_>>(),
        )
        .await;
    }
    one.click("[aria-label='More about this project']").await;
    one.click(".menu:popover-open button >> Rename").await;
    one.fill(".rename input", "Harbor at dawn").await;
    one.press("Enter").await;
    for page in [&one, &two] {
        page.see("h1 >> Harbor at dawn").await;
        page.wait("document.title.includes('Harbor at dawn')").await;
    }
    one.click("[aria-label='More about this project']").await;
    one.click(".menu:popover-open button >> Delete").await;
    one.wait("location.pathname === '/'").await;
    two.read("does not exist, or was deleted").await;
    one.click(".toast button >> Undo").await;
    one.see(".project-card >> Harbor at dawn").await;
    two.see(".shot-card").await;
}

async fn order(page: &Page, names: &[&str]) {
    until(&format!("the shots stand as {names:?}"), async || {
        (words(page, SHOT).await == names).then_some(())
    })
    .await;
}

#[tokio::test]
async fn keyframes_are_dropped_picked_ordered_timed_and_removed() {
    let studio = Studio::open().await;
    let page = studio.project("Harbor", 128, 96).await;
    add_shot(&page).await;
    page.click(SHOT).await;
    let pictures = Pictures::default();
    let (red, blue) = (
        pictures.plain("red.png", [200, 0, 0]),
        pictures.plain("blue.png", [0, 0, 200]),
    );
    let green = pictures.file("green.jpg", &tests::pictures::jpeg(300, 200, [0, 160, 0]));
    page.drop_files("#pictures", &[&red, &blue]).await;
    page.wait("document.querySelectorAll('.keyframe img').length === 2")
        .await;
    page.pick("#pictures-input", &[&green]).await;
    page.wait("document.querySelectorAll('.keyframe img').length === 3")
        .await;
    let before: Vec<String> = page
        .ask("[...document.querySelectorAll('.keyframe')].map((e) => e.id)")
        .await;
    page.ask_of::<Option<()>>(".keyframe:nth-child(3) [data-sort-handle]", "e.focus()")
        .await;
    for key in ["Space", "ArrowLeft", "ArrowLeft", "Space"] {
        page.press(key).await;
    }
    page.wait(&format!(
        "document.querySelector('.keyframe').id === {:?}",
        before[2]
    ))
    .await;
    page.click(".keyframe-face[aria-label='Keyframe 1']").await;
    page.select("select[id^='camera-']", "pan_left").await;
    page.ask_of::<Option<()>>(
        "input[type='range'][id^='seconds-']",
        "(e.value = '4', e.dispatchEvent(new Event('input', { bubbles: true })), e.dispatchEvent(new Event('change', { bubbles: true })), null)",
    )
    .await;
    page.see(".keyframe:first-child .keyframe-seconds >> 0:04")
        .await;
    page.wait(
        "document.querySelector('.keyframe .keyframe-camera').textContent.includes('Pan left')",
    )
    .await;
    page.fill("#shot-prompt", "a harbor wakes").await;
    page.reload().await;
    page.live().await;
    page.wait("document.querySelector('#shot-prompt')?.value === 'a harbor wakes'")
        .await;
    page.click("[aria-label='Remove keyframe 2']").await;
    page.wait("document.querySelectorAll('.keyframe').length === 2")
        .await;
    page.click(".toast button >> Undo").await;
    page.wait("document.querySelectorAll('.keyframe').length === 3")
        .await;
    assert_eq!(page.complaints(), [""; 0]);
}

#[tokio::test]
async fn activity_shows_all_that_runs_and_leads_to_the_shot() {
    let studio = Studio::open().await;
    let page = studio.sample().await;
    page.click(SHOT).await;
    for _ in 0..2 {
        generate(&page).await;
    }
    let activity = studio.tab("/activity").await;
    activity
        .wait("document.querySelectorAll('.job-row').length === 2")
        .await;
    activity.see(".job-row.is-running").await;
    activity
        .click(".job-row.is-queued [aria-label^='Cancel']")
        .await;
    activity.see(".job-row.is-canceled").await;
    page.see(".canceled-line >> 1 canceled").await;
    activity.see(".job-row.is-done").await;
    activity
        .click(".job-row.is-canceled [aria-label^='Retry']")
        .await;
    activity
        .wait("document.querySelectorAll('.job-row').length === 3")
        .await;
    activity.click(".job-row .job-link").await;
    activity.see("#generate").await;
    let (there, here) = (studio.path(&activity).await, studio.path(&page).await);
    assert_eq!(there.split('?').next(), here.split('?').next());
}

#[tokio::test]
async fn the_title_shows_progress_and_closing_or_reloading_a_tab_changes_nothing() {
    let studio = Studio::open().await;
    let page = studio.sample().await;
    page.click(SHOT).await;
    page.click("#generate").await;
    page.wait("document.querySelector('.take-card.is-running') !== null")
        .await;
    let path = studio.path(&page).await;
    page.close().await;
    let page = studio.tab(&path).await;
    let over = studio.person.covers(&page).await;
    page.wait("document.hidden && /^\\d+%/.test(document.title)")
        .await;
    over.close().await;
    page.reload().await;
    page.live().await;
    page.see(".take-card.is-done").await;
    page.wait("!/\\d+ ?%/.test(document.title)").await;
    assert_eq!(
        words(&page, ".take-card .card-name > span:first-child").await,
        ["Take 1"]
    );
}
