//! Joins the engine's browser modules, so that the crate carries them and an application serves them.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?)
        .join("../../web/live")
        .canonicalize()?;
    println!("cargo::rerun-if-changed={}", folder.display());
    let out = env::var("OUT_DIR")?;
    let mut list = String::from("&[\n");
    for entry in ["live.js", "apply.js"] {
        let scripts = bundle::scripts(&folder.join(entry)).map_err(|error| error.to_string())?;
        for script in scripts {
            writeln!(list, "    ({:?}, {:?}),", script.name, script.text)?;
        }
    }
    list.push_str("]\n");
    fs::write(Path::new(&out).join("modules.rs"), list)?;
    Ok(())
}
