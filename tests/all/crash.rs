//! A machine that fails while a take is rendered.

use std::path::{Path, PathBuf};

use tests::program::free_port;
use tests::{Browser, Rushes, film};

use crate::studio::words;

/// All files of a folder, deep.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()))
        } else {
            found.push(entry.path())
        }
    }
    found
}

/// Renders a take of the sample and kills the process so many times in the middle of it.
pub(crate) async fn render_through_crashes(crashes: usize) {
    let port = free_port();
    let listen = format!("127.0.0.1:{port}");
    let mut rushes = Rushes::with(&["--listen", &listen]).await;
    let browser = Browser::start().await;
    let page = browser.person().await.open(&rushes.url).await;
    page.live().await;
    page.click("button >> Open a sample").await;
    page.click(".shot-card .card-link").await;
    page.click("#generate").await;
    for _ in 0..crashes {
        page.wait("document.querySelector('.take-card.is-running progress.bar')?.value > 0")
            .await;
        rushes.program.kill().await;
        page.wait("document.documentElement.dataset.connection !== 'live'")
            .await;
        // The tab stays where it is, and comes back by itself.
        rushes = rushes.again().await;
        page.live().await;
    }
    page.see(".take-card.is-done").await;
    assert_eq!(
        words(&page, ".take-card .card-name > span:first-child").await,
        ["Take 1"]
    );
    page.wait("document.querySelector('main video')?.videoWidth > 0")
        .await;
    assert_eq!(
        page.traffic(|traffic| traffic.loads),
        1,
        "the tab was not loaded again"
    );

    // Nothing doubled: one film, and nothing half-done beside it.
    assert_eq!(rushes.program.stop().await, Some(0));
    let media = files(&rushes.data().join("media"));
    let films: Vec<&PathBuf> = media.iter().filter(|path| is_film(path)).collect();
    assert_eq!(films.len(), 1, "{media:#?}");
    assert_eq!(film::complaints(films[0]), "");
    let left = files(&rushes.data().join("scratch"));
    assert!(
        left.iter()
            .all(|path| path.ends_with("lock") || path.ends_with(".lock")),
        "{left:#?}"
    );
}

fn is_film(path: &Path) -> bool {
    std::fs::read(path).is_ok_and(|bytes| bytes.get(4..8) == Some(b"ftyp"))
}

#[tokio::test]
async fn a_take_finishes_after_the_process_was_killed_while_rendering() {
    render_through_crashes(1).await;
}
