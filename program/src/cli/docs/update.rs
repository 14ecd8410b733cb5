//! `docs verify --update`: completions for what can be inferred, each tried before it is written.

use std::collections::BTreeMap;

use camino::Utf8Path;
use threadproof_reports::docs::Standing;

use super::super::error::CliError;
use threadproof_harness::docs::completion::local_id;
use threadproof_harness::docs::verify::infer::{Proposal, infer};
use threadproof_harness::docs::verify::run::Desk;
use threadproof_harness::docs::verify::{Cell, Verified};
use threadproof_harness::inert;

/// Writes a file of proposals for each page that has any, into `folder`.
pub(super) fn propose(
    cells: &[Cell<'_>],
    verified: &[Option<Verified>],
    desk: &Desk<'_>,
    folder: &Utf8Path,
) -> Result<(), CliError> {
    let mut pages: BTreeMap<&str, Vec<(&str, Proposal)>> = BTreeMap::new();
    for (cell, one) in cells.iter().zip(verified) {
        let Some(one) = one else { continue };
        let open = matches!(one.result.standing, Standing::Failed | Standing::Incomplete);
        if !open || cell.entry().is_some() {
            continue;
        }
        let found = pages.entry(cell.sheet.page.name.as_str()).or_default();
        let id = local_id(&cell.example.id);
        if found.iter().any(|(known, _)| *known == id) {
            continue;
        }
        if let Some(proposal) = infer(cell, one, desk) {
            found.push((id, proposal));
        }
    }
    for (page, proposals) in pages {
        if proposals.is_empty() {
            let page = inert::line(page);
            anstream::println!("{page}: nothing can be inferred");
            continue;
        }
        let name = page.replace('.', "-");
        let path = folder.join(format!("{name}.proposed.yaml"));
        let mut text = format!("schema: 1\npages: [{}]\nexamples:\n", quoted(page));
        for (id, proposal) in &proposals {
            text += &format!("  - example: {}\n", quoted(id));
            text += &proposal.yaml;
            text += &format!(
                "    proposed: true\n    reason: {}\n",
                quoted(&proposal.reason)
            );
        }
        std::fs::create_dir_all(folder)
            .map_err(|error| CliError::Harness(format!("{folder}: {error}")))?;
        threadproof_reports::atomic::write(path.as_std_path(), |out| {
            out.write_all(text.as_bytes())
        })
        .map_err(|error| CliError::Harness(error.to_string()))?;
        let path = inert::line(path.as_str());
        anstream::println!("wrote {path}: {} proposed, look at each", proposals.len());
    }
    Ok(())
}

/// JSON is YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
