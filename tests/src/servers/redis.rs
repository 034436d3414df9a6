//! Redis, which speaks what Valkey speaks.

use std::process::Stdio;

use super::{listening, system_program};
use crate::program::{Program, free_port};

#[derive(Debug)]
pub struct Redis {
    pub url: String,
    pub program: Program,
}

impl Redis {
    pub async fn start() -> Self {
        let port = free_port();
        let mut command =
            tokio::process::Command::new(system_program("redis-server", &["/usr/bin"]));
        command.args([
            "--bind",
            "127.0.0.1",
            "--port",
            &port.to_string(),
            "--save",
            "",
            "--appendonly",
            "no",
        ]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let program = Program::start(command).quiet();
        listening(port, "Redis").await;
        Self {
            url: format!("redis://127.0.0.1:{port}"),
            program,
        }
    }
}
