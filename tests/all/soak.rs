//! The same story many times over: a few times in each run, for long with `tests/run --long`.

use crate::crash::render_through_crashes;
use crate::studio::{Studio, add_shot};

fn rounds(usual: usize, long: usize) -> usize {
    if std::env::var_os("RUSHES_TEST_LONG").is_some() {
        long
    } else {
        usual
    }
}

/// A job has three attempts: this many crashes leave it the last.
const CRASHES: usize = 2;

#[tokio::test]
async fn a_take_finishes_although_the_process_is_killed_twice() {
    for _ in 0..rounds(1, 4) {
        render_through_crashes(CRASHES).await;
    }
}

#[tokio::test]
async fn a_tab_survives_many_changes_without_a_reload_or_a_complaint() {
    let studio = Studio::open().await;
    let page = studio.project("Harbor", 128, 96).await;
    let watching = studio.tab(&studio.path(&page).await).await;
    for round in 1..=rounds(5, 200) {
        add_shot(&page).await;
        watching
            .wait("document.querySelectorAll('.shot-card').length === 1")
            .await;
        page.hover(".shot-card").await;
        page.click(".shot-card [aria-label^='More about']").await;
        page.click(".menu:popover-open button >> Delete").await;
        for tab in [&page, &watching] {
            tab.wait("document.querySelectorAll('.shot-card').length === 0")
                .await;
        }
        assert_eq!(watching.complaints(), [""; 0], "round {round}");
    }
    for tab in [&page, &watching] {
        assert_eq!(
            tab.traffic(|traffic| (traffic.loads, traffic.opened)),
            (1, 1)
        );
    }
}
