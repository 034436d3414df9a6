//! One tab: going somewhere, asking the page, looking at it.

use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine;
use futures_util::future::join_all;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::connection::Connection;
use super::traffic::{Direction, Frame, Traffic};
use crate::until::until;

/// Finds what a test names: a CSS selector, or `selector >> text` for the first visible element with that text or
/// accessible name in it.
const FIND: &str = r#"((what) => {
    const [css, text] = what.split(" >> ");
    const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: false });
    const all = [...document.querySelectorAll(css)];
    if (text === undefined) return all.find(shown) ?? all[0] ?? null;
    const says = (e) => [e.innerText, e.getAttribute("aria-label"), e.title, e.value]
        .some((s) => typeof s === "string" && s.toLowerCase().includes(text.toLowerCase()));
    return all.find((e) => shown(e) && says(e)) ?? null;
})"#;

/// How a page is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub width: u32,
    pub height: u32,
    pub dark: bool,
    pub reduced_motion: bool,
}

/// A tab. It closes when its browser ends.
#[derive(Debug)]
pub struct Page {
    connection: Arc<Connection>,
    target: String,
    session: String,
    traffic: Arc<Mutex<Traffic>>,
}

impl Page {
    pub(super) async fn attach(connection: Arc<Connection>, target: String) -> Self {
        let params = json!({ "targetId": target, "flatten": true });
        let attached = connection.call(None, "Target.attachToTarget", params).await;
        let session = attached["sessionId"]
            .as_str()
            .expect("a session has an id")
            .to_owned();
        let traffic = connection.listen(&session);
        let page = Self {
            connection,
            target,
            session,
            traffic,
        };
        for domain in ["Page", "Runtime", "Network", "Log", "DOM"] {
            page.call(&format!("{domain}.enable"), json!({})).await;
        }
        // Every tab behaves as the one in front.
        page.call(
            "Emulation.setFocusEmulationEnabled",
            json!({ "enabled": true }),
        )
        .await;
        page
    }

    pub(super) fn target(&self) -> &str {
        &self.target
    }

    pub(super) async fn call(&self, method: &str, params: Value) -> Value {
        self.connection
            .call(Some(&self.session), method, params)
            .await
    }

    /// Loads an address as a person who types it.
    pub async fn go(&self, url: &str) {
        let before = self.traffic(|traffic| traffic.loads);
        let answer = self.call("Page.navigate", json!({ "url": url })).await;
        assert!(
            answer.get("errorText").is_none(),
            "{url}: {}",
            answer["errorText"]
        );
        self.loaded_since(before).await;
    }

    pub async fn reload(&self) {
        let before = self.traffic(|traffic| traffic.loads);
        self.call("Page.reload", json!({})).await;
        self.loaded_since(before).await;
    }

    async fn loaded_since(&self, before: usize) {
        until("the page loads", async || {
            self.traffic(|traffic| (traffic.loads > before).then_some(()))
        })
        .await;
    }

    /// Ends the pretense that this tab is in front.
    pub(super) async fn unfocused(&self) {
        self.call(
            "Emulation.setFocusEmulationEnabled",
            json!({ "enabled": false }),
        )
        .await;
    }

    /// Puts the page to sleep, as a phone does with one in the background, or wakes it.
    pub async fn freeze(&self, frozen: bool) {
        let state = if frozen { "frozen" } else { "active" };
        self.call("Page.setWebLifecycleState", json!({ "state": state }))
            .await;
    }

    /// Closes the tab, as its cross does.
    pub async fn close(self) {
        let params = json!({ "targetId": self.target });
        self.connection
            .call(None, "Target.closeTarget", params)
            .await;
    }

    /// The value of an expression (a promise is waited for), or what it threw.
    pub async fn try_ask<T: DeserializeOwned>(&self, expression: &str) -> Result<T, String> {
        let params = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true,
        });
        let answer = self
            .connection
            .try_call(Some(&self.session), "Runtime.evaluate", params)
            .await?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            let text = thrown["exception"]["description"]
                .as_str()
                .or(thrown["text"].as_str());
            return Err(text.unwrap_or("it threw").to_owned());
        }
        serde_json::from_value(answer["result"]["value"].clone()).map_err(|error| error.to_string())
    }

    /// # Panics
    /// When the expression throws or is of another type.
    pub async fn ask<T: DeserializeOwned>(&self, expression: &str) -> T {
        self.try_ask(expression)
            .await
            .unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// An expression about an element, which it calls `e`.
    pub async fn ask_of<T: DeserializeOwned>(&self, what: &str, expression: &str) -> T {
        self.see(what).await;
        self.ask(&format!("((e) => ({expression}))({})", finding(what)))
            .await
    }

    /// Waits until an expression is true. A page that is just being loaded answers nothing, which is not true yet.
    pub async fn wait(&self, expression: &str) {
        self.wait_for(expression, expression).await;
    }

    async fn wait_for(&self, what: &str, expression: &str) {
        let expression = format!("Boolean({expression})");
        let look = async || {
            let answer = self.try_ask::<bool>(&expression).await;
            answer.is_ok_and(|is_so| is_so).then_some(())
        };
        tokio::select! {
            () = until(what, look) => {}
            () = self.stuck(what) => {}
        }
    }

    /// Says what the page shows, just before the patience of [`until`] ends: by then the test has failed.
    async fn stuck(&self, waiting_for: &str) {
        tokio::time::sleep(crate::until::PATIENCE.saturating_sub(crate::until::PACE * 20)).await;
        let name = std::thread::current()
            .name()
            .unwrap_or("test")
            .replace("::", "-");
        let picture = crate::screens().join(format!("failed-{name}.png"));
        self.screenshot(&picture).await;
        let html: String = self
            .try_ask("document.documentElement.outerHTML")
            .await
            .unwrap_or_default();
        // The test has failed already; what cannot be kept of it is not worth another failure.
        let _ = std::fs::write(picture.with_extension("html"), html);
        let text: String = self
            .try_ask("location.href + '\\n' + document.body.innerText")
            .await
            .unwrap_or_default();
        panic!(
            "waited in vain: {waiting_for}\ncomplaints: {:?}\n{}\nits sockets' last frames:\n{}\nthe page: {text}",
            self.complaints(),
            picture.display(),
            self.traffic(Traffic::last_frames),
        );
    }

    /// Waits until something is there and visible.
    pub async fn see(&self, what: &str) {
        self.wait_for(&format!("to see {what}"), &visible(what))
            .await;
    }

    /// Waits until nothing of that name is visible.
    pub async fn see_no(&self, what: &str) {
        self.wait_for(&format!("to see no {what}"), &format!("!{}", visible(what)))
            .await;
    }

    /// Waits until the page's text holds this.
    pub async fn read(&self, text: &str) {
        self.wait(&format!(
            "document.body.innerText.toLowerCase().includes({})",
            json!(text.to_lowercase())
        ))
        .await;
    }

    /// Waits until the tab's socket has joined.
    pub async fn live(&self) {
        self.wait("document.documentElement.dataset.connection === 'live'")
            .await;
    }

    pub async fn look(&self, look: Look) {
        let size = json!({
            "width": look.width, "height": look.height, "deviceScaleFactor": 1, "mobile": look.width < 600,
        });
        self.call("Emulation.setDeviceMetricsOverride", size).await;
        let scheme = if look.dark { "dark" } else { "light" };
        let motion = if look.reduced_motion {
            "reduce"
        } else {
            "no-preference"
        };
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": motion },
        ]});
        self.call("Emulation.setEmulatedMedia", features).await;
    }

    /// A PNG of what is to be seen.
    pub async fn screenshot(&self, to: &Path) {
        let shot = self
            .call("Page.captureScreenshot", json!({ "format": "png" }))
            .await;
        let data = shot["data"].as_str().expect("a screenshot has data");
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(data)
            .expect("it is base64");
        std::fs::create_dir_all(to.parent().expect("it is in a folder"))
            .expect("the folder can be made");
        std::fs::write(to, bytes).expect("the file can be written");
    }

    /// The page as assistive technology sees it.
    pub async fn accessibility(&self) -> Vec<Value> {
        let tree = self.call("Accessibility.getFullAXTree", json!({})).await;
        tree["nodes"].as_array().cloned().unwrap_or_default()
    }

    /// Chromium's own switch for having no network. Open websockets break.
    pub async fn offline(&self, offline: bool) {
        let params = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.call("Network.emulateNetworkConditions", params).await;
    }

    /// Gives pages loaded from now on `window.drive(method, params)`: a protocol call on themselves, so that a suite
    /// that runs in the page can type and compose as a person does. [`Page::driving`] answers.
    pub async fn drives(&self) {
        let script = "{
            const waiting = new Map();
            let next = 0;
            window.drive = (method, params) => new Promise((done, failed) => {
                waiting.set(++next, { done, failed });
                window.askDriver(JSON.stringify([next, method, params ?? {}]));
            });
            window.driven = (id, ok, result) => {
                const { done, failed } = waiting.get(id);
                waiting.delete(id);
                if (ok) done(result); else failed(new Error(result));
            };
        }";
        self.call("Runtime.addBinding", json!({ "name": "askDriver" }))
            .await;
        self.call(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": script }),
        )
        .await;
    }

    /// Performs what the page asks of its driver until `expression` is true. Besides the protocol it answers
    /// `requests`: the addresses of all that the page has asked the network for.
    pub async fn driving(&self, expression: &str) {
        until(expression, async || {
            let asked = std::mem::take(&mut self.traffic.lock().expect("no panic holds it").asked);
            let calls: Vec<(u64, String, Value)> = asked
                .iter()
                .map(|call| serde_json::from_str(call).expect("a call"))
                .collect();
            // All at once, in their order, so that a burst of input is one.
            let results = calls.into_iter().map(async |(id, method, params)| {
                match self.perform(&method, params).await {
                    Ok(result) => format!("driven({id}, true, {result});"),
                    Err(error) => format!("driven({id}, false, {});", json!(error)),
                }
            });
            let answers = join_all(results).await;
            if !answers.is_empty() {
                let answer = format!("((() => {{ {} }})(), null)", answers.concat());
                // The page that asked may have gone.
                let _ = self.try_ask::<Value>(&answer).await;
            }
            self.try_ask::<bool>(expression)
                .await
                .ok()
                .filter(|done| *done)
                .map(drop)
        })
        .await;
    }

    async fn perform(&self, method: &str, params: Value) -> Result<Value, String> {
        if method == "requests" {
            let urls = self.traffic(|traffic| {
                let urls = traffic.requests.iter().map(|(_, url, _)| url.clone());
                urls.collect::<Vec<_>>()
            });
            return Ok(json!(urls));
        }
        let session = Some(&*self.session);
        self.connection.try_call(session, method, params).await
    }

    /// Looks into what the page sent and received.
    pub fn traffic<T>(&self, look: impl FnOnce(&Traffic) -> T) -> T {
        look(&self.traffic.lock().expect("no panic holds it"))
    }

    /// Frames received after the first `from`.
    #[must_use]
    pub fn received(&self, from: usize) -> Vec<Frame> {
        self.traffic(|traffic| {
            let later = traffic.frames.iter().skip(from);
            later
                .filter(|frame| frame.direction == Direction::ToBrowser)
                .cloned()
                .collect()
        })
    }

    #[must_use]
    pub fn frames(&self) -> usize {
        self.traffic(|traffic| traffic.frames.len())
    }

    /// Console errors and exceptions so far.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        self.traffic(|traffic| traffic.complaints.clone())
    }

    pub(super) async fn object(&self, what: &str) -> String {
        let params = json!({ "expression": finding(what), "returnByValue": false });
        let answer = self.call("Runtime.evaluate", params).await;
        answer["result"]["objectId"]
            .as_str()
            .unwrap_or_else(|| panic!("{what} is not there"))
            .to_owned()
    }
}

/// An expression for the element a test names.
pub(super) fn finding(what: &str) -> String {
    format!("{FIND}({})", json!(what))
}

fn visible(what: &str) -> String {
    format!(
        "((e) => Boolean(e?.checkVisibility({{ visibilityProperty: true }})))({})",
        finding(what)
    )
}
