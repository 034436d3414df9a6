//! Which role needs which settings.

use std::path::PathBuf;

use super::args::{AllArgs, BackendArgs, Cli, MigrateArgs, Role, UserAction, WebArgs, WorkerArgs};
use super::check::{Problems, front, listen, process, said, shared, slots, storage, upstream};
use super::report::report;
use super::settings::{Plan, Process, UserWork, Workshop};

/// Everything the process needs to know, or everything that is wrong. `secret` is RUSHES_SECRET.
/// [`Role::Healthcheck`] and [`Role::Doctor`] only ask others and never arrive here.
pub(crate) fn plan(cli: Cli, secret: Option<String>) -> Result<(Plan, Process), Problems> {
    let mut problems = Problems::default();
    let p = &mut problems;
    let parsed = match cli.role {
        None => all(cli.all, p),
        Some(Role::Web(args)) => web(*args, secret, p),
        Some(Role::Backend(args)) => backend(args, secret, p),
        Some(Role::Worker(args)) => worker(args, secret, p),
        Some(Role::Migrate(args)) => migrate(args, p),
        Some(Role::User(args)) => user(args.action, p),
        Some(Role::Healthcheck(_) | Role::Doctor(_)) => None,
    };
    match parsed {
        Some(parsed) if problems.0.is_empty() => Ok(parsed),
        _ => Err(problems),
    }
}

// In each of these every setting is read before any is used: that is what makes all the mistakes known.

fn all(args: AllArgs, p: &mut Problems) -> Option<(Plan, Process)> {
    let front = front(args.front, p);
    let storage = storage(args.storage, p);
    let slots = slots(&args.slots, p);
    let report = report(args.report, p);
    let process = process(args.process, p);
    let plan = Plan::All {
        front: front?,
        storage: storage?,
        slots: slots?,
        report: report?,
    };
    Some((plan, process?))
}

fn web(args: WebArgs, secret: Option<String>, p: &mut Problems) -> Option<(Plan, Process)> {
    let front = front(args.front, p);
    let backend = upstream(args.upstream, p);
    let secret = shared(args.secret, secret, p);
    let report = report(args.report, p);
    let process = process(args.process, p);
    let plan = Plan::Web {
        front: front?,
        backend: backend?,
        secret: secret?,
        report: report?,
    };
    Some((plan, process?))
}

fn backend(args: BackendArgs, secret: Option<String>, p: &mut Problems) -> Option<(Plan, Process)> {
    let listen = listen(&args.listen, p);
    let storage = storage(args.storage, p);
    let secret = shared(args.secret, secret, p);
    let report = report(args.report, p);
    let process = process(args.process, p);
    let plan = Plan::Backend {
        listen: listen?,
        storage: storage?,
        secret: secret?,
        report: report?,
    };
    Some((plan, process?))
}

fn worker(args: WorkerArgs, secret: Option<String>, p: &mut Problems) -> Option<(Plan, Process)> {
    let backend = upstream(args.upstream, p);
    let secret = shared(args.secret, secret, p);
    let slots = slots(&args.slots, p);
    let process = process(args.process, p);
    let named = said(args.scratch_dir).map(PathBuf::from);
    let scratch = named.unwrap_or_else(|| std::env::temp_dir().join("rushes-worker"));
    let plan = Plan::Worker {
        backend: backend?,
        secret: secret?,
        workshop: Workshop {
            scratch,
            slots: slots?,
        },
    };
    Some((plan, process?))
}

fn migrate(args: MigrateArgs, p: &mut Problems) -> Option<(Plan, Process)> {
    let storage = storage(args.storage, p);
    let process = process(args.process, p);
    Some((Plan::Migrate { storage: storage? }, process?))
}

fn user(action: UserAction, p: &mut Problems) -> Option<(Plan, Process)> {
    let (work, rest): (UserWork, MigrateArgs) = match action {
        UserAction::Add(args) => (
            UserWork::Add {
                name: args.name,
                admin: args.admin,
            },
            args.rest,
        ),
        UserAction::Disable(args) => (UserWork::Disable { name: args.name }, args.rest),
        UserAction::Reset(args) => (UserWork::Reset { name: args.name }, args.rest),
        UserAction::List(rest) => (UserWork::List, rest),
    };
    let storage = storage(rest.storage, p);
    let process = process(rest.process, p);
    let storage = storage?;
    Some((Plan::User { storage, work }, process?))
}
