//! The studio: the pages creators use.
