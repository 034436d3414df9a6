//! Starting and ending Chromium, and the people in it.

use std::process::Stdio;
use std::sync::Arc;

use serde_json::json;
use tempfile::TempDir;
use tokio::process::Command;

use super::connection::Connection;
use super::page::Page;
use crate::program::Program;
use crate::until;

/// Background tabs must run as if looked at: a test has several, and none in front.
const FLAGS: [&str; 19] = [
    "--headless=new",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-component-update",
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--disable-features=Translate,MediaRouter,OptimizationHints,BackForwardCache",
    "--force-color-profile=srgb",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--password-store=basic",
    "--remote-debugging-port=0",
];

/// One browser with a profile of its own.
#[derive(Debug)]
pub struct Browser {
    connection: Arc<Connection>,
    _program: Program,
    _profile: TempDir,
}

/// One person's cookies: tabs of the same person share them.
#[derive(Debug)]
pub struct Person {
    connection: Arc<Connection>,
    context: String,
}

impl Browser {
    pub async fn start() -> Self {
        let profile = TempDir::new().expect("a temporary folder");
        let mut command = Command::new("chromium");
        command
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()));
        // The sandbox needs a user that is not root, and namespaces that containers may lack.
        command.arg("--no-sandbox").arg("about:blank");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut program = Program::start(command).quiet();
        let line = program.says("DevTools listening on ").await;
        let url = line
            .rsplit(' ')
            .next()
            .expect("the line ends in the address")
            .to_owned();
        let connection = Arc::new(Connection::open(&url).await);
        Self {
            connection,
            _program: program,
            _profile: profile,
        }
    }

    /// Somebody with no cookies yet.
    pub async fn person(&self) -> Person {
        let made = self
            .connection
            .call(None, "Target.createBrowserContext", json!({}))
            .await;
        let context = made["browserContextId"]
            .as_str()
            .expect("a context has an id")
            .to_owned();
        Person {
            connection: Arc::clone(&self.connection),
            context,
        }
    }
}

impl Person {
    /// Opens a tab at that address and waits until it is loaded.
    pub async fn open(&self, url: &str) -> Page {
        let page = self.blank().await;
        page.go(url).await;
        page
    }

    /// An empty tab.
    pub async fn blank(&self) -> Page {
        let params = json!({
            "url": "about:blank", "browserContextId": self.context, "newWindow": true, "width": 1440, "height": 900,
        });
        let made = self
            .connection
            .call(None, "Target.createTarget", params)
            .await;
        let target = made["targetId"]
            .as_str()
            .expect("a target has an id")
            .to_owned();
        Page::attach(Arc::clone(&self.connection), target).await
    }

    /// A second tab at the page's address that begins with a copy of its session storage, as one does that a person duplicates.
    pub async fn duplicates(&self, page: &Page) -> Page {
        let opens = json!({ "expression": "void window.open(location.href)", "userGesture": true });
        page.call("Runtime.evaluate", opens).await;
        let target = until("the copy is there", async || {
            let all = self
                .connection
                .call(None, "Target.getTargets", json!({}))
                .await;
            let all = all["targetInfos"].as_array().cloned().unwrap_or_default();
            let ours = all
                .iter()
                .find(|info| info["openerId"].as_str() == Some(page.target()))?;
            ours["targetId"].as_str().map(str::to_owned)
        })
        .await;
        Page::attach(Arc::clone(&self.connection), target).await
    }

    /// Opens an empty tab in the window of that page, which is in the background from then on.
    pub async fn covers(&self, page: &Page) -> Page {
        page.unfocused().await;
        let params = json!({ "url": "about:blank", "browserContextId": self.context });
        let made = self
            .connection
            .call(None, "Target.createTarget", params)
            .await;
        let target = made["targetId"]
            .as_str()
            .expect("a target has an id")
            .to_owned();
        Page::attach(Arc::clone(&self.connection), target).await
    }
}
