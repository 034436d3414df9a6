//! The browser's half of the engine, carried in the crate: an application serves it beside its pages.
//!
//! It is the ES module `live.js`, minified, and what that loads late from the same address. A page loads a module of
//! its own that says `import { start } from "…/live.js"` and calls `start()`. For a page without a line there is
//! `apply.js` by itself: its `attach` and `apply` are those of `live.js`, at half the size.

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
            for (at, _) in text.match_indices("`./") {
                let path = text[at + 3..].split('`').next().unwrap_or_default();
                assert!(module(path).is_some(), "{name} imports {path}");
                imports += 1;
            }
        }
        assert!(imports > 1, "{imports} imports were looked at");
        let wanted = [
            ("live.js", ["start", "attach", "apply", "push"].as_slice()),
            ("apply.js", &["attach", "apply"]),
        ];
        for (script, names) in wanted {
            let text = module(script).unwrap_or_default();
            let exports = text.rsplit("export{").next().unwrap_or_default();
            for name in names {
                assert!(
                    exports.contains(&format!(" as {name}")),
                    "{script} exports no {name}: {exports}"
                );
            }
        }
    }
}
