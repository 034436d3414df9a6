//! Waiting for a condition, never for a time.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How long anything may take on a machine that also compiles; a test that passes never waits this long.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks: short against what is waited for, long against what a look costs.
pub const PACE: Duration = Duration::from_millis(15);

/// Looks until there is something, and gives it back.
///
/// # Panics
/// When `what` has not come about in [`PATIENCE`].
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(
            Instant::now() < deadline,
            "waited {} s in vain: {what}",
            PATIENCE.as_secs()
        );
        sleep(PACE).await;
    }
}
