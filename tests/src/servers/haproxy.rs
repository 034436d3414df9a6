//! HAProxy in the place of the balancer: sticky by a cookie it inserts, health by /readyz.

use std::process::Stdio;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

use super::{listening, system_program};
use crate::program::{Program, free_port};

#[derive(Debug)]
pub struct Haproxy {
    /// Where browsers go.
    pub url: String,
    program: Program,
    folder: TempDir,
}

/// Whether a browser comes back to the server it began on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Balance {
    Sticky,
    RoundRobin,
    /// As [`Balance::Sticky`], but no websocket passes, as in networks whose proxies know none.
    NoSockets,
}

impl Haproxy {
    /// Balances over the servers at these addresses, named `s1`, `s2`, …
    pub async fn over(servers: &[&str], balance: Balance) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let port = free_port();
        let socket = folder.path().join("admin.sock");
        let cookie = match balance {
            Balance::Sticky | Balance::NoSockets => {
                "cookie AWSALB insert httponly maxlife 24h maxidle 24h dynamic\n    dynamic-cookie-key stand-in"
            }
            Balance::RoundRobin => "",
        };
        let refused = match balance {
            Balance::NoSockets => "http-request deny if { req.hdr(upgrade) -m found }",
            Balance::Sticky | Balance::RoundRobin => "",
        };
        let servers: String = (1..)
            .zip(servers)
            .map(|(number, url)| {
                format!(
                    "    server s{number} {}\n",
                    url.trim_start_matches("http://").trim_end_matches('/')
                )
            })
            .collect();
        let config = format!(
            "global
    stats socket {} mode 600 level admin
    maxconn 2000
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    timeout tunnel 60s
    option redispatch 1
    retries 2
frontend fe
    bind 127.0.0.1:{port}
    option forwardfor
    http-request set-header X-Forwarded-Proto http
    http-request set-header X-Forwarded-Port {port}
    {refused}
    default_backend app
backend app
    balance roundrobin
    {cookie}
    option httpchk GET /readyz
    http-check expect status 200
    default-server check inter 1s fall 3 rise 2
{servers}",
            socket.display()
        );
        let file = folder.path().join("haproxy.cfg");
        std::fs::write(&file, config).expect("the folder can be written");
        let mut command = tokio::process::Command::new(system_program("haproxy", &["/usr/sbin"]));
        command.arg("-db").arg("-f").arg(&file);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let program = Program::start(command).quiet();
        listening(port, "HAProxy").await;
        Self {
            url: format!("http://127.0.0.1:{port}"),
            program,
            folder,
        }
    }

    /// A command of the stats socket: `set server app/s1 state maint` is what deregistering a target does,
    /// `shutdown sessions server app/s1` what the end of its deregistration delay does.
    pub async fn tell(&self, command: &str) -> String {
        let mut socket = UnixStream::connect(self.folder.path().join("admin.sock"))
            .await
            .expect("the stats socket");
        socket
            .write_all(format!("{command}\n").as_bytes())
            .await
            .expect("it listens");
        let mut answer = String::new();
        socket
            .read_to_string(&mut answer)
            .await
            .expect("it answers");
        answer
    }

    /// What it said, for a test that fails.
    #[must_use]
    pub fn err(&self) -> Vec<String> {
        self.program.err()
    }
}
