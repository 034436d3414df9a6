//! What the build scripts of `live` and `studio` make of the browser's files. Nothing of it is in a program.
//!
//! [`scripts`] joins ES modules into one script per entry and one per module that is loaded late, and minifies them.
//! [`style`] joins style sheets. [`gzip`] and [`brotli`] compress what is served.
//!
//! The modules use a part of the language that is easily joined: named imports and exports, relative paths, no cycles.
//! What is outside of it fails the build and says where.

mod graph;
mod join;
mod module;
mod pack;
mod style;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use pack::{brotli, gzip};
pub use style::style;

/// One file for the browser, to be served beside the others of its entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The name of the module it begins with.
    pub name: String,
    pub text: String,
}

/// Why modules cannot be joined. The build fails with it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{}: {what}", path.display())]
    Syntax { path: PathBuf, what: String },
    #[error("{}: `{what}` is outside of what is joined: {why}", path.display())]
    Outside {
        path: PathBuf,
        what: String,
        why: &'static str,
    },
    #[error("{}: `{from}` exports no `{name}`", path.display())]
    Unknown {
        path: PathBuf,
        from: String,
        name: String,
    },
    #[error("modules import each other in a circle: {}", names(.0))]
    Cycle(Vec<PathBuf>),
    #[error("`{name}` is exported by {} and by {}, and both are wanted under that name", first.display(), second.display())]
    Twice {
        name: String,
        first: PathBuf,
        second: PathBuf,
    },
    #[error("{} is in two scripts that are loaded late: let it be imported by what both import", .0.display())]
    Shared(PathBuf),
}

fn names(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths.iter().map(|path| name_of(path)).collect();
    names.join(" > ")
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The script of the module `entry` and of every module that is loaded late from there, with `import()`.
///
/// All stand in one folder under the names of their modules, the entry's first. Late scripts that take something
/// of the entry's refuse that of another build: the browser cannot link them.
///
/// # Errors
/// Where a module cannot be read or is not of the kind that is joined.
pub fn scripts(entry: &Path) -> Result<Vec<Script>, Error> {
    let graph = graph::Graph::read(entry)?;
    join::join(&graph)
}
