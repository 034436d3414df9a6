//! A tab without a browser, for tests.
