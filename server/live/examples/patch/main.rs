//! Prints the patch that turns one file of markup into another, as it goes over the wire; nothing where they are equal.
//!
//! `cargo run -p live --example patch -- before.html after.html`
//!
//! A file holds one element or a whole document. Its region has the number 0, as has an element that is given to
//! `attach` of `web/live/live.js`; what is printed is what `apply` takes.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fmt, fs};

use clap::Parser;
use live::diff::patch;
use live::markup::parse;
use live::tree::Element;

/// Prints the patch that turns one file of markup into another; nothing where they are equal.
#[derive(Parser)]
struct Args {
    /// The markup that a browser shows
    before: PathBuf,
    /// The markup that it is to show
    after: PathBuf,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let said = read(&args.before)
        .and_then(|before| Ok((before, read(&args.after)?)))
        .and_then(|(before, after)| match patch(&before, &after, 0) {
            Some(patch) => writeln!(io::stdout(), "{patch}").map_err(|error| error.to_string()),
            None => Ok(()),
        });
    match said {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // Where even this cannot be said, the exit code says it.
            let _ = writeln!(io::stderr(), "{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn read(path: &Path) -> Result<Element, String> {
    let named = |error: &dyn fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(path).map_err(|error| named(&error))?;
    // As a browser reads a file, before it looks for markup.
    let text = text.trim_start_matches('\u{feff}');
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    parse(&text, &[]).map_err(|error| named(&error))
}
