//! What is to be examined: the arguments, checked.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use url::Url;

use super::trust;
use crate::config::Problems;
use crate::config::args::DoctorArgs;

/// More tell nothing new, and each costs the server a connection.
const MOST_SAMPLES: usize = 1000;
/// Longer than any client of ours waits.
const LONGEST_WAIT: u64 = 60;
/// Cheap to answer and open to everybody, so that what is measured is the way there.
const USUAL_PATH: &str = "/healthz";

pub(crate) struct Order {
    pub(super) targets: Vec<Target>,
    pub(super) samples: usize,
    /// For each part of a call.
    pub(super) patience: Duration,
    /// Taken for the host's, instead of asking for them.
    pub(super) addresses: Vec<IpAddr>,
    pub(super) json: bool,
}

/// One URL.
pub(super) struct Target {
    pub(super) url: Url,
    pub(super) host: url::Host<String>,
    pub(super) port: u16,
    /// How to speak TLS; plain HTTP without.
    pub(super) tls: Option<Arc<ClientConfig>>,
}

impl Order {
    pub(super) fn parse(args: DoctorArgs) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let p = &mut problems.0;
        let urls: Vec<Url> = args
            .backend_url
            .iter()
            .filter_map(|text| address(text, args.path.as_deref(), p))
            .collect();
        if args.backend_url.is_empty() {
            p.push("--backend-url (RUSHES_BACKEND_URL) must say what to ask, for instance http://backend.internal:8081.".to_owned());
        }
        let samples = number(&args.samples, MOST_SAMPLES);
        if samples.is_none() {
            p.push(format!(
                "--samples must be a whole number from 1 to {MOST_SAMPLES}, and `{}` is not.",
                args.samples
            ));
        }
        let seconds = number(&args.timeout, LONGEST_WAIT);
        if seconds.is_none() {
            p.push(format!(
                "--timeout must be a whole number of seconds from 1 to {LONGEST_WAIT}, and `{}` is not.",
                args.timeout
            ));
        }
        let addresses = args.address.iter().filter_map(|text| ip(text, p)).collect();
        let tls = tls(&urls, args.ca.map(PathBuf::from), p);
        let (Some(samples), Some(seconds), true) = (samples, seconds, p.is_empty()) else {
            return Err(problems);
        };
        let targets = urls.into_iter().filter_map(|url| {
            Some(Target {
                host: url.host()?.to_owned(),
                port: url.port_or_known_default()?,
                tls: tls.clone().filter(|_| url.scheme() == "https"),
                url,
            })
        });
        Ok(Self {
            targets: targets.collect(),
            samples,
            patience: Duration::from_secs(seconds),
            addresses,
            json: args.json,
        })
    }
}

/// The whole URL to ask: the path that was named, else that of the address, else the usual one.
fn address(text: &str, path: Option<&str>, p: &mut Vec<String>) -> Option<Url> {
    let parsed = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let Some(mut url) = parsed else {
        p.push(format!("--backend-url (RUSHES_BACKEND_URL) must be an http:// or https:// address, and `{text}` is not."));
        return None;
    };
    if !url.username().is_empty() || url.password().is_some() {
        p.push("--backend-url (RUSHES_BACKEND_URL) must hold no name and password: the doctor signs in nowhere.".to_owned());
        return None;
    }
    url.set_fragment(None);
    match path {
        Some(path) if path.starts_with('/') => match url.join(path) {
            // `//host/…` would be another server.
            Ok(joined) if joined.host() == url.host() => url = joined,
            _ => {
                p.push(format!(
                    "--path must be a path on the server, and `{path}` is not."
                ));
                return None;
            }
        },
        Some(path) => {
            p.push(format!(
                "--path must begin with a slash, and `{path}` does not."
            ));
            return None;
        }
        None if url.path() == "/" && url.query().is_none() => url.set_path(USUAL_PATH),
        None => {}
    }
    Some(url)
}

fn number<T: std::str::FromStr + PartialOrd + From<u8>>(text: &str, most: T) -> Option<T> {
    text.parse()
        .ok()
        .filter(|number| *number >= T::from(1) && *number <= most)
}

fn ip(text: &str, p: &mut Vec<String>) -> Option<IpAddr> {
    let parsed = text.trim().parse().ok();
    if parsed.is_none() {
        p.push(format!(
            "--address must be IP addresses such as 10.0.3.7, and `{text}` is none."
        ));
    }
    parsed
}

/// Made only where it is needed, since it reads what the system trusts.
fn tls(urls: &[Url], ca: Option<PathBuf>, p: &mut Vec<String>) -> Option<Arc<ClientConfig>> {
    if !urls.iter().any(|url| url.scheme() == "https") && ca.is_none() {
        return None;
    }
    match trust::config(ca.as_deref()) {
        Ok(config) => Some(config),
        Err(sentence) => {
            p.push(sentence);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn asks(url: &str, path: Option<&str>) -> Result<String, Vec<String>> {
        let mut problems = Vec::new();
        let url = address(url, path, &mut problems);
        url.map(|url| url.to_string()).ok_or(problems)
    }

    #[test]
    fn the_path_that_was_named_is_asked_for_else_that_of_the_address_else_its_health() {
        let asked = |url, path| asks(url, path).expect("an address");
        assert_eq!(asked("http://a:1", None), "http://a:1/healthz");
        assert_eq!(asked("http://a:1/v1?x=2", None), "http://a:1/v1?x=2");
        assert_eq!(asked("http://a:1/v1", Some("/b?c=d")), "http://a:1/b?c=d");
    }

    #[test]
    fn what_cannot_be_asked_is_said_in_a_sentence() {
        for (url, path) in [
            ("ftp://a", None),
            ("a:8081", None),
            ("http://ann:secret@a", None),
            ("http://a", Some("healthz")),
            ("http://a", Some("//b/healthz")),
        ] {
            let said = asks(url, path).expect_err("no address");
            assert_eq!(said.len(), 1, "{url}");
            assert!(
                said[0].ends_with('.') && !said[0].contains("secret"),
                "{said:?}"
            );
        }
    }
}
