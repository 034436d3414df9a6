//! Brings the tables up to date: files that only go forward, each applied once, in order, in a transaction of its own.
//!
//! A change of the tables is a new file in `migrations/` and a line in [`MIGRATIONS`]; a file that was ever released
//! is never edited. Each must leave the tables usable by the program before it, which still runs during a deploy.

use sqlx::{AssertSqlSafe, Executor};

use super::db::Inner;
use super::error::is_taken;
use super::sql::{query, read};
use super::{Error, Result};

const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("../../migrations/0001_first.sql")),
    (
        2,
        include_str!("../../migrations/0002_jobs_that_come_back.sql"),
    ),
    (3, include_str!("../../migrations/0003_installation.sql")),
];

/// Another process that starts at the same time wins a step at most once for each migration.
const ROUNDS: usize = MIGRATIONS.len() + 3;

pub(super) async fn run(inner: &Inner) -> Result<()> {
    for _ in 0..ROUNDS {
        match step(inner).await {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            // Another process makes the same row or table: wait for its end by asking again.
            Err(Error::Internal(cause)) if lost_a_race(&cause) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::Conflict(
        "another process keeps changing the tables of the database: start again".to_owned(),
    ))
}

/// Applies the next migration; `false` where there is none. The row that says so is written first: a second process
/// waits at it until the first one has ended.
async fn step(inner: &Inner) -> Result<bool> {
    let mut tx = inner.writers.begin_with(inner.dialect.begin()).await?;
    query!(
        "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL)"
    )
    .execute(&mut *tx)
    .await?;
    let row = query!("SELECT COALESCE(MAX(version), 0) AS found FROM schema_migrations")
        .fetch_one(&mut *tx)
        .await?;
    let found: i64 = read(&row, "found")?;
    let known = MIGRATIONS.last().map_or(0, |(version, _)| *version);
    if found > known {
        return Err(Error::Newer { found, known });
    }
    let Some((version, text)) = MIGRATIONS.iter().find(|(version, _)| *version > found) else {
        tx.commit().await?;
        return Ok(false);
    };
    query!(
        "INSERT INTO schema_migrations (version, applied_at) VALUES ($1, $2)",
        *version,
        inner.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    for statement in statements(text) {
        tx.execute(AssertSqlSafe(statement)).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// The file's statements, without comments.
fn statements(text: &str) -> Vec<String> {
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"))
        .collect();
    let all = code.join("\n");
    all.split(";\n")
        .map(|part| part.trim().trim_end_matches(';').to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

fn lost_a_race(cause: &anyhow::Error) -> bool {
    cause.downcast_ref::<sqlx::Error>().is_some_and(|error| {
        let table_exists = error
            .as_database_error()
            .and_then(|e| e.code())
            .is_some_and(|code| code == "42P07");
        table_exists || is_taken(error)
    })
}
