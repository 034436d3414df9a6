//! The pages: state and reads in, regions out.
//!
//! Whatever changes alone is a region of its own, so that a step of progress touches one card and the meter.
//! Views write no class and no behavior of their own; they place components.

pub(crate) mod bare;
pub(crate) mod document;

mod activity;
mod chrome;
mod inspector;
mod keyframes;
mod new_project;
mod pictures;
mod projects;
mod reel;
mod settings;
mod shot;
mod stage;
mod storyboard;
mod takes;
mod trouble;
mod viewer;

/// A region's context in the studio.
type Cx<'a> = live::Cx<'a, crate::app::Studio>;
