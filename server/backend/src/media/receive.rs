//! Uploads: a body streamed into a temporary file, hashed on the way, cut off at its limit.
//!
//! Whatever goes wrong in the middle, the temporary file is removed when its path is dropped.

use std::io;
use std::path::Path;
use std::time::Duration;

use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{HttpRequest, web};
use api::problem::Code;
use bytes::Bytes;
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use tempfile::TempPath;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use crate::previews::hex;
use crate::problem::{Answer, Refusal};

/// A sender that gives nothing for this long is told so, and what it sent is removed. Longer than the web role waits for
/// a browser, so that where it is the browser that is silent, the one that talks to it says so.
const SILENCE: Duration = Duration::from_secs(20);

/// Content that has arrived in full and stands in a temporary file.
pub(crate) struct Received {
    pub(crate) path: TempPath,
    pub(crate) hash: String,
    pub(crate) bytes: u64,
}

/// Receives the whole body, `limit` bytes at most.
pub(crate) async fn receive(
    folder: &Path,
    request: &HttpRequest,
    body: &mut Body,
    limit: u64,
) -> Answer<Received> {
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limit) {
        return Err(Refusal::too_large(limit));
    }
    let mut incoming = Incoming::begin(folder).await?;
    while let Some(chunk) = body.next().await? {
        if incoming.bytes + chunk.len() as u64 > limit {
            return Err(Refusal::too_large(limit));
        }
        incoming.write(&chunk).await?;
    }
    Ok(incoming.finish().await?)
}

/// Receives exactly `count` bytes of the body and leaves the rest for the next call.
pub(crate) async fn receive_some(folder: &Path, body: &mut Body, count: u64) -> Answer<Received> {
    let mut incoming = Incoming::begin(folder).await?;
    while incoming.bytes < count {
        let Some(mut chunk) = body.next().await? else {
            return Err(cut_off());
        };
        let missing = usize::try_from(count - incoming.bytes).unwrap_or(usize::MAX);
        if chunk.len() > missing {
            body.put_back(chunk.split_off(missing));
        }
        incoming.write(&chunk).await?;
    }
    Ok(incoming.finish().await?)
}

/// A request's body, chunk by chunk.
pub(crate) struct Body {
    payload: web::Payload,
    returned: Option<Bytes>,
    silence: Duration,
}

impl Body {
    pub(crate) fn new(payload: web::Payload) -> Self {
        Self {
            payload,
            returned: None,
            silence: SILENCE,
        }
    }

    fn put_back(&mut self, chunk: Bytes) {
        self.returned = Some(chunk);
    }

    async fn next(&mut self) -> Answer<Option<Bytes>> {
        if let Some(chunk) = self.returned.take() {
            return Ok(Some(chunk));
        }
        match tokio::time::timeout(self.silence, self.payload.next()).await {
            Ok(None) => Ok(None),
            Ok(Some(Ok(chunk))) => Ok(Some(chunk)),
            Ok(Some(Err(_))) => Err(cut_off()),
            Err(_) => Err(stalled()),
        }
    }
}

fn cut_off() -> Refusal {
    Refusal::new(
        Code::Invalid,
        "The upload was cut off before its end. Send the file again.",
    )
}

fn stalled() -> Refusal {
    Refusal::new(
        Code::Stalled,
        "The upload stopped arriving. Check the connection and send the file again.",
    )
}

struct Incoming {
    file: File,
    path: TempPath,
    hash: Sha256,
    bytes: u64,
}

impl Incoming {
    async fn begin(folder: &Path) -> io::Result<Self> {
        let folder = folder.to_owned();
        let temporary = super::spawn(move || tempfile::NamedTempFile::new_in(folder)).await?;
        let (file, path) = temporary.into_parts();
        Ok(Self {
            file: File::from_std(file),
            path,
            hash: Sha256::new(),
            bytes: 0,
        })
    }

    async fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.hash.update(chunk);
        self.bytes += chunk.len() as u64;
        self.file.write_all(chunk).await
    }

    async fn finish(mut self) -> io::Result<Received> {
        // A write error may be told only by the flush: tokio's files write behind.
        self.file.flush().await?;
        Ok(Received {
            path: self.path,
            hash: hex(&self.hash.finalize()),
            bytes: self.bytes,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;

    use actix_web::dev::Payload;
    use actix_web::http::StatusCode;
    use actix_web::test::TestRequest;
    use actix_web::{FromRequest, ResponseError};
    use futures_util::{Stream, stream};

    use super::*;

    #[tokio::test]
    async fn a_sender_that_falls_silent_is_told_so_and_its_half_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let half = stream::iter([Ok(Bytes::from_static(b"half"))]);
        let payload: Pin<Box<dyn Stream<Item = _>>> = Box::pin(half.chain(stream::pending()));
        let request = TestRequest::default().to_http_request();
        let mut payload = Payload::Stream { payload };
        let payload = web::Payload::from_request(&request, &mut payload).await;
        let mut body = Body {
            silence: Duration::from_millis(20),
            ..Body::new(payload.unwrap())
        };
        let received = receive(folder.path(), &request, &mut body, 1000).await;
        let refusal = received.err().unwrap();
        assert_eq!(refusal.status_code(), StatusCode::REQUEST_TIMEOUT);
        assert!(refusal.to_string().contains("stopped arriving"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
