//! Tabs that only stay: what they hold and what they cost, minute by minute.

use std::io;
use std::time::Duration;

use serde_json::json;

use crate::server::{Kind, Server};
use crate::tabs::Tabs;
use crate::{REST, say};

const MINUTE: Duration = Duration::from_secs(60);
/// Pages that are loaded before their sockets are opened.
const AT_A_TIME: usize = 1_000;

pub(crate) async fn run(name: &str, kind: &Kind, tabs: usize, minutes: usize) -> io::Result<()> {
    let server = Server::start(kind).await?;
    let _first = server.place(1).await;
    tokio::time::sleep(REST).await;
    let empty = server.memory()?;
    let mut joined = Vec::new();
    // A page whose socket does not follow soon is forgotten.
    for first in (0..tabs).step_by(AT_A_TIME) {
        let count = AT_A_TIME.min(tabs - first);
        let mut place = server.place(count).await;
        place.beats = !place.joins.is_empty();
        joined.push(Tabs::join(&place, count).await?);
    }
    tokio::time::sleep(REST).await;
    let mut cpu = server.cpu()?;
    for minute in 1..=minutes {
        tokio::time::sleep(MINUTE).await;
        let now = server.cpu()?;
        let used = (now - cpu) / MINUTE.as_secs_f64();
        cpu = now;
        let held = (server.memory()? - empty) / tabs as f64;
        say(&json!({
            "of": name, "tabs": tabs, "minute": minute,
            "KB a tab": held, "% of a core": used * 100.0,
        }))?;
    }
    drop(joined);
    server.stop().await
}
