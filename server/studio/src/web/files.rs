//! Pictures, films and previews: passed through from the backend with ranges, never held whole.

use actix_web::body::SizedStream;
use actix_web::http::header::{
    Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue, HeaderValue,
};
use actix_web::http::{Method, StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use api::ids::{FileId, JobId};
use api::media::Variant;
use client::{Error, FileRequest, Passed};
use futures_util::stream;
use serde::Deserialize;

use super::session::session;
use super::{Shared, error};
use crate::app::Session;

const MEDIA: &str = "/media/{file}/{variant}";
const DOWNLOAD: &str = "/download/{file}";
const PREVIEW: &str = "/preview/{job}/{hash}";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route(MEDIA, web::get().to(media))
        .route(MEDIA, web::head().to(media))
        .route(DOWNLOAD, web::get().to(download))
        .route(DOWNLOAD, web::head().to(download))
        .route(PREVIEW, web::get().to(preview))
        .route(PREVIEW, web::head().to(preview));
}

async fn media(
    shared: web::Data<Shared>,
    request: HttpRequest,
    path: web::Path<(FileId, Variant)>,
) -> HttpResponse {
    let (file, variant) = path.into_inner();
    pass_file(&shared, &request, file, variant).await
}

#[derive(Deserialize)]
struct SaveAs {
    #[serde(default)]
    name: String,
}

/// Saves a file under the name that the page gives it: the file does not know which take it is.
async fn download(
    shared: web::Data<Shared>,
    request: HttpRequest,
    path: web::Path<FileId>,
    save_as: web::Query<SaveAs>,
) -> HttpResponse {
    let mut answer = pass_file(&shared, &request, path.into_inner(), Variant::Original).await;
    if answer.status().is_success() {
        let value = HeaderValue::try_from(attachment(&save_as.name).to_string());
        let value = value.unwrap_or(HeaderValue::from_static("attachment"));
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    answer
}

/// Longer names are cut: some file systems take 255 bytes.
const NAME_LIMIT: usize = 80;

fn attachment(name: &str) -> ContentDisposition {
    let clean: String = name
        .chars()
        .take(NAME_LIMIT)
        .map(|letter| match letter {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '-',
            letter if letter.is_control() => '-',
            letter => letter,
        })
        .collect();
    let clean = clean.trim_matches(['.', ' ']);
    let mut parameters = Vec::new();
    if !clean.is_empty() {
        let plain = clean.replace(|letter: char| !letter.is_ascii(), "_");
        parameters.push(DispositionParam::Filename(plain));
        parameters.push(DispositionParam::FilenameExt(ExtendedValue {
            charset: Charset::Ext("UTF-8".to_owned()),
            language_tag: None,
            value: clean.as_bytes().to_vec(),
        }));
    }
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters,
    }
}

async fn pass_file(
    shared: &Shared,
    request: &HttpRequest,
    id: FileId,
    variant: Variant,
) -> HttpResponse {
    let text = |name| {
        request
            .headers()
            .get(name)?
            .to_str()
            .ok()
            .map(str::to_owned)
    };
    let wanted = FileRequest {
        id,
        variant,
        range: text(header::RANGE),
        if_none_match: text(header::IF_NONE_MATCH),
        if_range: text(header::IF_RANGE),
        download: false,
    };
    match viewer(shared, request).await {
        Ok(viewer) => pass(request, shared.client.file(viewer.user, wanted).await),
        Err(answer) => answer,
    }
}

async fn preview(
    shared: web::Data<Shared>,
    request: HttpRequest,
    path: web::Path<(JobId, String)>,
) -> HttpResponse {
    let (job, hash) = path.into_inner();
    if hash.len() > 128 || !hash.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return error::not_found();
    }
    match viewer(&shared, &request).await {
        Ok(viewer) => pass(
            &request,
            shared.client.preview(viewer.user, job, &hash).await,
        ),
        Err(answer) => answer,
    }
}

async fn viewer(shared: &Shared, request: &HttpRequest) -> Result<Session, HttpResponse> {
    match session(shared, request).await {
        Ok(Some(viewer)) => Ok(viewer),
        Ok(None) => Err(error::page(
            StatusCode::UNAUTHORIZED,
            "Please sign in",
            "This picture or film is only for people who are signed in.",
        )),
        Err(fault) => Err(error::client_page(&fault)),
    }
}

fn pass(request: &HttpRequest, passed: Result<Passed, Error>) -> HttpResponse {
    let passed = match passed {
        Ok(passed) => passed,
        Err(fault) => return error::client_page(&fault),
    };
    let status = StatusCode::from_u16(passed.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut response = HttpResponse::build(status);
    let mut length = None;
    for (name, value) in passed.headers {
        if name == "content-length" {
            length = value.parse().ok();
        } else {
            response.insert_header((name, value));
        }
    }
    if status == StatusCode::NOT_MODIFIED {
        return response.finish();
    }
    if *request.method() == Method::HEAD {
        // Only told how long it is; the bytes stay where they are.
        let nothing = stream::empty::<Result<Bytes, actix_web::Error>>();
        return match length {
            Some(length) => response.body(SizedStream::new(length, nothing)),
            None => response.streaming(nothing),
        };
    }
    match length {
        Some(length) => response.body(SizedStream::new(length, passed.body)),
        None => response.streaming(passed.body),
    }
}

#[cfg(test)]
mod tests {
    use super::attachment;

    #[test]
    fn a_name_for_saving_is_safe_everywhere() {
        let plain = attachment("Harbor, take 1.mp4").to_string();
        assert!(plain.contains("filename=\"Harbor, take 1.mp4\""), "{plain}");
        let hostile = attachment("../../a\"\r\nset-cookie: x/\u{e9}.mp4").to_string();
        assert!(!hostile.contains(['\r', '\n', '/', '\\']), "{hostile}");
        assert_eq!(attachment("..").to_string(), "attachment");
    }
}
