//! The roles, alone or together, and the order in which they begin and end.

mod backend;
mod running;
mod users;
mod web;
mod worker;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use actix_web::rt::System;
use anyhow::Context;
use tokio::runtime::{Builder, Runtime};

use crate::config::{Database, Front, Plan, Process, Report, Secret, Storage, Workshop};
use crate::data_dir;
use crate::stop::Signals;
use running::Running;

pub(crate) fn run(plan: Plan, process: &Process) -> anyhow::Result<()> {
    // The servers' own threads serve; this runtime carries everything that belongs to no one request.
    let system = System::with_tokio_rt(runtime);
    system.block_on(async {
        match plan {
            Plan::Migrate { storage } => users::migrate(&storage).await,
            Plan::User { storage, work } => users::run(&storage, work).await,
            serving => serve(serving, process.stop_after).await,
        }
    })
}

fn runtime() -> Runtime {
    // A machine that cannot give one thread to a process that just started can run nothing.
    Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("the runtime starts")
}

/// Starts what the plan asks for, waits until it is asked to stop, and stops it in order.
async fn serve(plan: Plan, stop_after: Duration) -> anyhow::Result<()> {
    // Caught before anything starts: as the first process of a container there is no default that ends it.
    let mut signals = Signals::catch().context("signals cannot be caught")?;
    let mut running = tokio::select! {
        started = start(plan) => started?,
        () = signals.next() => return Ok(()),
    };
    crate::tell(&format!("{}\n", running.announcement))?;
    let failed = tokio::select! {
        () = signals.next() => None,
        error = running.failed() => Some(error),
    };
    tracing::info!("stopping");
    crate::stop::within(stop_after, &mut signals, running.stop()).await?;
    failed.map_or(Ok(()), Err)
}

async fn start(plan: Plan) -> anyhow::Result<Running> {
    match plan {
        Plan::All {
            front,
            storage,
            slots,
            report,
        } => all(front, storage, slots, report).await,
        Plan::Web {
            front,
            backend,
            secret,
            report,
        } => {
            let listener = bind(front.listen)?;
            let announcement = address(&front, &listener)?;
            let report = report.as_ref();
            let web = web::start(
                front,
                listener,
                backend,
                &secret,
                false,
                web::HAND_OVER,
                report,
            )?;
            Ok(Running::new(announcement).with_web(web))
        }
        Plan::Backend {
            listen,
            storage,
            secret,
            report,
        } => {
            let listener = bind(listen)?;
            data_dir::prepare(&storage.data_dir)?;
            let announcement = format!(
                "The backend of Rushes is at http://{}",
                listener.local_addr()?
            );
            let lock = backend::lock(&storage)?;
            let backend = backend::start(listener, &storage, &secret, false).await?;
            let report = report.map(|report| backend::report(&report, &backend));
            Ok(Running::new(announcement)
                .with_locks(lock)
                .with_report(report)
                .with_backend(backend))
        }
        Plan::Worker {
            backend,
            secret,
            workshop,
        } => {
            let announcement = format!(
                "The worker of Rushes takes jobs from {}",
                backend.origin().ascii_serialization()
            );
            Ok(Running::new(announcement).with_worker(worker::start(
                backend,
                &secret,
                worker::name(),
                workshop,
            )))
        }
        Plan::Migrate { .. } | Plan::User { .. } => {
            unreachable!("they serve nothing and were run before")
        }
    }
}

/// Everything in one process; its parts still speak HTTP with each other, as they do when they run apart.
async fn all(
    front: Front,
    storage: Storage,
    slots: usize,
    report: Option<Report>,
) -> anyhow::Result<Running> {
    // First what fails most often, and before anything is written.
    let listener = bind(front.listen)?;
    data_dir::prepare(&storage.data_dir)?;
    let folder = data_dir::lock(&storage.data_dir)?;
    let database = backend::lock(&storage)?;
    let secret = secret(&storage)?;
    let local = front.is_local();
    if !local {
        users::need_one(&storage).await?;
    }
    let announcement = address(&front, &listener)?;
    let backend = backend::start(
        bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?,
        &storage,
        &secret,
        local,
    )
    .await?;
    let url: url::Url = backend.url().parse().context("the backend's own address")?;
    // What its worker was at when the process ended is taken up at once: nobody else is of that name.
    let name = if database.is_some() {
        let jobs = backend.reclaim(worker::OWN).await?;
        if jobs > 0 {
            tracing::info!(jobs, "jobs of the process before this one go on");
        }
        worker::OWN.to_owned()
    } else {
        worker::name()
    };
    let scratch = storage.data_dir.join("scratch");
    let worker = worker::start(url.clone(), &secret, name, Workshop { scratch, slots });
    let of_backend = report.as_ref();
    let of_backend = of_backend.map(|report| backend::report(report, &backend));
    let report = report.as_ref();
    let web = web::start(front, listener, url, &secret, local, web::RESTART, report)?;
    Ok(Running::new(announcement)
        .with_locks([folder])
        .with_locks(database)
        .with_report(of_backend)
        .with_backend(backend)
        .with_worker(worker)
        .with_web(web))
}

fn address(front: &Front, listener: &TcpListener) -> anyhow::Result<String> {
    let public = front
        .public_url
        .as_ref()
        .map(|url| url.origin().ascii_serialization());
    let address = match public {
        Some(public) => public,
        None => format!("http://{}", listener.local_addr()?),
    };
    Ok(format!("Rushes is at {address}"))
}

fn secret(storage: &Storage) -> anyhow::Result<Secret> {
    let path = storage.data_dir.join("secret.key");
    Secret::load_or_create(&path)
        .with_context(|| format!("The secret in {} cannot be used", path.display()))
}

/// Pictures and films lie beside the database.
fn media_dir(storage: &Storage) -> PathBuf {
    storage.data_dir.join("media")
}

/// Names the database file in what the store says of it: a person who has to mend a file must know which.
fn about(storage: &Storage, error: impl Into<anyhow::Error>) -> anyhow::Error {
    let error = error.into();
    match &storage.database {
        Database::Sqlite(path) => {
            let sentence = format!("{error}; the database file is {}", path.display());
            error.context(sentence)
        }
        Database::Postgres(_) => error,
    }
}

fn bind(listen: SocketAddr) -> anyhow::Result<TcpListener> {
    bind_as("--listen", listen)
}

/// `option` is what a person can change about it.
fn bind_as(option: &str, listen: SocketAddr) -> anyhow::Result<TcpListener> {
    use std::io::ErrorKind;
    let bound = TcpListener::bind(listen).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    bound.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow::anyhow!(
            "{listen} is in use by another program. Stop that one, or choose another with {option}."
        ),
        ErrorKind::PermissionDenied => anyhow::anyhow!(
            "{listen} needs more rights than this user has. Choose a port above 1023 with {option}."
        ),
        ErrorKind::AddrNotAvailable => anyhow::anyhow!(
            "{} is not an address of this machine. Choose another with {option}.",
            listen.ip()
        ),
        _ => anyhow::anyhow!(
            "{listen} cannot be listened at: {error}. Choose another with {option}."
        ),
    })
}
