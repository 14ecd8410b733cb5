//! JSON: the record itself, and the JSON Schema that describes it.
//!
//! The record is what `compare`, `merge` and `report` read back, so nothing may be left out or
//! rounded here.

use std::io;

use crate::record::Run;

use super::Renderer;

/// Writes the record as JSON.
pub struct Json;

impl Renderer for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "the whole record, to compare, merge and report again"
    }

    fn default_file(&self) -> Option<&'static str> {
        Some("record.json")
    }

    fn render(&self, run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, run)?;
        out.write_all(b"\n")
    }
}

/// The JSON Schema of the record, as published in `reports/schema/`.
#[must_use]
pub fn schema() -> String {
    let mut schema = schemars::schema_for!(Run);
    schema.insert("title".to_owned(), "threadproof result record".into());
    // Any other version is refused when a record is read, so the schema refuses it too.
    if let Some(version) = schema.pointer_mut("/properties/schema")
        && let Some(version) = version.as_object_mut()
    {
        version.insert("const".to_owned(), crate::record::SCHEMA.into());
    }
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
