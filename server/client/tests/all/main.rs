//! The client against a backend that does what a test tells it: late, wrong, twice, or not at all.

mod support;

mod facts;
mod faults;
mod feed;
mod late;
mod makes;
mod media;
mod outage;
mod people;
mod reads;
mod relations;
mod writes;
