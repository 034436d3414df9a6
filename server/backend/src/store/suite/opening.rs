//! Opening: again, at the same time, and what cannot be opened, each with its sentence.

use std::fs;
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection, Executor};

use super::bed::{Bed, project};
use crate::store::sql::query;
use crate::store::{Error, Store};

both! {
    what_was_written_is_there_after_opening_again
    several_processes_may_open_a_new_database_at_once
    a_database_of_a_newer_version_is_left_alone
    the_store_answers_a_ping_until_it_is_closed
    nothing_is_read_through_a_table_scan
}

async fn what_was_written_is_there_after_opening_again(bed: Bed) {
    let scene = bed.scene().await;
    bed.store.close().await;
    let again = Store::open(&bed.address).await.unwrap();
    assert_eq!(
        again.keyframes(scene.owner, scene.shot).await.unwrap(),
        scene.keyframes
    );
}

async fn several_processes_may_open_a_new_database_at_once(bed: Bed) {
    // Back to an empty database.
    for table in [
        "installation",
        "answers",
        "facts",
        "topics",
        "jobs",
        "takes",
        "keyframes",
        "shots",
        "files",
        "projects",
        "sessions",
        "users",
    ] {
        bed.store
            .inner
            .writers
            .execute(AssertSqlSafe(format!("DROP TABLE {table}")))
            .await
            .unwrap();
    }
    bed.store
        .inner
        .writers
        .execute(query!("DROP TABLE schema_migrations"))
        .await
        .unwrap();
    bed.store.close().await;
    let opened = futures_util::future::join_all((0..4).map(|_| Store::open(&bed.address))).await;
    for store in opened {
        store.unwrap().local_user().await.unwrap();
    }
}

async fn a_database_of_a_newer_version_is_left_alone(bed: Bed) {
    let newer = query!("INSERT INTO schema_migrations (version, applied_at) VALUES (7, 0)");
    bed.store.inner.writers.execute(newer).await.unwrap();
    let refused = Store::open(&bed.address).await.map(drop);
    assert!(
        matches!(refused, Err(Error::Newer { found: 7, .. })),
        "{refused:?}"
    );
}

async fn the_store_answers_a_ping_until_it_is_closed(bed: Bed) {
    bed.store.ping().await.unwrap();
    bed.store.close().await;
    let closed = bed.store.ping().await;
    assert!(matches!(closed, Err(Error::Unavailable(_))), "{closed:?}");
}

/// On SQLite the plan is the same whatever the number of rows; Postgres would scan these small tables anyway.
async fn nothing_is_read_through_a_table_scan(bed: Bed) {
    if bed.address.starts_with("postgres") {
        return;
    }
    let scene = bed.scene().await;
    bed.finished_take(&scene).await;
    let plans = [
        "SELECT id FROM shots WHERE project_id = $1 AND deleted_at IS NULL ORDER BY position",
        "SELECT id FROM keyframes WHERE shot_id = $1 AND deleted_at IS NULL AND position = 0",
        "SELECT id FROM takes WHERE shot_id = $1 AND deleted_at IS NULL ORDER BY number DESC LIMIT 1",
        "SELECT id FROM jobs WHERE take_id = $1",
        "SELECT id FROM jobs WHERE status = 'queued' AND not_before <= $1 ORDER BY created_at, id LIMIT 1",
        "SELECT id FROM jobs WHERE status = 'running' AND lease_until < $1 ORDER BY lease_until LIMIT 1",
        "SELECT id FROM jobs WHERE owner_id = $1 ORDER BY created_at DESC LIMIT 1",
        "SELECT COUNT(*) AS total FROM jobs WHERE owner_id = $1 AND status IN ('queued', 'running')",
        "SELECT id FROM jobs WHERE stopped_by = $1 AND status = 'canceled' ORDER BY created_at, id LIMIT 9",
        "UPDATE jobs SET stopped_by = NULL WHERE stopped_by = $1",
        "SELECT id FROM jobs WHERE retry_of = $1 AND status IN ('queued', 'running')",
        "SELECT DISTINCT hash FROM files WHERE hash IN ($1, $1)",
        "SELECT number FROM facts WHERE topic = $1 AND number > 5 ORDER BY number",
    ];
    for plan in plans {
        let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {plan}")))
            .bind("x")
            .fetch_all(&bed.store.inner.readers)
            .await
            .unwrap();
        for row in rows {
            let step: String = crate::store::sql::read(&row, "detail").unwrap();
            let scan = step.starts_with("SCAN") && !step.contains("INDEX");
            assert!(!scan, "{plan}: {step}");
        }
    }
}

#[tokio::test]
async fn lost_connections_are_replaced() {
    let bed = Bed::postgres().await;
    let ada = bed.user("ada").await;
    bed.store
        .inner
        .readers
        .execute(query!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ))
        .await
        .unwrap();
    for number in 0..5 {
        bed.project(ada, &format!("project {number}")).await;
    }
    assert_eq!(bed.store.projects(ada).await.unwrap().len(), 5);
}

#[tokio::test]
async fn a_path_may_hold_any_character() {
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("a b?c#d%20e&f=g ü.db");
    let store = Store::open(&format!("sqlite:{}", odd.display()))
        .await
        .unwrap();
    store.local_user().await.unwrap();
    assert!(odd.is_file());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_processes_may_make_one_file_at_once() {
    for _ in 0..10 {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite:{}", folder.path().join("rushes.db").display());
        let mut openings = Vec::new();
        for _ in 0..4 {
            let address = address.clone();
            openings.push(tokio::spawn(async move {
                Store::open(&address).await.map(drop)
            }));
        }
        for opening in openings {
            opening.await.unwrap().unwrap();
        }
    }
}

/// SQLite does not wait for others at the one point where a new file becomes one with a write-ahead log.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_that_another_process_is_just_writing_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("rushes.db").display());
    sqlx::any::install_default_drivers();
    let mut other = sqlx::AnyConnection::connect(&format!("{address}?mode=rwc"))
        .await
        .unwrap();
    let writing = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let mut opening = tokio::spawn(async move { Store::open(&address).await.map(drop) });
    let early = tokio::time::timeout(Duration::from_millis(300), &mut opening).await;
    assert!(early.is_err(), "{early:?}");
    writing.commit().await.unwrap();
    opening.await.unwrap().expect("it was only a moment");
}

#[tokio::test]
async fn what_is_no_database_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rushes.db");
    fs::write(&path, "this is a letter, not a database\n".repeat(500)).unwrap();
    let refused = Store::open(&format!("sqlite:{}", path.display()))
        .await
        .map(drop);
    assert!(matches!(refused, Err(Error::Corrupt(_))), "{refused:?}");
}

#[tokio::test]
async fn a_damaged_page_is_found_at_the_start() {
    let bed = Bed::sqlite().await;
    let ada = bed.user("ada").await;
    for number in 0..200 {
        bed.project(ada, &format!("project {number}")).await;
    }
    bed.store.close().await;
    let mut bytes = fs::read(bed.path()).unwrap();
    let (middle, end) = (bytes.len() / 2, bytes.len() / 2 + 20_000);
    bytes[middle..end].fill(0xA5);
    fs::write(bed.path(), bytes).unwrap();
    let refused = Store::open(&bed.address).await.map(drop);
    assert!(matches!(refused, Err(Error::Corrupt(_))), "{refused:?}");
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let refused = Store::open("sqlite:/nowhere/at all/rushes.db")
        .await
        .map(drop)
        .unwrap_err();
    assert!(matches!(refused, Error::Unwritable { .. }), "{refused:?}");
    let sentence = refused.to_string();
    assert!(
        sentence.contains("/nowhere/at all/rushes.db") && sentence.contains("folder exists"),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_folder_that_takes_no_file_is_named() {
    // Root may write into every read-only folder, but nobody into this one.
    let refused = Store::open("sqlite:/proc/rushes.db").await.map(drop);
    assert!(
        matches!(refused, Err(Error::Unwritable { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_database_that_became_read_only_says_so() {
    let bed = Bed::sqlite().await;
    let ada = bed.user("ada").await;
    bed.store
        .inner
        .writers
        .execute(query!("PRAGMA query_only = ON"))
        .await
        .unwrap();
    let refused = bed.store.add_project(ada, &project("Dawn"), None).await;
    assert!(
        matches!(refused, Err(Error::Unwritable { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_full_disk_refuses_the_write_and_loses_nothing() {
    let bed = Bed::sqlite().await;
    let ada = bed.user("ada").await;
    let writers = &bed.store.inner.writers;
    // SQLite says the same where its file may not grow as where the disk is full.
    writers
        .execute(query!("PRAGMA max_page_count = 1"))
        .await
        .unwrap();
    let mut made = 0;
    let error = loop {
        match bed
            .store
            .add_project(ada, &project(&format!("project {made}")), None)
            .await
        {
            Ok(_) => made += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, Error::DiskFull(_)), "{error:?}");
    assert_eq!(bed.store.projects(ada).await.unwrap().len(), made);
    // The limit was the connection's, and a failed connection is replaced.
    bed.project(ada, "Room again").await;
}

#[tokio::test]
async fn an_address_that_is_none_is_refused() {
    for address in [
        "rushes.db",
        "mysql://root:secret@localhost/rushes",
        "postgres://[",
    ] {
        let refused = Store::open(address).await.map(drop).unwrap_err();
        assert!(
            matches!(refused, Error::BadAddress(_)),
            "{address}: {refused:?}"
        );
        assert!(!refused.to_string().contains("secret"));
    }
    let bed = Bed::postgres().await;
    let missing = Store::open(&format!("{}x", bed.address)).await.map(drop);
    assert!(matches!(missing, Err(Error::BadAddress(_))), "{missing:?}");
}
