//! How every page looks, at both widths and in both themes: pictures for people to look at in `target/screens`, and
//! what a program can say about them: nothing scrolls sideways, every control has a name, text stands out.

use serde::Deserialize;
use serde_json::{Value, json};
use tests::cdp::Look;
use tests::pictures::{self, Pictures};
use tests::roles::Roles;
use tests::{Browser, Page, screens};

use crate::budget::{claim, report, signed_in};
use crate::studio::{add_shot, generate};

const LOOKS: [(&str, Look); 4] = [
    (
        "1440-dark",
        Look {
            width: 1440,
            height: 900,
            dark: true,
            reduced_motion: true,
        },
    ),
    (
        "1440-light",
        Look {
            width: 1440,
            height: 900,
            dark: false,
            reduced_motion: true,
        },
    ),
    (
        "390-dark",
        Look {
            width: 390,
            height: 844,
            dark: true,
            reduced_motion: true,
        },
    ),
    (
        "390-light",
        Look {
            width: 390,
            height: 844,
            dark: false,
            reduced_motion: true,
        },
    ),
];

/// WCAG AA: text, and text from 24 px (or 18.66 px bold) on.
const TEXT_CONTRAST: f64 = 4.5;
const LARGE_CONTRAST: f64 = 3.0;

/// Roles that a person operates.
const CONTROLS: [&str; 12] = [
    "button",
    "checkbox",
    "combobox",
    "link",
    "menuitem",
    "radio",
    "searchbox",
    "slider",
    "spinbutton",
    "switch",
    "tab",
    "textbox",
];

/// Words whose color is too near to that of what they stand on. What stands on a picture is left to people.
const FAINT: &str = r#"(() => {
    const pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgba = (color) => {
        pixel.clearRect(0, 0, 1, 1);
        pixel.fillStyle = color;
        pixel.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
    };
    const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
    const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = (e) => {
        const layers = [];
        for (let at = e; at; at = at.parentElement) {
            const style = getComputedStyle(at);
            if (style.backgroundImage !== 'none') return null;
            layers.push(rgba(style.backgroundColor));
            if (layers.at(-1)[3] === 1) break;
            if (at !== e && getComputedStyle(at).position !== 'static' && at.querySelector('img, video, canvas')) return null;
        }
        const page = rgba(getComputedStyle(document.documentElement).backgroundColor);
        return layers.reverse().reduce((under, layer) => over(layer, under), page[3] === 1 ? page : [255, 255, 255, 1]);
    };
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const e = walk.currentNode.parentElement;
        const words = walk.currentNode.data.trim();
        if (!words || !e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || e.closest(':disabled, [aria-disabled=true], .hidden')) continue;
        const box = e.getBoundingClientRect();
        if (box.width < 2 || box.height < 2) continue;
        const style = getComputedStyle(e);
        const under = ground(e);
        if (!under) continue;
        const front = over(rgba(style.color), under);
        const [high, low] = [light(front), light(under)].sort((a, b) => b - a);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        found.push({ words: words.slice(0, 40), ratio: (high + 0.05) / (low + 0.05), large });
    }
    return found;
})()"#;

#[derive(Debug, Deserialize)]
struct Words {
    words: String,
    ratio: f64,
    large: bool,
}

/// Looks at a page in all four ways and gives what is wrong with it.
async fn look(page: &Page, name: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (way, look) in LOOKS {
        page.look(look).await;
        // Two frames: one to lay out, one to paint.
        page.ask::<Value>("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))").await;
        page.wait("[...document.images].every((image) => image.complete) && document.fonts.status === 'loaded'").await;
        page.screenshot(&screens().join(format!("{name}-{way}.png")))
            .await;
        let here = format!("{name} {way}");
        if page
            .ask("document.scrollingElement.scrollWidth > innerWidth")
            .await
        {
            wrong.push(format!("{here}: scrolls sideways"));
        }
        for node in page.accessibility().await {
            let role = node["role"]["value"].as_str().unwrap_or_default();
            let named = node["name"]["value"]
                .as_str()
                .is_some_and(|name| !name.trim().is_empty());
            if CONTROLS.contains(&role) && node["ignored"] != true && !named {
                wrong.push(format!(
                    "{here}: a {role} has no name: {}",
                    node["backendDOMNodeId"]
                ));
            }
        }
        let texts: Vec<Words> = page.ask(FAINT).await;
        assert!(texts.len() >= 4, "{here}: only {texts:?} was judged");
        for text in texts {
            let wanted = if text.large {
                LARGE_CONTRAST
            } else {
                TEXT_CONTRAST
            };
            // Rounded as the guideline's own tools do.
            if text.ratio + 0.005 < wanted {
                wrong.push(format!(
                    "{here}: `{}` has a contrast of {:.2}",
                    text.words, text.ratio
                ));
            }
        }
    }
    page.look(LOOKS[0].1).await;
    wrong
}

#[tokio::test]
async fn every_page_fits_has_names_and_stands_out_at_both_widths_and_in_both_themes() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let web = roles.web(&[]).await;
    let browser = Browser::start().await;
    let page = signed_in(&browser.person().await, &web.url, "ann").await;
    page.see("#project-new").await;
    let mut wrong = look(&page, "projects-empty").await;
    page.click("#project-new").await;
    page.see("#new-project-name").await;
    wrong.extend(look(&page, "new-project").await);
    page.fill("#new-project-name", "Harbor at dawn").await;
    page.select("#new-project-size", "768x512").await;
    page.click("button >> Create project").await;
    page.see("button >> Add a shot").await;
    wrong.extend(look(&page, "storyboard-empty").await);
    add_shot(&page).await;
    page.click(".shot-card .card-link").await;
    page.see("#generate").await;
    wrong.extend(look(&page, "shot-empty").await);
    let pictures = Pictures::default();
    let stripes = pictures.file("stripes.png", &pictures::stripes(768, 512));
    page.pick(
        "#pictures-input",
        &[&stripes, &pictures.plain("sea.png", [40, 90, 140])],
    )
    .await;
    page.wait("document.querySelectorAll('.keyframe img').length === 2")
        .await;
    for number in 1..=4 {
        generate(&page).await;
        page.wait(&format!(
            "document.querySelectorAll('.take-card').length === {number}"
        ))
        .await;
    }
    stand_still(&roles, &page).await;
    wrong.extend(look(&page, "shot-generating").await);
    page.go(&format!("{}/activity", web.url)).await;
    page.live().await;
    page.see(".job-row").await;
    wrong.extend(look(&page, "activity").await);
    page.click(".job-row .job-link").await;
    let _worker = roles.worker().await;
    page.click(".take-card.is-done .card-face").await;
    page.wait("document.querySelector('main video')?.videoWidth > 0")
        .await;
    wrong.extend(look(&page, "shot").await);
    page.click(".keyframe-face").await;
    page.see(".viewer.is-picture").await;
    wrong.extend(look(&page, "keyframe").await);
    page.click(".crumbs li:nth-child(2) a").await;
    page.click("button >> Play all").await;
    page.wait("document.querySelector('.reel-film[data-front]')?.videoWidth > 0")
        .await;
    wrong.extend(look(&page, "reel").await);
    for (path, name) in [
        ("/settings", "settings"),
        ("/", "projects"),
        ("/nothing-here", "lost"),
    ] {
        page.go(&format!("{}{path}", web.url)).await;
        page.live().await;
        wrong.extend(look(&page, name).await);
    }
    page.go(&web.url).await;
    page.live().await;
    page.click("button >> Open a sample").await;
    page.see(".shot-card img").await;
    wrong.extend(look(&page, "storyboard").await);
    assert_eq!(wrong, [""; 0], "{wrong:#?}");
}

/// Of four queued takes one fails, one runs, one is canceled and one waits; and so they stay, for there is no worker.
async fn stand_still(roles: &Roles, page: &Page) {
    let worker = roles.as_role("worker");
    let failed = claim(&worker).await;
    let failure = json!({ "lease": failed.lease, "message": "The second picture could not be read.", "retryable": false });
    let (status, body) = worker
        .post(&format!("/v1/worker/jobs/{}/fail", failed.job), &failure)
        .await;
    assert_eq!(status, 204, "{body}");
    let running = claim(&worker).await;
    report(&worker, &running, 41).await;
    page.see(".take-card.is-running").await;
    page.click(".take-card.is-queued [aria-label^='Cancel']")
        .await;
    page.click(".canceled-line").await;
    for state in ["failed", "running", "canceled", "queued"] {
        page.see(&format!(".take-card.is-{state}")).await;
    }
}

#[tokio::test]
async fn the_sign_in_page_fits_has_names_and_stands_out() {
    let roles = Roles::start(None).await;
    let web = roles.web(&[]).await;
    let browser = Browser::start().await;
    let page = browser.person().await.open(&web.url).await;
    let wrong = look(&page, "sign-in").await;
    assert_eq!(wrong, [""; 0], "{wrong:#?}");
}
