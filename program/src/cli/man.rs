//! `threadproof man`: the manual page, made of the same words as `--help`.

use std::io::{self, Write};

use clap::{Args, CommandFactory};

use super::Cli;
use super::error::{CliError, Code};

/// Options of `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The page of this command, as in `threadproof man run` [default: the whole program's]
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// Runs the command.
pub(super) fn man(args: &ManArgs) -> Result<Code, CliError> {
    let mut program = Cli::command();
    program.build();
    let page = match &args.command {
        None => program,
        Some(name) => {
            let known: Vec<&str> = program
                .get_subcommands()
                .map(clap::Command::get_name)
                .collect();
            let help = threadproof_harness::diagnose::allowed_help(name, &known);
            let Some(found) = program.find_subcommand(name) else {
                return Err(CliError::Usage(format!(
                    "there is no command `{name}`; {help}"
                )));
            };
            // Built, it knows itself as `threadproof-run`.
            found.clone()
        }
    };
    let mut text = Vec::new();
    let rendered = clap_mangen::Man::new(page).render(&mut text);
    // A closed pipe is nobody's fault.
    let _ = rendered.and_then(|()| io::stdout().write_all(&text));
    Ok(Code::AsExpected)
}
