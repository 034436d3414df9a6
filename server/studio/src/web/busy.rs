//! How many answers are under way, so that a stop can wait for them and for nothing else.
//!
//! A graceful stop of the server itself waits for connections, and a browser keeps idle ones open for minutes.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;
use tokio::time::{Instant, sleep};

/// Counts answers from the arrival of their request to the last byte of their body.
#[derive(Clone, Default)]
pub(super) struct Busy(Arc<AtomicUsize>);

/// One answer under way.
pub(super) struct Answering(Arc<AtomicUsize>);

/// Short enough not to be felt at a stop, long enough for the last bytes to leave.
const LOOK_EVERY: Duration = Duration::from_millis(50);

impl Busy {
    pub(super) fn begin(&self) -> Answering {
        self.0.fetch_add(1, Ordering::Relaxed);
        Answering(Arc::clone(&self.0))
    }

    /// Returns once nothing was under way at two looks in a row, or when the time is over.
    pub(super) async fn settle(&self, within: Duration) {
        let end = Instant::now() + within;
        let mut quiet = 0;
        while quiet < 2 && Instant::now() < end {
            sleep(LOOK_EVERY).await;
            let idle = self.0.load(Ordering::Relaxed) == 0;
            quiet = if idle { quiet + 1 } else { 0 };
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Answering {
    /// The body, counted until it is sent or given up.
    pub(super) fn count(self, body: impl MessageBody + 'static) -> BoxBody {
        BoxBody::new(Counted {
            body: body.boxed(),
            _answering: self,
        })
    }
}

struct Counted {
    body: BoxBody,
    _answering: Answering,
}

impl MessageBody for Counted {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn a_stop_waits_for_what_is_under_way_and_no_longer() {
        let busy = Busy::default();
        let begun = Instant::now();
        busy.settle(LONG).await;
        assert!(begun.elapsed() < LONG);

        let answer = busy.begin().count("a film");
        let short = LOOK_EVERY * 4;
        let begun = Instant::now();
        busy.settle(short).await;
        assert!(begun.elapsed() >= short);

        drop(answer);
        busy.settle(LONG).await;
        assert!(begun.elapsed() < LONG);
    }
}
