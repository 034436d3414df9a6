//! What can be said on the command line or in the environment, as text.
//!
//! Everything stays text here so that [`super::check`] can look at all of it and name every mistake at once;
//! clap alone would stop at the first. Defaults are written where they are documented.

use clap::{Args, Parser, Subcommand};

use super::limits::LimitArgs;
use super::report::ReportArgs;

/// Rushes: pictures in, video out, watched live.
///
/// With no role it is all of it in one process: pages, backend and worker, with its data in a folder.
/// Every option can also be given in the environment under the name shown beside it.
#[derive(Debug, Parser)]
#[command(name = "rushes", version, args_conflicts_with_subcommands = true, after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) role: Option<Role>,
    #[command(flatten)]
    pub(crate) all: AllArgs,
}

const AFTER_HELP: &str = "\
The roles share one secret. With everything in one process it is made on first start and kept in
<data-dir>/secret.key. Roles that run apart take it from --secret-file or from RUSHES_SECRET
(64 hex digits, for instance from `openssl rand -hex 32`); it is never taken from an argument,
because other people on the machine can read those. It may be several, with commas or line breaks
between: the first signs and seals, all are believed. To change it, add the new one at the end
everywhere, then move it to the front, then drop the old one.";

#[derive(Debug, Subcommand)]
pub(crate) enum Role {
    /// Serve the pages; everything they show comes from a backend.
    Web(Box<WebArgs>),
    /// Serve the REST API over a database and a folder of media.
    Backend(BackendArgs),
    /// Take jobs from a backend and render them.
    Worker(WorkerArgs),
    /// Bring a database up to this version, and stop.
    Migrate(MigrateArgs),
    /// Look after the accounts.
    User(UserArgs),
    /// Ask a running role whether it is alive: exit code 0 if it is. For containers.
    Healthcheck(HealthArgs),
    /// Find out where the time of a call goes: name, connection, TLS, answer.
    Doctor(DoctorArgs),
}

#[derive(Debug, Args)]
pub(crate) struct AllArgs {
    #[command(flatten)]
    pub(crate) front: FrontArgs,
    #[command(flatten)]
    pub(crate) storage: StorageArgs,
    #[command(flatten)]
    pub(crate) slots: SlotArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) process: ProcessArgs,
}

#[derive(Debug, Args)]
pub(crate) struct WebArgs {
    #[command(flatten)]
    pub(crate) front: FrontArgs,
    #[command(flatten)]
    pub(crate) upstream: UpstreamArgs,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) process: ProcessArgs,
}

#[derive(Debug, Args)]
pub(crate) struct BackendArgs {
    /// Address and port of the REST API.
    #[arg(
        long,
        env = "RUSHES_LISTEN",
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8081"
    )]
    pub(crate) listen: String,
    #[command(flatten)]
    pub(crate) storage: StorageArgs,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) process: ProcessArgs,
}

#[derive(Debug, Args)]
pub(crate) struct WorkerArgs {
    #[command(flatten)]
    pub(crate) upstream: UpstreamArgs,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    /// A folder for work under way, of this worker alone; in the system's folder for temporary files if absent.
    #[arg(long, env = "RUSHES_SCRATCH_DIR", value_name = "FOLDER")]
    pub(crate) scratch_dir: Option<String>,
    #[command(flatten)]
    pub(crate) slots: SlotArgs,
    #[command(flatten)]
    pub(crate) process: ProcessArgs,
}

#[derive(Debug, Args)]
pub(crate) struct MigrateArgs {
    #[command(flatten)]
    pub(crate) storage: StorageArgs,
    #[command(flatten)]
    pub(crate) process: ProcessArgs,
}

#[derive(Debug, Args)]
pub(crate) struct UserArgs {
    #[command(subcommand)]
    pub(crate) action: UserAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserAction {
    /// Add an account; its password is asked for, or read from the standard input.
    Add(UserAddArgs),
    /// Close an account: its sessions end at once, its work is kept.
    Disable(UserNameArgs),
    /// Give an account a new password, end its sessions, and open it again if it was closed.
    Reset(UserNameArgs),
    /// List the accounts.
    List(MigrateArgs),
}

#[derive(Debug, Args)]
pub(crate) struct UserAddArgs {
    pub(crate) name: String,
    /// An administrator instead of a creator.
    #[arg(long)]
    pub(crate) admin: bool,
    #[command(flatten)]
    pub(crate) rest: MigrateArgs,
}

#[derive(Debug, Args)]
pub(crate) struct UserNameArgs {
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) rest: MigrateArgs,
}

#[derive(Debug, Args)]
pub(crate) struct HealthArgs {
    /// What to ask.
    #[arg(
        long,
        env = "RUSHES_HEALTHCHECK_URL",
        value_name = "URL",
        default_value = "http://127.0.0.1:8080/healthz"
    )]
    pub(crate) url: String,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// What to ask, http:// or https://, Rushes or any other server. Given twice or more, they are compared.
    #[arg(
        long,
        visible_alias = "backend",
        env = "RUSHES_BACKEND_URL",
        value_name = "URL"
    )]
    pub(crate) backend_url: Vec<String>,
    /// The path to ask for; that of the URL if absent, and /healthz if it has none.
    #[arg(long, value_name = "PATH")]
    pub(crate) path: Option<String>,
    /// Connections to measure; each carries two calls where the server keeps it.
    #[arg(long, value_name = "NUMBER", default_value = "20")]
    pub(crate) samples: String,
    /// How long each part of a call may take.
    #[arg(long, value_name = "SECONDS", default_value = "5")]
    pub(crate) timeout: String,
    /// Believe certificates of this authority only, in PEM form; what the system trusts if absent.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<String>,
    /// Take the host to be at these addresses, separated by commas, instead of looking its name up.
    #[arg(long, value_name = "IP,…", value_delimiter = ',')]
    pub(crate) address: Vec<String>,
    /// One line of JSON instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FrontArgs {
    /// Address and port of the pages. Port 0 takes a free one.
    #[arg(
        long,
        env = "RUSHES_LISTEN",
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8080"
    )]
    pub(crate) listen: String,
    /// The address people open, where it differs from --listen, for instance behind a balancer.
    #[arg(long, env = "RUSHES_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Serve numbers for Prometheus at /metrics there, apart from the pages: for an address that no balancer leads to.
    #[arg(long, env = "RUSHES_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    pub(crate) metrics_listen: Option<String>,
    /// Believe X-Forwarded-For and X-Forwarded-Proto from peers in these networks, separated by commas.
    #[arg(long, env = "RUSHES_TRUSTED_PROXIES", value_name = "CIDR,…")]
    pub(crate) trusted_proxies: Option<String>,
    /// Serve the browser's files from the `web` folder of a checkout instead of those built in: for work on them.
    #[arg(long, env = "RUSHES_WEB_DIR", value_name = "FOLDER")]
    pub(crate) web_dir: Option<String>,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

#[derive(Debug, Args)]
pub(crate) struct StorageArgs {
    /// Where the pictures and films are kept, and the SQLite database and the secret unless told otherwise.
    #[arg(
        long,
        env = "RUSHES_DATA_DIR",
        value_name = "FOLDER",
        default_value = "./rushes-data"
    )]
    pub(crate) data_dir: String,
    /// `sqlite:<file>` or `postgres://user:password@host/name`; rushes.db in the data folder if absent.
    #[arg(
        long,
        env = "RUSHES_DATABASE",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(crate) database: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SlotArgs {
    /// Takes rendered at once. One fills about two cores.
    #[arg(long, env = "RUSHES_SLOTS", value_name = "NUMBER", default_value = "1")]
    pub(crate) slots: String,
}

#[derive(Debug, Args)]
pub(crate) struct UpstreamArgs {
    /// The backend's address, plain HTTP on an internal name or https://.
    #[arg(long, env = "RUSHES_BACKEND_URL", value_name = "URL")]
    pub(crate) backend_url: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SecretArgs {
    /// The file that holds the secret all roles share.
    #[arg(long, env = "RUSHES_SECRET_FILE", value_name = "FILE")]
    pub(crate) secret_file: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ProcessArgs {
    /// `text` for people, `json` for machines: one line per event on the standard error.
    #[arg(
        long,
        env = "RUSHES_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "text"
    )]
    pub(crate) log_format: String,
    /// What is logged: a level, or levels by module (`info,backend=debug`). `warn` as text, `info` as json if absent.
    #[arg(long, env = "RUSHES_LOG", value_name = "FILTER")]
    pub(crate) log: Option<String>,
    /// How long a stop may take before the process ends anyway. Keep it under the container's stop timeout.
    #[arg(
        long,
        env = "RUSHES_STOP_SECONDS",
        value_name = "SECONDS",
        default_value = "25"
    )]
    pub(crate) stop_seconds: String,
    /// Look at the configuration, say all that is wrong with it, and stop.
    #[arg(long)]
    pub(crate) check_config: bool,
    /// Print the configuration in force, without its secrets, and stop.
    #[arg(long)]
    pub(crate) print_config: bool,
}
