//! `threadproof docs`: documentation pages, one file for each thing that is done with them.

mod coverage;
mod extract;
mod history;
mod reports;
mod shown;
mod update;
mod verify;

use clap::{Args, Subcommand};

use super::context::Context;
use super::error::{CliError, Code};
use threadproof_harness::docs::verify::apart::become_apart;

/// Options of `docs`.
#[derive(Debug, Args)]
pub struct DocsArgs {
    #[command(subcommand)]
    command: DocsCommand,
}

#[derive(Debug, Subcommand)]
enum DocsCommand {
    /// Find every code example of pages
    Extract(extract::ExtractArgs),
    /// Run every example as printed and say what became of it
    Verify(verify::VerifyArgs),
    /// Check "added in" against the versions of Node at hand
    History(history::HistoryArgs),
    /// Show which fixtures stand for which sentence, and which to look at again
    Coverage(coverage::CoverageArgs),
    /// Run a program in a network of its own; `verify` does so with examples
    #[command(hide = true)]
    Apart {
        /// The program and its arguments
        #[arg(last = true, required = true, value_name = "PROGRAM")]
        words: Vec<String>,
    },
}

impl DocsArgs {
    /// Whether the command reads fixtures and expectations.
    pub(super) fn needs_suite(&self) -> bool {
        match &self.command {
            DocsCommand::Extract(_)
            | DocsCommand::Verify(_)
            | DocsCommand::History(_)
            | DocsCommand::Apart { .. } => false,
            DocsCommand::Coverage(_) => true,
        }
    }
}

/// Runs the command.
pub(super) fn docs(args: &DocsArgs, context: &Context) -> Result<Code, CliError> {
    match &args.command {
        DocsCommand::Extract(args) => extract::extract(args, context),
        DocsCommand::Verify(args) => verify::verify(args, context),
        DocsCommand::History(args) => history::history(args, context),
        DocsCommand::Coverage(args) => coverage::coverage(args, context),
        DocsCommand::Apart { words } => {
            let error = become_apart(words);
            Err(CliError::Harness(format!(
                "cannot run {} in a network of its own: {error}",
                words.join(" ")
            )))
        }
    }
}
