//! A call's body and its `Idempotency-Key`, taken together: the store stores the answer to both in one transaction.
//! With `Idempotency-Replay: confirm` beside it the call is not made, only asked about.

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::HeaderValue;
use actix_web::{FromRequest, HttpRequest, web};
use api::problem::Code;
use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::problem::{Answer, Refusal};
use crate::store::Once;

/// The longest JSON body: a project's largest edit is a prompt and a note of 4,000 characters each, and a worker's
/// report holds a preview.
pub(crate) const MAX_JSON_BYTES: usize = 256 * 1024;

/// A JSON body. `once` is there where the caller named a key.
#[derive(Debug)]
pub(crate) struct Call<T> {
    pub(crate) body: T,
    pub(crate) once: Option<Once>,
}

impl<T: DeserializeOwned + 'static> FromRequest for Call<T> {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = Answer<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = web::Bytes::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let bytes = body.await.map_err(|error| unreadable(&error))?;
            let body = serde_json::from_slice(&bytes).map_err(|error| {
                Refusal::new(
                    Code::Invalid,
                    format!("The body is not the JSON that this call takes: {error}."),
                )
            })?;
            Ok(Self {
                body,
                once: once(&request, &bytes)?,
            })
        })
    }
}

/// The key of a call without a body.
pub(crate) struct Key(pub(crate) Option<Once>);

impl FromRequest for Key {
    type Error = Refusal;
    type Future = std::future::Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(once(request, &Bytes::new()).map(Self))
    }
}

/// Asks whether the write under the key was done, and ends it if not.
const REPLAY: &str = "Idempotency-Replay";

fn once(request: &HttpRequest, body: &Bytes) -> Answer<Option<Once>> {
    let headers = request.headers();
    let replay = headers.get(REPLAY);
    let Some(value) = headers.get("Idempotency-Key") else {
        // Done in spite of the question it would be the very thing that the caller wants to rule out.
        return replay.map_or(Ok(None), |_| Err(odd("belongs to an Idempotency-Key")));
    };
    // What is not text is refused by the store's own rule.
    let key = value.to_str().unwrap_or_default();
    let path = request.uri().path();
    let once = Once::new(key, request.method().as_str(), path, body)?;
    match replay.map(HeaderValue::as_bytes) {
        None => Ok(Some(once)),
        Some(b"confirm") => Ok(Some(once.confirming())),
        Some(_) => Err(odd("is “confirm” or absent")),
    }
}

fn odd(rule: &str) -> Refusal {
    Refusal::invalid(REPLAY, format!("The header {REPLAY} {rule}."))
}

fn unreadable(error: &actix_web::Error) -> Refusal {
    match error.as_error::<PayloadError>() {
        Some(PayloadError::Overflow) => Refusal::too_large(MAX_JSON_BYTES as u64),
        _ => Refusal::new(Code::Invalid, "The body was cut off before its end."),
    }
}
