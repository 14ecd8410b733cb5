//! Scripts that attack what an embedder forbids (`sandbox/*.js`): nothing may get through.
//!
//! The first line of a script says what is forbidden to it. Each of its attempts must fail, nothing it
//! says may hold the secret that lies in a file and in a variable, and the world must be the same
//! afterwards. Where files are secret, the script runs once more in a world without them, and must not
//! be able to tell the two apart.
//!
//! The attacks run in a process of their own, whose environment has the secret.

#[path = "sandbox/world.rs"]
mod world;

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use threadproof_runner::{
    Clock, Ended, FileAccess, HostError, Limits, Permissions, Runtime, SourceKind, Value,
};
use world::{SECRET, VARIABLE, World};

/// What a script has to say when it may not say anything.
const SPOKEN: &str = "SPOKEN";

#[test]
fn no_attack_gets_through() {
    let output = Command::new(std::env::current_exe().expect("a test runs from a file"))
        .args(["--exact", "runs_the_attacks", "--nocapture"])
        .env(VARIABLE, SECRET)
        .env("HOME", format!("/{SECRET}"))
        .env("TMP", format!("/{SECRET}"))
        .stdin(Stdio::null())
        .output()
        .expect("a test can run itself");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{said}");
    assert!(!said.contains(SPOKEN), "{said}");
}

/// No test of its own: what the other starts.
#[test]
fn runs_the_attacks() {
    if std::env::var(VARIABLE).as_deref() != Ok(SECRET) {
        return;
    }
    let chosen = std::env::var("THREADPROOF_ATTACK").unwrap_or_default();
    let (mut scripts, mut attempts, mut failures) = (0, 0, Vec::new());
    for name in names() {
        if name == HELPER || !name.contains(&chosen) {
            continue;
        }
        let name = name.as_str();
        let script = script(name);
        scripts += 1;
        let forbidden = script.lines().next().unwrap_or_default();
        let forbidden = forbidden.strip_prefix("// forbids: ").expect(name);
        let told = attack(name, &script, forbidden, true, &mut failures);
        if told.is_empty() {
            failures.push(format!("{name} tried nothing"));
        }
        attempts += told.len();
        if matches!(forbidden, "everything" | "folders") {
            let without = attack(name, &script, forbidden, false, &mut failures);
            let differ = told.iter().zip(&without).find(|(one, other)| one != other);
            if let Some((one, other)) = differ {
                failures.push(format!(
                    "{name}: with the files it is {one:?}, without {other:?}"
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
    assert!(scripts >= 40 || !chosen.is_empty(), "{scripts} scripts");
    eprintln!("{scripts} scripts, {attempts} attempts");
}

/// Where the scripts are.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sandbox");

/// What all of them use.
const HELPER: &str = "helper";

fn script(name: &str) -> String {
    std::fs::read_to_string(format!("{FOLDER}/{name}.js")).expect("a script")
}

/// The names of all scripts, in order.
fn names() -> Vec<String> {
    let entries = std::fs::read_dir(FOLDER).expect("a folder of scripts");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let scripts = paths.filter(|path| path.extension().is_some_and(|ending| ending == "js"));
    let mut names: Vec<String> = scripts
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into())
        .collect();
    names.sort();
    names
}

/// Runs one script, and gives what it told, in order.
fn attack(
    name: &str,
    script: &str,
    forbidden: &str,
    has_secrets: bool,
    failures: &mut Vec<String>,
) -> Vec<String> {
    let world = World::new(has_secrets);
    let before = world.look();
    let told = Arc::new(Mutex::new(Vec::new()));
    let hears = Arc::clone(&told);
    let hear = move |args: &[Value]| -> Result<Value, HostError> {
        if let Some(Value::Text(text)) = args.first() {
            hears.lock().expect("nobody panics").push(text.clone());
        }
        Ok(Value::Undefined)
    };
    let file = format!("/attack/{name}.js");
    let mut builder = Runtime::builder()
        .source(format!("require('{file}')"), SourceKind::CommonJs)
        .virtual_file(&file, script.as_bytes())
        .virtual_file("/attack/helper.js", self::script(HELPER).into_bytes())
        .args([world.target(), world.folder()])
        .permissions(permissions(forbidden, &world))
        .host_function("report", hear)
        .limits(Limits {
            // So that an attempt that hangs fails the test and not its runner.
            time: Some(Duration::from_mins(1)),
            ..Limits::default()
        })
        .capture_output();
    if forbidden == "clock" {
        builder = builder.clock(Arc::new(Fixed));
    }
    let outcome = builder.run().expect("the runtime starts");
    let mut told = std::mem::take(&mut *told.lock().expect("nobody panics"));
    let mut fail = |what: String| failures.push(format!("{name}: {what}"));
    if !matches!(outcome.ended, Ended::Finished | Ended::Uncaught) {
        fail(format!(
            "ended by {:?} after {:?}",
            outcome.ended,
            told.last()
        ));
    }
    // Ends that were meant have `uncaught` in their names.
    if outcome.ended == Ended::Uncaught && !name.contains("uncaught") {
        fail(format!("ended early: {:?}", outcome.error));
    }
    let printed = [&outcome.stdout[..], &outcome.stderr[..]].concat();
    let printed = String::from_utf8_lossy(&printed);
    if printed.contains(SECRET) || printed.contains(SPOKEN) {
        fail(format!("printed {printed:?}"));
    }
    for line in &told {
        if line.contains(": THROUGH") || line.contains("FAILED ") || line.contains(SECRET) {
            fail(line.clone());
        }
    }
    let after = world.look();
    for (one, other) in before.iter().filter(|it| !after.contains(it)).zip(
        after
            .iter()
            .filter(|it| !before.contains(it))
            .map(Some)
            .chain(std::iter::repeat(None)),
    ) {
        fail(format!("changed {one:?} to {other:?}"));
    }
    if after.len() > before.len() {
        let new = after.iter().find(|it| !before.contains(it));
        fail(format!("made {new:?}"));
    }
    // Answers of threads come in any order.
    told.sort();
    told
}

fn permissions(forbidden: &str, world: &World) -> Permissions {
    let all = Permissions::default();
    let nothing = Permissions {
        workers: true,
        // What is printed is looked at.
        stdio: true,
        ..Permissions::none()
    };
    match forbidden {
        "everything" => nothing,
        // Which of two refusals is met depends on the moment.
        "folders" | "folders, at once" => Permissions {
            files: FileAccess::Paths {
                read: vec![world.path("open")],
                write: vec![world.path("write")],
            },
            ..nothing
        },
        "read-only" => Permissions {
            files: FileAccess::ReadOnly,
            ..all
        },
        "environment" => Permissions {
            environment: false,
            ..all
        },
        "processes" => Permissions {
            subprocess: false,
            ..all
        },
        "stdio" => Permissions {
            stdio: false,
            ..all
        },
        "workers" => Permissions {
            workers: false,
            ..all
        },
        "clock" => all,
        other => panic!("{other} can't be forbidden"),
    }
}

/// The second day, which never passes.
struct Fixed;

impl Clock for Fixed {
    fn wall_ms(&self) -> f64 {
        86_400_000.0
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}
