//! rushes: the one binary, and the only reader of arguments and environment.
//!
//! It says what is wrong in a sentence on the standard error and with the exit code: 2 for a configuration that
//! cannot be meant, 1 for a failure of the machine around it, 0 for a clean stop.

mod config;
mod data_dir;
mod doctor;
mod healthcheck;
mod lock;
mod logging;
mod metrics;
mod password;
mod roles;
mod stop;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use config::args::{Cli, Role};
use config::{Mode, Problems};

const WRONG_CONFIGURATION: u8 = 2;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and the version are answers, not mistakes; a closed pipe is nobody's mistake either.
            let answered = matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            );
            let _ = error.print();
            return if answered {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(WRONG_CONFIGURATION)
            };
        }
    };
    let cli = match cli.role {
        Some(Role::Healthcheck(args)) => return end(healthcheck::ask(&args.url)),
        Some(Role::Doctor(args)) => {
            return match doctor::order(args) {
                Ok(order) => end(doctor::examine(&order)),
                Err(problems) => refuse(problems),
            };
        }
        role => Cli { role, ..cli },
    };
    let (plan, process) = match config::plan(cli, std::env::var("RUSHES_SECRET").ok()) {
        Ok(parsed) => parsed,
        Err(problems) => return refuse(problems),
    };
    match process.mode {
        Mode::Check => return ExitCode::SUCCESS,
        Mode::Print => return end(tell(&config::print::lines(&plan, &process))),
        Mode::Run => {}
    }
    logging::start(&process.logs);
    end(roles::run(plan, &process))
}

fn refuse(Problems(sentences): Problems) -> ExitCode {
    for sentence in sentences {
        say(&sentence);
    }
    ExitCode::from(WRONG_CONFIGURATION)
}

fn end(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&sentence(&error));
            ExitCode::FAILURE
        }
    }
}

/// What went wrong, and the cause behind it where the sentence does not name it already; on one line.
fn sentence(error: &anyhow::Error) -> String {
    let told = error.to_string();
    let cause = error.root_cause().to_string();
    let whole = if told.contains(&cause) {
        told
    } else {
        format!("{told} ({cause})")
    };
    whole.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A line for the person, on the standard error. If that is closed there is nobody to tell.
fn say(sentence: &str) {
    let _ = writeln!(io::stderr(), "rushes: {sentence}");
}

/// What was asked for, on the standard output.
fn tell(text: &str) -> anyhow::Result<()> {
    io::stdout().write_all(text.as_bytes())?;
    Ok(io::stdout().flush()?)
}
