//! What one tab looks at, and how events change it. Pure: no call, no clock, no actor.
//!
//! [`State`] holds the route, what is open, edits and toasts; never backend data. [`State::apply`] turns an event of
//! the person into a new state and commands; [`State::answer`] does the same with a command's outcome.

mod answer;
mod apply;
pub mod asked;
pub mod back;
pub mod batch;
pub mod command;
pub mod draft;
pub mod edit;
pub mod form;
pub(crate) mod policy;
pub mod route;
#[cfg(test)]
mod tests;
pub mod toast;
pub mod token;

use api::ids::{KeyframeId, ShotId, TakeId};
use serde::{Deserialize, Serialize};

use self::asked::Asked;
use self::back::History;
use self::batch::Batches;
use self::command::Command;
use self::edit::Edits;
use self::form::NewProjectForm;
use self::route::Route;
use self::toast::Toasts;
use self::token::Row;

/// The result of an event: commands to perform and effects for the browser.
pub type Step = live::Step<Command>;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub route: Route,
    /// The dialog for a new project, while it is open.
    pub new_project: Option<NewProjectForm>,
    /// The row whose name is being changed where it stands.
    pub naming: Option<Row>,
    /// The take that the person asked to see; absent: the one that is most worth seeing.
    pub take: Option<Asked>,
    /// The take that was generated last on this page, worth seeing when it is done.
    pub made: Option<TakeId>,
    /// Shots whose Generate is not answered yet: pressed twice, it is meant once.
    pub generating: Vec<ShotId>,
    /// The keyframe in the inspector.
    pub keyframe: Option<KeyframeId>,
    /// Whether the viewer shows that keyframe, large, in place of a take.
    pub enlarged: bool,
    pub edits: Edits,
    pub toasts: Toasts,
    /// What Ctrl+Z puts back.
    pub history: History,
    pub batches: Batches,
}

impl State {
    /// The state of a page opened at this address.
    #[must_use]
    pub fn open(url: &str) -> Self {
        let mut state = Self {
            route: Route::parse(url),
            new_project: None,
            naming: None,
            take: None,
            made: None,
            generating: Vec::new(),
            keyframe: None,
            enlarged: false,
            edits: Edits::default(),
            toasts: Toasts::default(),
            history: History::default(),
            batches: Batches::default(),
        };
        state.ask_for(url);
        state
    }

    /// The address of what is shown now.
    #[must_use]
    pub fn url(&self) -> String {
        match (&self.route, self.take) {
            (Route::Shot(..), Some(take)) => take.url(&self.route),
            _ => self.route.url(),
        }
    }

    fn ask_for(&mut self, url: &str) {
        if matches!(self.route, Route::Shot(..)) {
            self.take = Asked::parse(url);
        }
    }

    /// A link was followed, or the person went back or forward.
    pub fn navigate(&mut self, url: &str) -> Step {
        let route = Route::parse(url);
        if route == self.route {
            // Another take of the same shot, by a link or the way back.
            self.ask_for(url);
            self.enlarged = false;
            return Step::none();
        }
        let same_page = std::mem::discriminant(&route) == std::mem::discriminant(&self.route)
            && route.project() == self.route.project();
        self.go(route);
        self.ask_for(url);
        // A filter or a page of the same list must not pull the focus out of the controls.
        if same_page && matches!(self.route, Route::Activity(_)) {
            Step::none()
        } else {
            Step::none().focus(WORK)
        }
    }

    /// Leaves the page: what was open on it closes; edits under way and toasts stay.
    fn go(&mut self, route: Route) {
        self.route = route;
        self.new_project = None;
        self.naming = None;
        self.take = None;
        self.made = None;
        self.keyframe = None;
        self.enlarged = false;
    }
}

/// The element that takes the focus when the page changes, so that a screen reader reads from its head.
const WORK: &str = "work";
