//! Reading a new password: asked for twice on a terminal, without showing it; one line from a pipe.

use std::io::{self, BufRead, IsTerminal, Write};

use anyhow::{Context, bail};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// The terminal shows again what is typed when this goes, however the reading ended.
struct Hidden {
    before: Termios,
}

impl Hidden {
    fn start() -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        quiet.local_modes.insert(LocalModes::ECHONL);
        tcsetattr(io::stdin(), OptionalActions::Flush, &quiet)?;
        Ok(Self { before })
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // Nothing can be done about a terminal that went away.
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.before);
    }
}

pub(crate) fn read(name: &str) -> anyhow::Result<String> {
    if !io::stdin().is_terminal() {
        return line().context("the standard input holds no password");
    }
    let first = ask(&format!("New password of {name}: "))?;
    if ask("The same again: ")? != first {
        bail!("the two passwords differ; nothing was changed");
    }
    Ok(first)
}

fn ask(prompt: &str) -> anyhow::Result<String> {
    write!(io::stderr(), "{prompt}")?;
    io::stderr().flush()?;
    let hidden = Hidden::start().context("the terminal cannot hide what is typed")?;
    let text = line();
    drop(hidden);
    text
}

fn line() -> anyhow::Result<String> {
    let mut text = String::new();
    if io::stdin().lock().read_line(&mut text)? == 0 {
        bail!("no password was given");
    }
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}
