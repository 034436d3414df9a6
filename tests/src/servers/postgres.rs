//! Postgres: one server for the whole run where `tests/run` started it, else one of the test's own.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::{fs, process};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tempfile::TempDir;
use uuid::Uuid;

use super::{listening, system_program};
use crate::program::{Program, free_port};

/// A server that listens on loopback only, with its files in a temporary folder.
#[derive(Debug)]
pub struct Postgres {
    /// `postgres://postgres@127.0.0.1:<port>`, without a database.
    pub url: String,
    program: Program,
    _folder: TempDir,
}

impl Postgres {
    pub async fn start() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let data = folder.path().join("data");
        let owner = owner(folder.path());
        let initdb = binary("initdb");
        let mut make = as_owner(&owner, &initdb);
        make.args([
            "--auth=trust",
            "--username=postgres",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C",
            "-D",
        ]);
        let made = make
            .arg(&data)
            .stdout(Stdio::null())
            .output()
            .await
            .expect("initdb starts");
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let port = free_port();
        let mut command = as_owner(&owner, &binary("postgres"));
        command
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k", ""]);
        // The data is thrown away, so that a crash of the machine need not be survived.
        command.args(["-c", "fsync=off", "-c", "max_connections=200"]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let program = Program::start(command).quiet();
        let url = format!("postgres://postgres@127.0.0.1:{port}");
        let first = format!("{url}/postgres");
        listening(port, "Postgres").await;
        crate::until("Postgres answers", async || {
            PgConnection::connect(&first).await.ok()
        })
        .await;
        Self {
            url,
            program,
            _folder: folder,
        }
    }

    /// Ends it as a failing machine would.
    pub async fn kill(&mut self) {
        self.program.kill().await;
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGQUIT ends the server and its children at once; the kill of the tree's root alone would leave those.
        if let Ok(Some(id)) =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| Some(self.program.id())))
        {
            let _ = process::Command::new("kill")
                .args(["-QUIT", &id.to_string()])
                .status();
        }
    }
}

/// A database of the test's own.
#[derive(Debug)]
pub struct Database {
    pub url: String,
    _server: Option<Postgres>,
}

impl Database {
    pub async fn fresh() -> Self {
        let shared = std::env::var("RUSHES_TEST_POSTGRES").ok();
        let own = match &shared {
            Some(_) => None,
            None => Some(Postgres::start().await),
        };
        let server = shared
            .or_else(|| own.as_ref().map(|server| server.url.clone()))
            .expect("one of the two");
        let name = format!("test_{}", Uuid::now_v7().simple());
        let first = format!("{server}/postgres");
        let mut connection = PgConnection::connect(&first)
            .await
            .expect("Postgres answers");
        let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
        connection
            .execute(create)
            .await
            .expect("a database can be made");
        Self {
            url: format!("{server}/{name}"),
            _server: own,
        }
    }
}

/// Postgres refuses to run as root; Debian's package made a user for it.
fn owner(folder: &Path) -> Option<String> {
    let me = process::Command::new("id")
        .arg("-u")
        .output()
        .expect("id is there");
    if String::from_utf8_lossy(&me.stdout).trim() != "0" {
        return None;
    }
    let given = process::Command::new("chown")
        .arg("postgres")
        .arg(folder)
        .status();
    assert!(
        given.is_ok_and(|status| status.success()),
        "the user postgres is missing: `tests/run` installs it"
    );
    Some("postgres".to_owned())
}

fn as_owner(owner: &Option<String>, program: &Path) -> tokio::process::Command {
    match owner {
        None => tokio::process::Command::new(program),
        Some(owner) => {
            // setpriv replaces itself by the program, so that signals reach the server.
            let mut command = tokio::process::Command::new("setpriv");
            command
                .args(["--reuid", owner, "--regid", owner, "--init-groups", "--"])
                .arg(program);
            command
        }
    }
}

/// Debian keeps the server's programs out of the PATH, by version.
fn binary(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    let folders: Vec<&str> = folders
        .iter()
        .rev()
        .filter_map(|folder| folder.to_str())
        .collect();
    system_program(name, &folders)
}
