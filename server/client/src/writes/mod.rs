//! Typed writes. Each takes an [`Attempt`](crate::Attempt), under whose key the same write sent twice happens once; its
//! answer is in the cache before its future resolves.

mod keyframes;
mod projects;
mod shots;
mod takes;
