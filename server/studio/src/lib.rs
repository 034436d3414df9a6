//! The studio: the pages creators use.
//!
//! [`state`] is what one tab looks at, pure. [`views`] draw it as regions that read through [`data`]; [`components`]
//! are the functions to markup they are made of. [`perform`] turns commands into calls of the client, and [`web`] is
//! the HTTP around it: pages, the socket, sign-in, uploads and files.

mod app;
pub mod components;
mod data;
mod perform;
pub mod state;
mod views;
pub mod web;

pub use app::{Session, Studio};
