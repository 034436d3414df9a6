//! Who is looking: the session cookie, and the session it stands for.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use client::Error;

use super::Shared;
use crate::app::Session;

const NAME: &str = "rushes_session";
/// As long as the backend keeps a session.
const LIFETIME: Duration = Duration::days(30);
/// Longer values are not tokens of ours and are not worth a call.
const TOKEN_LIMIT: usize = 256;

/// The session of a request, `None` where there is none that is valid.
pub(super) async fn session(
    shared: &Shared,
    request: &HttpRequest,
) -> Result<Option<Session>, Error> {
    let Some(cookie) = request.cookie(NAME) else {
        return Ok(None);
    };
    if cookie.value().is_empty() || cookie.value().len() > TOKEN_LIMIT {
        return Ok(None);
    }
    let found = shared.client.session(cookie.value()).await?;
    Ok(found.map(|found| Session::new(&found, shared.local_mode)))
}

/// A new session of the local creator, and the cookie that keeps it.
pub(super) async fn open_local(shared: &Shared) -> Result<(Session, Cookie<'static>), Error> {
    let grant = shared.client.local_session().await?;
    Ok((
        Session::new(&grant.session, true),
        cookie(shared, grant.token),
    ))
}

pub(super) fn cookie(shared: &Shared, token: String) -> Cookie<'static> {
    Cookie::build(NAME, token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(shared.is_secure())
        .max_age(LIFETIME)
        .finish()
}

/// The cookie that makes the browser forget.
pub(super) fn no_cookie(shared: &Shared) -> Cookie<'static> {
    let mut cookie = cookie(shared, String::new());
    cookie.make_removal();
    cookie
}
