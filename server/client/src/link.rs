//! One call: pooled connections, deadlines, retries where a call may be made twice, and the breaker before them all.
//!
//! Every call of the process goes through [`Link::call`] or [`Link::open`].

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, Response, StatusCode};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use url::Url;

use crate::assertion::{Caller, Minter};
use crate::breaker::End;
use crate::call::{Again, Call};
use crate::error::judge;
use crate::guard::Guard;
use crate::pool::Pool;
use crate::reach::ReachState;
use crate::stats::Stats;
use crate::{Config, Error};

/// Calls at once. The backend's database has fewer connections than this; more would only wait there.
const MAX_CALLS: usize = 64;
/// Bytes of a JSON answer. The longest list, a thousand shots with long prompts, is some 5 MB.
const MAX_ANSWER: usize = 16 * 1024 * 1024;
/// Tries of one call, the first included.
const MAX_TRIES: u32 = 3;
/// The longest pause before the second try; doubled before the third. The pause is drawn evenly from zero to this.
const RETRY_PAUSE: Duration = Duration::from_millis(100);
/// A call earns a tenth of a retry, and at most this many are saved up: a backend that fails everything is not asked
/// three times as much.
const MAX_SAVED_RETRIES: i64 = 20;
const RETRY_COST: i64 = 10;

pub(crate) struct Link {
    pub(crate) pool: Pool,
    pub(crate) guard: Arc<Guard>,
    base: Url,
    minter: Minter,
    slots: Semaphore,
    /// In tenths of a retry.
    savings: AtomicI64,
    call_timeout: Duration,
    write_timeout: Duration,
}

impl Link {
    pub(crate) fn new(config: &Config, stats: &Stats) -> Self {
        Self {
            pool: Pool::new(config.connect_timeout, &stats.times.connecting),
            guard: Guard::new(),
            base: config.backend_url.clone(),
            minter: Minter::new(&config.secret.0),
            slots: Semaphore::new(MAX_CALLS),
            savings: AtomicI64::new(MAX_SAVED_RETRIES * RETRY_COST),
            call_timeout: config.call_timeout,
            write_timeout: config.write_timeout,
        }
    }

    /// The whole body of a good answer.
    pub(crate) async fn call(
        &self,
        call: &Call,
        stats: &Stats,
        reach: &ReachState,
    ) -> Result<Bytes, Error> {
        judge(self.answer(call, stats, reach).await?)
    }

    /// A whole answer, good or not. All tries together take at most twice the deadline of one.
    pub(crate) async fn answer(
        &self,
        call: &Call,
        stats: &Stats,
        reach: &ReachState,
    ) -> Result<Answer, Error> {
        let timeout = if call.method == Method::GET {
            self.call_timeout
        } else {
            self.write_timeout
        };
        let begun = Instant::now();
        let deadline = begun + timeout * 2;
        self.enter(timeout, stats).await?;
        let Ok(slot) = tokio::time::timeout(timeout, self.slots.acquire()).await else {
            return Err(unavailable("too many calls are waiting"));
        };
        let _slot = slot.map_err(|_| unavailable("the client is closing"))?;
        stats.times.waiting.took(begun.elapsed());
        self.earn();
        let mut tries = 1;
        loop {
            // It may have opened while this waited for its place, or for the pause between two tries.
            if !self.guard.is_closed() {
                self.enter(Duration::ZERO, stats).await?;
            }
            stats.call(call.name);
            let rest = deadline.saturating_duration_since(Instant::now());
            let failure = match self.once(call, timeout.min(rest), stats).await {
                Ok(answer) => {
                    stats.ended(call.name, Some(answer.status.as_u16()));
                    self.heard(end_of(answer.status), reach, stats);
                    if answer.status.is_server_error() {
                        stats.failures.add();
                    }
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            stats.ended(call.name, failure.status);
            self.heard(End::Bad, reach, stats);
            let may = failure.unsent || call.again == Again::Safe;
            let late = Instant::now() + RETRY_PAUSE >= deadline;
            if !may || late || tries >= MAX_TRIES || !self.spend() {
                stats.failures.add();
                return Err(unavailable(failure.reason));
            }
            stats.retries.add();
            tokio::time::sleep(jitter(RETRY_PAUSE * tries)).await;
            tries += 1;
        }
    }

    /// Waits for the breaker's leave.
    async fn enter(&self, most: Duration, stats: &Stats) -> Result<(), Error> {
        let entered = self.guard.enter(most).await;
        if entered.is_err() {
            stats.held_back.add();
        }
        entered
    }

    /// How a call ended.
    pub(crate) fn heard(&self, end: End, reach: &ReachState, stats: &Stats) {
        if self.guard.ended(end) {
            stats.outages.add();
            // Connections that carry nothing any more must not be what the backend's return is missed on.
            self.pool.renew();
            reach.bad();
        }
    }

    /// Whether the backend can do its work.
    pub(crate) async fn probe(&self, patience: Duration) -> End {
        let Ok(url) = self.base.join("/readyz") else {
            return End::Bad;
        };
        match self.pool.http().get(url).timeout(patience).send().await {
            Ok(answer) => end_of(answer.status()),
            Err(_) => End::Bad,
        }
    }

    async fn once(&self, call: &Call, timeout: Duration, stats: &Stats) -> Result<Answer, Failure> {
        let mut request = self
            .request(call)
            .map_err(|error| Failure::from(error.to_string()))?
            .timeout(timeout);
        if let Some(body) = &call.body {
            request = request
                .header(CONTENT_TYPE, "application/json")
                .body(body.clone());
        }
        if let Some(attempt) = &call.attempt {
            request = attempt.put_on(request);
        }
        let begun = Instant::now();
        let response = request.send().await.map_err(Failure::of)?;
        stats.times.answering.took(begun.elapsed());
        let status = response.status();
        if is_passing(status) {
            let mut failure = Failure::from(format!("answered {status}"));
            failure.status = Some(status.as_u16());
            return Err(failure);
        }
        let begun = Instant::now();
        let body = read(response).await?;
        stats.times.receiving.took(begun.elapsed());
        Ok(Answer { status, body })
    }

    /// The answer's head, its body still to come: for bytes that are passed on. One try, for the body may not be told
    /// twice, and nothing is lost: the browser asks again.
    pub(crate) async fn open(
        &self,
        call: Call,
        headers: HeaderMap,
        body: Option<reqwest::Body>,
        stats: &Stats,
        reach: &ReachState,
    ) -> Result<Response, Error> {
        let begun = Instant::now();
        self.enter(self.call_timeout, stats).await?;
        stats.times.waiting.took(begun.elapsed());
        stats.call(call.name);
        let mut request = self.request(&call)?.headers(headers);
        let uploads = body.is_some();
        // Only the head has a deadline: a film takes as long as its viewer's line needs.
        let wait = if let Some(body) = body {
            request = request.body(body);
            UPLOAD_TIMEOUT
        } else {
            self.call_timeout
        };
        let begun = Instant::now();
        let answered = tokio::time::timeout(wait, request.send()).await;
        let status = match &answered {
            Ok(Ok(response)) => Some(response.status().as_u16()),
            _ => None,
        };
        stats.ended(call.name, status);
        match answered {
            Ok(Ok(response)) => {
                // An upload's answer takes as long as its browser does, which says nothing of the backend.
                if !uploads {
                    stats.times.answering.took(begun.elapsed());
                }
                self.heard(end_of(response.status()), reach, stats);
                if response.status().is_server_error() {
                    stats.failures.add();
                }
                Ok(response)
            }
            Ok(Err(error)) => {
                let failure = Failure::of(error);
                // A body that was cut off by its browser is no fault of the backend's.
                if failure.unsent || !uploads {
                    stats.failures.add();
                    self.heard(End::Bad, reach, stats);
                }
                Err(unavailable(failure.reason))
            }
            Err(_) => {
                stats.failures.add();
                self.heard(End::Bad, reach, stats);
                Err(unavailable("no answer in time"))
            }
        }
    }

    fn request(&self, call: &Call) -> Result<reqwest::RequestBuilder, Error> {
        let url = self.base.join(&call.path).map_err(|error| Error::Broken {
            reason: format!("{}: {error}", call.name),
        })?;
        let bearer = self.minter.bearer(call.caller)?;
        let request = self.pool.http().request(call.method.clone(), url);
        Ok(request.header(AUTHORIZATION, bearer))
    }

    /// The feed's address and its proof.
    pub(crate) fn feed(&self) -> Result<(Url, reqwest::header::HeaderValue), Error> {
        let broken = |reason: &str| Error::Broken {
            reason: reason.to_owned(),
        };
        let mut url = self
            .base
            .join("/v1/feed")
            .map_err(|_| broken("no address for the feed"))?;
        let scheme = if url.scheme() == "https" { "wss" } else { "ws" };
        url.set_scheme(scheme)
            .map_err(|()| broken("the backend's address is not http"))?;
        Ok((url, self.minter.bearer(Caller::Web)?))
    }

    fn earn(&self) {
        let cap = MAX_SAVED_RETRIES * RETRY_COST;
        if self.savings.load(Ordering::Relaxed) < cap {
            self.savings.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn spend(&self) -> bool {
        let paid = |saved: i64| (saved >= RETRY_COST).then_some(saved - RETRY_COST);
        let (set, get) = (Ordering::Relaxed, Ordering::Relaxed);
        self.savings.fetch_update(set, get, paid).is_ok()
    }
}

/// An upload of 25 MB over a poor line, end to end.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// A whole answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
}

/// No answer.
struct Failure {
    reason: String,
    unsent: bool,
    /// Of the answer that said so.
    status: Option<u16>,
}

impl Failure {
    fn of(error: reqwest::Error) -> Self {
        let unsent = error.is_connect();
        let error = error.without_url();
        let mut reason = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            reason = format!("{reason}: {cause}");
            source = cause.source();
        }
        Self {
            reason,
            unsent,
            status: None,
        }
    }
}

impl From<String> for Failure {
    fn from(reason: String) -> Self {
        Self {
            reason,
            unsent: false,
            status: None,
        }
    }
}

/// Statuses that say "not now": of the backend while it starts or stops, or of a balancer before it.
fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 502..=504)
}

/// What an answer says of the backend. That its disk is full it says in good health.
fn end_of(status: StatusCode) -> End {
    if status.is_server_error() && status != StatusCode::INSUFFICIENT_STORAGE {
        End::Bad
    } else {
        End::Good
    }
}

/// The body, unless it is longer than any answer of ours.
pub(crate) async fn read_all(response: Response) -> Result<Bytes, Error> {
    let read = read(response).await;
    read.map_err(|failure| unavailable(failure.reason))
}

async fn read(mut response: Response) -> Result<Bytes, Failure> {
    let announced = response.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|it| it.to_str().ok()?.parse().ok());
    let mut body = BytesMut::with_capacity(announced.unwrap_or(0).min(MAX_ANSWER));
    while let Some(chunk) = response.chunk().await.map_err(Failure::of)? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(Failure::from("the answer is too long".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

pub(crate) fn unavailable(reason: impl Into<String>) -> Error {
    Error::Unavailable {
        reason: reason.into(),
    }
}

/// A pause drawn evenly from zero to `most`, so that those who failed together do not come back together.
pub(crate) fn jitter(most: Duration) -> Duration {
    most.mul_f64(rand::random::<f64>())
}
