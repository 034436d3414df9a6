//! The live engine: pages kept current by patches from an actor that owns the tab's state.
//!
//! An [`App`] is a pure function from small per-tab state and recorded reads to plain maud markup, cut into
//! *regions*. The engine keeps the last tree of each region, renders a region again when something it read
//! has changed or its inputs differ, diffs the two trees and sends the smallest list of operations. Regions with
//! equal inputs under one [`App::Scope`] are rendered and diffed once per process, whoever looks at them.
//!
//! It knows no noun of any application, opens no HTTP connection and runs no SQL.
//!
//! # A page in ten minutes
//!
//! | you write | which is | and the engine |
//! |---|---|---|
//! | [`App::State`] | what one tab looks at: its filter, its selection, its drafts; never data | keeps it, and seals it so that another process can go on with it |
//! | [`App::Key`] | a name for each thing that a page can read | knows which regions read it |
//! | [`App::root`] and [`Cx::region`] | the page, and its parts that change by themselves, as functions from inputs to markup | renders those whose inputs or reads have changed |
//! | [`Cx::record`] | in a region, before it reads: this is what I read | renders the region after [`Engine::changed`] with that key |
//! | [`App::apply`] | what an [`Event`] from the browser makes of the state, and the commands that follow | shows the new state at once |
//! | [`App::perform`] | a command: a call, a write, all that takes time | hands its outcome to [`App::answer`] |
//! | [`Engine::page`], [`Engine::socket`], [`browser::module`] | three handlers: the page, its socket, its scripts | does the rest |
//! | [`remember_connection`] | given to `HttpServer::on_connect` | lets patches leave at once; ends the line of a browser that takes nothing for a minute |
//!
//! A region draws one element, and its key is that element's `id`. What is in a list and can move has an `id` or a
//! `data-key`, so that the browser keeps the element. Markup that a browser would repair is refused with a sentence when it is first
//! rendered (see [`markup`]). A value that is not there yet is drawn as a skeleton, with a call of [`Cx::loading`].
//!
//! The whole of it, which `cargo run -p live --example counter` serves:
//!
//! ```no_run
#![doc = include_str!("../examples/counter/main.rs")]
//! ```
//!
//! # What markup may ask of the browser
//!
//! | attribute | what it does |
//! |---|---|
//! | `data-on-click="add"` | a click sends the event `add`; so do `-submit`, `-input`, `-change` and `-keydown` |
//! | `data-val-by="10"` | a value of the element's events, read with [`Event::get`] or [`Event::parse`]; fields of a form come along by their names |
//! | `data-debounce="300"`, `data-throttle="300"` | how many milliseconds `-input` waits for a pause, or rests between two |
//! | `data-keys="Escape Ctrl+Enter"` | the keys that `-keydown` is for |
//! | `a href="/x" data-nav` | the link is followed over the socket, by [`App::navigate`] |
//! | `data-key="7"` | names a child among its siblings; the element is never another's |
//! | `data-rev="3"` | when it changes, a field takes the server's value over what was typed |
//! | `data-hook="name"` | gives the element to a module of the page: `start({ hooks: { name } })` |
//! | `data-focus`, `data-focus-fallback` | where the focus goes on a new page, and where it goes when it is lost |
//!
//! The browser sets `data-pending` on an element until its event is answered, and `data-connection` on the document. What a
//! person types, has chosen or scrolled is theirs: a patch never takes it back.
//!
//! # What is too much, and what is counted
//!
//! [`Config`] says how much one tab, one session and all of them may ask for; [`limits`] names what is held to it. A person
//! whose doing is refused or has to wait is told so in a sentence, by the event `live:refused` on the document.
//! [`Engine::stats`] tells what was counted and timed since the start: see [`Stats`]. To know how long it takes until something is
//! seen, one patch frame of [`Config::measure_every`] is reported of by the browser when it was painted.
//!
//! # Testing
//!
//! The state is tested as plain functions. A page is tested without a browser by [`testing::TestTab`], which loads it, clicks, types,
//! submits, applies the patches as a browser does, breaks the line and comes back, to the same process or another; the end of the
//! example shows it. It needs an actix runtime: `#[actix_rt::test]`.

#![doc(test(no_crate_inject))]

mod admission;
mod audience;
pub mod browser;
mod cell;
pub mod diff;
pub mod engine;
mod hub;
pub mod limits;
mod line;
pub mod markup;
mod meter;
mod mounts;
mod pace;
pub mod policy;
pub mod region;
pub mod snapshot;
mod socket;
pub mod stats;
mod stream;
mod tab;
mod tab_id;
pub mod testing;
mod topics;
pub mod tree;
mod unread;
pub mod view;
pub mod wire;

pub use engine::{Config, Engine, Page};
pub use policy::{Offline, Policy};
pub use region::{Cx, Spec};
pub use stats::Stats;
pub use unread::{UNREAD_WITHIN, remember as remember_connection};
pub use view::{App, Attempt, Effect, Event, Mode, Step};
