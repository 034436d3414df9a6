//! Pages and their socket: who is looking is found out here, everything else is the engine's.

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use api::ids::UserId;
use client::{Error, Peek, ProjectOf, ShotOf};
use live::engine::PageError;
use url::form_urlencoded;

use super::session::{open_local, session};
use super::{Shared, error};
use crate::state::route::Route;

/// Any address that nothing else serves: the view says whether it names a page.
pub(super) async fn page(shared: web::Data<Shared>, request: HttpRequest) -> HttpResponse {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return error::page(
            StatusCode::METHOD_NOT_ALLOWED,
            "That did not work",
            "This address takes no such request.",
        );
    }
    let url = request
        .uri()
        .path_and_query()
        .map_or("/", |whole| whole.as_str());
    if let Some(right) = corrected(url) {
        return see(&right);
    }
    let known = match session(&shared, &request).await {
        Ok(known) => known,
        Err(fault) => return error::client_page(&fault),
    };
    let (viewer, cookie) = match known {
        Some(viewer) => (viewer, None),
        None if shared.local_mode && !opens_session(&request) => {
            return error::plain(
                StatusCode::UNAUTHORIZED,
                "Open the studio in a browser first.",
            );
        }
        // An address that names no page is worth no session.
        None if shared.local_mode && matches!(Route::parse(url), Route::Lost(_)) => {
            return error::not_found();
        }
        None if shared.local_mode && !shared.engine.has_room() => return full(),
        None if shared.local_mode => match open_local(&shared).await {
            Ok((viewer, cookie)) => (viewer, Some(cookie)),
            Err(fault) => return error::client_page(&fault),
        },
        None => return to_login(url),
    };
    let page = match shared.engine.page(&viewer, url).await {
        Ok(page) => page,
        Err(fault) => return refused(&fault),
    };
    let status = if is_absent(&shared, viewer.user, url) {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::from_u16(page.status).unwrap_or(StatusCode::OK)
    };
    let mut response = HttpResponse::build(status);
    if let Some(cookie) = cookie {
        response.cookie(cookie);
    }
    response
        .content_type("text/html; charset=utf-8")
        // The page names a tab that is this load's alone; going back must not find it again.
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(page.html)
}

/// Whether a person opens a page with this request. Any other site can send requests without the cookie, as for a
/// picture, and only the newest sessions are kept: were each given one, the person's own would end.
fn opens_session(request: &HttpRequest) -> bool {
    let text = |name| request.headers().get(name)?.to_str().ok();
    let is_navigation =
        text("sec-fetch-mode") == Some("navigate") && text("sec-fetch-dest") == Some("document");
    let is_own = matches!(text("sec-fetch-site"), None | Some("none" | "same-origin"));
    // Another site can have a page fetched ahead, which looks like a navigation but comes without the cookie.
    let is_ahead = request.headers().contains_key("sec-purpose");
    let wants_page = text("accept").is_some_and(|kinds| kinds.contains("text/html"));
    *request.method() == Method::GET && wants_page && !is_ahead && (is_own || is_navigation)
}

/// The address of what a filter really shows, where it says something else: a word that is no status shows everything.
fn corrected(url: &str) -> Option<String> {
    let route = Route::parse(url);
    let right = route.url();
    (matches!(route, Route::Activity(_)) && right != url).then_some(right)
}

/// Whether the page found that its project or shot is not there. It has just read them, so this asks nobody.
fn is_absent(shared: &Shared, viewer: UserId, url: &str) -> bool {
    let project = |id| matches!(shared.client.peek(viewer, ProjectOf(id)), Peek::Failed(error) if *error == Error::NotFound);
    let shot = |id| matches!(shared.client.peek(viewer, ShotOf(id)), Peek::Failed(error) if *error == Error::NotFound);
    match Route::parse(url) {
        Route::Storyboard(id) => project(id),
        Route::Shot(id, shot_id) => project(id) || shot(shot_id),
        _ => false,
    }
}

fn to_login(url: &str) -> HttpResponse {
    let next = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", url)
        .finish();
    let address = if url == "/" {
        "/login".to_owned()
    } else {
        format!("/login?{next}")
    };
    see(&address)
}

fn see(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, address))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

fn refused(fault: &PageError) -> HttpResponse {
    match fault {
        PageError::TooManyTabs(count) => error::page(
            StatusCode::TOO_MANY_REQUESTS,
            "Too many tabs",
            &format!(
                "{count} tabs of the studio are open in this browser. Close some and load this page again."
            ),
        ),
        PageError::TooManySessions(_) => full(),
        fault => {
            tracing::error!(error = %fault, "a page could not be rendered");
            error::page(
                StatusCode::INTERNAL_SERVER_ERROR,
                "That did not work",
                "Something went wrong on our side. Your work is kept; try to load the page again.",
            )
        }
    }
}

fn full() -> HttpResponse {
    error::page(
        StatusCode::SERVICE_UNAVAILABLE,
        "One moment",
        "Too many people are in the studio right now. Whoever is in can go on; there will be room for you soon.",
    )
}

#[cfg(test)]
mod tests {
    use actix_web::http::Method;
    use actix_web::test::TestRequest;

    use super::opens_session;

    const PAGE: (&str, &str) = ("accept", "text/html,*/*;q=0.8");
    const ELSEWHERE: (&str, &str) = ("sec-fetch-site", "cross-site");
    const NAVIGATION: (&str, &str) = ("sec-fetch-mode", "navigate");

    fn opens(method: Method, headers: &[(&str, &str)]) -> bool {
        let request = headers
            .iter()
            .fold(TestRequest::default().method(method), |request, header| {
                request.insert_header(*header)
            });
        opens_session(&request.to_http_request())
    }

    #[test]
    fn a_page_that_a_person_opens_opens_a_session() {
        for headers in [
            &[PAGE][..],
            &[PAGE, ("sec-fetch-site", "none")],
            &[PAGE, ("sec-fetch-site", "same-origin")],
            &[PAGE, ELSEWHERE, NAVIGATION, ("sec-fetch-dest", "document")],
        ] {
            assert!(opens(Method::GET, headers), "{headers:?}");
            assert!(!opens(Method::HEAD, headers), "{headers:?}");
        }
    }

    #[test]
    fn what_another_site_embeds_opens_no_session() {
        let document = ("sec-fetch-dest", "document");
        for headers in [
            &[][..],
            &[("accept", "*/*")],
            &[PAGE, ELSEWHERE],
            &[PAGE, ("sec-fetch-site", "same-site")],
            &[PAGE, ELSEWHERE, NAVIGATION, ("sec-fetch-dest", "iframe")],
            &[
                PAGE,
                ELSEWHERE,
                ("sec-fetch-mode", "no-cors"),
                ("sec-fetch-dest", "image"),
            ],
            &[
                PAGE,
                ELSEWHERE,
                NAVIGATION,
                document,
                ("sec-purpose", "prefetch"),
            ],
        ] {
            assert!(!opens(Method::GET, headers), "{headers:?}");
        }
    }
}
