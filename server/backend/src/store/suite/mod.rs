//! The store's tests: each runs on SQLite and on a real Postgres.
//!
//! A test is a function that takes a [`bed::Bed`]; `both!` makes two tests of it.

/// `both! { fact_a fact_b }`: runs each function once per database.
macro_rules! both {
    ($($name:ident)*) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() {
                    super::$name($crate::store::suite::bed::Bed::sqlite().await).await;
                }
            )*
        }

        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() {
                    super::$name($crate::store::suite::bed::Bed::postgres().await).await;
                }
            )*
        }
    };
}

mod bed;
mod postgres;

mod access;
mod facts;
mod files;
mod jobs;
mod keyframes;
mod leases;
mod once;
mod opening;
mod people;
mod projects;
mod shots;
mod storm;
mod takes;
mod undo;
