//! From the text of each setting to its value. All mistakes are gathered, so that a person mends them in one go.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use url::Url;

use super::args::{FrontArgs, ProcessArgs, SecretArgs, SlotArgs, StorageArgs, UpstreamArgs};
use super::limits::limits;
use super::network::Network;
use super::secret::Secret;
use super::settings::{
    Database, Front, LogFormat, Logs, Mode, Process, Storage, network_is_loopback,
};

/// Fargate ends a container at most this long after asking it to stop.
const LONGEST_STOP: u64 = 120;
/// More than any machine renders well at once.
const MOST_SLOTS: usize = 64;

/// What is wrong, one sentence each.
#[derive(Debug, Default)]
pub(crate) struct Problems(pub(crate) Vec<String>);

impl Problems {
    pub(super) fn say<T>(&mut self, sentence: String) -> Option<T> {
        self.0.push(sentence);
        None
    }
}

/// An empty value is what an unset variable of a compose file or a task definition becomes.
pub(super) fn said(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

pub(super) fn front(args: FrontArgs, p: &mut Problems) -> Option<Front> {
    let listen = listen(&args.listen, p);
    let metrics = said(args.metrics_listen).map(|text| {
        let name = "--metrics-listen (RUSHES_METRICS_LISTEN)";
        socket(&text, name, "127.0.0.1:9090", p)
    });
    let public_url = said(args.public_url).and_then(|text| public_url(&text, p));
    let list = said(args.trusted_proxies).unwrap_or_default();
    let named = list
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let trusted_proxies = named.filter_map(|text| network(text, p)).collect();
    let web_dir = said(args.web_dir).and_then(|text| web_dir(text, p));
    let limits = limits(&args.limits, p);
    Some(Front {
        listen: listen?,
        metrics: match metrics {
            Some(metrics) => Some(metrics?),
            None => None,
        },
        public_url,
        trusted_proxies,
        web_dir,
        limits: limits?,
    })
}

fn web_dir(text: String, p: &mut Problems) -> Option<PathBuf> {
    let folder = PathBuf::from(&text);
    if folder.join("live/live.js").is_file() {
        return Some(folder);
    }
    p.say(format!("--web-dir (RUSHES_WEB_DIR) must be the `web` folder of a checkout, and `{text}` holds no live/live.js."))
}

fn network(text: &str, p: &mut Problems) -> Option<Network> {
    match Network::parse(text) {
        Some(network) => Some(network),
        None => p.say(format!("--trusted-proxies (RUSHES_TRUSTED_PROXIES) must be networks such as 10.0.0.0/16, and `{text}` is none.")),
    }
}

pub(super) fn listen(text: &str, p: &mut Problems) -> Option<SocketAddr> {
    socket(text, "--listen (RUSHES_LISTEN)", "127.0.0.1:8080", p)
}

fn socket(text: &str, name: &str, example: &str, p: &mut Problems) -> Option<SocketAddr> {
    let local = text
        .strip_prefix("localhost:")
        .and_then(|port| port.parse().ok());
    let local = local.map(|port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    match local.or_else(|| text.parse().ok()) {
        Some(address) => Some(address),
        None => p.say(format!(
            "{name} must be an address and a port such as {example}, and `{text}` is not."
        )),
    }
}

fn public_url(text: &str, p: &mut Problems) -> Option<Url> {
    let parsed = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(url) = parsed
        .filter(|url| url.has_host() && url.username().is_empty() && url.password().is_none())
    else {
        return p.say(
            "--public-url (RUSHES_PUBLIC_URL) must be an address such as https://rushes.example.com.".to_owned(),
        );
    };
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return p.say("--public-url (RUSHES_PUBLIC_URL) must end after its host and port: Rushes has to be the whole of a site.".to_owned());
    }
    Some(url)
}

pub(super) fn storage(args: StorageArgs, p: &mut Problems) -> Option<Storage> {
    let data_dir = if args.data_dir.trim().is_empty() {
        p.say("--data-dir (RUSHES_DATA_DIR) must name a folder, and it is empty.".to_owned())
    } else {
        Some(PathBuf::from(&args.data_dir))
    };
    let database = match (said(args.database), &data_dir) {
        (Some(text), _) => database(&text, p),
        (None, Some(folder)) => Some(Database::Sqlite(folder.join("rushes.db"))),
        (None, None) => None,
    };
    let (data_dir, database) = data_dir.zip(database)?;
    Some(Storage { data_dir, database })
}

/// The text is not repeated in the sentence: it may hold a password.
fn database(text: &str, p: &mut Problems) -> Option<Database> {
    if let Some(path) = text.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path == ":memory:" {
            return p.say("--database (RUSHES_DATABASE) must name a file after `sqlite:`, because a database in memory would lose the work.".to_owned());
        }
        return Some(Database::Sqlite(Path::new(path).to_owned()));
    }
    let postgres = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "postgres" | "postgresql"));
    match postgres {
        Some(url) if url.path().len() > 1 => Some(Database::Postgres(url)),
        Some(_) => p.say("--database (RUSHES_DATABASE) must end in the name of the database: postgres://host/name.".to_owned()),
        None => p.say("--database (RUSHES_DATABASE) must begin with sqlite: or postgres://.".to_owned()),
    }
}

pub(super) fn upstream(args: UpstreamArgs, p: &mut Problems) -> Option<Url> {
    let Some(text) = said(args.backend_url) else {
        return p.say("--backend-url (RUSHES_BACKEND_URL) must say where the backend is, for instance http://backend.internal:8081.".to_owned());
    };
    let parsed = Url::parse(&text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(url) = parsed.filter(Url::has_host) else {
        return p.say(
            "--backend-url (RUSHES_BACKEND_URL) must be an http:// or https:// address.".to_owned(),
        );
    };
    if url.scheme() == "http" && !is_internal(&url) {
        return p.say("--backend-url (RUSHES_BACKEND_URL) must be https:// because its host is a public name: calls carry what people make and the proof of who they are.".to_owned());
    }
    Some(url)
}

/// Hosts that plain HTTP may go to: this machine, private networks, and names that no public resolver answers.
pub(crate) fn is_internal(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => {
            network_is_loopback(url)
                || !name.contains('.')
                || [".internal", ".local", ".svc", ".lan", ".test"]
                    .iter()
                    .any(|end| name.ends_with(end))
        }
        Some(url::Host::Ipv4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Some(url::Host::Ipv6(ip)) => {
            ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
        None => false,
    }
}

pub(super) fn slots(args: &SlotArgs, p: &mut Problems) -> Option<usize> {
    match args.slots.parse() {
        Ok(slots @ 1..=MOST_SLOTS) => Some(slots),
        _ => p.say(format!("--slots (RUSHES_SLOTS) must be a whole number from 1 to {MOST_SLOTS}, and `{}` is not.", args.slots)),
    }
}

pub(super) fn shared(
    args: SecretArgs,
    variable: Option<String>,
    p: &mut Problems,
) -> Option<Secret> {
    match (said(variable), said(args.secret_file)) {
        (Some(_), Some(_)) => p.say("RUSHES_SECRET and --secret-file (RUSHES_SECRET_FILE) are both given; keep one.".to_owned()),
        (Some(text), None) => match Secret::parse(&text) {
            Some(secret) => Some(secret),
            None => p.say("RUSHES_SECRET must be 64 hex digits, for instance from `openssl rand -hex 32`, or up to four of those with commas between, the newest first.".to_owned()),
        },
        (None, Some(path)) => match Secret::load(Path::new(&path)) {
            Ok(secret) => Some(secret),
            Err(error) => p.say(format!("--secret-file (RUSHES_SECRET_FILE) cannot be used: `{path}`: {error}.")),
        },
        (None, None) => p.say("The secret the roles share is missing: give it in RUSHES_SECRET or name its file with --secret-file (RUSHES_SECRET_FILE).".to_owned()),
    }
}

pub(super) fn process(args: ProcessArgs, p: &mut Problems) -> Option<Process> {
    let format = match args.log_format.as_str() {
        "text" => Some(LogFormat::Text),
        "json" => Some(LogFormat::Json),
        other => p.say(format!(
            "--log-format (RUSHES_LOG_FORMAT) must be text or json, and `{other}` is neither."
        )),
    };
    let usual = if format == Some(LogFormat::Json) {
        "info"
    } else {
        // The pool logs each failed attempt; what comes of them is told in a sentence.
        "warn,sqlx_core=off"
    };
    let filter = said(args.log).unwrap_or_else(|| usual.to_owned());
    let filter = match EnvFilter::builder().parse(&filter) {
        Ok(_) => Some(filter),
        Err(_) => p.say(format!("--log (RUSHES_LOG) must be levels such as info or warn,backend=debug, and `{filter}` is not.")),
    };
    let stop_after = match args.stop_seconds.parse::<u64>() {
        Ok(seconds @ 1..=LONGEST_STOP) => Some(Duration::from_secs(seconds)),
        _ => p.say(format!(
            "--stop-seconds (RUSHES_STOP_SECONDS) must be a whole number from 1 to {LONGEST_STOP}, and `{}` is not.",
            args.stop_seconds
        )),
    };
    let mode = match (args.check_config, args.print_config) {
        (_, true) => Mode::Print,
        (true, false) => Mode::Check,
        (false, false) => Mode::Run,
    };
    let logs = format
        .zip(filter)
        .map(|(format, filter)| Logs { format, filter });
    let (logs, stop_after) = logs.zip(stop_after)?;
    Some(Process {
        logs,
        stop_after,
        mode,
    })
}
