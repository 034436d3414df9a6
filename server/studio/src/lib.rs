//! The studio: the pages creators use.

pub mod components;
