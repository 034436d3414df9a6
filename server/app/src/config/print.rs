//! `--print-config`: what is in force, one setting a line, with no secret in it.

use super::report;
use super::settings::{Front, LogFormat, Plan, Process, Storage};

pub(crate) fn lines(plan: &Plan, process: &Process) -> String {
    let mut rows: Vec<(&str, String)> = Vec::new();
    match plan {
        Plan::All {
            front,
            storage,
            slots,
            report,
        } => {
            rows.push(("role", "all".to_owned()));
            front_rows(front, &mut rows);
            storage_rows(storage, &mut rows);
            rows.push((
                "secret",
                format!("{}/secret.key", storage.data_dir.display()),
            ));
            rows.push(("slots", slots.to_string()));
            report::rows(report.as_ref(), &mut rows);
        }
        Plan::Web {
            front,
            backend,
            report,
            ..
        } => {
            rows.push(("role", "web".to_owned()));
            front_rows(front, &mut rows);
            rows.push(("backend-url", without_password(backend)));
            rows.push(("secret", "***".to_owned()));
            report::rows(report.as_ref(), &mut rows);
        }
        Plan::Backend {
            listen,
            storage,
            report,
            ..
        } => {
            rows.push(("role", "backend".to_owned()));
            rows.push(("listen", listen.to_string()));
            storage_rows(storage, &mut rows);
            rows.push(("secret", "***".to_owned()));
            report::rows(report.as_ref(), &mut rows);
        }
        Plan::Worker {
            backend, workshop, ..
        } => {
            rows.push(("role", "worker".to_owned()));
            rows.push(("scratch-dir", workshop.scratch.display().to_string()));
            rows.push(("slots", workshop.slots.to_string()));
            rows.push(("backend-url", without_password(backend)));
            rows.push(("secret", "***".to_owned()));
        }
        Plan::Migrate { storage } => {
            rows.push(("role", "migrate".to_owned()));
            storage_rows(storage, &mut rows);
        }
        Plan::User { storage, .. } => {
            rows.push(("role", "user".to_owned()));
            storage_rows(storage, &mut rows);
        }
    }
    let format = match process.logs.format {
        LogFormat::Text => "text",
        LogFormat::Json => "json",
    };
    rows.push(("log-format", format.to_owned()));
    rows.push(("log", process.logs.filter.clone()));
    rows.push(("stop-seconds", process.stop_after.as_secs().to_string()));
    rows.iter()
        .map(|(name, value)| format!("{name} = {value}\n"))
        .collect()
}

fn front_rows(front: &Front, rows: &mut Vec<(&str, String)>) {
    rows.push(("listen", front.listen.to_string()));
    let public = front
        .public_url
        .as_ref()
        .map_or_else(|| format!("http://{}/", front.listen), url::Url::to_string);
    rows.push(("public-url", public));
    let metrics = front.metrics.map(|address| address.to_string());
    rows.push(("metrics-listen", metrics.unwrap_or("none".to_owned())));
    let proxies: Vec<String> = front
        .trusted_proxies
        .iter()
        .map(ToString::to_string)
        .collect();
    rows.push((
        "trusted-proxies",
        if proxies.is_empty() {
            "none".to_owned()
        } else {
            proxies.join(",")
        },
    ));
    if let Some(folder) = &front.web_dir {
        rows.push(("web-dir", folder.display().to_string()));
    }
    rows.push((
        "accounts",
        if front.is_local() {
            "none: opens as the local creator"
        } else {
            "needed"
        }
        .to_owned(),
    ));
    rows.extend(super::limits::rows(&front.limits));
}

fn storage_rows(storage: &Storage, rows: &mut Vec<(&str, String)>) {
    rows.push(("data-dir", storage.data_dir.display().to_string()));
    rows.push(("database", storage.database.to_string()));
}

fn without_password(url: &url::Url) -> String {
    let mut shown = url.clone();
    if shown.password().is_some() && shown.set_password(Some("***")).is_err() {
        return "***".to_owned();
    }
    shown.to_string()
}
