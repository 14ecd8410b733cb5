//! JSON and its published schema.

use std::path::Path;

use threadproof_reports::record::read;
use threadproof_reports::render::schema;

use crate::rendered;
use crate::sample::small;

#[test]
fn the_report_is_the_record() {
    let run = small();
    assert_eq!(read("record.json", &rendered("json", &run)).unwrap(), run);
}

/// The published schema is made from the types; `THREADPROOF_UPDATE_SCHEMA=1` writes it anew.
#[test]
fn the_published_schema_is_current() {
    // An archive of the tests may run in another place than it was built in.
    let package = std::env::var("CARGO_MANIFEST_DIR")
        .unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let path = Path::new(&package).join("schema/record-1.schema.json");
    let update = std::env::var_os("THREADPROOF_UPDATE_SCHEMA").is_some();
    if update && std::env::var_os("CI").is_none() {
        std::fs::write(&path, schema()).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        published == schema(),
        "reports/schema/record-1.schema.json is not what the types say; \
         run THREADPROOF_UPDATE_SCHEMA=1 cargo test -p threadproof-reports published_schema"
    );
}

#[test]
fn the_schema_pins_its_version_and_lists_every_verdict() {
    let schema = schema();
    let value: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(value["properties"]["schema"]["const"], 1);
    for name in [
        "known-divergence",
        "unexpected-pass",
        "INCONCLUSIVE",
        "implementation-defined",
    ] {
        assert!(schema.contains(&format!("\"{name}\"")), "{name} is missing");
    }
}
