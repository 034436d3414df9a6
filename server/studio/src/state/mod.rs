//! What one tab looks at, and how events change it. Pure: no call, no clock, no actor.
//!
//! [`State`] holds the route, what is open, edits and toasts; never backend data. [`State::apply`] turns an event of
//! the person into a new state and commands; [`State::answer`] does the same with a command's outcome.

mod answer;
mod apply;
pub mod command;
pub mod draft;
pub mod edit;
pub mod form;
pub mod route;
#[cfg(test)]
mod tests;
pub mod toast;
pub mod token;

use api::ids::{KeyframeId, TakeId};
use serde::{Deserialize, Serialize};

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
    /// The take in the viewer; absent: the one that is most worth seeing.
    pub take: Option<TakeId>,
    /// The keyframe in the inspector.
    pub keyframe: Option<KeyframeId>,
    pub edits: Edits,
    pub toasts: Toasts,
}

impl State {
    /// The state of a page opened at this address.
    #[must_use]
    pub fn open(url: &str) -> Self {
        Self {
            route: Route::parse(url),
            new_project: None,
            naming: None,
            take: None,
            keyframe: None,
            edits: Edits::default(),
            toasts: Toasts::default(),
        }
    }

    /// A link was followed, or the person went back or forward.
    pub fn navigate(&mut self, url: &str) -> Step {
        let route = Route::parse(url);
        if route == self.route {
            return Step::none();
        }
        let same_page = std::mem::discriminant(&route) == std::mem::discriminant(&self.route)
            && route.project() == self.route.project();
        self.go(route);
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
        self.keyframe = None;
    }
}

/// The element that takes the focus when the page changes, so that a screen reader reads from its head.
const WORK: &str = "work";
