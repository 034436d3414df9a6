//! How long a change that one web process was told takes to be painted in a tab of another.
//!
//! `cargo run --release -p tests --example painted` prints it. Both tabs are in Chromium, each at a web process of its
//! own, before one backend. The time begins with the press of Enter in the first and ends with the frame in which the
//! second shows it; beside it, the same until the first shows it itself, which needs no second process.

use std::io::{self, Write};

use serde_json::json;
use tests::cdp::Person;
use tests::roles::{Caller, PASSWORD, Roles};
use tests::{Browser, Page};

const CHANGES: usize = 60;
/// The first find nothing warm.
const WARM_UP: usize = 10;

/// Notes when a frame first shows a name.
const LOOK: &str = "(name) => { window.painted = new Promise((done) => {
    const look = () => {
        if (!document.querySelector('main').innerText.includes(name)) return false;
        observer.disconnect();
        requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => done(Date.now()); port2.postMessage(0); });
        return true;
    };
    const observer = new MutationObserver(look);
    observer.observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true });
    look();
}); return true; }";
const SCROLL: &str = "(() => { [...document.querySelectorAll('button')]
    .find((button) => button.innerText.includes('Add a shot')).scrollIntoView({ block: 'center' }); return true; })()";
const PRESSED: &str = "(() => { window.pressed = new Promise((done) => addEventListener('keydown',
    (e) => { if (e.key === 'Enter') done(Date.now()); }, { capture: true })); return true; })()";

async fn signed_in(person: &Person, url: &str, path: &str) -> Page {
    let page = person.open(url).await;
    page.fill("#name", "ann").await;
    page.fill("#password", PASSWORD).await;
    page.press("Enter").await;
    page.live().await;
    page.go(&format!("{url}{path}")).await;
    page.live().await;
    page
}

async fn project(ann: &Caller) -> String {
    let new = json!({ "name": "Harbor", "width": 128, "height": 96 });
    let project: api::project::Project = ann.make("/v1/projects", new).await;
    format!("/projects/{}", project.id)
}

/// The middle and the ninth tenth.
fn of(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() * 9 / 10])
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let ann = roles.person("ann").await;
    let path = project(&ann).await;
    let (one, two) = (roles.web(&[]).await, roles.web(&[]).await);
    let browsers = [Browser::start().await, Browser::start().await];
    let people = [browsers[0].person().await, browsers[1].person().await];
    let writer = signed_in(&people[0], &one.url, &path).await;
    let other = signed_in(&people[1], &two.url, &path).await;
    let (mut there, mut here) = (Vec::new(), Vec::new());
    for number in 0..WARM_UP + CHANGES {
        let name = format!("change {number:03}");
        assert!(writer.ask::<bool>(SCROLL).await, "the button is there");
        writer
            .click("button:not([data-resting]) >> Add a shot")
            .await;
        writer.see(".rename input").await;
        writer.keys(&name).await;
        let look = format!("({LOOK})({})", json!(name));
        for page in [&other, &writer] {
            assert!(page.ask::<bool>(&look).await, "it can be looked for");
        }
        assert!(writer.ask::<bool>(PRESSED).await, "Enter can be heard");
        writer.press("Enter").await;
        let pressed: f64 = writer.ask("window.pressed").await;
        let painted: f64 = other.ask("window.painted").await;
        let shown: f64 = writer.ask("window.painted").await;
        if number >= WARM_UP {
            there.push(painted - pressed);
            here.push(shown - pressed);
        }
    }
    let ((middle, most), (own, own_most)) = (of(there), of(here));
    let mut out = io::stdout();
    writeln!(
        out,
        "{CHANGES} changes, milliseconds from Enter to the frame that shows it:"
    )?;
    writeln!(
        out,
        "  in a tab of another process  p50 {middle:5.0}   p90 {most:5.0}"
    )?;
    writeln!(
        out,
        "  in the tab itself            p50 {own:5.0}   p90 {own_most:5.0}"
    )?;
    writeln!(
        out,
        "  ratio at p50                 {:.2}",
        middle / own.max(1.0)
    )
}
