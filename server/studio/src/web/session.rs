//! Who is looking: the session cookie, and the session it stands for.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use client::Error;
use sha2::{Digest, Sha256};

use super::Shared;
use crate::app::Session;

const PREFIX: &str = "rushes_session";
/// As long as the backend keeps a session.
const LIFETIME: Duration = Duration::days(30);
/// Longer values are not tokens of ours and are not worth a call.
const TOKEN_LIMIT: usize = 256;
/// A browser sends two of a name where one was set for a path or a domain. Each may cost a call.
const TOKENS_LOOKED_AT: usize = 4;

/// What the cookie is called: browsers keep one jar per host whatever the port, so that a name for all studios would
/// let each of two on one host sign people out of the other. Processes of one studio share its secret, and the name.
pub(super) struct Names {
    newest: String,
    older: Vec<String>,
}

impl Names {
    pub(super) fn of(secret: &[u8], old_secrets: &[Vec<u8>]) -> Self {
        Self {
            newest: name(secret),
            older: old_secrets.iter().map(|secret| name(secret)).collect(),
        }
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        let older = self.older.iter().map(String::as_str);
        std::iter::once(self.newest.as_str()).chain(older)
    }
}

/// 32 bits keep studios apart and say nothing of a secret of 256.
fn name(secret: &[u8]) -> String {
    let hash = Sha256::new()
        .chain_update("name of the session cookie\0")
        .chain_update(secret)
        .finalize();
    let end: String = hash
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{PREFIX}_{end}")
}

/// The session of a request, `None` where there is none that is valid.
pub(super) async fn session(
    shared: &Shared,
    request: &HttpRequest,
) -> Result<Option<Session>, Error> {
    for token in tokens(&shared.cookies, request) {
        if let Some(found) = shared.client.session(token).await? {
            return Ok(Some(Session::new(&found, shared.local_mode)));
        }
    }
    Ok(None)
}

/// Ends every session of the request: another that stayed would keep the person signed in.
pub(super) async fn end_all(shared: &Shared, request: &HttpRequest) -> Result<(), Error> {
    for token in tokens(&shared.cookies, request) {
        if let Ok(Some(found)) = shared.client.session(token).await {
            shared.client.sign_out(found.id).await?;
        }
    }
    Ok(())
}

/// What the request's cookies say, those of the newest name first. A cookie of somebody else that cannot be read does
/// not hide ours.
fn tokens<'a>(names: &'a Names, request: &'a HttpRequest) -> impl Iterator<Item = &'a str> {
    names
        .all()
        .flat_map(|name| {
            let headers = request.headers().get_all(header::COOKIE);
            let pairs = headers
                .filter_map(|header| header.to_str().ok())
                .flat_map(|header| header.split(';'));
            pairs.filter_map(move |pair| {
                let (key, token) = pair.split_once('=')?;
                (key.trim() == name).then_some(token.trim())
            })
        })
        .filter(|token| !token.is_empty() && token.len() <= TOKEN_LIMIT)
        .take(TOKENS_LOOKED_AT)
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
    named(shared, shared.cookies.newest.clone(), token)
}

fn named(shared: &Shared, name: String, token: String) -> Cookie<'static> {
    Cookie::build(name, token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(shared.is_secure())
        .max_age(LIFETIME)
        .finish()
}

/// The cookies that make the browser forget.
pub(super) fn no_cookies(shared: &Shared) -> impl Iterator<Item = Cookie<'static>> {
    shared.cookies.all().map(|name| {
        let mut cookie = named(shared, name.to_owned(), String::new());
        cookie.make_removal();
        cookie
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn read(names: &Names, headers: &[&str]) -> Vec<String> {
        let request = headers
            .iter()
            .fold(TestRequest::default(), |request, header| {
                request.append_header(("cookie", *header))
            })
            .to_http_request();
        tokens(names, &request).map(str::to_owned).collect()
    }

    #[test]
    fn studios_on_one_host_do_not_share_a_cookie() {
        let (one, other) = (Names::of(b"one", &[]), Names::of(b"other", &[]));
        assert_ne!(one.newest, other.newest);
        let sent = format!("{}=a; {}=b", one.newest, other.newest);
        assert_eq!(read(&one, &[&sent]), ["a"]);
        assert_eq!(read(&other, &[&sent]), ["b"]);
    }

    #[test]
    fn a_new_secret_does_not_sign_people_out() {
        let old = Names::of(b"old", &[]);
        let new = Names::of(b"new", &[b"old".to_vec()]);
        let sent = format!("{}=a", old.newest);
        assert_eq!(read(&new, &[&sent]), ["a"]);
    }

    #[test]
    fn every_cookie_of_the_name_is_looked_at_and_nonsense_beside_it_passed_over() {
        let names = Names::of(b"one", &[]);
        let name = &names.newest;
        let sent = format!("theirs; {name}=; {name}=a;{name}={}", "x".repeat(257));
        assert_eq!(read(&names, &[&sent, &format!("{name}=b")]), ["a", "b"]);
    }
}
