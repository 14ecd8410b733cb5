//! `threadproof docs`: documentation pages, one file for each thing that is done with them.

mod extract;
mod shown;
mod verify;

use clap::{Args, Subcommand};

use super::context::Context;
use super::error::{CliError, Code};

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
}

impl DocsArgs {
    /// Whether the command reads fixtures and expectations.
    pub(super) fn needs_suite(&self) -> bool {
        match &self.command {
            DocsCommand::Extract(_) | DocsCommand::Verify(_) => false,
        }
    }
}

/// Runs the command.
pub(super) fn docs(args: &DocsArgs, context: &Context) -> Result<Code, CliError> {
    match &args.command {
        DocsCommand::Extract(args) => extract::extract(args, context),
        DocsCommand::Verify(args) => verify::verify(args, context),
    }
}
