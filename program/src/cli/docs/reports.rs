//! Writes the reports of `docs verify`: some always, others when asked for.

use std::str::FromStr;

use camino::Utf8PathBuf;
use threadproof_reports::docs::DocsRun;
use threadproof_reports::render::docs::{ALL, DocsRenderer, find, to_string, write_file};

use super::super::context::Context;
use super::super::named_path;
use threadproof_harness::failure::FAINT;

/// A report as asked for: `junit`, or `junit=PATH`.
#[derive(Debug, Clone)]
pub(super) struct DocsReport {
    name: &'static str,
    path: Option<Utf8PathBuf>,
}

impl FromStr for DocsReport {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known: Vec<_> = ALL.iter().map(|one| one.name()).collect();
        let (renderer, path) = named_path::parse(text, "report", &known, find)?;
        Ok(Self {
            name: renderer.name(),
            path,
        })
    }
}

/// Writes every report that has a file of its own, and those asked for; whether one failed.
///
/// Nothing is written into a folder that is no suite, unless a path is given.
pub(super) fn write(run: &DocsRun, asked: &[DocsReport], context: &Context) -> bool {
    let has_home = context.root.join("fixtures").is_dir();
    let is_set = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
    let mut failed = false;
    for renderer in ALL {
        let of_it = asked.iter().filter(|one| one.name == renderer.name());
        let named: Vec<&Utf8PathBuf> = of_it.clone().filter_map(|one| one.path.as_ref()).collect();
        let default = renderer
            .default_file()
            .map(|file| context.output.join(file));
        let bare = of_it.clone().any(|one| one.path.is_none());
        for path in named {
            failed |= !write_one(*renderer, run, path, context);
        }
        match default {
            Some(path) if bare || has_home => failed |= !write_one(*renderer, run, &path, context),
            None if bare || is_set("GITHUB_ACTIONS") => {
                anstream::print!("{}", to_string(*renderer, run));
            }
            _ => {}
        }
    }
    failed
}

fn write_one(
    renderer: &dyn DocsRenderer,
    run: &DocsRun,
    path: &Utf8PathBuf,
    context: &Context,
) -> bool {
    match write_file(renderer, run, path.as_std_path()) {
        Ok(()) => {
            if !context.quiet {
                anstream::println!("{FAINT}wrote {path}{FAINT:#}");
            }
            true
        }
        Err(error) => {
            anstream::eprintln!("error: {error}");
            false
        }
    }
}
