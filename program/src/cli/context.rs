//! What every command needs: where the suite is, where reports go, and whether to use colour.

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, ValueEnum};

use super::carried;
use super::error::CliError;
use super::settings::Settings;
use threadproof_harness::plan::Plan;

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// The folder that holds `fixtures` and `expectations` [default: the nearest one upwards, else
    /// the suite that the program carries]
    #[arg(long, global = true, value_name = "DIR", env = "THREADPROOF_SUITE")]
    pub suite: Option<Utf8PathBuf>,
    /// A file of known divergences besides the suite's, named after its runtime; repeats
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "THREADPROOF_RULES",
        value_delimiter = ','
    )]
    pub rules: Vec<Utf8PathBuf>,
    /// The folder for reports [default: target/threadproof in the suite, or here if it is carried]
    #[arg(long, global = true, value_name = "DIR", env = "THREADPROOF_OUTPUT")]
    pub output: Option<Utf8PathBuf>,
    /// Settings [default: threadproof.toml in the suite]
    #[arg(long, global = true, value_name = "FILE", env = "THREADPROOF_CONFIG")]
    pub config: Option<Utf8PathBuf>,
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        env = "THREADPROOF_COLOR"
    )]
    pub color: Colour,
    /// Show more: each case as it ends, and each known divergence
    #[arg(
        long,
        short,
        global = true,
        conflicts_with = "quiet",
        env = "THREADPROOF_VERBOSE",
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub verbose: bool,
    /// Show failures and the last line only
    #[arg(
        long,
        short,
        global = true,
        env = "THREADPROOF_QUIET",
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub quiet: bool,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The common options, resolved.
#[derive(Debug, Clone)]
pub struct Context {
    /// The suite.
    pub root: Utf8PathBuf,
    /// The suite as the user named it, for commands that are shown.
    pub named_suite: Option<Utf8PathBuf>,
    /// Files of known divergences besides the suite's.
    pub rules: Vec<Utf8PathBuf>,
    /// The folder for reports.
    pub output: Utf8PathBuf,
    /// The settings file's contents.
    pub settings: Settings,
    /// Whether to show little.
    pub quiet: bool,
    /// Whether to show much.
    pub verbose: bool,
    /// The program as the user calls it.
    pub program: String,
    /// Whether a report goes to standard output, so that nothing else may.
    pub output_is_taken: bool,
}

impl Context {
    /// Resolves the common options. A command that needs no suite takes the working folder for one.
    ///
    /// # Errors
    /// When there is no suite, or the settings cannot be read.
    pub fn new(common: Common, program: String, needs_suite: bool) -> Result<Self, CliError> {
        match common.color {
            Colour::Auto => {}
            Colour::Always => anstream::ColorChoice::Always.write_global(),
            Colour::Never => anstream::ColorChoice::Never.write_global(),
        }
        let found = find_suite(common.suite.as_deref())?;
        let is_carried = found.is_none() && needs_suite;
        let here = Utf8PathBuf::from(".");
        // The carried suite has no settings; those of the working folder count.
        let home = found.clone().unwrap_or_else(|| here.clone());
        let root = match found {
            Some(root) => root,
            None if is_carried => carried::suite()?,
            None => here,
        };
        let settings = Settings::load(&home, common.config.as_deref())?;
        let rules = if common.rules.is_empty() {
            let written = settings.run.rules.iter();
            written.map(|rules| home.join(rules)).collect()
        } else {
            common.rules
        };
        let output = common
            .output
            .or_else(|| settings.output.as_ref().map(|output| home.join(output)))
            .unwrap_or_else(|| home.join("target/threadproof"));
        Ok(Self {
            root,
            named_suite: common.suite,
            rules,
            output,
            settings,
            quiet: common.quiet,
            verbose: common.verbose,
            program,
            output_is_taken: false,
        })
    }

    /// The same, with standard output kept for a report or not.
    #[must_use]
    pub fn with_reports(&self, output_is_taken: bool) -> Self {
        Self {
            output_is_taken,
            ..self.clone()
        }
    }

    /// Prints a line for people: on standard output, unless that belongs to a report.
    pub fn say(&self, line: std::fmt::Arguments<'_>) {
        if self.output_is_taken {
            anstream::eprintln!("{line}");
        } else {
            anstream::println!("{line}");
        }
    }

    /// Reads the whole suite.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn plan(&self) -> Result<Plan, CliError> {
        Plan::read_with(&self.root, &self.rules).map_err(CliError::Suite)
    }
}

/// The program of the reference: this one.
///
/// # Errors
/// When the system does not tell where this program is.
pub fn own_program() -> Result<Utf8PathBuf, CliError> {
    let own = std::env::current_exe()
        .map_err(|error| CliError::Harness(format!("cannot find this program: {error}")))?;
    Utf8PathBuf::from_path_buf(own)
        .map_err(|path| CliError::Harness(format!("{} is not UTF-8", path.display())))
}

/// The suite that was named, or the nearest one upwards; nothing when there is none.
fn find_suite(named: Option<&Utf8Path>) -> Result<Option<Utf8PathBuf>, CliError> {
    let absolute = |path: &Utf8Path| -> Option<Utf8PathBuf> {
        Utf8PathBuf::from_path_buf(std::path::absolute(path).ok()?).ok()
    };
    if let Some(named) = named {
        return match absolute(named).filter(|path| path.is_dir()) {
            Some(path) => Ok(Some(path)),
            None => Err(CliError::Usage(format!(
                "--suite {named}: no such folder; give the folder that holds `fixtures` and `expectations`"
            ))),
        };
    }
    let here = absolute(Utf8Path::new(".")).unwrap_or_default();
    // A link that leads nowhere is somebody's suite that is broken, and no reason to take another one.
    let has = |folder: &Utf8Path, name: &str| {
        let found = folder.join(name);
        found.is_dir() || found.is_symlink()
    };
    let is_suite = |folder: &&Utf8Path| has(folder, "fixtures") && has(folder, "expectations");
    Ok(here.ancestors().find(is_suite).map(Utf8Path::to_owned))
}
