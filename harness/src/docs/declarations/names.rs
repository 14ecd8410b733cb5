//! What a declaration file declares, and where: names such as `Worker.terminate()`.
//!
//! It must never know a comment.

use std::collections::HashMap;

use oxc::ast::ast::{
    BindingPattern, Class, ClassElement, Declaration, MethodDefinitionKind, Program, PropertyKey,
    Statement, TSInterfaceDeclaration, TSModuleBlock, TSNamespaceDeclaration,
    TSNamespaceDeclarationBody, TSSignature,
};
use oxc::span::GetSpan;

/// A name that stands for a declaration on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// The name with those around it, and `()` behind what is called.
    pub(super) text: String,
    /// 1 for what stands at the top, up to 6.
    pub(super) depth: u8,
}

/// The names of all declarations of `text`, by the byte at which each starts.
pub(super) fn of(program: &Program<'_>, text: &str) -> HashMap<u32, Name> {
    let mut walk = Walk {
        text,
        around: Vec::new(),
        names: HashMap::new(),
    };
    walk.statements(&program.body);
    walk.names
}

struct Walk<'t> {
    text: &'t str,
    around: Vec<String>,
    names: HashMap<u32, Name>,
}

impl Walk<'_> {
    fn add(&mut self, start: u32, name: &str) {
        let mut path = self.around.clone();
        path.push(name.to_owned());
        let name = Name {
            text: path.join("."),
            depth: u8::try_from(path.len()).unwrap_or(6).min(6),
        };
        self.names.entry(start).or_insert(name);
    }

    fn within(&mut self, name: &str, walk: impl FnOnce(&mut Self)) {
        self.around.push(name.to_owned());
        walk(self);
        self.around.pop();
    }

    fn statements(&mut self, statements: &[Statement<'_>]) {
        for statement in statements {
            let start = statement.span().start;
            match statement {
                Statement::ExportDeclaration(export) => {
                    self.declaration(&export.declaration, start);
                }
                _ => {
                    if let Some(declaration) = statement.as_declaration() {
                        self.declaration(declaration, start);
                    }
                }
            }
        }
    }

    fn declaration(&mut self, declaration: &Declaration<'_>, start: u32) {
        match declaration {
            Declaration::VariableDeclaration(variables) => {
                for variable in &variables.declarations {
                    if let BindingPattern::BindingIdentifier(id) = &variable.id {
                        self.add(start, &id.name);
                    }
                }
            }
            Declaration::FunctionDeclaration(function) => {
                if let Some(id) = &function.id {
                    self.add(start, &format!("{}()", id.name));
                }
            }
            Declaration::ClassDeclaration(class) => self.class(class, start),
            Declaration::TSInterfaceDeclaration(interface) => self.interface(interface, start),
            Declaration::TSTypeAliasDeclaration(alias) => self.add(start, &alias.id.name),
            Declaration::TSEnumDeclaration(list) => self.add(start, &list.id.name),
            Declaration::TSExternalModuleDeclaration(module) => {
                self.add(start, &module.id.value);
                if let Some(body) = &module.body {
                    // All of a file is in a module: its name would stand before every other.
                    self.block(body);
                }
            }
            Declaration::TSNamespaceDeclaration(space) => self.namespace(space, start),
            Declaration::TSGlobalDeclaration(global) => self.block(&global.body),
            Declaration::TSImportEqualsDeclaration(_) => {}
        }
    }

    fn block(&mut self, block: &TSModuleBlock<'_>) {
        self.statements(&block.body);
    }

    fn namespace(&mut self, space: &TSNamespaceDeclaration<'_>, start: u32) {
        self.add(start, &space.id.name);
        self.within(&space.id.name, |walk| match &space.body {
            TSNamespaceDeclarationBody::TSModuleBlock(block) => walk.block(block),
            TSNamespaceDeclarationBody::TSNamespaceDeclaration(inner) => {
                walk.namespace(inner, start);
            }
        });
    }

    fn class(&mut self, class: &Class<'_>, start: u32) {
        let Some(id) = &class.id else {
            return;
        };
        self.add(start, &id.name);
        self.within(&id.name, |walk| {
            for element in &class.body.body {
                let start = element.span().start;
                match element {
                    ClassElement::MethodDefinition(method) => match method.kind {
                        MethodDefinitionKind::Constructor => walk.add(start, "constructor()"),
                        MethodDefinitionKind::Method => walk.method(start, &method.key),
                        _ => walk.property(start, &method.key),
                    },
                    ClassElement::PropertyDefinition(property) => {
                        walk.property(start, &property.key);
                    }
                    ClassElement::AccessorProperty(property) => walk.property(start, &property.key),
                    ClassElement::StaticBlock(_) | ClassElement::TSIndexSignature(_) => {}
                }
            }
        });
    }

    fn interface(&mut self, interface: &TSInterfaceDeclaration<'_>, start: u32) {
        self.add(start, &interface.id.name);
        self.within(&interface.id.name, |walk| {
            for member in &interface.body.body {
                let start = member.span().start;
                match member {
                    TSSignature::TSPropertySignature(property) => {
                        walk.property(start, &property.key);
                    }
                    TSSignature::TSMethodSignature(method) => walk.method(start, &method.key),
                    TSSignature::TSConstructSignatureDeclaration(_) => walk.add(start, "new()"),
                    TSSignature::TSCallSignatureDeclaration(_)
                    | TSSignature::TSIndexSignature(_) => {}
                }
            }
        });
    }

    fn method(&mut self, start: u32, key: &PropertyKey<'_>) {
        let name = format!("{}()", self.key(key));
        self.add(start, &name);
    }

    fn property(&mut self, start: u32, key: &PropertyKey<'_>) {
        let name = self.key(key).to_owned();
        self.add(start, &name);
    }

    /// A key as written, quotes left out: `Symbol.asyncDispose` of `[Symbol.asyncDispose]`.
    fn key(&self, key: &PropertyKey<'_>) -> &str {
        let span = key.span();
        self.text[span.start as usize..span.end as usize].trim_matches(['\'', '"'])
    }
}
