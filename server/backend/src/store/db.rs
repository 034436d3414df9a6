//! The handle, its connections, and how they are opened.
//!
//! Both databases are spoken to through sqlx's `Any` driver with one set of SQL. What differs stands in [`Dialect`].

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use api::feed::Fact;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, Connection, Executor};

use super::clock::Clock;
use super::sql::query;
use super::{Error, Result, migrate};

/// Which database it is. Every difference between the two is a method here or a `match` in [`open`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// SQLite takes its write lock at once: a transaction that reads first and writes later could fail half-way,
    /// because somebody else wrote in between. Postgres locks the rows that are written.
    pub(super) fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }
}

/// SQLite reads at the same time: more than the cores of a small machine gain nothing.
const SQLITE_READERS: u32 = 4;
/// Postgres serves 100 connections by default, which several backends share.
const POSTGRES_CONNECTIONS: u32 = 16;
/// Longer than any healthy write waits for the others, shorter than a browser waits for an answer.
const WAIT: Duration = Duration::from_secs(10);
/// How soon a lock is asked for again where SQLite does not wait for it.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// A damaged file is found at the start as long as reading all of it takes well under a second.
const CHECKED_BYTES: u64 = 64 * 1024 * 1024;

/// A cheap handle to the database.
#[derive(Clone)]
pub struct Store {
    pub(super) inner: Arc<Inner>,
}

type Listener = Box<dyn Fn(&[Fact]) + Send + Sync>;

pub(super) struct Inner {
    pub(super) dialect: Dialect,
    pub(super) clock: Clock,
    /// On SQLite these cannot write, and the one writer is apart: writes then wait in a fair line instead of
    /// sleeping and trying again. On Postgres both are the same pool.
    pub(super) readers: AnyPool,
    pub(super) writers: AnyPool,
    listener: OnceLock<Listener>,
}

impl Inner {
    pub(super) fn tell(&self, facts: &[Fact]) {
        if facts.is_empty() {
            return;
        }
        if let Some(listener) = self.listener.get() {
            listener(facts);
        }
    }
}

impl Store {
    /// Opens `sqlite:<path>` or `postgres://…` and brings its tables up to date. Several processes may do so at once.
    pub async fn open(address: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let (dialect, writers, readers) = match address.strip_prefix("sqlite:") {
            Some(path) => {
                let path = Path::new(path.strip_prefix("//").unwrap_or(path));
                let (writers, readers) =
                    open_sqlite(path).await.map_err(|error| at(path, error))?;
                (Dialect::Sqlite, writers, readers)
            }
            None => {
                let pool = open_postgres(address).await?;
                (Dialect::Postgres, pool.clone(), pool)
            }
        };
        let inner = Inner {
            dialect,
            clock: Clock::default(),
            readers,
            writers,
            listener: OnceLock::new(),
        };
        migrate::run(&inner).await?;
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Names who is told of committed facts, after each commit and in no caller's future. Set once, at start;
    /// it must not block.
    pub fn on_commit(&self, listener: impl Fn(&[Fact]) + Send + Sync + 'static) {
        let first = self.inner.listener.set(Box::new(listener)).is_ok();
        debug_assert!(first, "the store has one listener");
    }

    /// Whether the database answers, for `/readyz`.
    pub async fn ping(&self) -> Result<()> {
        query!("SELECT 1").fetch_one(&self.inner.readers).await?;
        Ok(())
    }

    /// Lets running writes end, then closes all connections.
    pub async fn close(&self) {
        self.inner.readers.close().await;
        self.inner.writers.close().await;
    }
}

/// `synchronous=FULL` syncs each commit. NORMAL would only do so at checkpoints: after a power cut the last edits
/// would be gone, and facts that were told already would be numbered again. Writes come at a person's pace, so the
/// millisecond is well spent.
const SQLITE_WRITER: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864";
const SQLITE_READER: &str = "PRAGMA busy_timeout = 10000; PRAGMA query_only = ON";

async fn open_sqlite(path: &Path) -> Result<(AnyPool, AnyPool)> {
    let text = path.to_str().ok_or_else(|| {
        Error::BadAddress(
            "the path of the database must be UTF-8: choose another folder".to_owned(),
        )
    })?;
    let created = options(&format!("sqlite:{}?mode=rwc", escape(text)))?;
    let opened = options(&format!("sqlite:{}?mode=rw", escape(text)))?;
    check(path, &created).await?;
    // Lines of connections without an end: opening one again would only cost time.
    let lasting = || {
        AnyPoolOptions::new()
            .acquire_timeout(WAIT)
            .max_lifetime(None)
            .idle_timeout(None)
    };
    let writers = lasting()
        .max_connections(1)
        // Some failures, a full disk for one, end SQLite's transaction by themselves. sqlx still counts it as open and
        // would refuse every later write on this connection: it is replaced.
        .before_acquire(|connection, _| {
            let usable = !connection.is_in_transaction();
            Box::pin(async move { Ok(usable) })
        })
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(SQLITE_WRITER).await.map(drop) })
        })
        .connect_with(created)
        .await?;
    let readers = lasting()
        .max_connections(SQLITE_READERS)
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(SQLITE_READER).await.map(drop) })
        })
        .connect_with(opened)
        .await?;
    Ok((writers, readers))
}

/// Proves at the start that the file is sound and can be written, rather than at somebody's first edit. On a
/// connection of its own, because a pool would try a bad file again and again and then say that it timed out.
async fn check(path: &Path, options: &AnyConnectOptions) -> Result<()> {
    let mut connection = AnyConnection::connect_with(options).await?;
    write_ahead(&mut connection).await?;
    connection.execute(SQLITE_WRITER).await?;
    if std::fs::metadata(path).is_ok_and(|file| file.len() <= CHECKED_BYTES) {
        let row = query!("PRAGMA quick_check(1)")
            .fetch_one(&mut connection)
            .await?;
        let found: String = super::sql::read(&row, "quick_check")?;
        if found != "ok" {
            return Err(Error::Corrupt(sqlx::Error::Protocol(found)));
        }
    }
    connection
        .begin_with(Dialect::Sqlite.begin())
        .await?
        .rollback()
        .await?;
    connection.close().await?;
    Ok(())
}

/// Gives the file its write-ahead log. That turns a read lock into a write lock, the one thing for which SQLite does not
/// wait where another process is writing, as when several open a new file at the same time. So the waiting is done here.
async fn write_ahead(connection: &mut AnyConnection) -> Result<()> {
    let give_up = Instant::now() + WAIT;
    loop {
        match connection.execute("PRAGMA journal_mode = WAL").await {
            Ok(_) => return Ok(()),
            Err(error) => match Error::from(error) {
                Error::Unavailable(_) if Instant::now() < give_up => {}
                error => return Err(error),
            },
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// Nobody waits for a lock for ever, and a process that hangs in the middle of a write does not keep its locks.
const POSTGRES_LIMITS: &str =
    "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '30s'";

async fn open_postgres(address: &str) -> Result<AnyPool> {
    if !address.starts_with("postgres://") && !address.starts_with("postgresql://") {
        return Err(Error::BadAddress(
            "the address of the database begins with sqlite: or postgres://".to_owned(),
        ));
    }
    let pool = AnyPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(WAIT)
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(POSTGRES_LIMITS).await.map(drop) })
        })
        .connect_with(options(address)?)
        .await?;
    Ok(pool)
}

fn options(address: &str) -> Result<AnyConnectOptions> {
    address.parse().map_err(|_| {
        // The address may hold a password, so it is not repeated.
        Error::BadAddress("the address of the database cannot be read".to_owned())
    })
}

/// A path as it stands in an address: what would end it there, or change it, is escaped.
fn escape(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

/// The same error with the place in its sentence.
fn at(path: &Path, error: Error) -> Error {
    match error {
        Error::Unwritable { source, .. } => Error::Unwritable {
            sentence: format!(
                "the database {} cannot be opened for writing: check that its folder exists, that neither is \
                 read-only, and that its disk works",
                path.display()
            ),
            source,
        },
        other => other,
    }
}
