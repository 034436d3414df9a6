//! Typed writes. Each takes an idempotency key, under which the same write sent twice happens once; its answer is in
//! the cache before its future resolves.

mod keyframes;
mod projects;
mod shots;
mod takes;
