//! Regions: the parts of a page that render alone, and what they may see while they do.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use maud::{Markup, PreEscaped};
use serde::Serialize;

use crate::hub::Hub;
use crate::topics::Subscription;
use crate::view::App;

type Render<A> = dyn Fn(&Cx<'_, A>) -> Markup + Send + Sync;

/// A region to be: its key on the page, its inputs, and the function that draws it.
///
/// Two specs with the same key, function and inputs are the same region, on however many tabs of one scope.
pub struct Spec<A: App> {
    pub(crate) key: String,
    pub(crate) identity: String,
    pub(crate) render: Arc<Render<A>>,
}

impl<A: App> Clone for Spec<A> {
    fn clone(&self) -> Self {
        Self {
            key: self.key.clone(),
            identity: self.identity.clone(),
            render: Arc::clone(&self.render),
        }
    }
}

impl<A: App> Spec<A> {
    /// `key` is unique on the page and becomes the `id` of the region's one root element.
    ///
    /// `render` is a function pointer, so that it can see nothing but its inputs and what it reads.
    ///
    /// # Panics
    /// Where `inputs` cannot be written as JSON (a map whose keys are not strings): a fault of the view.
    pub fn new<I>(key: impl Into<String>, inputs: I, render: fn(&I, &Cx<'_, A>) -> Markup) -> Self
    where
        I: Serialize + Send + Sync + 'static,
    {
        let key = key.into();
        let inputs_json = serde_json::to_string(&inputs).expect("region inputs are plain data");
        let identity = format!(
            "{key}\0{}\0{:x}\0{inputs_json}",
            std::any::type_name::<I>(),
            render as usize
        );
        Self {
            key,
            identity,
            render: Arc::new(move |cx| render(&inputs, cx)),
        }
    }
}

/// What a region sees while it renders: the application, the scope, and a record of what it reads.
pub struct Cx<'a, A: App> {
    hub: &'a Arc<Hub<A>>,
    scope: &'a A::Scope,
    region: u32,
    held: &'a HashMap<A::Key, Arc<Subscription<A>>>,
    reads: RefCell<HashMap<A::Key, Arc<Subscription<A>>>>,
    children: RefCell<Vec<Spec<A>>>,
    loading: Cell<bool>,
}

/// What rendering a region brought.
pub(crate) struct Rendered<A: App> {
    pub(crate) markup: Markup,
    pub(crate) reads: HashMap<A::Key, Arc<Subscription<A>>>,
    pub(crate) children: Vec<Spec<A>>,
    pub(crate) loading: bool,
}

impl<'a, A: App> Cx<'a, A> {
    pub(crate) fn render(
        hub: &'a Arc<Hub<A>>,
        scope: &'a A::Scope,
        region: u32,
        held: &'a HashMap<A::Key, Arc<Subscription<A>>>,
        render: &Render<A>,
    ) -> Rendered<A> {
        let cx = Cx {
            hub,
            scope,
            region,
            held,
            reads: RefCell::default(),
            children: RefCell::default(),
            loading: Cell::new(false),
        };
        let markup = render(&cx);
        Rendered {
            markup,
            reads: cx.reads.into_inner(),
            children: cx.children.into_inner(),
            loading: cx.loading.get(),
        }
    }

    /// The application.
    #[must_use]
    pub fn app(&self) -> &A {
        &self.hub.app
    }

    /// Whose eyes see this region.
    #[must_use]
    pub fn scope(&self) -> &A::Scope {
        self.scope
    }

    /// Says that this region reads `key`; a change of it renders the region again.
    ///
    /// Called *before* the value is read: a change that falls between the two then marks the region, and is not lost.
    pub fn record(&self, key: A::Key) {
        let mut reads = self.reads.borrow_mut();
        if reads.contains_key(&key) {
            return;
        }
        let subscription = match self.held.get(&key) {
            Some(held) => Arc::clone(held),
            None => Subscription::new(self.hub, self.region, &key),
        };
        reads.insert(key, subscription);
    }

    /// Says that a value was not there yet. The first HTTP render waits for it, up to a deadline.
    pub fn loading(&self) {
        self.loading.set(true);
    }

    /// Places a region inside this one. It is rendered only if it is new or marked, not because its parent is.
    pub fn region<I>(
        &self,
        key: impl Into<String>,
        inputs: I,
        render: fn(&I, &Cx<'_, A>) -> Markup,
    ) -> Markup
    where
        I: Serialize + Send + Sync + 'static,
    {
        let mut children = self.children.borrow_mut();
        children.push(Spec::new(key, inputs, render));
        PreEscaped(crate::markup::placeholder(children.len() - 1))
    }
}
