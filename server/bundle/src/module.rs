//! One module: what it imports, exports and loads late.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use oxc_allocator::Allocator;
use oxc_ast::AstKind;
use oxc_ast::ast::{
    BindingPattern, Declaration, Expression, ImportDeclarationSpecifier, ModuleExportName, Program,
    Statement,
};
use oxc_parser::Parser;
use oxc_semantic::{AstNodes, SemanticBuilder};
use oxc_span::SourceType;

use crate::Error;

/// Where a name comes from.
#[derive(Clone, Debug)]
pub(crate) struct From {
    pub(crate) path: PathBuf,
    pub(crate) name: String,
}

#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    /// The modules imported, in the order of their import.
    pub(crate) needs: Vec<PathBuf>,
    /// By the name it has here.
    pub(crate) imports: BTreeMap<String, From>,
    /// The module's own name of each export.
    pub(crate) exports: BTreeMap<String, String>,
    /// What is passed on from another module.
    pub(crate) passes: BTreeMap<String, From>,
    /// Loaded with `import()`.
    pub(crate) late: Vec<PathBuf>,
}

impl Module {
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        let mut module = Self {
            path: path.to_owned(),
            text: String::new(),
            needs: Vec::new(),
            imports: BTreeMap::new(),
            exports: BTreeMap::new(),
            passes: BTreeMap::new(),
            late: Vec::new(),
        };
        let allocator = Allocator::default();
        let program = parse(&allocator, path, &text)?;
        for statement in &program.body {
            module.take(statement)?;
        }
        let semantic = SemanticBuilder::new()
            .with_build_nodes(true)
            .build(&program);
        if semantic
            .semantic
            .scoping()
            .symbol_names()
            .any(|name| name.contains('$'))
        {
            return Err(module.outside("$", "names with it are given to what is joined"));
        }
        module.take_late(semantic.semantic.nodes())?;
        module.text = text;
        Ok(module)
    }

    fn take(&mut self, statement: &Statement<'_>) -> Result<(), Error> {
        match statement {
            Statement::ImportDeclaration(import) => {
                let path = self.beside(&import.source.value)?;
                for specifier in import.specifiers.iter().flatten() {
                    let ImportDeclarationSpecifier::ImportSpecifier(specifier) = specifier else {
                        return Err(self.outside("import", "only `import { name }` is"));
                    };
                    let from = From {
                        path: path.clone(),
                        name: text_of(&specifier.imported),
                    };
                    self.imports.insert(specifier.local.name.to_string(), from);
                }
                self.need(path);
            }
            Statement::ExportFromDeclaration(export) => {
                let path = self.beside(&export.source.value)?;
                for specifier in &export.specifiers {
                    let from = From {
                        path: path.clone(),
                        name: text_of(&specifier.local),
                    };
                    self.passes.insert(text_of(&specifier.exported), from);
                }
                self.need(path);
            }
            Statement::ExportNamedDeclaration(export) => {
                for specifier in &export.specifiers {
                    self.exports
                        .insert(text_of(&specifier.exported), text_of(&specifier.local));
                }
            }
            Statement::ExportDeclaration(export) => {
                for name in self.declared(&export.declaration)? {
                    self.exports.insert(name.clone(), name);
                }
            }
            Statement::ExportDefaultDeclaration(_) | Statement::ExportAllDeclaration(_) => {
                return Err(self.outside("export", "only named exports are"));
            }
            _ => {}
        }
        Ok(())
    }

    fn declared(&self, declaration: &Declaration<'_>) -> Result<Vec<String>, Error> {
        let id = match declaration {
            Declaration::FunctionDeclaration(function) => function.id.as_ref(),
            Declaration::ClassDeclaration(class) => class.id.as_ref(),
            Declaration::VariableDeclaration(variables) => {
                let name = |pattern: &BindingPattern<'_>| match pattern {
                    BindingPattern::BindingIdentifier(id) => Ok(id.name.to_string()),
                    _ => Err(self.outside("export", "each variable is exported by its name")),
                };
                return variables
                    .declarations
                    .iter()
                    .map(|one| name(&one.id))
                    .collect();
            }
            _ => return Err(self.outside("export", "it is no JavaScript")),
        };
        Ok(id.map(|id| id.name.to_string()).into_iter().collect())
    }

    /// `import('./name.js')`, wherever it stands. The script is found beside the entry's, under the same name.
    fn take_late(&mut self, nodes: &AstNodes<'_>) -> Result<(), Error> {
        for node in nodes.iter() {
            let AstKind::ImportExpression(import) = node.kind() else {
                continue;
            };
            let Expression::StringLiteral(source) = &import.source else {
                return Err(self.outside("import()", "its address must stand there as it is"));
            };
            let name = source.value.as_str();
            if name
                .strip_prefix("./")
                .is_none_or(|name| name.contains('/'))
            {
                return Err(self.outside(name, "what is loaded late stands in the same folder"));
            }
            let path = self.beside(name)?;
            if !self.late.contains(&path) {
                self.late.push(path);
            }
        }
        Ok(())
    }

    fn need(&mut self, path: PathBuf) {
        if !self.needs.contains(&path) {
            self.needs.push(path);
        }
    }

    /// The file at a path relative to this one.
    fn beside(&self, relative: &str) -> Result<PathBuf, Error> {
        if !relative.starts_with("./") && !relative.starts_with("../") {
            return Err(self.outside(relative, "only modules by a relative path are"));
        }
        let mut path = self.path.parent().unwrap_or(Path::new("")).to_owned();
        for part in Path::new(relative).components() {
            match part {
                Component::ParentDir => drop(path.pop()),
                Component::CurDir => {}
                part => path.push(part),
            }
        }
        Ok(path)
    }

    pub(crate) fn outside(&self, what: &str, why: &'static str) -> Error {
        Error::Outside {
            path: self.path.clone(),
            what: what.to_owned(),
            why,
        }
    }
}

pub(crate) fn parse<'a>(
    allocator: &'a Allocator,
    path: &Path,
    text: &'a str,
) -> Result<Program<'a>, Error> {
    let parsed = Parser::new(allocator, text, SourceType::mjs()).parse();
    match parsed.diagnostics.first() {
        Some(wrong) => Err(Error::Syntax {
            path: path.to_owned(),
            what: wrong.to_string(),
        }),
        None => Ok(parsed.program),
    }
}

fn text_of(name: &ModuleExportName<'_>) -> String {
    name.name().to_string()
}
