//! Reading a script: its text, and whether it is `CommonJS`, an ES module or JSON.
//!
//! The file's extension decides, then the nearest `package.json`, then the syntax, as Node's page
//! on packages says under "Determining module system" and "Syntax detection".

use std::path::{Path, PathBuf};

use boa_engine::Context;

use threadproof_engine::access;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A function body with `require` and `exports`.
    CommonJs,
    /// An ES module.
    EsModule,
    /// JSON text.
    Json,
    /// A native addon, which this runtime refuses.
    Addon,
    /// `CommonJS` unless its syntax says otherwise.
    Ambiguous,
    /// A file whose package has a description that cannot be read as JSON.
    Broken,
    /// Code that is no file: a function body in TypeScript.
    TypedCommonJs,
    /// Code that is no file: an ES module in TypeScript.
    TypedModule,
}

/// What the name of a file and the packages around it say about its kind.
#[must_use]
pub fn kind_of(path: &Path, context: &Context) -> Kind {
    match path.extension().and_then(std::ffi::OsStr::to_str) {
        Some("mjs" | "mts") => Kind::EsModule,
        Some("cjs" | "cts") => Kind::CommonJs,
        Some("json") => Kind::Json,
        Some("node") => Kind::Addon,
        Some("js" | "ts") | None => package_type(path, context),
        Some(_) => Kind::CommonJs,
    }
}

/// True when types must be stripped before the text is JavaScript.
#[must_use]
pub fn is_typescript(path: &Path) -> bool {
    matches!(
        path.extension().and_then(std::ffi::OsStr::to_str),
        Some("ts" | "mts" | "cts")
    )
}

fn package_type(path: &Path, context: &Context) -> Kind {
    let inside_modules = path
        .components()
        .any(|part| part.as_os_str() == "node_modules");
    let description = match nearest_package(path, context) {
        Ok(Some(description)) => description,
        Ok(None) => return Kind::Ambiguous,
        Err(_) => return Kind::Broken,
    };
    match description.get("type").and_then(serde_json::Value::as_str) {
        Some("module") => Kind::EsModule,
        Some("commonjs") => Kind::CommonJs,
        // Node detects syntax outside node_modules only.
        _ if inside_modules => Kind::CommonJs,
        _ => Kind::Ambiguous,
    }
}

/// The description around a file that cannot be read as JSON, if that is so.
#[must_use]
pub fn broken_package(path: &Path, context: &Context) -> Option<PathBuf> {
    nearest_package(path, context).err()
}

/// The description of the package around a file, or the path of one that is no JSON.
fn nearest_package(path: &Path, context: &Context) -> Result<Option<serde_json::Value>, PathBuf> {
    for folder in path.ancestors().skip(1) {
        if folder
            .file_name()
            .is_some_and(|name| name == "node_modules")
        {
            return Ok(None);
        }
        let file: PathBuf = folder.join("package.json");
        if let Ok(text) = access::read(&file, context) {
            return serde_json::from_slice(&text).map(Some).map_err(|_| file);
        }
    }
    Ok(None)
}

/// The text of a script without byte order mark, its `#!` line made a comment so that lines and
/// columns stay true.
#[must_use]
pub fn text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    match text.strip_prefix("#!") {
        Some(rest) => format!("//{rest}"),
        None => text.to_owned(),
    }
}
