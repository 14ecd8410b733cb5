//! The options of `node` that this runtime knows by name.
//!
//! Most change nothing here (they tune V8, or silence warnings that are never given); they are
//! accepted so that the same command line works on every runtime.

/// How an option takes its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// It has none.
    Nothing,
    /// `--name=value` or `--name value`.
    Value,
}

/// Options that are accepted and have no effect of their own.
const ACCEPTED: [(&str, Takes); 34] = [
    ("--no-warnings", Takes::Nothing),
    ("--warnings", Takes::Nothing),
    ("--trace-warnings", Takes::Nothing),
    ("--trace-deprecation", Takes::Nothing),
    ("--no-deprecation", Takes::Nothing),
    ("--throw-deprecation", Takes::Nothing),
    ("--pending-deprecation", Takes::Nothing),
    ("--trace-uncaught", Takes::Nothing),
    ("--enable-source-maps", Takes::Nothing),
    ("--preserve-symlinks", Takes::Nothing),
    ("--preserve-symlinks-main", Takes::Nothing),
    ("--experimental-strip-types", Takes::Nothing),
    ("--no-experimental-strip-types", Takes::Nothing),
    ("--experimental-vm-modules", Takes::Nothing),
    ("--experimental-worker", Takes::Nothing),
    ("--experimental-modules", Takes::Nothing),
    ("--experimental-detect-module", Takes::Nothing),
    ("--no-experimental-detect-module", Takes::Nothing),
    ("--experimental-require-module", Takes::Nothing),
    ("--no-experimental-require-module", Takes::Nothing),
    ("--expose-gc", Takes::Nothing),
    ("--expose_gc", Takes::Nothing),
    ("--harmony", Takes::Nothing),
    ("--track-heap-objects", Takes::Nothing),
    ("--no-node-snapshot", Takes::Nothing),
    ("--stack-trace-limit", Takes::Value),
    ("--max-old-space-size", Takes::Value),
    ("--max-semi-space-size", Takes::Value),
    ("--stack-size", Takes::Value),
    ("--disable-warning", Takes::Value),
    ("--title", Takes::Value),
    ("--conditions", Takes::Value),
    ("--unhandled-rejections", Takes::Value),
    ("--experimental-default-type", Takes::Value),
];

/// Options that this runtime acts on.
pub const HANDLED: [(&str, Takes); 16] = [
    ("-e", Takes::Value),
    ("--eval", Takes::Value),
    ("-p", Takes::Value),
    ("--print", Takes::Value),
    ("-r", Takes::Value),
    ("--require", Takes::Value),
    ("--import", Takes::Value),
    ("--input-type", Takes::Value),
    ("-v", Takes::Nothing),
    ("--version", Takes::Nothing),
    ("-c", Takes::Nothing),
    ("--check", Takes::Nothing),
    ("--profile", Takes::Value),
    ("--node-integration", Takes::Nothing),
    ("--node-integration-in-worker", Takes::Nothing),
    ("--sandbox", Takes::Nothing),
];

/// How the option called `name` takes its value; `None` when there is no such option.
#[must_use]
pub fn find(name: &str) -> Option<Takes> {
    HANDLED
        .iter()
        .chain(&ACCEPTED)
        .find(|(known, _)| *known == name)
        .map(|(_, takes)| *takes)
}

/// The modules that `--require` and `--import` in these options name, in their order.
#[must_use]
pub fn preloads(exec_argv: &[String]) -> Vec<String> {
    let mut modules = Vec::new();
    let mut options = exec_argv.iter();
    while let Some(option) = options.next() {
        match option.split_once('=') {
            Some(("--require" | "--import", module)) => modules.push(module.to_owned()),
            Some(_) => {}
            None if ["-r", "--require", "--import"].contains(&option.as_str()) => {
                modules.extend(options.next().cloned());
            }
            None => {}
        }
    }
    modules
}

/// True for what `process.execArgv` may hold.
#[must_use]
pub fn is_node_option(name: &str) -> bool {
    !name.starts_with('-') || find(name).is_some()
}
