//! Uploads: a picture's raw bytes, passed on to the backend as they arrive.

use std::time::{Duration, Instant};

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use api::ids::ProjectId;
use api::media::{FILE_NAME, MAX_UPLOAD_BYTES};
use api::problem::Code;
use client::Error;
use futures_util::StreamExt;
use percent_encoding::percent_decode;
use serde::Deserialize;

use super::session::session;
use super::{Shared, error};

/// 25 MB over a slow line takes minutes; longer than this it has stopped.
const WITHIN: Duration = Duration::from_secs(15 * 60);
/// What is read of a body that was refused, so that the browser hears why instead of a broken connection.
const DRAIN_BYTES: u64 = 3 * MAX_UPLOAD_BYTES;
const DRAIN_WITHIN: Duration = Duration::from_secs(30);
/// A browser that sends nothing for this long does not go on: it is answered without being read to the end.
const DRAIN_SILENCE: Duration = Duration::from_secs(3);
/// The backend cleans and cuts names; this only keeps the head of the call short.
const NAME_LIMIT: usize = 200;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/upload", web::post().to(upload));
}

#[derive(Deserialize)]
struct Target {
    #[serde(default)]
    project: String,
}

async fn upload(
    shared: web::Data<Shared>,
    request: HttpRequest,
    target: web::Query<Target>,
    mut body: web::Payload,
) -> HttpResponse {
    let viewer = match session(&shared, &request).await {
        Ok(Some(viewer)) => viewer,
        Ok(None) => {
            return error::problem(
                StatusCode::UNAUTHORIZED,
                Code::Unauthenticated,
                "Please sign in again.",
            );
        }
        Err(fault) => return error::client_problem(&fault),
    };
    let Ok(project) = target.project.parse::<ProjectId>() else {
        drain(&mut body).await;
        return error::problem(
            StatusCode::NOT_FOUND,
            Code::NotFound,
            "This project does not exist any more.",
        );
    };
    if let Err(wait) = shared.uploads.take(viewer.user, Instant::now()) {
        drain(&mut body).await;
        return too_many(wait);
    }
    let length = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > MAX_UPLOAD_BYTES) {
        drain(&mut body).await;
        let sentence = format!(
            "This file is larger than {} MB. Make it smaller and try again.",
            MAX_UPLOAD_BYTES / (1024 * 1024)
        );
        return error::problem(StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge, &sentence);
    }
    let name = name(&request);
    let call = shared
        .client
        .upload(viewer.user, project, &name, length, &mut body);
    let result = tokio::time::timeout(WITHIN, call).await;
    match result {
        Ok(Ok(file)) => HttpResponse::Created()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(file),
        Ok(Err(fault)) => {
            // Of a body that stopped there is nothing to read.
            if !matches!(fault, Error::Stalled | Error::Cut { .. }) {
                drain(&mut body).await;
            }
            error::client_problem(&fault)
        }
        Err(_) => error::problem(
            StatusCode::REQUEST_TIMEOUT,
            Code::Stalled,
            "The upload took too long. Please try again.",
        ),
    }
}

fn too_many(wait: Duration) -> HttpResponse {
    let seconds = wait.as_secs() + 1;
    let sentence = "Many files were uploaded within a minute. Wait a moment and retry.";
    let mut answer = error::problem(StatusCode::TOO_MANY_REQUESTS, Code::TooMany, sentence);
    answer
        .headers_mut()
        .insert(header::RETRY_AFTER, seconds.into());
    answer
}

/// The file's name as the page says it.
fn name(request: &HttpRequest) -> String {
    let Some(given) = request.headers().get(FILE_NAME) else {
        return String::new();
    };
    let name = percent_decode(given.as_bytes()).decode_utf8_lossy();
    name.chars().take(NAME_LIMIT).collect()
}

async fn drain(body: &mut web::Payload) {
    let read = async {
        let mut read = 0;
        while let Ok(Some(Ok(chunk))) = tokio::time::timeout(DRAIN_SILENCE, body.next()).await {
            read += chunk.len() as u64;
            if read > DRAIN_BYTES {
                break;
            }
        }
    };
    // A body that does not end in time is cut off with its connection.
    let _ = tokio::time::timeout(DRAIN_WITHIN, read).await;
}
