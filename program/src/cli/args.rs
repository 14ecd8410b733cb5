//! Options that several commands read in the same way: which runtimes.

use clap::Args;

use super::context::{Context, own_program};
use super::error::CliError;
use threadproof_harness::engine::Column;
use threadproof_harness::execute::Executor;
use threadproof_harness::runtimes::identity::{Runtime, RuntimeError};
use threadproof_harness::runtimes::spec::Spec;

/// Options that name runtimes.
#[derive(Debug, Clone, Default, Args)]
pub struct RuntimeArgs {
    /// A runtime: boa, node, node@22, node@22.1.0=/path, name='/path --flag {file}'; repeats, or
    /// several as boa,node
    #[arg(
        short,
        long = "runtime",
        value_name = "RUNTIME",
        env = "THREADPROOF_RUNTIME",
        value_delimiter = ';'
    )]
    pub runtimes: Vec<String>,
}

/// Splits `boa,node` at its commas; behind a `=` they belong to a command.
fn split(written: &str) -> Vec<String> {
    let (names, command) = match written.split_once('=') {
        Some((names, command)) => (names, Some(command)),
        None => (written, None),
    };
    let mut parts: Vec<String> = names
        .split(',')
        .map(|name| name.trim().to_owned())
        .collect();
    if let (Some(last), Some(command)) = (parts.last_mut(), command) {
        last.push('=');
        last.push_str(command);
    }
    parts
}

impl RuntimeArgs {
    /// What was asked for: the options, else the settings, else the reference.
    ///
    /// # Errors
    /// When a name is unknown.
    pub fn specs(&self, context: &Context) -> Result<Vec<Spec>, CliError> {
        let settings = &context.settings;
        let written = match (self.runtimes.is_empty(), settings.run.runtimes.is_empty()) {
            (false, _) => self.runtimes.clone(),
            (true, false) => settings.run.runtimes.clone(),
            (true, true) => vec!["boa".to_owned()],
        };
        let written: Vec<String> = written.iter().flat_map(|one| split(one)).collect();
        let own: Vec<&str> = settings.runtimes.keys().map(String::as_str).collect();
        let usage = |error: &dyn ToString| CliError::Usage(error.to_string());
        written
            .iter()
            .map(|written| {
                let spec = Spec::parse(written, &own).map_err(|error| usage(&error))?;
                match settings
                    .runtimes
                    .get(&spec.name)
                    .filter(|_| spec.command.is_none())
                {
                    Some(custom) => {
                        let full = format!("{written}={}", custom.command);
                        let full = Spec::parse(&full, &own).map_err(|error| usage(&error))?;
                        Ok(Spec {
                            written: written.clone(),
                            env: custom.env.clone(),
                            ..full
                        })
                    }
                    None => Ok(spec),
                }
            })
            .collect()
    }

    /// Finds and asks every runtime that was asked for.
    ///
    /// One that is seldom installed is skipped, with the reason, when others were asked for too.
    ///
    /// # Errors
    /// When a runtime is unknown, missing or mute.
    pub fn columns(&self, context: &Context, executor: &Executor) -> Result<Vec<Column>, CliError> {
        let specs = self.specs(context)?;
        let own = own_program()?;
        let several = specs.len() > 1;
        let mut columns: Vec<Column> = Vec::new();
        for spec in specs {
            let column = match Runtime::resolve(&spec, &own, executor) {
                Ok(runtime) => Column::Present(Box::new(runtime)),
                Err(error @ RuntimeError::Missing { optional: true, .. }) if several => {
                    Column::Absent {
                        id: spec.written.clone(),
                        name: spec.name.clone(),
                        reason: error.to_string(),
                    }
                }
                Err(error) => return Err(error.into()),
            };
            if let Some(twin) = columns.iter().find(|other| other.id() == column.id()) {
                return Err(CliError::Usage(format!(
                    "`{}` is {}, which was asked for before; name each runtime once",
                    spec.written,
                    twin.id()
                )));
            }
            columns.push(column);
        }
        Ok(columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_part_runtimes_and_no_commands() {
        assert_eq!(split("boa,node@22, bun"), ["boa", "node@22", "bun"]);
        assert_eq!(split("boa,mine=/a --b=c,d"), ["boa", "mine=/a --b=c,d"]);
        assert_eq!(split("node"), ["node"]);
    }
}
