//! The modules of a script in one scope, minified.
//!
//! Each name at the top of a module gets the module's number (`show` of the fourth is `show$3`), so that names of two
//! modules, of the language's globals and of inner scopes never meet. Imports become the names that they stand for.
//! The minifier shortens all of them again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};

use oxc_allocator::{Allocator, ArenaVec};
use oxc_ast::ast::Statement;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_semantic::{Scoping, SemanticBuilder};

use crate::graph::Graph;
use crate::module::{From, Module, parse};
use crate::{Error, Script, name_of};

/// Names that cross from the entry's script to a late one, or to who imports a script: outer name to inner name.
type Names = BTreeMap<String, (usize, String)>;

pub(crate) fn join(graph: &Graph) -> Result<Vec<Script>, Error> {
    let mut texts = Vec::new();
    // Whether a script takes something of the entry's.
    let mut takes = Vec::new();
    let mut wanted = Names::new();
    let entry = name_of(&graph.modules[graph.roots[0]].path);
    for script in 0..graph.roots.len() {
        let mut text = String::new();
        let mut crossing = Names::new();
        for (at, module) in graph.modules.iter().enumerate() {
            if graph.script[at] == script {
                text.push_str(&body(graph, at)?);
                for from in module.imports.values() {
                    let (owner, name) = graph.find(&module.path, from)?;
                    if graph.script[owner] != script {
                        put(graph, &mut crossing, &name, (owner, name.clone()))?;
                    }
                }
            }
        }
        for (name, found) in &crossing {
            put(graph, &mut wanted, name, found.clone())?;
        }
        takes.push(!crossing.is_empty());
        let head = list("import", &crossing);
        let head = if head.is_empty() {
            head
        } else {
            format!("{head} from './{entry}';\n")
        };
        texts.push(head + &text);
    }
    let stamp = stamp_of(&texts);
    let mut scripts = Vec::new();
    for (script, text) in texts.into_iter().enumerate() {
        let root = &graph.modules[graph.roots[script]];
        let mut exports = exports_of(graph, root)?;
        if script == 0 {
            for (name, found) in &wanted {
                put(graph, &mut exports, name, found.clone())?;
            }
        }
        let mut text = text + &list("export", &exports);
        // One that takes nothing must not wait for an entry that waits for it.
        if takes[script] {
            write!(text, "\nexport {{{stamp}}} from './{entry}';").expect("a string grows");
        } else if script == 0 && takes.contains(&true) {
            write!(text, "\nexport const {stamp} = 0;").expect("a string grows");
        }
        scripts.push(Script {
            name: name_of(&root.path),
            text: minified(root, &text)?,
        });
    }
    Ok(scripts)
}

/// What the entry's script exports and the late ones ask it for: they can be put together only if all are of one build.
fn stamp_of(texts: &[String]) -> String {
    // With the keys of `new` it is the same in each process.
    let mut hash = DefaultHasher::new();
    texts.hash(&mut hash);
    format!("of_{:08x}", hash.finish() >> 32)
}

fn put(graph: &Graph, names: &mut Names, name: &str, found: (usize, String)) -> Result<(), Error> {
    let second = found.0;
    let before = names.insert(name.to_owned(), found.clone());
    match before {
        Some(before) if before != found => Err(Error::Twice {
            name: name.to_owned(),
            first: graph.modules[before.0].path.clone(),
            second: graph.modules[second].path.clone(),
        }),
        _ => Ok(()),
    }
}

fn exports_of(graph: &Graph, module: &Module) -> Result<Names, Error> {
    let names = module.exports.keys().chain(module.passes.keys());
    let find = |name: &String| {
        let from = From {
            path: module.path.clone(),
            name: name.clone(),
        };
        Ok((name.clone(), graph.find(&module.path, &from)?))
    };
    names.map(find).collect()
}

fn list(verb: &str, names: &Names) -> String {
    let mut text = String::new();
    for (outer, (at, inner)) in names {
        let inner = inner_name(inner, *at);
        let pair = if verb == "import" {
            (outer, &inner)
        } else {
            (&inner, outer)
        };
        write!(text, "{} as {},", pair.0, pair.1).expect("a string grows");
    }
    if text.is_empty() {
        text
    } else {
        format!("{verb} {{{text}}}")
    }
}

fn inner_name(name: &str, module: usize) -> String {
    format!("{name}${module}")
}

/// A module without imports and exports, under the names of the script.
fn body(graph: &Graph, at: usize) -> Result<String, Error> {
    let module = &graph.modules[at];
    let allocator = Allocator::default();
    let mut program = parse(&allocator, &module.path, &module.text)?;
    let mut scoping = SemanticBuilder::new()
        .build(&program)
        .semantic
        .into_scoping();
    rename(graph, at, &mut scoping)?;
    let statements = std::mem::replace(&mut program.body, ArenaVec::new_in(&&allocator));
    for statement in statements {
        match statement {
            Statement::ImportDeclaration(_)
            | Statement::ExportNamedDeclaration(_)
            | Statement::ExportFromDeclaration(_) => {}
            Statement::ExportDeclaration(export) => {
                program
                    .body
                    .push(Statement::from(export.unbox().declaration));
            }
            other => program.body.push(other),
        }
    }
    let printed = Codegen::new().with_scoping(Some(scoping)).build(&program);
    Ok(printed.code)
}

fn rename(graph: &Graph, at: usize, scoping: &mut Scoping) -> Result<(), Error> {
    let module = &graph.modules[at];
    let symbols: Vec<_> = scoping.iter_bindings_in(scoping.root_scope_id()).collect();
    for symbol in symbols {
        let name = scoping.symbol_name(symbol);
        let name = match module.imports.get(name) {
            Some(from) => {
                let (owner, name) = graph.find(&module.path, from)?;
                inner_name(&name, owner)
            }
            None => inner_name(name, at),
        };
        scoping.set_symbol_name(symbol, name.as_str().into());
    }
    Ok(())
}

fn minified(root: &Module, text: &str) -> Result<String, Error> {
    let allocator = Allocator::default();
    let mut program = parse(&allocator, &root.path, text)?;
    let minified = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut program);
    let printed = Codegen::new()
        .with_options(CodegenOptions::minify())
        .with_scoping(minified.scoping)
        .with_private_member_mappings(minified.class_private_mappings)
        .build(&program);
    Ok(printed.code)
}
