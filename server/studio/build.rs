//! Writes the list of the files under `web/` that the binary carries, so that it can be served without a checkout.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// What browsers load. Tests, type declarations and tool settings stay out.
const SERVED: &[&str] = &["js", "css", "svg", "woff2", "png", "jpg", "webp", "ico"];
const SKIPPED: &[&str] = &["node_modules", "tests", "test"];

fn main() -> io::Result<()> {
    let web = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"))
        .join("../../web")
        .canonicalize()?;
    let mut files = Vec::new();
    for entry in fs::read_dir(&web)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() && !SKIPPED.contains(&name.as_str()) {
            println!("cargo::rerun-if-changed={}", path.display());
            collect(&path, &mut files)?;
        }
    }
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let path = file
            .strip_prefix(&web)
            .expect("found below it")
            .to_string_lossy()
            .replace('\\', "/");
        writeln!(
            list,
            "    ({path:?}, include_bytes!({:?})),",
            file.display().to_string()
        )
        .expect("a string grows");
    }
    list.push_str("]\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("web_files.rs");
    fs::write(out, list)
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|end| SERVED.iter().any(|served| end == *served))
            && !name.ends_with(".test.js")
        {
            files.push(path);
        }
    }
    Ok(())
}
