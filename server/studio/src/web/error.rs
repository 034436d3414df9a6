//! What goes wrong outside the engine, for people as a page and for scripts as problem details.

use std::fmt::{Debug, Display};

use actix_web::error::InternalError;
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, web};
use api::problem::{Code, Problem};
use client::Error;
use maud::html;

use crate::views::bare::{self, Way};

/// A page with one sentence and a way on.
pub(super) fn page(status: StatusCode, title: &str, sentence: &str) -> HttpResponse {
    let way = match status {
        StatusCode::SERVICE_UNAVAILABLE => Way::AgainSoon,
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::INTERNAL_SERVER_ERROR
        | StatusCode::BAD_GATEWAY => Way::Again,
        _ => Way::Elsewhere,
    };
    let markup = bare::message(title, sentence, way);
    let mut response = HttpResponse::build(status);
    if way == Way::AgainSoon {
        response.insert_header(("retry-after", bare::RETRY_SECONDS.to_string()));
    }
    response
        .content_type("text/html; charset=utf-8")
        .insert_header(("cache-control", "no-store"))
        .body(markup.into_string())
}

/// A page for an address that names nothing.
pub(super) fn not_found() -> HttpResponse {
    page(
        StatusCode::NOT_FOUND,
        "There is nothing here",
        "This address names nothing in the studio.",
    )
}

/// An address with an id or a word in it that is none names nothing.
pub(super) fn path_config() -> web::PathConfig {
    web::PathConfig::default().error_handler(|fault, _| answered(fault, not_found()))
}

/// A query that says a thing twice or cannot be read is refused in words, not with what the parser found.
pub(super) fn query_config() -> web::QueryConfig {
    const SENTENCE: &str = "This address could not be read. Go back and try again.";
    web::QueryConfig::default().error_handler(|fault, request| {
        let status = StatusCode::BAD_REQUEST;
        let answer = if *request.method() == Method::POST {
            problem(status, Code::Invalid, SENTENCE)
        } else {
            page(status, "That did not work", SENTENCE)
        };
        answered(fault, answer)
    })
}

fn answered<E: Debug + Display + 'static>(fault: E, answer: HttpResponse) -> actix_web::Error {
    InternalError::from_response(fault, answer).into()
}

/// One sentence without looks, for requests that no page of ours would send.
pub(super) fn plain(status: StatusCode, sentence: &str) -> HttpResponse {
    let markup = html! { (maud::DOCTYPE) html lang="en" { head { meta charset="utf-8"; title { "Rushes" } } body { p { (sentence) } } } };
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header(("cache-control", "no-store"))
        .body(markup.into_string())
}

/// A page for a failed call of the client.
pub(super) fn client_page(error: &Error) -> HttpResponse {
    let status = status(error);
    let title = match status {
        StatusCode::NOT_FOUND => "There is nothing here",
        StatusCode::SERVICE_UNAVAILABLE => "One moment",
        _ => "That did not work",
    };
    page(status, title, &error.sentence())
}

/// Problem details for a failed call of the client.
pub(super) fn client_problem(error: &Error) -> HttpResponse {
    let problem = match error {
        Error::Rejected(problem) | Error::Expired(problem) | Error::Stale { problem, .. } => {
            problem.as_ref().clone()
        }
        error => {
            let code = match error {
                Error::NotFound => Code::NotFound,
                Error::SignedOut => Code::Unauthenticated,
                Error::Unavailable { .. } => Code::Unavailable,
                Error::Cut { .. } => Code::Invalid,
                Error::Stalled => Code::Stalled,
                _ => Code::Internal,
            };
            made(status(error), code, error.sentence())
        }
    };
    problem_response(&problem)
}

pub(super) fn problem(status: StatusCode, code: Code, sentence: &str) -> HttpResponse {
    problem_response(&made(status, code, sentence.to_owned()))
}

fn made(status: StatusCode, code: Code, detail: String) -> Problem {
    let name = serde_json::to_value(code)
        .ok()
        .and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default();
    Problem {
        kind: format!("about:blank#{name}"),
        title: status.canonical_reason().unwrap_or_default().to_owned(),
        status: status.as_u16(),
        code,
        detail,
        field: None,
        current: None,
    }
}

fn problem_response(problem: &Problem) -> HttpResponse {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    HttpResponse::build(status)
        .content_type("application/problem+json")
        .insert_header(("cache-control", "no-store"))
        .body(serde_json::to_string(problem).unwrap_or_default())
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::Rejected(problem) | Error::Expired(problem) | Error::Stale { problem, .. } => {
            StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::SignedOut => StatusCode::UNAUTHORIZED,
        Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Broken { .. } => StatusCode::BAD_GATEWAY,
        Error::Cut { .. } => StatusCode::BAD_REQUEST,
        Error::Stalled => StatusCode::REQUEST_TIMEOUT,
    }
}
