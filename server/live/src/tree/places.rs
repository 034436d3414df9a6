//! Where the regions inside a tree stand, which decides what they may be.

use std::sync::Arc;

use super::{Element, Node};

/// The tags around a region, from the outermost.
pub(crate) type Place = Arc<[Box<str>]>;

impl Element {
    /// The keys of the regions inside, in document order, each with its place. `around` is the place of this element.
    pub(crate) fn places<'a>(&'a self, around: &[Box<str>]) -> Vec<(&'a str, Place)> {
        let mut found = Vec::new();
        let mut path = around.to_vec();
        self.collect_places(&mut path, &mut found);
        found
    }

    fn collect_places<'a>(&'a self, path: &mut Vec<Box<str>>, found: &mut Vec<(&'a str, Place)>) {
        path.push(self.tag.clone());
        let mut here: Option<Place> = None;
        for child in &self.children {
            match child {
                Node::Hole(key) => {
                    let here = here.get_or_insert_with(|| path.as_slice().into());
                    found.push((&**key, Arc::clone(here)));
                }
                Node::Element(inner) => inner.collect_places(path, found),
                Node::Text(_) => {}
            }
        }
        path.pop();
    }
}
