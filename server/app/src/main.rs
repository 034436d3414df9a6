//! rushes: the one binary, and the only reader of arguments and environment.
fn main() {}
