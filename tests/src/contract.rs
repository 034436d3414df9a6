//! `terraform/contract.json`: what the program and its deployment agree on. Terraform reads the same file.
//!
//! Every field is named here, so that a value which nobody holds against the program cannot be added to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    #[serde(rename = "about")]
    _about: String,
    pub image: Image,
    pub web: Web,
    pub backend: Backend,
    pub worker: Worker,
    pub stop: Stop,
    /// Names that Terraform sets, by role.
    pub environment: BTreeMap<String, Vec<String>>,
    pub secrets: Secrets,
    /// Ends of host names that plain HTTP may go to.
    pub internal_names: Vec<String>,
    pub logs: BTreeMap<String, Line>,
    /// What Terraform prepares for and the program may not do yet.
    pub planned: BTreeMap<String, Plan>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    pub binary: String,
    pub data_dir: String,
    /// `uid:gid`
    pub user: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Web {
    pub port: u16,
    pub alive: String,
    pub ready: String,
    pub sockets: String,
    pub keep_alive_seconds: u64,
    pub ping_seconds: u64,
    pub silence_seconds: u64,
    pub hand_over_seconds: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backend {
    pub port: u16,
    pub alive: String,
    pub ready: String,
    pub keep_alive_seconds: u64,
    pub database_connections: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    pub scratch_dir: String,
    pub give_back_seconds: u64,
    pub cores_per_slot: u64,
    pub most_slots: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    pub variable: String,
    pub most_seconds: u64,
    pub margin_seconds: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    pub shared: String,
    pub database_password: String,
}

/// A line of the log that is counted, and the field of it that is measured.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub field: String,
    pub value: String,
    pub measure: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub met: bool,
    pub what: String,
    pub until_then: String,
    /// Roles by the name they must know.
    #[serde(default)]
    pub environment: BTreeMap<String, Vec<String>>,
    pub path: Option<String>,
    pub call: Option<String>,
    /// For how long a worker asks for protection at a time.
    pub minutes: Option<u64>,
    pub seconds: Option<u64>,
    pub reserve_seconds: Option<u64>,
    pub namespace: Option<String>,
    #[serde(default)]
    pub dimensions: Vec<String>,
    #[serde(default)]
    pub names: BTreeMap<String, Metric>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    pub role: String,
    pub unit: String,
    pub what: String,
}

/// The repository.
#[must_use]
pub fn root() -> PathBuf {
    let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate_root
        .parent()
        .expect("the crate lies in the repository")
        .to_owned()
}

/// A file of the repository.
#[must_use]
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

impl Contract {
    #[must_use]
    pub fn read() -> Self {
        serde_json::from_str(&read("terraform/contract.json")).expect("contract.json has this form")
    }

    /// Names that Terraform sets for a role and that the program knows: those of the plans that it meets as well.
    #[must_use]
    pub fn environment_of(&self, role: &str) -> Vec<String> {
        let met = self.planned.values().filter(|plan| plan.met);
        let met = met.flat_map(|plan| &plan.environment);
        let met = met.filter(|(_, roles)| roles.iter().any(|it| it == role));
        let mut names = self.environment[role].clone();
        names.extend(met.map(|(name, _)| name.clone()));
        names
    }
}

/// The whole number that a constant of the source stands for; seconds where it is a `Duration`.
#[must_use]
pub fn constant(path: &str, name: &str) -> u64 {
    let source = read(path);
    let start = format!("const {name}: ");
    let line = source
        .lines()
        .find_map(|line| line.split_once(&start))
        .unwrap_or_else(|| {
            panic!("{path} has no constant {name}; say in terraform/contract.json what holds now")
        })
        .1;
    let value = line.split_once("= ").expect("it has a value").1;
    let digits: String = value
        .trim_start_matches("Duration::from_secs(")
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '_')
        .filter(char::is_ascii_digit)
        .collect();
    digits
        .parse()
        .unwrap_or_else(|_| panic!("{path}: `{value}` is no whole number of seconds"))
}

/// All of the program's source, without its tests.
#[must_use]
pub fn source() -> String {
    let mut whole = String::new();
    let mut folders = vec![root().join("server")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("it can be listed").flatten() {
            let path = entry.path();
            let is_test = path.components().any(|part| {
                ["tests", "tests.rs", "testing", "examples"]
                    .iter()
                    .any(|name| part.as_os_str() == *name)
            });
            if is_test {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                whole.push_str(&fs::read_to_string(&path).expect("code is text"));
            }
        }
    }
    whole
}
