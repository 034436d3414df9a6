//! A real Postgres for tests: the one named by `RUSHES_TEST_POSTGRES`, else one of the test's own.
//!
//! Our own listens on a free port of 127.0.0.1, keeps its data in a folder that is removed, and ends with the test,
//! also when that is killed.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// The address of a server without a database's name: `postgres://user@host:port`.
const SHARED: &str = "RUSHES_TEST_POSTGRES";

pub(super) struct Postgres {
    pub(super) address: String,
    own: Option<Own>,
}

struct Own {
    server: Child,
    _folder: TempDir,
}

impl Postgres {
    pub(super) fn find() -> Self {
        if let Ok(address) = std::env::var(SHARED) {
            return Self {
                address: address.trim_end_matches('/').to_owned(),
                own: None,
            };
        }
        let folder = tempfile::tempdir().expect("a folder for Postgres");
        let programs = programs();
        let owner = Owner::of(folder.path());
        let data = folder.path().join("data");
        let made = owner
            .command(&programs.join("initdb"))
            .args([
                "--no-sync",
                "--auth=trust",
                "--username=rushes",
                "--encoding=UTF8",
                "--pgdata",
            ])
            .arg(&data)
            .output()
            .expect("initdb starts");
        assert!(
            made.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|l| l.local_addr())
            .expect("a free port")
            .port();
        let mut server = owner
            .command(&programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args([
                "-p",
                &port.to_string(),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
            ])
            .args(["-c", "fsync=off", "-c", "shared_buffers=16MB"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("postgres starts");
        let mut lines = BufReader::new(server.stderr.take().expect("stderr is piped")).lines();
        let ready = lines
            .by_ref()
            .any(|line| line.is_ok_and(|line| line.contains("ready to accept connections")));
        assert!(ready, "postgres says that it is ready");
        // Its log is read to the end, or the pipe fills and it stops.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            address: format!("postgres://rushes@127.0.0.1:{port}"),
            own: Some(Own {
                server,
                _folder: folder,
            }),
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(own) = &mut self.own {
            // An interrupt is its fast and clean stop, which also gives back its shared memory.
            let _ = Command::new("kill")
                .args(["-INT", &own.server.id().to_string()])
                .status();
            let _ = own.server.wait();
        }
    }
}

/// Postgres refuses to run as root: then it runs as the user `postgres` that its package made.
enum Owner {
    Ourselves,
    Postgres,
}

impl Owner {
    fn of(folder: &Path) -> Self {
        if id(&["-u"]) != Some(0) {
            return Self::Ourselves;
        }
        let (user, group) = (id(&["-u", "postgres"]), id(&["-g", "postgres"]));
        assert!(
            user.is_some(),
            "the user postgres exists, as Debian's package makes it"
        );
        chown(folder, user, group).expect("root may give a folder away");
        Self::Postgres
    }

    fn command(&self, program: &Path) -> Command {
        match self {
            Self::Ourselves => Command::new(program),
            Self::Postgres => {
                let mut command = Command::new("setpriv");
                command.args([
                    "--reuid=postgres",
                    "--regid=postgres",
                    "--clear-groups",
                    "--pdeathsig=INT",
                ]);
                command.arg(program);
                command.current_dir("/");
                command
            }
        }
    }
}

fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// Debian keeps the server's programs out of the PATH.
fn programs() -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|folder| folder.join("initdb").exists())
        .collect();
    found.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut listed = std::env::split_paths(&path).filter(|folder| folder.join("initdb").exists());
    found
        .pop()
        .or_else(|| listed.next())
        .expect("Postgres is installed: apt-get install postgresql")
}
