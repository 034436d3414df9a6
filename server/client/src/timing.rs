//! How long things took, counted into buckets.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tower_layer::Layer;
use tower_service::Service;

/// Upper bounds in seconds: from a call within one machine to the longest deadline.
const BOUNDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// How long something took, each time since the start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timing {
    /// Upper bound in seconds, and how many took no longer.
    pub buckets: Vec<(f64, u64)>,
    pub count: u64,
    pub sum: Duration,
}

#[derive(Default)]
pub(crate) struct Timer {
    buckets: [AtomicU64; BOUNDS.len()],
    count: AtomicU64,
    nanos: AtomicU64,
}

impl Timer {
    pub(crate) fn took(&self, time: Duration) {
        let seconds = time.as_secs_f64();
        if let Some(at) = BOUNDS.iter().position(|bound| seconds <= *bound) {
            self.buckets[at].fetch_add(1, Ordering::Relaxed);
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanos.fetch_add(nanos, Ordering::Relaxed);
    }

    pub(crate) fn now(&self) -> Timing {
        let mut below = 0;
        let buckets = BOUNDS.iter().zip(&self.buckets).map(|(bound, bucket)| {
            below += bucket.load(Ordering::Relaxed);
            (*bound, below)
        });
        let buckets = buckets.collect();
        // Read after the buckets, so that no bucket holds more than there are.
        Timing {
            buckets,
            count: self.count.load(Ordering::Relaxed),
            sum: Duration::from_nanos(self.nanos.load(Ordering::Relaxed)),
        }
    }
}

/// Around what makes connections: times each that was made, its look-up and its handshakes included.
#[derive(Clone)]
pub(crate) struct Connecting(pub(crate) Arc<Timer>);

#[derive(Clone)]
pub(crate) struct Timed<S> {
    inner: S,
    timer: Arc<Timer>,
}

impl<S> Layer<S> for Connecting {
    type Service = Timed<S>;

    fn layer(&self, inner: S) -> Timed<S> {
        let timer = Arc::clone(&self.0);
        Timed { inner, timer }
    }
}

impl<S, R> Service<R> for Timed<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let timer = Arc::clone(&self.timer);
        let connecting = self.inner.call(request);
        let began = Instant::now();
        Box::pin(async move {
            let connected = connecting.await?;
            timer.took(began.elapsed());
            Ok(connected)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_holds_all_that_took_no_longer_than_its_bound() {
        let timer = Timer::default();
        for ms in [1, 2, 3, 900, 60_000] {
            timer.took(Duration::from_millis(ms));
        }
        let timing = timer.now();
        assert_eq!(
            (timing.count, timing.sum),
            (5, Duration::from_millis(60_906))
        );
        let in_bucket = |bound: f64| {
            let bucket = timing.buckets.iter().find(|(it, _)| *it == bound);
            bucket.map(|(_, count)| *count)
        };
        assert_eq!(in_bucket(0.001), Some(1));
        assert_eq!(in_bucket(0.005), Some(3));
        assert_eq!(in_bucket(0.5), Some(3));
        assert_eq!(in_bucket(10.0), Some(4));
    }
}
