//! The worker's calls to the backend: each with an assertion of its own, a deadline, and errors told apart by what
//! the worker can do about them.

use std::path::Path;
use std::time::Duration;

use api::assertion::{AUDIENCE, Claims, LIFETIME_SECONDS};
use api::ids::{FileId, JobId};
use api::media::MAX_UPLOAD_BYTES;
use api::problem::Problem;
use api::worker::{Claim, Failure, LEASE, Order, Report, ReportAnswer};
use futures_util::StreamExt;
use jsonwebtoken::{EncodingKey, Header};
use reqwest::header::CONTENT_LENGTH;
use reqwest::{Body, Client, Method, RequestBuilder, Response, StatusCode};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_util::io::ReaderStream;
use url::Url;

use crate::generators::Output;

const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// A small call: report, fail.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// Moving a file may take this long and a second more for each of these bytes.
const MOVE_WITHIN: Duration = Duration::from_secs(30);
const SLOWEST_BYTES_PER_SECOND: u64 = 250_000;
/// Of a film, read and sent at once.
const PIECE_BYTES: usize = 64 * 1024;
/// A refusal is a short sentence.
const MAX_PROBLEM_BYTES: usize = 16 * 1024;

#[derive(Debug, thiserror::Error)]
pub(super) enum CallError {
    /// The backend is away: the same call may go better later.
    #[error("{0}")]
    Away(String),
    /// The backend says, in a sentence for the person, why it cannot now: its disk is full, for instance.
    #[error("{0}")]
    Busy(String),
    /// The job is canceled, over, or another worker's.
    #[error("the job is no longer this worker's")]
    Gone,
    /// Asking again would be answered in the same way.
    #[error("{0}")]
    Refused(String),
    /// The worker's own disk.
    #[error("{0}")]
    Disk(#[from] std::io::Error),
}

impl From<reqwest::Error> for CallError {
    fn from(error: reqwest::Error) -> Self {
        // Where it is was said at the start; what went wrong fits in a line without it.
        Self::Away(format!("{:#}", anyhow::Error::from(error.without_url())))
    }
}

pub(super) struct Link {
    http: Client,
    base: Url,
    key: EncodingKey,
}

impl Link {
    pub(super) fn new(base: Url, secret: &[u8]) -> Result<Self, reqwest::Error> {
        Ok(Self {
            http: Client::builder()
                .connect_timeout(CONNECT_WITHIN)
                // The backend has an internal name; a proxy for the outer world does not know it.
                .no_proxy()
                .build()?,
            base,
            key: EncodingKey::from_secret(secret),
        })
    }

    /// Waits up to `wait` for a job.
    pub(super) async fn claim(
        &self,
        claim: &Claim,
        wait: Duration,
    ) -> Result<Option<Order>, CallError> {
        let call = self.call(Method::POST, "v1/worker/claim")?.json(claim);
        let answer = answered(call.timeout(wait + ANSWER_WITHIN).send().await?).await?;
        if answer.status() == StatusCode::NO_CONTENT {
            return Ok(None);
        }
        Ok(Some(answer.json().await?))
    }

    /// Fetches one of the job's pictures into `to`.
    pub(super) async fn file(
        &self,
        job: JobId,
        lease: &str,
        file: FileId,
        to: &Path,
    ) -> Result<(), CallError> {
        let call = self
            .call(Method::GET, &format!("v1/worker/jobs/{job}/files/{file}"))?
            .header(LEASE, lease)
            .timeout(moving(MAX_UPLOAD_BYTES));
        let mut pieces = answered(call.send().await?).await?.bytes_stream();
        let mut target = File::create(to).await?;
        let mut bytes = 0;
        while let Some(piece) = pieces.next().await {
            let piece = piece?;
            bytes += piece.len() as u64;
            if bytes > MAX_UPLOAD_BYTES {
                return Err(CallError::Refused(
                    "A picture of this shot is larger than 25 MB.".to_owned(),
                ));
            }
            target.write_all(&piece).await?;
        }
        target.flush().await?;
        Ok(())
    }

    pub(super) async fn progress(
        &self,
        job: JobId,
        report: &Report,
    ) -> Result<ReportAnswer, CallError> {
        let call = self
            .call(Method::POST, &format!("v1/worker/jobs/{job}/progress"))?
            .json(report)
            .timeout(ANSWER_WITHIN);
        Ok(answered(call.send().await?).await?.json().await?)
    }

    /// Sends the poster and the film, in one body: all of it counts, or nothing.
    pub(super) async fn finish(
        &self,
        job: JobId,
        lease: &str,
        output: &Output,
    ) -> Result<(), CallError> {
        let film = File::open(&output.film).await?;
        let bytes = output.poster.len() as u64 + film.metadata().await?.len();
        let poster = std::io::Cursor::new(output.poster.clone());
        let body = ReaderStream::with_capacity(poster.chain(film), PIECE_BYTES);
        let call = self
            .call(Method::POST, &format!("v1/worker/jobs/{job}/finish"))?
            .header(LEASE, lease)
            .query(&[("seconds", output.seconds)])
            .query(&[("poster_bytes", output.poster.len())])
            .header(CONTENT_LENGTH, bytes)
            .timeout(moving(bytes))
            .body(Body::wrap_stream(body));
        answered(call.send().await?).await?;
        Ok(())
    }

    pub(super) async fn fail(&self, job: JobId, failure: &Failure) -> Result<(), CallError> {
        let call = self
            .call(Method::POST, &format!("v1/worker/jobs/{job}/fail"))?
            .json(failure)
            .timeout(ANSWER_WITHIN);
        answered(call.send().await?).await?;
        Ok(())
    }

    pub(super) async fn give_back(&self, job: JobId, lease: &str) -> Result<(), CallError> {
        let call = self
            .call(Method::POST, &format!("v1/worker/jobs/{job}/give-back"))?
            .header(LEASE, lease)
            .timeout(ANSWER_WITHIN);
        answered(call.send().await?).await?;
        Ok(())
    }

    fn call(&self, method: Method, path: &str) -> Result<RequestBuilder, CallError> {
        let now = jsonwebtoken::get_current_timestamp();
        let claims = Claims {
            sub: "worker".to_owned(),
            aud: AUDIENCE.to_owned(),
            exp: now + LIFETIME_SECONDS,
            iat: now,
        };
        let assertion = jsonwebtoken::encode(&Header::default(), &claims, &self.key)
            .map_err(|error| CallError::Refused(error.to_string()))?;
        let base = self.base.as_str().trim_end_matches('/');
        let call = self.http.request(method, format!("{base}/{path}"));
        Ok(call.bearer_auth(assertion))
    }
}

fn moving(bytes: u64) -> Duration {
    MOVE_WITHIN + Duration::from_secs(bytes / SLOWEST_BYTES_PER_SECOND)
}

async fn answered(answer: Response) -> Result<Response, CallError> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let sentence = sentence(answer).await;
    Err(match status {
        StatusCode::NOT_FOUND | StatusCode::CONFLICT | StatusCode::GONE => CallError::Gone,
        // Clocks that differ and a secret that is being changed pass, like an overload.
        StatusCode::UNAUTHORIZED | StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
            CallError::Busy(sentence)
        }
        status if status.is_server_error() => CallError::Busy(sentence),
        _ => CallError::Refused(sentence),
    })
}

async fn sentence(answer: Response) -> String {
    let status = answer.status();
    let mut body = Vec::new();
    let mut pieces = answer.bytes_stream();
    while let Some(Ok(piece)) = pieces.next().await {
        body.extend_from_slice(&piece);
        if body.len() > MAX_PROBLEM_BYTES {
            break;
        }
    }
    serde_json::from_slice::<Problem>(&body)
        .map_or_else(|_| format!("The backend answered {status}."), |p| p.detail)
}
