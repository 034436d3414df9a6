//! All modules of an entry, each after those it imports, and which script each belongs to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::Error;
use crate::module::{From, Module};

#[derive(Debug)]
pub(crate) struct Graph {
    /// Each after those it imports.
    pub(crate) modules: Vec<Module>,
    by_path: BTreeMap<PathBuf, usize>,
    /// The first module of each script, the entry's first.
    pub(crate) roots: Vec<usize>,
    /// By module: its script.
    pub(crate) script: Vec<usize>,
}

impl Graph {
    pub(crate) fn read(entry: &Path) -> Result<Self, Error> {
        let mut graph = Self {
            modules: Vec::new(),
            by_path: BTreeMap::new(),
            roots: Vec::new(),
            script: Vec::new(),
        };
        let mut roots = vec![entry.to_owned()];
        let mut next = 0;
        while let Some(root) = roots.get(next).cloned() {
            graph.visit(&root, &mut Vec::new())?;
            let late = graph.modules.iter().flat_map(|module| &module.late);
            for path in late {
                if !roots.contains(path) {
                    roots.push(path.clone());
                }
            }
            next += 1;
        }
        graph.roots = roots.iter().map(|root| graph.by_path[root]).collect();
        graph.part()?;
        Ok(graph)
    }

    fn visit(&mut self, path: &Path, way: &mut Vec<PathBuf>) -> Result<(), Error> {
        if self.by_path.contains_key(path) {
            return Ok(());
        }
        let circle = way.iter().position(|before| before == path);
        way.push(path.to_owned());
        if let Some(first) = circle {
            return Err(Error::Cycle(way.split_off(first)));
        }
        let module = Module::read(path)?;
        for need in &module.needs {
            self.visit(need, way)?;
        }
        way.pop();
        self.by_path.insert(path.to_owned(), self.modules.len());
        self.modules.push(module);
        Ok(())
    }

    /// A module belongs to the entry's script if that imports it, else to the one late script that does.
    fn part(&mut self) -> Result<(), Error> {
        let mut scripts: Vec<Option<usize>> = vec![None; self.modules.len()];
        for (script, &root) in self.roots.iter().enumerate() {
            let mut open = vec![root];
            while let Some(at) = open.pop() {
                match scripts[at] {
                    Some(0) => continue,
                    Some(other) if other == script => continue,
                    Some(_) => return Err(Error::Shared(self.modules[at].path.clone())),
                    None => scripts[at] = Some(script),
                }
                open.extend(self.modules[at].needs.iter().map(|need| self.by_path[need]));
            }
        }
        for (script, &root) in self.roots.iter().enumerate() {
            let same = |other: &usize| {
                crate::name_of(&self.modules[*other].path)
                    == crate::name_of(&self.modules[root].path)
            };
            let why = if scripts[root] != Some(script) {
                "it is imported at once as well"
            } else if self.roots[..script].iter().any(same) {
                "another script has its name"
            } else {
                continue;
            };
            return Err(self.modules[root].outside("import()", why));
        }
        self.script = scripts.into_iter().map(Option::unwrap_or_default).collect();
        Ok(())
    }

    /// The module that really has a name, and the name there; `by` asks.
    pub(crate) fn find(&self, by: &Path, from: &From) -> Result<(usize, String), Error> {
        let at = self.by_path[&from.path];
        let module = &self.modules[at];
        if let Some(own) = module.exports.get(&from.name) {
            // What is imported and then exported.
            return match module.imports.get(own) {
                Some(further) => self.find(&module.path, further),
                None => Ok((at, own.clone())),
            };
        }
        match module.passes.get(&from.name) {
            Some(further) => self.find(&module.path, further),
            None => Err(Error::Unknown {
                path: by.to_owned(),
                from: crate::name_of(&from.path),
                name: from.name.clone(),
            }),
        }
    }
}
