//! Values to and from SQL: one way for every type the tables hold.
//!
//! `query!("…$1…$2", a, b)` binds what implements [`Param`]; `read(&row, "column")` gives what implements [`Column`].

use api::account::Role;
use api::feed::{Change, Subject, Topic};
use api::ids::{FileId, JobId, KeyframeId, ProjectId, SessionId, ShotId, TakeId, UserId};
use api::job::JobStatus;
use api::media::{FileKind, FileRef};
use api::shot::CameraMove;
use sqlx::any::{Any, AnyRow};
use sqlx::{Encode, Row, Type};

use super::{Error, Result};

/// A value that can be bound.
pub(super) trait Param {
    type Sql: Encode<'static, Any> + Type<Any> + 'static;
    fn param(&self) -> Self::Sql;
}

/// A value that can be read from a column.
pub(super) trait Column: Sized {
    fn column(row: &AnyRow, name: &str) -> Result<Self>;
}

/// `query!(sql, a, b)`: a query with `$1` and `$2` bound.
macro_rules! query {
    ($sql:expr $(, $value:expr)* $(,)?) => {
        sqlx::query::<sqlx::Any>($sql)$(.bind($crate::store::sql::Param::param(&$value)))*
    };
}
pub(super) use query;

pub(super) fn read<T: Column>(row: &AnyRow, name: &str) -> Result<T> {
    T::column(row, name)
}

/// The file whose columns were selected by [`file_columns`] under this prefix, or `None` from an outer join.
pub(super) fn read_file(row: &AnyRow, prefix: &str) -> Result<Option<FileRef>> {
    let column = |name: &str| format!("{prefix}_{name}");
    let Some(id) = read(row, &column("id"))? else {
        return Ok(None);
    };
    Ok(Some(FileRef {
        id,
        kind: read(row, &column("kind"))?,
        width: read(row, &column("width"))?,
        height: read(row, &column("height"))?,
        bytes: read(row, &column("bytes"))?,
        name: read(row, &column("name"))?,
    }))
}

/// The columns of table `$name` (a row of `files`) for [`read_file`].
macro_rules! file_columns {
    ($name:literal) => {
        concat!(
            $name,
            ".id AS ",
            $name,
            "_id, ",
            $name,
            ".kind AS ",
            $name,
            "_kind, ",
            $name,
            ".width AS ",
            $name,
            "_width, ",
            $name,
            ".height AS ",
            $name,
            "_height, ",
            $name,
            ".bytes AS ",
            $name,
            "_bytes, ",
            $name,
            ".name AS ",
            $name,
            "_name",
        )
    };
}
pub(super) use file_columns;

/// What a column holds is not what this program writes there.
fn odd(name: &str, value: &str) -> Error {
    Error::Internal(anyhow::anyhow!("column {name} holds {value:?}"))
}

macro_rules! plain {
    ($($type:ty)*) => {$(
        impl Param for $type {
            type Sql = Self;
            fn param(&self) -> Self::Sql {
                self.clone()
            }
        }

        impl Column for $type {
            fn column(row: &AnyRow, name: &str) -> Result<Self> {
                Ok(row.try_get(name)?)
            }
        }
    )*};
}

plain! { i64 f64 String Option<i64> Option<f64> Option<String> }

impl Param for &str {
    type Sql = String;
    fn param(&self) -> String {
        (*self).to_owned()
    }
}

macro_rules! number {
    ($($type:ty)*) => {$(
        impl Param for $type {
            type Sql = i64;
            fn param(&self) -> i64 {
                // A u64 here is a size in bytes or a count: far below 2^63.
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }

        impl Column for $type {
            fn column(row: &AnyRow, name: &str) -> Result<Self> {
                let value: i64 = row.try_get(name)?;
                Self::try_from(value).map_err(|_| odd(name, &value.to_string()))
            }
        }
    )*};
}

number! { u32 u64 }

impl Param for bool {
    type Sql = i64;
    fn param(&self) -> i64 {
        i64::from(*self)
    }
}

impl Column for bool {
    fn column(row: &AnyRow, name: &str) -> Result<Self> {
        Ok(row.try_get::<i64, _>(name)? != 0)
    }
}

macro_rules! id {
    ($($type:ty)*) => {$(
        impl Param for $type {
            type Sql = String;
            fn param(&self) -> String {
                self.to_string()
            }
        }

        impl Param for Option<$type> {
            type Sql = Option<String>;
            fn param(&self) -> Option<String> {
                self.map(|id| id.to_string())
            }
        }

        impl Column for $type {
            fn column(row: &AnyRow, name: &str) -> Result<Self> {
                let text: String = row.try_get(name)?;
                text.parse().map_err(|_| odd(name, &text))
            }
        }

        impl Column for Option<$type> {
            fn column(row: &AnyRow, name: &str) -> Result<Self> {
                let text: Option<String> = row.try_get(name)?;
                text.map(|text| text.parse().map_err(|_| odd(name, &text))).transpose()
            }
        }
    )*};
}

id! { UserId SessionId ProjectId ShotId KeyframeId TakeId JobId FileId }

macro_rules! words {
    ($($type:ident { $($variant:ident $word:literal)* })*) => {$(
        impl Param for $type {
            type Sql = String;
            fn param(&self) -> String {
                match self { $(Self::$variant => $word,)* }.to_owned()
            }
        }

        impl Column for $type {
            fn column(row: &AnyRow, name: &str) -> Result<Self> {
                let word: String = row.try_get(name)?;
                match word.as_str() {
                    $($word => Ok(Self::$variant),)*
                    _ => Err(odd(name, &word)),
                }
            }
        }
    )*};
}

words! {
    Role { Creator "creator" Admin "admin" }
    JobStatus {
        Queued "queued" Running "running" Succeeded "succeeded" Failed "failed" Canceled "canceled"
    }
    CameraMove {
        Still "still" PushIn "push_in" PullOut "pull_out" PanLeft "pan_left" PanRight "pan_right"
        TiltUp "tilt_up" TiltDown "tilt_down"
    }
    FileKind { Png "png" Jpeg "jpeg" Webp "webp" Mp4 "mp4" }
    Change { Created "created" Updated "updated" Deleted "deleted" }
    Subject {
        Project "project" Shot "shot" Keyframe "keyframe" Take "take" Job "job" Session "session"
    }
}

impl Param for Topic {
    type Sql = String;
    fn param(&self) -> String {
        match self {
            Self::User(id) => format!("user:{id}"),
            Self::Project(id) => format!("project:{id}"),
        }
    }
}
