//! A script that nobody trusts: it reaches no file, no process and no variable, may start one
//! worker, and has a second to live.

use std::error::Error;
use std::time::Duration;

use threadproof_runner::{Ended, Limits, Permissions, Runtime, SourceKind};

const SCRIPT: &str = "
    const attempts = {
        files: () => require('node:fs').readFileSync('/etc/hostname'),
        processes: () => require('node:child_process').spawnSync('id'),
        variables: () => process.env.HOME,
        modules: () => require('/usr/lib/anything.js'),
    };
    for (const [name, attempt] of Object.entries(attempts)) {
        try { attempt(); console.log(name, 'reached'); } catch (error) { console.log(name, error.code); }
    }
    for (;;) {}
";

/// Runs the script and gives what it printed and how it ended.
pub(crate) fn run() -> Result<(String, Ended), Box<dyn Error>> {
    let outcome = Runtime::builder()
        .source(SCRIPT, SourceKind::CommonJs)
        .permissions(Permissions {
            stdio: true,
            workers: true,
            ..Permissions::none()
        })
        .limits(Limits {
            time: Some(Duration::from_secs(1)),
            threads: Some(2),
            message_bytes: Some(64 * 1024),
            ..Limits::default()
        })
        .capture_output()
        .run()?;
    Ok((String::from_utf8(outcome.stdout)?, outcome.ended))
}

fn main() -> Result<(), Box<dyn Error>> {
    let (printed, ended) = run()?;
    print!("{printed}");
    println!("{ended:?}");
    Ok(())
}
