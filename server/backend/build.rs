//! Lists the sample project's pictures, so that adding one is adding a file.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let samples = Path::new(&root).join("samples");
    println!("cargo::rerun-if-changed=samples");

    let mut names = Vec::new();
    if samples.is_dir() {
        for entry in fs::read_dir(&samples)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".jpg") {
                names.push(name);
            }
        }
    }
    names.sort();
    let mut list = String::from("&[\n");
    for name in &names {
        let path = samples.join(name);
        list.push_str(&format!("({name:?}, include_bytes!({path:?})),\n"));
    }
    list.push_str("]\n");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("samples.rs"), list)
}
