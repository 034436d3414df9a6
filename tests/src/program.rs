//! The real `rushes` binary as a child process.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::until::{PATIENCE, until};

/// Lines of output kept, for failure messages and for counting calls.
const MAX_LINES: usize = 10_000;

/// The binary beside the test executable; `tests/run` builds it first.
#[must_use]
pub fn binary() -> PathBuf {
    built("rushes", "-p app")
}

/// A command for an example of the engine.
#[must_use]
pub fn example(name: &str, args: &[&str]) -> Command {
    let path = built(&format!("examples/{name}"), "-p live --examples");
    piped(Command::new(path), args)
}

fn built(path: &str, how: &str) -> PathBuf {
    let tests = std::env::current_exe().expect("the test executable has a path");
    // target/<profile>/deps/all-<hash> lies two folders below target/<profile>.
    let folder = tests
        .parent()
        .and_then(Path::parent)
        .expect("it lies in target/<profile>/deps");
    let path = folder.join(path);
    assert!(
        path.is_file(),
        "{} is missing: run `cargo build {how}` first",
        path.display()
    );
    path
}

/// A command for the binary with an environment that says nothing.
#[must_use]
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(binary());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("RUSHES_")) {
        command.env_remove(name);
    }
    piped(command, args)
}

fn piped(mut command: Command, args: &[&str]) -> Command {
    command
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// What a command that ends by itself said.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs the binary to its end.
pub async fn run(args: &[&str]) -> Said {
    finish(command(args)).await
}

/// Runs a prepared command to its end.
pub async fn finish(mut command: Command) -> Said {
    let output = timeout(PATIENCE, command.output())
        .await
        .expect("it ends by itself")
        .expect("it starts");
    Said {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

type Lines = Arc<Mutex<Vec<String>>>;

/// A running process and what it has said so far.
#[derive(Debug)]
pub struct Program {
    child: Child,
    out: Lines,
    err: Lines,
    quiet: bool,
}

impl Program {
    #[must_use]
    pub fn start(mut command: Command) -> Self {
        let mut child = command.spawn().expect("the program starts");
        let out = collect(child.stdout.take());
        let err = collect(child.stderr.take());
        Self {
            child,
            out,
            err,
            quiet: false,
        }
    }

    /// One whose output explains no failure of ours.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id().expect("it has not been waited for")
    }

    #[must_use]
    pub fn out(&self) -> Vec<String> {
        self.out.lock().expect("no panic holds it").clone()
    }

    #[must_use]
    pub fn err(&self) -> Vec<String> {
        self.err.lock().expect("no panic holds it").clone()
    }

    /// The first line of either output that holds `text`.
    pub async fn says(&mut self, text: &str) -> String {
        until(&format!("the program says `{text}`"), async || {
            let said = self
                .out()
                .into_iter()
                .chain(self.err())
                .find(|line| line.contains(text));
            if said.is_none() {
                let ended = self.child.try_wait().expect("it can be asked");
                assert!(
                    ended.is_none(),
                    "it ended with {ended:?}: {:#?} {:#?}",
                    self.out(),
                    self.err()
                );
            }
            said
        })
        .await
    }

    /// SIGTERM, SIGINT, SIGSTOP, …
    pub async fn signal(&self, name: &str) {
        signal(self.id(), name).await;
    }

    pub async fn ended(&mut self) -> ExitStatus {
        timeout(PATIENCE, self.child.wait())
            .await
            .expect("it ends")
            .expect("it can be waited for")
    }

    /// Asks it to stop and gives back its exit code.
    pub async fn stop(&mut self) -> Option<i32> {
        self.signal("TERM").await;
        self.ended().await.code()
    }

    /// As if the power had gone.
    pub async fn kill(&mut self) {
        self.signal("KILL").await;
        self.ended().await;
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if std::thread::panicking() && !self.quiet {
            // The test harness captures this and shows it with the failure.
            #[expect(
                clippy::print_stderr,
                reason = "a failing test shows what the program said"
            )]
            for line in self.out().iter().chain(&self.err()) {
                eprintln!("  program: {line}");
            }
        }
    }
}

/// Sends a signal to a process of ours.
pub async fn signal(id: u32, name: &str) {
    let sent = Command::new("kill")
        .args([&format!("-{name}"), &id.to_string()])
        .status()
        .await;
    assert!(
        sent.expect("kill is there").success(),
        "signal {name} to {id}"
    );
}

fn collect(stream: Option<impl AsyncRead + Unpin + Send + 'static>) -> Lines {
    let lines = Lines::default();
    let kept = Arc::clone(&lines);
    let mut reader = BufReader::new(stream.expect("it is piped")).lines();
    tokio::spawn(async move {
        while let Ok(Some(line)) = reader.next_line().await {
            let mut kept = kept.lock().expect("no panic holds it");
            if kept.len() < MAX_LINES {
                kept.push(line);
            }
        }
    });
    lines
}

/// All of Rushes in one process, on free ports, with its own data.
#[derive(Debug)]
pub struct Rushes {
    pub program: Program,
    /// `http://127.0.0.1:<port>`
    pub url: String,
    data: Arc<TempDir>,
    args: Vec<String>,
}

impl Rushes {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    pub async fn with(args: &[&str]) -> Self {
        let data = Arc::new(TempDir::new().expect("a temporary folder"));
        let args = args.iter().map(|&arg| arg.to_owned()).collect();
        Self::over(data, args).await
    }

    /// A new process on the data of an ended one.
    pub async fn again(&self) -> Self {
        Self::over(Arc::clone(&self.data), self.args.clone()).await
    }

    async fn over(data: Arc<TempDir>, args: Vec<String>) -> Self {
        let folder = data.path().to_str().expect("its path is text");
        let mut command = command(&["--data-dir", folder]);
        for (name, usual) in [("--listen", "127.0.0.1:0"), ("--log", "info")] {
            if !args.iter().any(|arg| arg == name) {
                command.args([name, usual]);
            }
        }
        command.args(&args);
        let mut program = Program::start(command);
        let line = program.says("Rushes is at ").await;
        let url = line
            .rsplit(' ')
            .next()
            .expect("the line ends in the address")
            .trim_end_matches('/')
            .to_owned();
        Self {
            program,
            url,
            data,
            args,
        }
    }

    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    #[must_use]
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

/// A port that was free a moment ago. For servers that cannot be told to take port 0.
#[must_use]
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it has an address").port()
}

/// Time for a deadline that a test states, not for a wait.
pub const SOON: Duration = Duration::from_secs(1);
