//! Dense order: positions 0, 1, 2 … among the live rows of a scope (the shots of a project, the keyframes of a shot).
//!
//! All of it happens under the project's lock, so that two people who move at the same time leave no hole and no double.
//! Rows that merely made room keep their version: their place is a property of the list, and a person who is
//! editing one must not be told that it is stale because another was dragged.

use super::sql::{query, read};
use super::tx::Tx;
use super::{Error, Result};

pub(super) struct Order {
    count: &'static str,
    find: &'static str,
    close: &'static str,
    open: &'static str,
    place: &'static str,
}

macro_rules! order {
    ($table:literal, $scope:literal) => {
        Order {
            count: concat!(
                "SELECT COUNT(*) AS total FROM ",
                $table,
                " WHERE ",
                $scope,
                " = $1 AND deleted_at IS NULL"
            ),
            find: concat!(
                "SELECT position FROM ",
                $table,
                " WHERE ",
                $scope,
                " = $1 AND id = $2 AND deleted_at IS NULL"
            ),
            close: concat!(
                "UPDATE ",
                $table,
                " SET position = position - 1 WHERE ",
                $scope,
                " = $1 AND deleted_at IS NULL AND position > $2"
            ),
            open: concat!(
                "UPDATE ",
                $table,
                " SET position = position + 1 WHERE ",
                $scope,
                " = $1 AND deleted_at IS NULL AND position >= $2"
            ),
            place: concat!(
                "UPDATE ",
                $table,
                " SET position = $2, version = version + 1 WHERE id = $1"
            ),
        }
    };
}

pub(super) const SHOTS: Order = order!("shots", "project_id");
pub(super) const KEYFRAMES: Order = order!("keyframes", "shot_id");

impl Order {
    /// How many there are: the position of a new last one.
    pub(super) async fn count(&self, tx: &mut Tx, scope: &str) -> Result<i64> {
        let row = tx.one(query!(self.count, scope)).await?;
        read(&row, "total")
    }

    /// The row at `position` has left: those after it move up.
    pub(super) async fn close(&self, tx: &mut Tx, scope: &str, position: i64) -> Result<()> {
        tx.run(query!(self.close, scope, position)).await.map(drop)
    }

    /// A row comes to `position`, or last where there are fewer; answers where it stands.
    pub(super) async fn open(&self, tx: &mut Tx, scope: &str, position: i64) -> Result<i64> {
        let position = position.min(self.count(tx, scope).await?);
        tx.run(query!(self.open, scope, position)).await?;
        Ok(position)
    }

    /// Moves the live row `id` before a live sibling, or last; `false` where it already stood there.
    pub(super) async fn shift(
        &self,
        tx: &mut Tx,
        scope: &str,
        id: &str,
        before: Option<String>,
    ) -> Result<bool> {
        let from = self.find(tx, scope, id).await?.ok_or(Error::NotFound)?;
        let target = match before {
            Some(sibling) => {
                self.find(tx, scope, &sibling)
                    .await?
                    .ok_or_else(|| Error::Invalid {
                        field: "before",
                        sentence: "what it should stand before is not there any more".to_owned(),
                    })?
            }
            None => self.count(tx, scope).await?,
        };
        // The target counts the row itself where that stands before it.
        let to = if target > from { target - 1 } else { target };
        if to == from {
            return Ok(false);
        }
        // The row takes part in both shifts and is put in its place at the end.
        tx.run(query!(self.close, scope, from)).await?;
        tx.run(query!(self.open, scope, to)).await?;
        tx.run(query!(self.place, id, to)).await?;
        Ok(true)
    }

    async fn find(&self, tx: &mut Tx, scope: &str, id: &str) -> Result<Option<i64>> {
        let row = tx.find(query!(self.find, scope, id)).await?;
        row.map(|row| read(&row, "position")).transpose()
    }
}
