//! The browser's half of the engine, carried in the crate: an application serves it beside its pages.
//!
//! It is a folder of ES modules that import each other by relative paths, so all of them stand under one address. A
//! page loads a module of its own that says `import { start } from "…/live.js"` and calls `start()`.

/// Name and text of every module.
pub const MODULES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/modules.rs"));

/// The text of the module with this name: `live.js` is the one to import from.
#[must_use]
pub fn module(name: &str) -> Option<&'static str> {
    let found = MODULES.iter().find(|(known, _)| *known == name)?;
    Some(found.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_that_a_module_imports_is_carried() {
        let mut imports = 0;
        for (name, text) in MODULES {
            for (at, _) in text.match_indices("'./") {
                let path = text[at + 3..].split('\'').next().unwrap_or_default();
                assert!(module(path).is_some(), "{name} imports {path}");
                imports += 1;
            }
        }
        assert!(imports > 10, "{imports} imports were looked at");
        assert!(module("live.js").is_some_and(|text| text.contains("export async function start")));
    }
}
