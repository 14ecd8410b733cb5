//! `threadproof completions`: what a shell needs to complete the command line.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Cli;
use super::error::Code;

/// Options of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Runs the command.
pub(super) fn completions(args: &CompletionsArgs) -> Code {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "threadproof", &mut text);
    anstream::print!("{}", String::from_utf8_lossy(&text));
    Code::AsExpected
}
