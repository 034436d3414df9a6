//! A server that is measured: a child process, what `/proc` says of it, and the address that makes it tick.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use tests::api::http;
use tests::program::free_port;
use tests::wire_tab::tab_of;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::tabs::Place;

/// Of what `/proc/PID/stat` counts in, per second. It is 100 on every Linux that is in use.
const CLOCK_TICKS: f64 = 100.0;
/// Where the floor listens; its source is not ours to change.
const FLOOR: &str = "127.0.0.1:7711";
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Clone)]
pub(crate) enum Kind {
    /// The bare socket server.
    Floor(PathBuf),
    /// The example `wall` of so many cards.
    Wall(PathBuf, u32),
}

pub(crate) struct Server {
    child: Child,
    address: String,
    cards: Option<u32>,
    /// Opened with the first tick: a server soon closes what says nothing.
    driver: Option<TcpStream>,
    ticks: u32,
}

impl Server {
    pub(crate) async fn start(kind: &Kind) -> io::Result<Self> {
        let (program, address, cards) = match kind {
            Kind::Floor(program) => (program, FLOOR.to_owned(), None),
            Kind::Wall(program, cards) => {
                (program, format!("127.0.0.1:{}", free_port()), Some(*cards))
            }
        };
        let child = command(program, &address, cards).spawn()?;
        connect(&address).await?;
        Ok(Self {
            child,
            address,
            cards,
            driver: None,
            ticks: 0,
        })
    }

    /// Loads a page for each tab. The floor has none.
    pub(crate) async fn place(&self, tabs: usize) -> Place {
        let mut joins = Vec::new();
        if self.cards.is_some() {
            let browser = http();
            for _ in 0..tabs {
                let page = browser
                    .get(format!("http://{}/", self.address))
                    .send()
                    .await;
                let page = page.expect("the page answers").text().await;
                let tab = tab_of(&page.expect("the page is text")).expect("a page names its tab");
                let join = json!({ "v": live::wire::VERSION, "tab": tab, "url": "/" });
                joins.push(json!(["j", join]).to_string());
            }
        }
        Place {
            address: self.address.clone(),
            path: if self.cards.is_some() { "/live" } else { "/ws" },
            joins,
            slow: 0,
            beats: false,
        }
    }

    /// Moves one card on, or sends the floor's 30 bytes. Answers when the server has taken it.
    pub(crate) async fn tick(&mut self) -> io::Result<()> {
        let request = match self.cards {
            Some(cards) => format!("POST /tick?card={}", self.ticks % cards),
            None => "GET /blast?n=1&sz=30".to_owned(),
        };
        self.ticks += 1;
        let request = format!(
            "{request} HTTP/1.1\r\nHost: {}\r\nContent-Length: 0\r\n\r\n",
            self.address
        );
        let driver = match &mut self.driver {
            Some(driver) => driver,
            none => none.insert(connect(&self.address).await?),
        };
        driver.write_all(request.as_bytes()).await?;
        let mut answer = [0; 1024];
        // One small packet.
        let size = driver.read(&mut answer).await?;
        if answer[..size].starts_with(b"HTTP/1.1 200") {
            return Ok(());
        }
        Err(io::Error::other(
            String::from_utf8_lossy(&answer[..size]).into_owned(),
        ))
    }

    /// Seconds of processor that it has used.
    pub(crate) fn cpu(&self) -> io::Result<f64> {
        let stat = self.proc("stat")?;
        // The name in parentheses may hold spaces.
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let numbers = fields.split_whitespace().skip(11).take(2);
        let ticks: f64 = numbers.filter_map(|it| it.parse::<f64>().ok()).sum();
        Ok(ticks / CLOCK_TICKS)
    }

    /// KB of memory that are in use.
    pub(crate) fn memory(&self) -> io::Result<f64> {
        let status = self.proc("status")?;
        let line = status.lines().find(|line| line.starts_with("VmRSS"));
        let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        number.ok_or_else(|| io::Error::other("no VmRSS"))
    }

    fn proc(&self, file: &str) -> io::Result<String> {
        let pid = self
            .child
            .id()
            .ok_or_else(|| io::Error::other("it ended"))?;
        std::fs::read_to_string(format!("/proc/{pid}/{file}"))
    }

    pub(crate) async fn stop(mut self) -> io::Result<()> {
        self.child.kill().await
    }
}

fn command(program: &Path, address: &str, cards: Option<u32>) -> Command {
    let mut command = Command::new(program);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .env("W", "2");
    if let Some(cards) = cards {
        let cards = cards.to_string();
        command.args(["--listen", address, "--cards", &cards, "--workers", "2"]);
    }
    command
}

async fn connect(address: &str) -> io::Result<TcpStream> {
    let up = async {
        loop {
            if let Ok(stream) = TcpStream::connect(address).await {
                return stream;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let stream = tokio::time::timeout(PATIENCE, up).await;
    let stream = stream.map_err(|_| io::Error::other(format!("nothing listens at {address}")))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
