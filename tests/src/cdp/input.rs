//! Real input: mouse, keys, files, drops. The browser cannot tell it from a person's.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::page::{Page, finding};
use crate::until::until;

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
struct Point {
    x: f64,
    y: f64,
}

/// `modifiers` of the protocol.
const ALT: u32 = 1;
const CONTROL: u32 = 2;
const META: u32 = 4;
const SHIFT: u32 = 8;

impl Page {
    /// The middle of an element once it stands still, is in view, and is what a click there would hit.
    async fn place(&self, what: &str) -> Point {
        let look = format!(
            "((e) => {{
                if (!e || !e.isConnected) return null;
                e.scrollIntoView({{ block: 'nearest', inline: 'nearest', behavior: 'instant' }});
                const box = e.getBoundingClientRect();
                const at = {{ x: box.x + box.width / 2, y: box.y + box.height / 2 }};
                const hit = document.elementFromPoint(at.x, at.y);
                const reaches = hit && (e.contains(hit) || hit.contains(e) && hit.matches('label, a, button')
                    || hit.closest('label')?.control === e);
                return box.width > 0 && reaches ? at : null;
            }})({})",
            finding(what)
        );
        let mut before = None;
        let clickable = format!("`{what}` can be clicked");
        until(&clickable, async || {
            let now: Option<Point> = self.try_ask(&look).await.ok().flatten();
            let still = now.filter(|_| now == before);
            before = now;
            still
        })
        .await
    }

    async fn mouse(&self, kind: &str, at: Point, buttons: u32) {
        self.mouse_again(kind, at, buttons, 1).await;
    }

    /// `count` is 2 for the second press of a double click.
    async fn mouse_again(&self, kind: &str, at: Point, buttons: u32, count: u32) {
        let button = if kind == "mouseMoved" && buttons == 0 {
            "none"
        } else {
            "left"
        };
        let params = json!({
            "type": kind, "x": at.x, "y": at.y, "button": button, "buttons": buttons, "clickCount": count,
        });
        self.call("Input.dispatchMouseEvent", params).await;
    }

    pub async fn click(&self, what: &str) {
        self.see(what).await;
        let at = self.place(what).await;
        self.mouse("mouseMoved", at, 0).await;
        self.mouse("mousePressed", at, 1).await;
        self.mouse("mouseReleased", at, 0).await;
    }

    /// Two clicks in one go, as impatient people make them.
    pub async fn double_click(&self, what: &str) {
        self.see(what).await;
        let at = self.place(what).await;
        self.mouse("mouseMoved", at, 0).await;
        for count in [1, 2] {
            self.mouse_again("mousePressed", at, 1, count).await;
            self.mouse_again("mouseReleased", at, 0, count).await;
        }
    }

    pub async fn hover(&self, what: &str) {
        self.see(what).await;
        let at = self.place(what).await;
        self.mouse("mouseMoved", at, 0).await;
    }

    /// Drags one element onto another with the mouse.
    pub async fn drag(&self, what: &str, onto: &str) {
        let (from, to) = (self.place(what).await, self.place(onto).await);
        self.mouse("mouseMoved", from, 0).await;
        self.mouse("mousePressed", from, 1).await;
        let steps = 8;
        for step in 1..=steps {
            let part = f64::from(step) / f64::from(steps);
            let at = Point {
                x: from.x + (to.x - from.x) * part,
                y: from.y + (to.y - from.y) * part,
            };
            self.mouse("mouseMoved", at, 1).await;
        }
        self.mouse("mouseReleased", to, 0).await;
    }

    /// Replaces what a field holds, as a paste over a selection does.
    pub async fn fill(&self, what: &str, text: &str) {
        self.click(what).await;
        let all = "e.select ? e.select() : getSelection().selectAllChildren(e)";
        self.ask_of::<Value>(what, &format!("({all}, null)")).await;
        match text {
            "" => self.press("Delete").await,
            text => drop(self.call("Input.insertText", json!({ "text": text })).await),
        }
    }

    /// Chooses an option of a native select by its value, as the keyboard would.
    pub async fn select(&self, what: &str, value: &str) {
        let choose = format!(
            "(e.value = {}, e.dispatchEvent(new Event('input', {{ bubbles: true }})),
              e.dispatchEvent(new Event('change', {{ bubbles: true }})), e.value)",
            json!(value)
        );
        let chosen: String = self.ask_of(what, &choose).await;
        assert_eq!(chosen, value, "`{what}` has no such option");
    }

    /// Types into whatever has the focus, key by key.
    pub async fn keys(&self, text: &str) {
        for letter in text.chars() {
            let letter = letter.to_string();
            self.call(
                "Input.dispatchKeyEvent",
                json!({ "type": "keyDown", "key": letter, "text": letter }),
            )
            .await;
            self.call(
                "Input.dispatchKeyEvent",
                json!({ "type": "keyUp", "key": letter }),
            )
            .await;
        }
    }

    /// Presses one key, perhaps with others held: `Enter`, `Control+z`, `Shift+ArrowRight`.
    pub async fn press(&self, combination: &str) {
        let mut parts: Vec<&str> = combination.split('+').collect();
        let key = parts.pop().unwrap_or_default();
        let modifiers = parts.iter().fold(0, |held, name| held | modifier(name));
        let (code, number) = code_of(key);
        let text = match key {
            "Enter" => Some("\r"),
            "Space" => Some(" "),
            key if key.chars().count() == 1 && modifiers & (CONTROL | META | ALT) == 0 => Some(key),
            _ => None,
        };
        let key = if key == "Space" { " " } else { key };
        let mut down = json!({
            "type": if text.is_some() { "keyDown" } else { "rawKeyDown" },
            "key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers,
        });
        if let Some(text) = text {
            down["text"] = json!(text);
        }
        self.call("Input.dispatchKeyEvent", down).await;
        let up = json!({
            "type": "keyUp", "key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers,
        });
        self.call("Input.dispatchKeyEvent", up).await;
    }

    /// Picks files in a file input, which may be hidden behind a button.
    pub async fn pick(&self, what: &str, files: &[&Path]) {
        self.wait(&format!("{} !== null", finding(what))).await;
        let object = self.object(what).await;
        self.call(
            "DOM.setFileInputFiles",
            json!({ "objectId": object, "files": files }),
        )
        .await;
    }

    /// Drops files from the desktop onto an element.
    pub async fn drop_files(&self, what: &str, files: &[&Path]) {
        let at = self.place(what).await;
        let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let params = json!({ "type": kind, "x": at.x, "y": at.y, "data": data });
            self.call("Input.dispatchDragEvent", params).await;
        }
    }
}

fn modifier(name: &str) -> u32 {
    match name {
        "Alt" => ALT,
        "Control" => CONTROL,
        "Meta" => META,
        "Shift" => SHIFT,
        other => panic!("{other} is no modifier"),
    }
}

/// The physical key and its Windows number, which Chromium's editing commands go by.
fn code_of(key: &str) -> (String, u32) {
    let named = match key {
        "Backspace" => 8,
        "Tab" => 9,
        "Enter" => 13,
        "Escape" => 27,
        "Space" => 32,
        "PageUp" => 33,
        "PageDown" => 34,
        "End" => 35,
        "Home" => 36,
        "ArrowLeft" => 37,
        "ArrowUp" => 38,
        "ArrowRight" => 39,
        "ArrowDown" => 40,
        "Delete" => 46,
        _ => 0,
    };
    if named != 0 {
        return (key.to_owned(), named);
    }
    let letter = key.chars().next().unwrap_or_default().to_ascii_uppercase();
    (format!("Key{letter}"), u32::from(letter))
}
