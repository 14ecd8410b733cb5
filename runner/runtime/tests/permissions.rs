//! What scripts may reach: every permission refused, and files by folder.

use std::path::{Path, PathBuf};

use threadproof_runner::{Builder, FileAccess, Outcome, Permissions, Runtime, SourceKind};

fn run(builder: Builder) -> Outcome {
    builder.capture_output().run().expect("the runtime starts")
}

/// Runs each line of `attempts` and prints its value, or the error's code, permission and resource.
fn tries(permissions: Permissions, setup: &str, attempts: &[&str]) -> Vec<String> {
    let list = attempts.join(", () => ");
    let code = format!(
        "{setup}
        for (const attempt of [() => {list}]) {{
            try {{ console.log('ok', attempt()) }}
            catch (error) {{ console.log(error.code ?? error, error.permission ?? '-', error.resource ?? '-') }}
        }}"
    );
    let builder = Runtime::builder().source(code, SourceKind::CommonJs);
    let outcome = run(builder.permissions(permissions));
    let printed = String::from_utf8(outcome.stdout).expect("text");
    let errors = String::from_utf8_lossy(&outcome.stderr);
    assert_eq!(outcome.code, 0, "{errors}");
    printed.lines().map(str::to_owned).collect()
}

/// A folder of this test's own with `open/file`, `shut/file` and a link from one to the other.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("threadproof-{name}-{}", std::process::id()));
        for part in ["open", "shut", "write"] {
            std::fs::create_dir_all(root.join(part)).expect("a folder");
            std::fs::write(root.join(part).join("file"), part).expect("a file");
        }
        std::os::unix::fs::symlink(root.join("shut"), root.join("open/way")).expect("a link");
        Self(root)
    }

    fn join(&self, path: &str) -> String {
        self.0.join(path).to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

const EVERY_FS_CALL: &[(&str, &str)] = &[
    ("read", "readFileSync(f)"),
    ("read", "openSync(f, 'r')"),
    ("read", "statSync(f)"),
    ("read", "lstatSync(f)"),
    ("read", "accessSync(f)"),
    ("read", "readdirSync(f)"),
    ("read", "readlinkSync(f)"),
    ("read", "realpathSync(f)"),
    ("read", "statfsSync(f)"),
    ("read", "opendirSync(f)"),
    ("read", "copyFileSync(f, f)"),
    ("read", "cpSync(f, f + '2')"),
    ("write", "openSync(f, 'w')"),
    ("write", "openSync(f, 'a')"),
    ("write", "writeFileSync(f, 'x')"),
    ("write", "appendFileSync(f, 'x')"),
    ("write", "mkdirSync(f)"),
    ("write", "mkdtempSync(f)"),
    ("write", "rmdirSync(f)"),
    ("write", "rmSync(f)"),
    ("write", "unlinkSync(f)"),
    ("write", "renameSync(f, f)"),
    ("write", "linkSync(f, f)"),
    ("write", "symlinkSync('x', f)"),
    ("write", "truncateSync(f)"),
    ("write", "chmodSync(f, 0o600)"),
    ("write", "chownSync(f, 0, 0)"),
    ("write", "lchownSync(f, 0, 0)"),
    ("write", "utimesSync(f, 0, 0)"),
    ("write", "lutimesSync(f, 0, 0)"),
];

fn fs_calls(permissions: Permissions, file: &str) -> Vec<(&'static str, &'static str, String)> {
    let setup = format!("const fs = require('fs'); const f = {file:?};");
    let calls: Vec<String> = EVERY_FS_CALL
        .iter()
        .map(|(_, call)| format!("fs.{call}"))
        .collect();
    let calls: Vec<&str> = calls.iter().map(String::as_str).collect();
    let said = tries(permissions, &setup, &calls);
    assert_eq!(said.len(), calls.len(), "{said:?}");
    EVERY_FS_CALL
        .iter()
        .zip(said)
        .map(|((kind, call), said)| (*kind, *call, said))
        .collect()
}

#[test]
fn every_file_call_is_refused_without_files() {
    let none = Permissions {
        files: FileAccess::None,
        ..Permissions::default()
    };
    for (kind, call, said) in fs_calls(none, "/no/such/file") {
        let expected = match kind {
            "read" => "ERR_ACCESS_DENIED FileSystemRead /no/such/file",
            _ => "ERR_ACCESS_DENIED FileSystemWrite /no/such/file",
        };
        assert_eq!(said, expected, "{call}");
    }
}

#[test]
fn read_only_refuses_what_writes_and_nothing_else() {
    let read_only = Permissions {
        files: FileAccess::ReadOnly,
        ..Permissions::default()
    };
    for (kind, call, said) in fs_calls(read_only, "/no/such/file") {
        let refused = said.starts_with("ERR_ACCESS_DENIED FileSystemWrite");
        // A copy writes its destination; `cp` looks first at its source, which is not there.
        let writes = kind == "write" || call.starts_with("copyFile");
        assert_eq!(refused, writes, "{call}: {said}");
    }
    let there = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let read_only = Permissions {
        files: FileAccess::ReadOnly,
        ..Permissions::default()
    };
    let setup = format!("const fs = require('fs'); const f = {there:?};");
    let copies = ["fs.cpSync(f, f + '2')", "fs.copyFileSync(f, f + '2')"];
    for said in tries(read_only, &setup, &copies) {
        assert!(
            said.starts_with("ERR_ACCESS_DENIED FileSystemWrite"),
            "{said}"
        );
    }
}

#[test]
fn folders_open_what_is_in_them_and_no_way_out() {
    let folder = Folder::new("folders");
    let given = Permissions {
        files: FileAccess::Paths {
            read: vec![folder.0.join("open")],
            write: vec![folder.0.join("write")],
        },
        ..Permissions::default()
    };
    let setup = format!(
        "const fs = require('fs'); const at = (path) => {:?} + '/' + path;",
        folder.join("")
    );
    let said = tries(
        given,
        &setup,
        &[
            "fs.readFileSync(at('open/file'), 'utf8')",
            "fs.readFileSync(at('shut/file'), 'utf8')",
            "fs.readFileSync(at('open/way/file'), 'utf8')",
            "fs.readFileSync(at('open/../shut/file'), 'utf8')",
            "fs.writeFileSync(at('open/file'), 'x')",
            "fs.writeFileSync(at('write/new'), 'x')",
            "fs.readFileSync(at('write/new'), 'utf8')",
            "fs.symlinkSync(at('shut'), at('write/out')) ?? fs.readFileSync(at('write/out/file'))",
            "fs.linkSync(at('shut/file'), at('write/second'))",
            "fs.renameSync(at('shut/file'), at('write/stolen'))",
        ],
    );
    let codes: Vec<&str> = said
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let denied = "ERR_ACCESS_DENIED";
    assert_eq!(
        codes,
        [
            "ok", denied, denied, denied, denied, "ok", "ok", denied, denied, denied
        ],
        "{said:?}"
    );
    assert!(Path::new(&folder.join("shut/file")).exists());
}

#[test]
fn callbacks_and_promises_are_refused_alike() {
    let code = "
        const fs = require('fs');
        try { fs.readFile('/etc/hostname', () => {}) } catch (error) { console.log(error.code) }
        fs.promises.readFile('/etc/hostname').catch((error) => console.log(error.code));
        console.log(fs.existsSync('/etc'));
        try { fs.fstatSync(5) } catch (error) { console.log(error.code) }
        import('/etc/x.mjs').catch((error) => console.log('import', error.code));
        const { Worker } = require('worker_threads');
        new Worker('/etc/x.js').on('error', (error) => console.log('worker', error.code));";
    let builder = Runtime::builder()
        .source(code, SourceKind::CommonJs)
        .permissions(Permissions {
            files: FileAccess::None,
            ..Permissions::default()
        });
    let outcome = run(builder);
    let mut lines: Vec<String> = String::from_utf8_lossy(&outcome.stdout)
        .lines()
        .map(str::to_owned)
        .collect();
    lines.sort();
    assert_eq!(
        lines,
        [
            "ERR_ACCESS_DENIED",
            "ERR_ACCESS_DENIED",
            "ERR_ACCESS_DENIED",
            "false",
            "import ERR_ACCESS_DENIED",
            "worker ERR_ACCESS_DENIED"
        ],
        "{}",
        String::from_utf8_lossy(&outcome.stderr)
    );
}

#[test]
fn the_named_script_may_be_read() {
    let folder = Folder::new("named");
    let main = folder.join("open/main.cjs");
    std::fs::write(&main, "console.log('read'); require('./other')").expect("a file");
    let builder = Runtime::builder().file(&main).permissions(Permissions {
        files: FileAccess::None,
        ..Permissions::default()
    });
    let outcome = run(builder);
    assert_eq!(outcome.stdout, b"read\n");
    let error = outcome.error.expect("the second file is refused");
    assert_eq!(error.code.as_deref(), Some("ERR_ACCESS_DENIED"));
}

#[test]
fn processes_variables_workers_and_streams_are_refused() {
    let setup =
        "const cp = require('child_process'); const { Worker } = require('worker_threads');";
    let given = Permissions {
        stdio: true,
        ..Permissions::none()
    };
    let said = tries(
        given,
        setup,
        &[
            "cp.spawnSync('id')",
            "cp.spawn('id', [], { env: {} })",
            "process.kill(process.pid, 0)",
            "process.env.HOME",
            "process.env.A = 1",
            "'A' in process.env",
            "Object.keys(process.env)",
            "delete process.env.A",
            "new Worker('', { eval: true })",
        ],
    );
    let expected = [
        ["ChildProcess"; 3].as_slice(),
        &["Environment"; 5],
        &["WorkerThreads"],
    ]
    .concat();
    let expected: Vec<String> = expected
        .iter()
        .map(|name| format!("ERR_ACCESS_DENIED {name} -"))
        .collect();
    // `spawnSync` reads `process.env` for the child before it starts one.
    let said: Vec<String> = said
        .iter()
        .enumerate()
        .map(|(at, line)| match at {
            0 => line.replace("Environment", "ChildProcess"),
            _ => line.clone(),
        })
        .collect();
    assert_eq!(said, expected);
}

#[test]
fn refused_streams_throw_and_print_nothing() {
    let code = "
        const codes = [];
        for (const attempt of [() => console.log('x'), () => require('fs').writeSync(1, 'x'),
            () => require('fs').readFileSync(0), () => process.stdout.write('x')]) {
            try { attempt(); codes.push('reached') } catch (error) { codes.push(error.code) }
        }
        process.exitCode = codes.filter((code) => code === 'ERR_ACCESS_DENIED').length;";
    let builder = Runtime::builder()
        .source(code, SourceKind::CommonJs)
        .stdin("secret")
        .permissions(Permissions {
            stdio: false,
            ..Permissions::default()
        });
    let outcome = run(builder);
    assert!(outcome.stdout.is_empty());
    assert_eq!(outcome.code, 4, "{:?}", outcome.error);
}
