//! Calls to a backend with an assertion of one's own making, and a plain HTTP client for everything else.

use api::assertion::{AUDIENCE, Claims, LIFETIME_SECONDS};
use jsonwebtoken::{EncodingKey, Header, encode, get_current_timestamp};
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use reqwest::{Client, RequestBuilder, redirect};

use crate::until::PATIENCE;

/// A client that keeps cookies and follows nothing by itself. It asks for pages as a browser does: a local studio
/// opens a session for nobody else.
#[must_use]
pub fn http() -> Client {
    let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("text/html,*/*;q=0.8"))]);
    let builder = Client::builder()
        .default_headers(headers)
        .cookie_store(true)
        .redirect(redirect::Policy::none());
    builder
        .timeout(PATIENCE)
        .build()
        .expect("a client can be built")
}

/// An assertion for `viewer:<id>`, `web` or `worker`.
#[must_use]
pub fn assertion(secret: &[u8], subject: &str) -> String {
    let now = get_current_timestamp();
    let claims = Claims {
        sub: subject.to_owned(),
        aud: AUDIENCE.to_owned(),
        iat: now,
        exp: now + LIFETIME_SECONDS,
    };
    encode(
        &Header::default(),
        &claims,
        &EncodingKey::from_secret(secret),
    )
    .expect("claims can be signed")
}

/// Adds the assertion to a call.
pub trait Asserted {
    #[must_use]
    fn asserted(self, secret: &[u8], subject: &str) -> Self;
}

impl Asserted for RequestBuilder {
    fn asserted(self, secret: &[u8], subject: &str) -> Self {
        self.bearer_auth(assertion(secret, subject))
    }
}

/// 32 bytes from 64 hex digits, as the roles read them.
#[must_use]
pub fn secret_bytes(text: &str) -> Vec<u8> {
    let digits = text.trim().as_bytes();
    let pairs = digits
        .chunks_exact(2)
        .map(|pair| std::str::from_utf8(pair).expect("hex digits"));
    pairs
        .map(|pair| u8::from_str_radix(pair, 16).expect("hex digits"))
        .collect()
}
