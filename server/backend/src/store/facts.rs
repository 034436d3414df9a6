//! Facts: what happened, durably, numbered per topic in commit order.

use api::feed::{Fact, Topic};
use api::ids::{ProjectId, UserId};
use sqlx::any::AnyRow;

use super::sql::{query, read};
use super::tx::{News, Tx};
use super::{Error, Result, Store, once};

/// Facts kept per topic: whoever is further behind reads anew, which is cheaper by then.
const KEPT: i64 = 10_000;
/// Facts kept at most this long: a browser that slept longer reads anew.
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;
/// Old facts go once per so many new ones, so that most writes do not pay for it.
const PRUNE_EVERY: i64 = 500;
/// Most facts in one answer: 1000 take about 300 KB as frames.
const MAX_PAGE: u32 = 1000;

/// What came after a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facts {
    /// In order and without a hole; as many as the limit: ask again after the last.
    Some(Vec<Fact>),
    /// What came after it is no longer known, or it was never told by this database: read again, go on from `head`.
    Gap { head: i64 },
}

impl Store {
    /// The number of the topic's last fact; 0 where it has none.
    pub async fn head(&self, topic: Topic) -> Result<i64> {
        let row = query!("SELECT head FROM topics WHERE topic = $1", topic)
            .fetch_optional(&self.inner.readers)
            .await?;
        row.map_or(Ok(0), |row| read(&row, "head"))
    }

    pub async fn facts_after(&self, topic: Topic, after: i64, limit: u32) -> Result<Facts> {
        // The head first: what is committed after it can only add facts, never make a hole.
        let head = self.head(topic).await?;
        if after > head || after < 0 {
            return Ok(Facts::Gap { head });
        }
        let rows = query!(
            "SELECT number, change, subject, subject_id, version, project_id, shot_id, job_id FROM facts \
             WHERE topic = $1 AND number > $2 ORDER BY number LIMIT $3",
            topic,
            after,
            limit.min(MAX_PAGE)
        )
        .fetch_all(&self.inner.readers)
        .await?;
        let facts = rows
            .iter()
            .map(|row| fact(topic, row))
            .collect::<Result<Vec<_>>>()?;
        let missing = match facts.first() {
            Some(first) => first.number != after + 1,
            None => head > after && limit > 0,
        };
        if missing {
            return Ok(Facts::Gap {
                head: self.head(topic).await?,
            });
        }
        Ok(Facts::Some(facts))
    }

    /// [`Error::NotFound`] unless the topic is the viewer's.
    pub async fn may_watch(&self, viewer: UserId, topic: Topic) -> Result<()> {
        let allowed = match topic {
            Topic::User(user) => user == viewer,
            // A deleted project can be watched, since it may be restored.
            Topic::Project(project) => query!(
                "SELECT id FROM projects WHERE id = $1 AND owner_id = $2",
                project,
                viewer
            )
            .fetch_optional(&self.inner.readers)
            .await?
            .is_some(),
        };
        if allowed {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }

    /// Deletes what is past its time: sessions, answers, facts. To be called every few minutes.
    pub async fn sweep(&self) -> Result<()> {
        let now = self.inner.clock.now();
        self.write(move |tx| {
            Box::pin(async move {
                tx.run(query!("DELETE FROM sessions WHERE expires_at <= $1", now))
                    .await?;
                tx.run(query!(
                    "DELETE FROM answers WHERE created_at < $1",
                    now - once::KEPT_MS
                ))
                .await?;
                Ok(())
            })
        })
        .await?;
        let topics = query!(
            "SELECT DISTINCT topic FROM facts WHERE created_at < $1",
            now - KEPT_MS
        )
        .fetch_all(&self.inner.readers)
        .await?;
        for row in topics {
            let topic: String = read(&row, "topic")?;
            self.write(move |tx| {
                Box::pin(async move {
                    // Under the topic's lock, as every other change of its facts.
                    tx.run(query!(
                        "UPDATE topics SET head = head WHERE topic = $1",
                        topic
                    ))
                    .await?;
                    tx.run(query!(
                        "DELETE FROM facts WHERE topic = $1 AND created_at < $2",
                        topic,
                        now - KEPT_MS
                    ))
                    .await?;
                    Ok(())
                })
            })
            .await?;
        }
        Ok(())
    }
}

/// Numbers the news and writes them. The last act of a transaction: it takes the topics' locks, projects before
/// people, each in the order of ids.
pub(super) async fn write(tx: &mut Tx, mut news: Vec<(Topic, News)>) -> Result<Vec<Fact>> {
    // Stable: the facts of one topic keep the order in which they were told.
    news.sort_by_key(|(topic, _)| match topic {
        Topic::Project(ProjectId(id)) => (0, *id),
        Topic::User(UserId(id)) => (1, *id),
    });
    let mut facts = Vec::with_capacity(news.len());
    for group in news.chunk_by(|(a, _), (b, _)| a == b) {
        let topic = group[0].0;
        let count = group.len() as i64;
        let row = tx
            .one(query!(
                "INSERT INTO topics (topic, head) VALUES ($1, $2) \
                 ON CONFLICT (topic) DO UPDATE SET head = topics.head + $2 RETURNING head",
                topic,
                count
            ))
            .await?;
        let head: i64 = read(&row, "head")?;
        for ((_, news), number) in group.iter().zip(head - count + 1..) {
            facts.push(insert(tx, topic, number, news).await?);
        }
        if head / PRUNE_EVERY > (head - count) / PRUNE_EVERY {
            tx.run(query!(
                "DELETE FROM facts WHERE topic = $1 AND number <= $2",
                topic,
                head - KEPT
            ))
            .await?;
        }
    }
    Ok(facts)
}

async fn insert(tx: &mut Tx, topic: Topic, number: i64, news: &News) -> Result<Fact> {
    let now = tx.now;
    tx.run(query!(
        "INSERT INTO facts (topic, number, change, subject, subject_id, version, project_id, shot_id, job_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        topic,
        number,
        news.change,
        news.subject,
        news.id,
        news.version,
        news.project,
        news.shot,
        news.job,
        now
    ))
    .await?;
    Ok(Fact {
        topic,
        number,
        change: news.change,
        subject: news.subject,
        id: news.id.clone(),
        version: news.version,
        project: news.project,
        shot: news.shot,
        job: news.job,
    })
}

fn fact(topic: Topic, row: &AnyRow) -> Result<Fact> {
    Ok(Fact {
        topic,
        number: read(row, "number")?,
        change: read(row, "change")?,
        subject: read(row, "subject")?,
        id: read(row, "subject_id")?,
        version: read(row, "version")?,
        project: read(row, "project_id")?,
        shot: read(row, "shot_id")?,
        job: read(row, "job_id")?,
    })
}
