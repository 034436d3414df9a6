//! The gate that every request passes: its Host, where it comes from, and the headers of the answer.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, web};
use url::Url;

use super::{Shared, error};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
    media-src 'self' blob:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// On every answer. `same-origin` for the referrer, because under `no-referrer` a form's Origin is `null`.
const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=()",
    ),
];
/// Browsers heed it, and do not complain of it, only over TLS and on this machine.
const OPENER_POLICY: (&str, &str) = ("cross-origin-opener-policy", "same-origin");
const STRICT_TRANSPORT: &str = "max-age=31536000";

pub(super) async fn guard<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let shared = request.app_data::<web::Data<Shared>>().cloned();
    let refusal = shared
        .as_ref()
        .and_then(|shared| refusal(shared, request.request()));
    let answering = shared
        .as_ref()
        .filter(|_| !request.path().starts_with(super::LIVE))
        .map(|shared| shared.busy.begin());
    let response = match refusal {
        Some((status, sentence)) => {
            audit(request.request(), sentence);
            request.into_response(error::plain(status, sentence))
        }
        None => next.call(request).await?.map_into_boxed_body(),
    };
    let mut response = match answering {
        Some(answering) => response.map_body(|_, body| answering.count(body)),
        None => response,
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    let secure = shared.as_ref().is_some_and(|shared| shared.is_secure());
    if secure {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(STRICT_TRANSPORT),
        );
    }
    if secure || shared.is_some_and(|shared| shared.local_mode) {
        let (name, value) = OPENER_POLICY;
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    Ok(response)
}

fn refusal(shared: &Shared, request: &HttpRequest) -> Option<(StatusCode, &'static str)> {
    if shared.local_mode && !host(request).is_some_and(is_loopback) {
        return Some((
            StatusCode::MISDIRECTED_REQUEST,
            "This studio is open to this machine only. Use the address http://127.0.0.1 or http://localhost with its port.",
        ));
    }
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if !safe && !comes_from_here(shared, request) {
        return Some((
            StatusCode::FORBIDDEN,
            "This request came from another site and was refused.",
        ));
    }
    None
}

/// Says in the log who was turned away. What strangers write is quoted, so that it can forge no line.
pub(super) fn audit(request: &HttpRequest, reason: &str) {
    let origin = text(request.headers(), &header::ORIGIN);
    let method = request.method();
    let path = request.path();
    tracing::warn!(%method, ?path, ?origin, reason, "a request was refused");
}

/// Whether a page of ours sent the request. A page of another site can send one with the person's cookie, but cannot
/// choose its Origin.
pub(super) fn comes_from_here(shared: &Shared, request: &HttpRequest) -> bool {
    let site = text(
        request.headers(),
        &HeaderName::from_static("sec-fetch-site"),
    );
    if site.is_some_and(|site| site != "same-origin") {
        return false;
    }
    match text(request.headers(), &header::ORIGIN) {
        Some(origin) => Url::parse(origin).is_ok_and(|origin| is_ours(shared, request, &origin)),
        None => site.is_some(),
    }
}

fn is_ours(shared: &Shared, request: &HttpRequest, origin: &Url) -> bool {
    if shared
        .public_url
        .as_ref()
        .is_some_and(|ours| ours.origin() == origin.origin())
    {
        return true;
    }
    // Behind a balancer that ends TLS the scheme is not known here; the Host is.
    let Some(host) = host(request) else {
        return false;
    };
    let own = Url::parse(&format!("{}://{host}", origin.scheme()));
    matches!(origin.scheme(), "http" | "https")
        && own.is_ok_and(|own| own.origin() == origin.origin())
}

fn host(request: &HttpRequest) -> Option<&str> {
    // Over HTTP/2 the host is in the URI.
    text(request.headers(), &header::HOST).or_else(|| {
        request
            .uri()
            .authority()
            .map(|authority| authority.as_str())
    })
}

/// A name that can only mean this machine; a page of another site that resolves its own name to 127.0.0.1 is refused.
fn is_loopback(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .filter_map(|name| host.strip_prefix(name))
        .any(|rest| match rest.strip_prefix(':') {
            // A number type would take a sign as well.
            Some(port) => {
                port.bytes().all(|digit| digit.is_ascii_digit()) && port.parse::<u16>().is_ok()
            }
            None => rest.is_empty(),
        })
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

impl Shared {
    /// Whether people come over TLS.
    pub(super) fn is_secure(&self) -> bool {
        self.public_url
            .as_ref()
            .is_some_and(|url| url.scheme() == "https")
    }
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for host in [
            "127.0.0.1:8080",
            "localhost",
            "localhost:1",
            "LocalHost:8080",
            "[::1]:8080",
            "[::1]",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example:8080",
            "localhost.evil.example",
            "[::2]:1",
            "[::1]evil",
            "[::1",
            "::1",
            "localhost:1@evil.example",
            "localhost:",
            "127.0.0.1:+80",
            "127.0.0.1:99999",
            "",
            "0.0.0.0:8080",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
