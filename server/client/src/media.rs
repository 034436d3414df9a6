//! Bytes on their way through: uploads to the backend, pictures and films from it. Never whole in memory.

use std::pin::pin;
use std::time::Duration;

use api::ids::{FileId, JobId, ProjectId, UserId};
use api::media::{FILE_NAME, FileRef, Variant};
use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use reqwest::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE,
    ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH, IF_RANGE, LAST_MODIFIED, RANGE,
};
use tokio::sync::mpsc;

use crate::assertion::Caller;
use crate::call::Call;
use crate::error::{judge, refusal};
use crate::link::{Answer, read_all, unavailable};
use crate::{Client, Error};

/// The body of an answer that is passed on.
pub type ByteStream = BoxStream<'static, Result<Bytes, Error>>;

/// Chunks of an upload between the browser's line and the backend's; an actix chunk is at most 64 KB.
const UPLOAD_CHUNKS: usize = 4;

/// What is passed on to the browser.
const PASSED_HEADERS: [HeaderName; 8] = [
    ACCEPT_RANGES,
    CACHE_CONTROL,
    CONTENT_DISPOSITION,
    CONTENT_LENGTH,
    CONTENT_RANGE,
    CONTENT_TYPE,
    ETAG,
    LAST_MODIFIED,
];

/// Which bytes of which file a browser asks for.
#[derive(Clone, Debug)]
pub struct FileRequest {
    pub id: FileId,
    pub variant: Variant,
    /// The browser's `Range` header.
    pub range: Option<String>,
    /// The browser's `If-None-Match` header.
    pub if_none_match: Option<String>,
    /// The browser's `If-Range` header.
    pub if_range: Option<String>,
    /// Whether the answer shall name the file for saving.
    pub download: bool,
}

/// An answer to pass on as it is: 200, 206, 304 or 416.
pub struct Passed {
    pub status: u16,
    /// Only those that a browser needs, names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: ByteStream,
}

/// The end of an upload is a word of its own: a browser that goes away must not look like one that is done.
enum Piece {
    Bytes(Bytes),
    End,
}

impl Client {
    /// Passes a picture on to the backend as it arrives. `length` is the browser's `Content-Length`, where it gave one.
    /// The stream need not be `Send`: an actix payload will do. Dropping the future aborts the upload.
    pub async fn upload<E: std::fmt::Display>(
        &self,
        viewer: UserId,
        project: ProjectId,
        name: &str,
        length: Option<u64>,
        body: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<FileRef, Error> {
        let mut call = Call::get(
            Caller::Viewer(viewer),
            "POST /v1/projects/{id}/files",
            format!("/v1/projects/{project}/files"),
        );
        call.method = Method::POST;
        let mut headers = HeaderMap::new();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        );
        let name = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
        if let Ok(name) = HeaderValue::try_from(name) {
            headers.insert(FILE_NAME, name);
        }
        if let Some(length) = length {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        }

        let (pieces, received) = mpsc::channel(UPLOAD_CHUNKS);
        let sending = reqwest::Body::wrap_stream(until_end(received));
        let inner = std::sync::Arc::clone(&self.inner);
        let mut answer = self.inner.runtime.spawn(async move {
            let link = &inner.link;
            let response = link
                .open(call, headers, Some(sending), &inner.stats, &inner.reach)
                .await?;
            let status = response.status();
            let body = read_all(response).await?;
            judge(Answer { status, body })
        });
        let silence = self.inner.upload_silence;
        let forwarded = tokio::select! {
            forwarded = forward(body, pieces, silence) => forwarded,
            // An answer before the end: too large, or not a picture.
            early = &mut answer => return uploaded(early),
        };
        match forwarded {
            Ok(()) => uploaded(answer.await),
            Err(error) => {
                answer.abort();
                Err(error)
            }
        }
    }

    /// A picture or a film.
    pub async fn file(&self, viewer: UserId, request: FileRequest) -> Result<Passed, Error> {
        let variant = match request.variant {
            Variant::Thumb => "thumb",
            Variant::Large => "large",
            Variant::Original => "original",
        };
        let download = if request.download { "?download=1" } else { "" };
        let path = format!("/v1/files/{}/{variant}{download}", request.id);
        let mut headers = HeaderMap::new();
        let given = [
            (RANGE, request.range),
            (IF_NONE_MATCH, request.if_none_match),
            (IF_RANGE, request.if_range),
        ];
        for (name, value) in given {
            if let Some(value) = value.and_then(|it| HeaderValue::try_from(it).ok()) {
                headers.insert(name, value);
            }
        }
        let call = Call::get(Caller::Viewer(viewer), "GET /v1/files/{id}/{variant}", path);
        self.pass(call, headers).await
    }

    /// A preview picture of a running job; `hash` is `Progress::preview`.
    pub async fn preview(&self, viewer: UserId, job: JobId, hash: &str) -> Result<Passed, Error> {
        // It becomes a part of the path.
        if hash.is_empty() || !hash.bytes().all(|it| it.is_ascii_alphanumeric()) {
            return Err(Error::NotFound);
        }
        let call = Call::get(
            Caller::Viewer(viewer),
            "GET /v1/jobs/{id}/preview/{hash}",
            format!("/v1/jobs/{job}/preview/{hash}"),
        );
        self.pass(call, HeaderMap::new()).await
    }

    async fn pass(&self, call: Call, headers: HeaderMap) -> Result<Passed, Error> {
        let inner = std::sync::Arc::clone(&self.inner);
        // Opened on the client's runtime, where the pooled connection then lives, whoever reads the body.
        let opened = self.inner.runtime.spawn(async move {
            let link = &inner.link;
            link.open(call, headers, None, &inner.stats, &inner.reach)
                .await
        });
        let response = opened
            .await
            .map_err(|_| unavailable("the call was dropped"))??;
        let status = response.status();
        if !matches!(status.as_u16(), 200 | 206 | 304 | 416) {
            return Err(refusal(status, &read_all(response).await?));
        }
        let all = response.headers();
        let kept = PASSED_HEADERS.iter().filter_map(|name| {
            let value = all.get(name)?.to_str().ok()?;
            Some((name.as_str().to_owned(), value.to_owned()))
        });
        Ok(Passed {
            status: status.as_u16(),
            headers: kept.collect(),
            body: response
                .bytes_stream()
                .map_err(|error| unavailable(error.without_url().to_string()))
                .boxed(),
        })
    }
}

/// Hands the body over piece by piece.
async fn forward<E: std::fmt::Display>(
    body: impl Stream<Item = Result<Bytes, E>>,
    pieces: mpsc::Sender<Piece>,
    silence: Duration,
) -> Result<(), Error> {
    let mut body = pin!(body);
    loop {
        let next = tokio::time::timeout(silence, body.next()).await;
        let piece = match next.map_err(|_| Error::Stalled)? {
            Some(Ok(bytes)) => Piece::Bytes(bytes),
            Some(Err(error)) => {
                let reason = error.to_string();
                return Err(Error::Cut { reason });
            }
            None => Piece::End,
        };
        let is_end = matches!(piece, Piece::End);
        // Nobody receives any more: the answer is there or on its way.
        if pieces.send(piece).await.is_err() || is_end {
            return Ok(());
        }
    }
}

fn until_end(
    received: mpsc::Receiver<Piece>,
) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static {
    futures_util::stream::unfold(Some(received), |received| async move {
        let mut received = received?;
        match received.recv().await {
            Some(Piece::Bytes(bytes)) => Some((Ok(bytes), Some(received))),
            Some(Piece::End) => None,
            None => Some((Err(std::io::Error::other("cut off")), None)),
        }
    })
}

fn uploaded(
    answer: Result<Result<Bytes, Error>, tokio::task::JoinError>,
) -> Result<FileRef, Error> {
    let body = answer.map_err(|_| unavailable("the upload was dropped"))??;
    serde_json::from_slice(&body).map_err(|error| Error::Broken {
        reason: format!("an upload's answer cannot be read: {error}"),
    })
}
