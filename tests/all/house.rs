//! The rules of the house: who may import whom, which files are pure, how long a file may be.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// Longer files are read by nobody.
const MAX_LINES: usize = 400;
/// A stylesheet is a list, and is looked things up in.
const MAX_STYLE_LINES: usize = 600;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate lies in the repository")
        .to_owned()
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .expect("cargo is there");
    let metadata: Metadata = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    metadata.packages
}

/// All files below a folder with one of the endings, without what is built or installed.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            if !["target", "node_modules", ".git"]
                .iter()
                .any(|skipped| name == *skipped)
            {
                found.extend(files(&path, endings));
            }
        } else if path
            .extension()
            .is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted))
        {
            found.push(path);
        }
    }
    found
}

fn code(folder: &str) -> Vec<(PathBuf, String)> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("code is text");
        (path, text)
    };
    files(&root().join(folder), &["rs"])
        .into_iter()
        .map(read)
        .collect()
}

/// The lines of a file that are neither comments nor tests, which stand at its end.
fn working_lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text
        .lines()
        .take_while(|line| line.trim() != "#[cfg(test)]");
    lines.filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn a_crate_imports_only_what_the_design_allows() {
    let allowed: [(&str, &[&str]); 11] = [
        ("api", &[]),
        ("bundle", &[]),
        ("timing", &[]),
        ("live", &["timing"]),
        ("client", &["api", "timing"]),
        ("pictures", &["api"]),
        ("backend", &["api", "pictures"]),
        ("studio", &["live", "client", "api"]),
        (
            "app",
            &["studio", "backend", "client", "live", "api", "timing"],
        ),
        ("tests", &["api", "live"]),
        ("fuzz", &["live"]),
    ];
    let ours: BTreeSet<&str> = allowed.iter().map(|(name, _)| *name).collect();
    let packages = packages();
    assert_eq!(
        packages
            .iter()
            .map(|package| package.name.as_str())
            .collect::<BTreeSet<_>>(),
        ours
    );
    for package in &packages {
        let (_, allowed) = allowed
            .iter()
            .find(|(name, _)| *name == package.name)
            .expect("it is listed");
        let imports = package
            .dependencies
            .iter()
            .filter(|import| ours.contains(import.name.as_str()));
        for import in imports {
            let is_allowed = match import.kind.as_deref() {
                // What only tests import cannot leak into the program.
                Some("dev") => true,
                Some("build") => import.name == "bundle",
                _ => allowed.contains(&import.name.as_str()),
            };
            assert!(is_allowed, "{} imports {}", package.name, import.name);
        }
    }
}

#[test]
fn the_engine_speaks_no_http_of_its_own_and_no_sql() {
    let packages = packages();
    let live = packages
        .iter()
        .find(|package| package.name == "live")
        .expect("the engine");
    for import in &live.dependencies {
        assert!(
            !["reqwest", "sqlx"].contains(&import.name.as_str()),
            "live imports {}",
            import.name
        );
    }
    for (path, text) in code("server/live/src") {
        for noun in ["keyframe", "storyboard", "prompt"] {
            assert!(
                !text.to_lowercase().contains(noun),
                "{} says {noun}",
                path.display()
            );
        }
    }
}

#[test]
fn sql_lives_only_in_the_store() {
    for (path, text) in code("server/backend/src") {
        let in_store = path.components().any(|part| part.as_os_str() == "store");
        let speaks = working_lines(&text).any(|line| line.contains("sqlx"));
        assert!(in_store || !speaks, "{} speaks SQL", path.display());
    }
}

#[test]
fn the_difference_and_the_state_are_pure() {
    let mut pure = code("server/studio/src/state");
    pure.extend(code("server/live/src").into_iter().filter(|(path, _)| {
        path.ends_with("diff.rs") || path.parent().is_some_and(|folder| folder.ends_with("diff"))
    }));
    assert!(pure.len() > 2, "the pure files have moved");
    for (path, text) in pure {
        for line in working_lines(&text) {
            for impure in [
                "async ",
                ".await",
                "actix",
                "tokio",
                "Instant",
                "SystemTime",
                "rand::",
            ] {
                assert!(!line.contains(impure), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn only_the_program_reads_arguments_and_environment() {
    for folder in [
        "api", "backend", "bundle", "client", "live", "pictures", "studio", "timing",
    ] {
        for (path, text) in code(&format!("server/{folder}/src")) {
            let reads = working_lines(&text)
                .any(|line| line.contains("env::var") || line.contains("env::args"));
            let place = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy();
            let is_test = place.contains("test") || place.contains("/suite/");
            assert!(
                is_test || !reads,
                "{} reads the environment",
                path.display()
            );
        }
    }
}

#[test]
fn a_file_is_short_and_says_what_it_is() {
    let mut wrong = Vec::new();
    for path in files(&root(), &["rs", "js", "css"]) {
        let text = fs::read_to_string(&path).expect("code is text");
        let lines = text.lines().count();
        let is_style = path.extension().is_some_and(|ending| ending == "css");
        if lines > if is_style { MAX_STYLE_LINES } else { MAX_LINES } {
            wrong.push(format!("{} has {lines} lines", path.display()));
        }
        let is_rust = path.extension().is_some_and(|ending| ending == "rs");
        if !text.starts_with(if is_rust { "//!" } else { "/" }) {
            wrong.push(format!("{} does not say what it is", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_test_is_skipped() {
    // Put together here, so that this file does not find itself.
    let skipped = format!("#[{}", "ignore");
    for folder in ["server", "tests"] {
        for (path, text) in code(folder) {
            assert!(!text.contains(&skipped), "{} skips a test", path.display());
        }
    }
}
