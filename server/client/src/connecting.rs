//! How long it takes to make a connection.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use timing::Timer;
use tower_layer::Layer;
use tower_service::Service;

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
