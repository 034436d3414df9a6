//! Work on the database without a server: `migrate`, and the accounts.

use anyhow::{Context, bail};
use api::account::{Role, User};
use backend::accounts;
use backend::store::Store;

use super::about;
use crate::config::{Storage, UserWork};
use crate::{data_dir, password, tell};

/// Opening brings the tables up to date, and makes the database where there is none.
async fn open(storage: &Storage) -> anyhow::Result<Store> {
    data_dir::prepare(&storage.data_dir)?;
    let opened = Store::open(&storage.database.url()).await;
    opened.map_err(|error| about(storage, error))
}

pub(super) async fn migrate(storage: &Storage) -> anyhow::Result<()> {
    open(storage).await?.close().await;
    tell("The database is up to date.\n")
}

pub(super) async fn run(storage: &Storage, work: UserWork) -> anyhow::Result<()> {
    let store = open(storage).await?;
    let done = perform(&store, work).await;
    store.close().await;
    tell(&done?)
}

async fn perform(store: &Store, work: UserWork) -> anyhow::Result<String> {
    match work {
        UserWork::Add { name, admin } => {
            let role = if admin { Role::Admin } else { Role::Creator };
            let user = accounts::add(store, &name, role, &password::read(&name)?).await?;
            Ok(format!("{} can sign in now.\n", user.name))
        }
        UserWork::Disable { name } => {
            let user = accounts::disable(store, &name).await?;
            Ok(format!("{} can no longer sign in.\n", user.name))
        }
        UserWork::Reset { name } => {
            let known = people(store)
                .await?
                .into_iter()
                .any(|user| user.name.eq_ignore_ascii_case(&name));
            if !known {
                bail!("there is no account {name}");
            }
            accounts::reset(store, &name, &password::read(&name)?).await?;
            let user = store.enable_user(&name).await?;
            Ok(format!(
                "{} signs in with the new password now.\n",
                user.name
            ))
        }
        UserWork::List => Ok(people(store).await?.iter().map(line).collect()),
    }
}

fn line(user: &User) -> String {
    let role = match user.role {
        Role::Admin => "admin",
        Role::Creator => "creator",
    };
    let state = if user.disabled { "closed" } else { "open" };
    format!("{}\t{role}\t{state}\n", user.name)
}

/// Everybody with an account; the built-in person of a loopback address has no password and is none of them.
async fn people(store: &Store) -> anyhow::Result<Vec<User>> {
    let mut people = Vec::new();
    for user in store.users().await? {
        let credentials = store.credentials(&user.name).await?;
        if credentials.is_some_and(|known| known.password_hash.is_some()) {
            people.push(user);
        }
    }
    Ok(people)
}

/// Where others can reach the pages somebody must be able to sign in, and nobody may come in without.
pub(super) async fn need_one(storage: &Storage) -> anyhow::Result<()> {
    let store = open(storage).await?;
    let open = people(&store)
        .await
        .map(|people| people.iter().any(|user| !user.disabled));
    store.close().await;
    if !open.context("the accounts cannot be read")? {
        bail!(
            "Others can reach this address, and there is no account yet. Add one with `rushes user add <name>`, with the same --data-dir or --database."
        );
    }
    Ok(())
}
