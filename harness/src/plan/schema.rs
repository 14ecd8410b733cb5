//! The formats of expectations and of known divergences as JSON Schema, for editors and validators.
//!
//! A schema says less than the readers: that an order has no cycle or that an id exists is checked by
//! `threadproof check` alone. A test holds every key to those that the readers know, and every file
//! of the suite to the schema.

use serde_json::{Map, Value as Json, json};

use super::inventory::KINDS;
use super::observed::{EVENT, OUTCOME, OUTPUT};
use super::reader::{DIFFERS, EXPECT, RUN, SIGNALS, TOP};
use super::rules::{FILE, OUTCOMES, RULE};
use super::window::Window;
use threadproof_reports::record::Tier;

/// The name of a format, and what makes its schema.
pub type Named = (&'static str, fn() -> Json);

/// The schemas.
pub const ALL: &[Named] = &[
    ("expectation", expectation),
    ("rules", rules),
    ("inventory", inventory),
];

/// A schema as the text that is published.
#[must_use]
pub fn text(schema: fn() -> Json) -> String {
    // Objects of texts, numbers and lists always make JSON.
    serde_json::to_string_pretty(&schema()).unwrap_or_default() + "\n"
}

/// One file of `expectations/<area>/`.
fn expectation() -> Json {
    let tiers: Vec<&str> = Tier::ALL.iter().map(|tier| tier.name()).collect();
    let mut schema = mapping(
        TOP,
        &["schema", "promises", "expect"],
        &[
            (
                "schema",
                "the version of this format",
                json!({ "const": 1 }),
            ),
            (
                "promises",
                "what the documentation promises, in one line",
                json!({ "type": "string", "minLength": 1 }),
            ),
            (
                "covers",
                "ids of expectations/inventory.yaml; needed where there is one",
                json!({
                    "type": "array", "minItems": 1,
                    "items": { "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" },
                }),
            ),
            (
                "since",
                "the versions of Node from which on the promise holds, such as \">=12.16.0\"",
                range(),
            ),
            (
                "until",
                "the versions of Node up to which the promise holds, such as \"<22\"",
                range(),
            ),
            (
                "tier",
                "how firm the promise is",
                json!({ "enum": tiers, "default": "documented" }),
            ),
            ("timeout", "the deadline of one run", duration("10s")),
            ("run", "how the case is started", run()),
            ("expect", "what must be observed", expect()),
        ],
    );
    head(
        &mut schema,
        "expectation",
        "An expectation of threadproof: what one case must be observed to do",
    );
    schema
}

fn run() -> Json {
    let flags = Window::default().preferences();
    let names: Vec<&str> = flags.iter().map(|(name, _)| *name).collect();
    let flags: Vec<(&str, &str, Json)> = flags
        .iter()
        .map(|(name, _)| {
            (
                *name,
                "as in Electron's webPreferences",
                json!({ "type": "boolean", "default": false }),
            )
        })
        .collect();
    mapping(
        RUN,
        &[],
        &[
            ("args", "arguments behind the script", texts()),
            (
                "node_args",
                "options before the script, as for node",
                texts(),
            ),
            (
                "stdin",
                "standard input; empty without it",
                json!({ "type": ["string", "number"] }),
            ),
            (
                "env",
                "more environment variables",
                json!({
                    "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] },
                }),
            ),
            (
                "concurrency",
                "whether anything else may run meanwhile",
                json!({ "enum": ["shared", "exclusive"], "default": "shared" }),
            ),
            (
                "profile",
                "a script of Node's, or of a window of Electron's",
                json!({ "enum": ["node", "electron"], "default": "node" }),
            ),
            (
                "web_preferences",
                "the window that is asked for",
                mapping(&names, &[], &flags),
            ),
        ],
    )
}

fn expect() -> Json {
    let code = json!({ "type": "integer" });
    let output = || {
        let form =
            |name: &str, what: &str, of: Json| mapping(&[name], &[name], &[(name, what, of)]);
        let forms = [
            form("lines", "exactly these lines", texts()),
            form("unordered", "these lines in any order", texts()),
            form("match", "each is found somewhere", texts()),
            form("contains", "each is part of it", texts()),
            form(
                "count",
                "so many lines",
                json!({ "type": "integer", "minimum": 0 }),
            ),
        ];
        debug_assert_eq!(forms.len(), OUTPUT.len());
        let mut all = vec![json!({ "type": "string", "description": "the exact text" })];
        all.extend(forms);
        json!({ "anyOf": all })
    };
    let event = mapping(
        EVENT,
        &["kind"],
        &[
            (
                "thread",
                "the name of the thread; any without it",
                json!({ "type": "string" }),
            ),
            (
                "kind",
                "the kind of mark",
                json!({ "type": "string", "not": { "enum": ["check", "done"] } }),
            ),
            (
                "value",
                "the value; `{ match: regex }` for a text, also deep inside; any without it",
                json!(true),
            ),
            (
                "count",
                "how often it happens",
                json!({ "default": 1, "anyOf": [
                { "type": "integer", "minimum": 0 },
                mapping(&["min", "max"], &[], &[
                    ("min", "at least", json!({ "type": "integer", "minimum": 0, "default": 0 })),
                    ("max", "at most", json!({ "type": "integer", "minimum": 0 })),
                ]),
            ] }),
            ),
            (
                "optional",
                "whether it may be missing",
                json!({ "type": "boolean", "default": false }),
            ),
        ],
    );
    let outcome = mapping(
        OUTCOME,
        &[],
        &[
            ("exit", "the exit code", code.clone()),
            ("stdout", "standard output", output()),
            (
                "marks",
                "kinds of marks of which there is exactly one, with this value",
                json!({ "type": "object" }),
            ),
            ("without", "kinds of marks of which there is none", texts()),
        ],
    );
    let differs = mapping(
        DIFFERS,
        &["doc", "section", "page", "node"],
        &[
            ("doc", "the page", json!({ "type": "string" })),
            ("section", "the heading", json!({ "type": "string" })),
            ("page", "what the page says", json!({ "type": "string" })),
            ("node", "what Node does", json!({ "type": "string" })),
            ("on", "the versions on which that was seen", range()),
        ],
    );
    mapping(
        EXPECT,
        &[],
        &[
            (
                "exit",
                "the exit code, or those that are permitted",
                json!({ "default": 0, "anyOf": [code, { "type": "array", "items": code }] }),
            ),
            (
                "signal",
                "the signal that it dies of",
                json!({ "enum": SIGNALS }),
            ),
            (
                "alive",
                "it does not end by itself",
                json!({ "const": true }),
            ),
            ("alive_for", "how long it is watched", duration("1s")),
            (
                "stdout",
                "standard output; not looked at without it",
                output(),
            ),
            (
                "stderr",
                "standard error; not looked at without it",
                output(),
            ),
            (
                "events",
                "the marks of the trace, by names for `order`",
                json!({
                    "type": "object", "propertyNames": { "pattern": "^[^<\\s]+$" }, "additionalProperties": event,
                }),
            ),
            (
                "order",
                "chains such as `first < second < third`; what is not ordered is free",
                json!({
                    "type": "array", "items": { "type": "string", "pattern": "<" },
                }),
            ),
            (
                "others",
                "marks that no event describes",
                json!({ "enum": ["refuse", "allow"], "default": "refuse" }),
            ),
            ("checks", "the checks that must run and hold", texts()),
            (
                "outcomes",
                "what may be seen where several results are permitted, by names; anything else is forbidden",
                json!({ "type": "object", "minProperties": 2, "additionalProperties": outcome }),
            ),
            (
                "done",
                "whether the fixture says that it came to its end; true with events, checks or outcomes",
                json!({ "type": "boolean" }),
            ),
            (
                "differs",
                "where the page and Node differ",
                json!({ "type": "array", "items": differs }),
            ),
        ],
    )
}

/// One file of `expectations/_runtimes/`, or of somebody's own.
fn rules() -> Json {
    let outcomes: Vec<&str> = OUTCOMES.iter().map(|(name, _)| *name).collect();
    let mut rule = mapping(
        RULE,
        &["case", "reason"],
        &[
            (
                "case",
                "the id of the case",
                json!({ "type": "string", "pattern": "/" }),
            ),
            (
                "when",
                "the runtime and a range of its versions, such as `node >=20 <22.5`",
                json!({ "type": "string" }),
            ),
            (
                "fails",
                "exactly these sub-checks fail",
                json!({ "type": "array", "minItems": 1, "items": { "type": "string" } }),
            ),
            ("outcome", "the run ends so", json!({ "enum": outcomes })),
            (
                "sometimes",
                "whether it passes in some runs",
                json!({ "type": "boolean", "default": false }),
            ),
            (
                "reason",
                "what differs and why, in one line",
                json!({ "type": "string", "minLength": 1 }),
            ),
            ("link", "where it is reported", json!({ "type": "string" })),
            (
                "expires",
                "the day from which on the rule is an error",
                json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" }),
            ),
        ],
    );
    rule["oneOf"] = json!([{ "required": ["fails"] }, { "required": ["outcome"] }]);
    let list = json!({ "type": "array", "items": rule });
    let file = mapping(
        FILE,
        &[],
        &[
            (
                "runtime",
                "the runtime; without it the file's name says it",
                json!({ "type": "string" }),
            ),
            (
                "like",
                "a runtime whose rules count too, by the level of Node",
                json!({ "type": "string" }),
            ),
            ("rules", "the rules", list.clone()),
        ],
    );
    let mut schema = json!({ "anyOf": [list, file, { "type": "null" }] });
    head(
        &mut schema,
        "rules",
        "Known divergences of a runtime, for threadproof",
    );
    schema
}

/// `expectations/inventory.yaml`.
fn inventory() -> Json {
    let text = || json!({ "type": "string", "minLength": 1 });
    let versions = || json!({ "type": "array", "items": { "type": ["string", "number"] } });
    let promise = mapping(
        super::inventory::PROMISE,
        &["id", "kind", "area", "pages", "says"],
        &[
            ("id", "the stable id", text()),
            ("kind", "what it is", json!({ "enum": KINDS })),
            ("area", "the part of the API", text()),
            (
                "since",
                "the versions in which it was added, one for each line of releases",
                versions(),
            ),
            ("until", "the versions in which it ended", versions()),
            (
                "pages",
                "the headings, by page",
                json!({ "type": "object", "additionalProperties": texts() }),
            ),
            ("says", "the statement in one line", text()),
            ("twin", "the example with the same code", text()),
        ],
    );
    let mut schema = json!({ "type": "array", "items": promise });
    head(
        &mut schema,
        "inventory",
        "What documentation pages promise, for threadproof",
    );
    schema
}

/// A mapping with these keys and no others. A key without a description is a fault that a test finds.
fn mapping(keys: &[&str], required: &[&str], described: &[(&str, &str, Json)]) -> Json {
    let mut properties = Map::new();
    for (key, description, schema) in described.iter().filter(|(key, ..)| keys.contains(key)) {
        let mut schema = schema.clone();
        if let Json::Object(members) = &mut schema {
            members.insert("description".to_owned(), json!(description));
        }
        properties.insert((*key).to_owned(), schema);
    }
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn head(schema: &mut Json, name: &str, title: &str) {
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(title);
    schema["$comment"] = json!(format!("made by `threadproof check --schema {name}`"));
}

fn texts() -> Json {
    json!({ "type": "array", "items": { "type": ["string", "number", "boolean"] } })
}

fn range() -> Json {
    json!({ "type": "string", "pattern": "[0-9]" })
}

fn duration(default: &str) -> Json {
    json!({ "type": "string", "pattern": "^[0-9.]+ *(ms|s|m|h)$", "default": default })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys of a mapping in a schema.
    fn keys(schema: &Json, pointer: &str) -> Vec<String> {
        let found = schema.pointer(pointer).and_then(Json::as_object);
        found.expect(pointer).keys().cloned().collect()
    }

    #[track_caller]
    fn same(mut found: Vec<String>, known: &[&str]) {
        let mut known: Vec<&str> = known.to_vec();
        known.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, known);
    }

    #[test]
    fn every_key_that_a_reader_knows_is_described_and_no_other() {
        let schema = expectation();
        same(keys(&schema, "/properties"), TOP);
        same(keys(&schema, "/properties/run/properties"), RUN);
        same(keys(&schema, "/properties/expect/properties"), EXPECT);
        let event = "/properties/expect/properties/events/additionalProperties/properties";
        same(keys(&schema, event), EVENT);
        let outcome = "/properties/expect/properties/outcomes/additionalProperties/properties";
        same(keys(&schema, outcome), OUTCOME);
        let differs = "/properties/expect/properties/differs/items/properties";
        same(keys(&schema, differs), DIFFERS);
        same(keys(&rules(), "/anyOf/0/items/properties"), RULE);
        same(keys(&rules(), "/anyOf/1/properties"), FILE);
        same(
            keys(&inventory(), "/items/properties"),
            super::super::inventory::PROMISE,
        );
    }
}
