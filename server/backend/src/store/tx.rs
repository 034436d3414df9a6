//! A write: one transaction with its facts, run to its end whatever becomes of the caller.
//!
//! Order of locks, the same in every write, so that no two can wait for each other: answers, projects, jobs, takes
//! and what else is in the project, topics. Edits of what is in a project first lock its row ([`super::projects::lock`]).
//! Topics come last of all, at the commit: that keeps them locked shortly, and since a topic's row is held from
//! the moment a number is drawn until the commit, numbers follow the order of commits, without holes.

use std::sync::Arc;

use api::feed::{Change, Fact, Subject, Topic};
use api::ids::{JobId, ProjectId, ShotId, UserId};
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::any::AnyRow;
use sqlx::query::Query;
use sqlx::{Any, AnyConnection};

use super::db::{Dialect, Inner};
use super::once::Wish;
use super::sql::query;
use super::{Error, Once, Result, Store, facts, once};

/// An open write transaction.
pub(super) struct Tx {
    connection: sqlx::Transaction<'static, Any>,
    pub(super) dialect: Dialect,
    /// One time for all rows of the transaction.
    pub(super) now: i64,
    news: Vec<(Topic, News)>,
    /// The project that is edited.
    edited: Option<ProjectId>,
}

/// A fact that has no topic and no number yet.
#[derive(Clone, Debug)]
pub(super) struct News {
    pub(super) change: Change,
    pub(super) subject: Subject,
    pub(super) id: String,
    pub(super) version: i64,
    pub(super) project: Option<ProjectId>,
    pub(super) shot: Option<ShotId>,
    pub(super) job: Option<JobId>,
}

type Statement = Query<'static, Any, sqlx::any::AnyArguments>;

impl Tx {
    pub(super) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.connection
    }

    /// How many rows it changed.
    pub(super) async fn run(&mut self, statement: Statement) -> Result<u64> {
        Ok(statement
            .execute(&mut *self.connection)
            .await?
            .rows_affected())
    }

    pub(super) async fn one(&mut self, statement: Statement) -> Result<AnyRow> {
        Ok(statement.fetch_one(&mut *self.connection).await?)
    }

    pub(super) async fn find(&mut self, statement: Statement) -> Result<Option<AnyRow>> {
        Ok(statement.fetch_optional(&mut *self.connection).await?)
    }

    pub(super) async fn all(&mut self, statement: Statement) -> Result<Vec<AnyRow>> {
        Ok(statement.fetch_all(&mut *self.connection).await?)
    }

    /// A fact for everybody who looks at the project.
    pub(super) fn tell_project(&mut self, project: ProjectId, news: News) {
        self.news.push((Topic::Project(project), news));
    }

    pub(super) fn tell_user(&mut self, user: UserId, news: News) {
        self.news.push((Topic::User(user), news));
    }

    pub(super) fn tell_both(&mut self, project: ProjectId, owner: UserId, news: News) {
        self.tell_project(project, news.clone());
        self.tell_user(owner, news);
    }

    /// Says which project is edited: with the first fact told of it, it is the one used last.
    pub(super) fn used(&mut self, project: ProjectId) {
        self.edited = Some(project);
    }

    async fn commit(mut self) -> Result<Vec<Fact>> {
        let news = std::mem::take(&mut self.news);
        // An edit that changed nothing is told to nobody, so it must not change the order of anybody's list either.
        if let Some(project) = self.edited
            && news
                .iter()
                .any(|(topic, _)| *topic == Topic::Project(project))
        {
            let now = self.now;
            self.run(query!(
                "UPDATE projects SET updated_at = $2 WHERE id = $1",
                project,
                now
            ))
            .await?;
        }
        let facts = facts::write(&mut self, news).await?;
        self.connection.commit().await?;
        Ok(facts)
    }
}

impl Store {
    /// Runs `work` in a transaction: all of it or, on an error, nothing.
    pub(super) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        let inner = Arc::clone(&self.inner);
        // Spawned: a caller who goes away between the commit and the listener must not silence the fact.
        let running = tokio::spawn(async move { perform(&inner, work).await });
        running
            .await
            .unwrap_or_else(|stopped| Err(Error::Internal(stopped.into())))
    }

    /// The same, exactly once per key; not at all where the key's caller only asks whether it was done.
    pub(super) async fn write_once<T, F>(
        &self,
        viewer: UserId,
        once: Option<Once>,
        work: F,
    ) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        let Some(once) = once else {
            return self.write(work).await;
        };
        if once.wish() == Wish::Confirm {
            let answer = self
                .write(move |tx| Box::pin(async move { once::confirm(tx, viewer, &once).await }))
                .await?;
            return answer.map_or(Err(Error::Expired), |answer| once::decode(&answer));
        }
        self.write(move |tx| {
            Box::pin(async move {
                if let Some(answer) = once::begin(tx, viewer, &once).await? {
                    return once::decode(&answer);
                }
                let value = work(tx).await?;
                let answer = once::encode(&value)?;
                once::finish(tx, viewer, &once, answer).await?;
                Ok(value)
            })
        })
        .await
    }
}

async fn perform<T, F>(inner: &Inner, work: F) -> Result<T>
where
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T>>,
{
    let connection = inner.writers.begin_with(inner.dialect.begin()).await?;
    let mut tx = Tx {
        connection,
        dialect: inner.dialect,
        now: inner.clock.now(),
        news: Vec::new(),
        edited: None,
    };
    match work(&mut tx).await {
        Ok(value) => {
            inner.tell(&tx.commit().await?);
            Ok(value)
        }
        Err(error) => {
            // What the rollback says is of no use beside the error; a dropped connection rolls back as well.
            let _ = tx.connection.rollback().await;
            Err(error)
        }
    }
}
