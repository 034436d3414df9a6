//! Sign-in and sign-out: plain forms, which work without a script.

use std::net::IpAddr;

use actix_web::cookie::Cookie;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use api::account::SignIn;
use client::Error;
use maud::Markup;
use serde::Deserialize;

use super::session::{cookie, end_all, no_cookies, session};
use super::{Shared, body, error, pages};
use crate::views::bare;

/// A name and a password; anything larger is not a sign-in.
const FORM_LIMIT: usize = 8 * 1024;
/// Set for half a minute by a page whose person signs out (`web/studio/sign-out.js`). Its tabs learn that their session
/// ended before this server's answer arrives, and would ask to sign in again to go on.
const LEFT: &str = "rushes_left";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .app_data(web::FormConfig::default().limit(FORM_LIMIT))
        .service(
            web::resource("/login")
                .route(web::get().to(form))
                .route(web::head().to(form))
                .route(web::post().to(sign_in))
                .default_service(web::to(pages::page)),
        )
        .service(
            web::resource("/logout")
                .route(web::post().to(sign_out))
                .default_service(web::to(pages::page)),
        );
}

#[derive(Deserialize)]
struct Next {
    next: Option<String>,
    /// Set by a page whose session ended under it.
    ended: Option<String>,
}

#[derive(Deserialize)]
struct Attempt {
    name: String,
    password: String,
    next: Option<String>,
}

async fn form(
    shared: web::Data<Shared>,
    request: HttpRequest,
    query: web::Query<Next>,
) -> HttpResponse {
    let next = local_path(query.next.as_deref());
    if shared.local_mode || matches!(session(&shared, &request).await, Ok(Some(_))) {
        return go(next);
    }
    if query.ended.is_some() && request.cookie(LEFT).is_some() {
        return go("/login");
    }
    let form = match query.ended {
        Some(_) => bare::login_again(next),
        None => bare::login("", next, None),
    };
    answer(StatusCode::OK, form)
}

async fn sign_in(
    shared: web::Data<Shared>,
    request: HttpRequest,
    form: web::Payload,
) -> HttpResponse {
    let form = match body::read::<web::Form<Attempt>>(&request, form).await {
        Ok(form) => form.into_inner(),
        Err(refusal) => return refusal.page(),
    };
    let Attempt {
        name,
        password,
        next,
    } = form;
    let next = local_path(next.as_deref());
    let attempt = SignIn {
        name: name.clone(),
        password,
        from: address(&shared, &request),
    };
    match shared.client.sign_in(attempt).await {
        Ok(grant) => {
            let mut answer = go(next);
            // A cookie that cannot be written is a name or value with control characters, which tokens do not have.
            if answer.add_cookie(&cookie(&shared, grant.token)).is_err() {
                tracing::error!("a session token could not be written as a cookie");
            }
            if request.cookie(LEFT).is_some() {
                let mut left = Cookie::build(LEFT, "").path("/login").finish();
                left.make_removal();
                if answer.add_cookie(&left).is_err() {
                    tracing::error!("the removal of a cookie could not be written");
                }
            }
            answer
        }
        Err(Error::Rejected(problem)) => {
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNAUTHORIZED);
            show(status, &name, next, Some(&problem.detail))
        }
        Err(Error::SignedOut) => show(
            StatusCode::UNAUTHORIZED,
            &name,
            next,
            Some("This name and password do not belong together."),
        ),
        Err(fault) => show(
            StatusCode::SERVICE_UNAVAILABLE,
            &name,
            next,
            Some(&fault.sentence()),
        ),
    }
}

async fn sign_out(shared: web::Data<Shared>, request: HttpRequest) -> HttpResponse {
    if let Err(fault) = end_all(&shared, &request).await {
        return error::client_page(&fault);
    }
    let mut answer = go("/login");
    for cookie in no_cookies(&shared) {
        if answer.add_cookie(&cookie).is_err() {
            tracing::error!("the removal of a cookie could not be written");
        }
    }
    answer
}

fn show(status: StatusCode, name: &str, next: &str, error: Option<&str>) -> HttpResponse {
    answer(status, bare::login(name, next, error))
}

fn answer(status: StatusCode, form: Markup) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(form.into_string())
}

fn go(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, path))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// Where to go after sign-in: an address of this studio, never another site's.
fn local_path(next: Option<&str>) -> &str {
    match next {
        Some(next)
            if next.starts_with('/')
                && !next[1..].starts_with(['/', '\\'])
                && !next
                    .chars()
                    .any(|letter| letter.is_control() || letter == '\\')
                && !next.starts_with("/login") =>
        {
            next
        }
        _ => "/",
    }
}

/// The address an attempt came from. What the header says is believed from a proxy of ours alone; from anybody else
/// it is their own invention.
fn address(shared: &Shared, request: &HttpRequest) -> String {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let forwarded = request
        .headers()
        .get_all("x-forwarded-for")
        .last()
        .and_then(|value| value.to_str().ok());
    let last = forwarded
        .and_then(|list| list.rsplit(',').next())
        .and_then(|last| last.trim().parse::<IpAddr>().ok());
    match (last, peer) {
        (Some(last), Some(peer)) if (shared.is_proxy)(peer) => last.to_string(),
        (_, peer) => peer.map_or_else(String::new, |peer| peer.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn sign_in_leads_nowhere_else() {
        assert_eq!(local_path(Some("/projects/1?x=2")), "/projects/1?x=2");
        for next in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a\\b",
            "",
            "/x\r\nset-cookie: a=b",
            "/login",
        ] {
            assert_eq!(local_path(Some(next)), "/", "{next:?}");
        }
        assert_eq!(local_path(None), "/");
    }
}
