//! What the studio is made of: functions from plain data to markup.
//!
//! A component knows no client, no state and no session; a view hands it strings and numbers and places what comes
//! back. No inline style and no script stand in the markup (the content policy forbids both): looks come from classes
//! in `web/css`, behavior from native elements, from `data-on-*` events and from the hooks in `web/studio`.
//!
//! # Events the components send
//!
//! | event | values |
//! |---|---|
//! | `project.rename.begin`, `project.rename.cancel`, `project.delete` | id |
//! | `project.rename` | id, name |
//! | `shot.rename.begin`, `shot.rename.cancel`, `shot.delete` | id |
//! | `shot.rename` | id, name |
//! | `shot.move`, `keyframe.move` | id, before (absent: last) |
//! | `keyframe.select`, `keyframe.delete` | id |
//! | `keyframe.leave` | |
//! | `take.show`, `take.choose`, `take.delete` | id |
//! | `take.clear` | value: ids, separated by spaces |
//! | `job.cancel`, `job.retry` | id |
//! | `toast.dismiss`, `undo` | id (`undo` without one: the latest) |
//!
//! Everything else is given by the caller as an [`act::Act`].

pub mod act;
pub mod asset;
pub mod words;

pub mod badge;
pub mod banner;
pub mod brand;
pub mod breadcrumb;
pub mod button;
pub mod dialog;
pub mod dropzone;
pub mod empty;
pub mod field;
pub mod frame;
pub mod icon;
pub mod inspector;
pub mod job_row;
pub mod keyframe_card;
pub mod large_picture;
pub mod menu;
pub mod player;
pub mod progress;
pub mod project_card;
pub mod rail;
pub mod reel;
pub mod rename;
pub mod segmented;
pub mod select;
pub mod shell;
pub mod shortcuts;
pub mod shot_card;
pub mod skeleton;
pub mod slider;
pub mod stage;
pub mod strip;
pub mod switch;
pub mod take_card;
pub mod toast;
pub mod topbar;
pub mod when;

pub mod kit;

#[cfg(test)]
mod looks;
