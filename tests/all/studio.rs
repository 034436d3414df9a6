//! What the stories share: a studio with a browser before it, and the first steps a person takes.

use tests::cdp::Person;
use tests::{Browser, Page, Rushes};

/// A running Rushes and one person in a browser.
pub(crate) struct Studio {
    pub(crate) rushes: Rushes,
    pub(crate) person: Person,
    _browser: Browser,
}

impl Studio {
    pub(crate) async fn open() -> Self {
        let (rushes, browser) = tokio::join!(Rushes::start(), Browser::start());
        let person = browser.person().await;
        Self {
            rushes,
            person,
            _browser: browser,
        }
    }

    /// A tab at that path, joined.
    pub(crate) async fn tab(&self, path: &str) -> Page {
        let page = self.person.open(&self.rushes.page(path)).await;
        page.live().await;
        page
    }

    /// A tab on the storyboard of a new sample project.
    pub(crate) async fn sample(&self) -> Page {
        let page = self.tab("/").await;
        page.click("button >> Open a sample").await;
        page.see(".shot-card").await;
        page
    }

    /// A tab on a new project, made small so that its takes render quickly.
    pub(crate) async fn project(&self, name: &str, width: u32, height: u32) -> Page {
        let page = self.tab("/").await;
        page.click("#project-new").await;
        page.fill("#new-project-name", name).await;
        page.select("#new-project-size", "free").await;
        page.fill("#new-project-width", &width.to_string()).await;
        page.fill("#new-project-height", &height.to_string()).await;
        page.click("button >> Create project").await;
        page.see("button >> Add a shot").await;
        page
    }

    /// The path of a page, to open it in another tab.
    pub(crate) async fn path(&self, page: &Page) -> String {
        page.ask("location.pathname + location.search").await
    }
}

/// Adds a shot and takes the name it proposes.
pub(crate) async fn add_shot(page: &Page) {
    let before: usize = page
        .ask("document.querySelectorAll('.shot-card').length")
        .await;
    page.click("button:not([data-resting]) >> Add a shot").await;
    page.wait(&format!(
        "document.querySelectorAll('.shot-card').length === {}",
        before + 1
    ))
    .await;
    // The new shot asks for its name.
    page.see(".rename input").await;
    page.press("Enter").await;
    page.see_no(".rename input").await;
}

/// Presses Generate once it takes another press.
pub(crate) async fn generate(page: &Page) {
    page.click("#generate:not([disabled], [data-resting])")
        .await;
}

/// The words of all elements of that kind, in their order on the page.
pub(crate) async fn words(page: &Page, css: &str) -> Vec<String> {
    page.ask(&format!(
        "[...document.querySelectorAll({css:?})].map((e) => e.innerText.trim())"
    ))
    .await
}

/// How far the bar of the page stands, if there is one.
pub(crate) async fn percent(page: &Page) -> Option<f64> {
    page.ask("document.querySelector('main progress.bar[value]')?.value ?? null")
        .await
}
