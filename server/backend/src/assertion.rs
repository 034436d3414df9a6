//! Who calls: the assertion on each call becomes one of three types, [`Viewer`], [`Web`] or [`Worker`].
//!
//! A handler names the type it needs as an argument, and cannot get at an id of the caller without it; a test walks all
//! routes and proves that none forgot.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use api::assertion::{AUDIENCE, Claims, LIFETIME_SECONDS};
use api::ids::UserId;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};

use crate::problem::Refusal;
use crate::state::State;

/// How far the clocks of two machines may differ.
const SKEW_SECONDS: u64 = 5;
/// An assertion is some 250 bytes; anything much longer is not one.
const MAX_TOKEN_BYTES: usize = 1024;

/// Checks assertions made with a secret that the roles share.
pub(crate) struct Verifier {
    keys: Vec<DecodingKey>,
    rules: Validation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    Viewer(UserId),
    Web,
    Worker,
}

impl Verifier {
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "aud", "sub"]);
        rules.leeway = SKEW_SECONDS;
        Self {
            keys: secrets.into_iter().map(DecodingKey::from_secret).collect(),
            rules,
        }
    }

    fn caller(&self, token: &str) -> Option<Caller> {
        if token.len() > MAX_TOKEN_BYTES {
            return None;
        }
        let mut keys = self.keys.iter();
        let decode = |key| jsonwebtoken::decode::<Claims>(token, key, &self.rules).ok();
        let claims = keys.find_map(decode)?.claims;
        // A long life or a birth in the future would make a leaked assertion worth more than a minute.
        let now = jsonwebtoken::get_current_timestamp();
        if claims.iat > now + SKEW_SECONDS || claims.exp.checked_sub(claims.iat)? > LIFETIME_SECONDS
        {
            return None;
        }
        match claims.sub.as_str() {
            "web" => Some(Caller::Web),
            "worker" => Some(Caller::Worker),
            other => Some(Caller::Viewer(other.strip_prefix("viewer:")?.parse().ok()?)),
        }
    }
}

fn caller(request: &HttpRequest) -> Result<Caller, Refusal> {
    let state = request
        .app_data::<web::Data<State>>()
        .ok_or_else(|| Refusal::internal("no state in the application"))?;
    request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .and_then(|token| state.verifier.caller(token))
        .ok_or_else(Refusal::unauthenticated)
}

/// The person on whose behalf the call is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Viewer(pub(crate) UserId);

/// The web role itself, before it knows who is looking.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Web;

/// A worker.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Worker;

macro_rules! caller_extractor {
    ($name:ident, $pattern:pat => $value:expr) => {
        impl FromRequest for $name {
            type Error = Refusal;
            type Future = Ready<Result<Self, Refusal>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                ready(caller(request).and_then(|caller| match caller {
                    $pattern => Ok($value),
                    _ => Err(Refusal::forbidden()),
                }))
            }
        }
    };
}

caller_extractor!(Viewer, Caller::Viewer(user) => Viewer(user));
caller_extractor!(Web, Caller::Web => Web);
caller_extractor!(Worker, Caller::Worker => Worker);

#[cfg(test)]
mod tests {
    use jsonwebtoken::{EncodingKey, Header, encode, get_current_timestamp};

    use super::*;

    const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";

    fn token(secret: &[u8], change: impl FnOnce(&mut Claims)) -> String {
        let now = get_current_timestamp();
        let mut claims = Claims {
            sub: "worker".to_owned(),
            aud: AUDIENCE.to_owned(),
            iat: now,
            exp: now + LIFETIME_SECONDS,
        };
        change(&mut claims);
        let key = EncodingKey::from_secret(secret);
        encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap()
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Claims), expected: Option<Caller>) {
        let verifier = Verifier::new([SECRET]);
        assert_eq!(verifier.caller(&token(SECRET, change)), expected);
    }

    #[test]
    fn the_subject_says_who_calls() {
        let user = UserId::fresh();
        check(|_| (), Some(Caller::Worker));
        check(|c| c.sub = "web".to_owned(), Some(Caller::Web));
        check(
            |c| c.sub = format!("viewer:{user}"),
            Some(Caller::Viewer(user)),
        );
        check(|c| c.sub = "viewer:me".to_owned(), None);
        check(|c| c.sub = "admin".to_owned(), None);
    }

    #[test]
    fn clocks_may_differ_by_a_few_seconds_only() {
        check(
            |c| (c.iat, c.exp) = (c.iat - 60, c.iat - 3),
            Some(Caller::Worker),
        );
        check(|c| (c.iat, c.exp) = (c.iat - 60, c.iat - 20), None);
        check(
            |c| (c.iat, c.exp) = (c.iat + 3, c.exp + 3),
            Some(Caller::Worker),
        );
        check(|c| (c.iat, c.exp) = (c.iat + 30, c.exp + 30), None);
    }

    #[test]
    fn a_long_life_is_refused() {
        check(|c| c.exp += 3600, None);
        check(|c| c.iat = c.exp + 1, None);
    }

    #[test]
    fn another_audience_or_secret_is_refused() {
        check(|c| c.aud = "elsewhere".to_owned(), None);
        let verifier = Verifier::new([SECRET]);
        assert_eq!(verifier.caller(&token(b"another secret", |_| ())), None);
        let changing = Verifier::new([SECRET, b"another secret"]);
        for secret in [SECRET, b"another secret"] {
            assert!(changing.caller(&token(secret, |_| ())).is_some());
        }
        assert_eq!(verifier.caller("not.a.token"), None);
        // {"alg":"none"} with the claims of a worker.
        let unsigned = token(SECRET, |_| ());
        let body = unsigned.split('.').nth(1).unwrap();
        assert_eq!(
            verifier.caller(&format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}.")),
            None
        );
    }
}
