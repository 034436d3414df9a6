//! Makes of `web/` what the binary carries: the scripts joined, the styles in one, and what can be compressed so.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Each with what it loads late.
const SCRIPTS: &[&str] = &["studio/first.js", "studio/main.js"];
const STYLE: &str = "css/app.css";
/// Served as they are.
const FOLDERS: &[&str] = &["fonts", "icons"];
/// What browsers load of those.
const SERVED: &[&str] = &["svg", "woff2"];

fn main() -> Result<(), Box<dyn Error>> {
    let web = Path::new(&env::var("CARGO_MANIFEST_DIR")?)
        .join("../../web")
        .canonicalize()?;
    for folder in ["css", "fonts", "icons", "live", "studio"] {
        println!("cargo::rerun-if-changed={}", web.join(folder).display());
    }
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for entry in SCRIPTS {
        let folder = Path::new(entry).parent().unwrap_or(Path::new(""));
        for script in bundle::scripts(&web.join(entry)).map_err(|error| error.to_string())? {
            let path = folder.join(script.name).display().to_string();
            files.push((path, script.text.into_bytes()));
        }
    }
    let style = bundle::style(&web.join(STYLE)).map_err(|error| error.to_string())?;
    files.push((STYLE.to_owned(), style.into_bytes()));
    for folder in FOLDERS {
        for entry in fs::read_dir(web.join(folder))? {
            let path = entry?.path();
            if path
                .extension()
                .is_some_and(|end| SERVED.iter().any(|served| end == *served))
            {
                let name = path.file_name().unwrap_or_default().display();
                files.push((format!("{folder}/{name}"), fs::read(&path)?));
            }
        }
    }
    files.sort();
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut list = String::from("&[\n");
    for (number, (path, content)) in files.iter().enumerate() {
        write!(
            list,
            "    File {{ path: {path:?}, plain: {}",
            kept(&out, number, "plain", content)?
        )?;
        // A font is compressed as it is.
        let packs = !path.ends_with(".woff2");
        for (name, pack) in [
            ("gzip", bundle::gzip as fn(&[u8]) -> Vec<u8>),
            ("brotli", bundle::brotli),
        ] {
            let packed = if packs {
                kept(&out, number, name, &pack(content))?
            } else {
                "&[]".to_owned()
            };
            write!(list, ", {name}: {packed}")?;
        }
        list.push_str(" },\n");
    }
    list.push_str("]\n");
    fs::write(out.join("web_files.rs"), list)?;
    Ok(())
}

/// Leaves a file for the crate and gives the expression that includes it.
fn kept(out: &Path, number: usize, name: &str, content: &[u8]) -> Result<String, Box<dyn Error>> {
    let path = out.join(format!("{number}.{name}"));
    fs::write(&path, content)?;
    Ok(format!("include_bytes!({:?})", path.display().to_string()))
}
