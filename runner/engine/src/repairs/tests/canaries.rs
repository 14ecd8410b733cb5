//! One canary for each repair: it shows on the plain engine that the fault is still there.
//!
//! A canary that fails is good news: the engine does right by itself, and the repair can go.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};

use boa_engine::{Context, Source};

use super::super::{ENGINE, INDEX};

/// Whether the engine still needs the repair.
type Canary = fn() -> bool;

const CANARIES: &[(&str, Canary)] = &[
    ("sort", || {
        panics(
            "let seed = 1; const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
             for (let round = 0; round < 50; round++) Array.from({ length: 200 }, (_, i) => i).sort(() => random() - 0.5);",
        )
    }),
    ("data_view", || {
        panics(
            "const view = new DataView(new ArrayBuffer(8));
             view.setInt8(0, { valueOf() { view.own = 1; return 1 } });",
        )
    }),
    ("atomics", || {
        panics(
            "const buffer = new ArrayBuffer(8, { maxByteLength: 8 }), list = new Uint8Array(buffer);
             Atomics.add(list, 7, { valueOf() { return buffer.resize(4), 1 } });",
        )
    }),
    ("slice", || {
        panics(
            "const buffer = new ArrayBuffer(8, { maxByteLength: 8 });
             buffer.slice(0, { valueOf() { return buffer.resize(4), 8 } });",
        )
    }),
    ("text", || kills("'a'.repeat(2 ** 30)")),
    ("join", || kills("new Array(2 ** 32 - 1).join()")),
    ("copy_within", || {
        let mut context = Context::default();
        context.runtime_limits_mut().set_loop_iteration_limit(1000);
        let script = "[].copyWithin.call({ length: 5000 }, 1)";
        context.eval(Source::from_bytes(script)).is_ok()
    }),
    ("calls", || {
        kills("(() => 1).apply(null, { length: 2 ** 40 })")
    }),
    ("bind", || {
        !holds(
            "let f = () => {}; for (let i = 0; i < 1000; i++) f = f.bind(null); f.name.length < 5000",
        )
    }),
    ("proxies", || {
        kills("Object.keys(new Proxy({}, { ownKeys: () => ({ length: 2 ** 40 }) }))")
    }),
    ("conversions", || {
        holds("+{ valueOf() { return +this } } === 0")
    }),
    ("growth", || {
        holds("let s = 'a'; while (s.length < 2 ** 29) s += s; s.length === 2 ** 29")
    }),
    ("depth_arrays", || {
        kills("let list = []; for (let i = 0; i < 1e6; i++) list = [list]; list.flat(Infinity)")
    }),
    ("depth_source", || kills("eval('('.repeat(1e6))")),
    ("json", || {
        kills("let list = []; for (let i = 0; i < 1e6; i++) list = [list]; JSON.stringify(list)")
    }),
    ("getters_in_place", || {
        !holds(
            "const o = { get x() { Object.defineProperty(this, 'x', { value: () => 7 }); return () => 7 } };
             const look = () => { try { return o.x() } catch { return 'failed' } };
             [0, 1, 2].map(look).join() === '7,7,7'",
        )
    }),
    ("nested_arrow_this", || {
        !holds("const me = {}; (function () { return (() => (() => this)())(); }).call(me) === me")
    }),
    ("names", || !holds("const using = 1; using === 1")),
    ("call_depth", || {
        !holds(
            "let caught = false; try { (function f() { f(); })(); } catch { caught = true } caught",
        )
    }),
    ("stack", || {
        !holds("typeof Error.captureStackTrace === 'function'")
    }),
    ("words", || {
        !holds("try { (void 0).x } catch (error) { error.message.includes(\"reading 'x'\") }")
    }),
    // Nothing that a script does can show it: a new version has to be looked at.
    ("stop", || engine_version() == ENGINE),
];

#[test]
fn every_repair_has_a_canary_and_is_where_the_index_says() {
    let names: Vec<&str> = INDEX.iter().map(|repair| repair.name).collect();
    let mut canaries: Vec<&str> = CANARIES.iter().map(|(name, _)| *name).collect();
    canaries.sort_by_key(|canary| names.iter().position(|name| name == canary));
    assert_eq!(names, canaries);
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for repair in INDEX {
        assert!(
            source.join("..").join(repair.place).is_file(),
            "{}",
            repair.place
        );
    }
}

#[test]
fn the_engine_is_the_one_that_the_index_is_for() {
    assert_eq!(engine_version(), ENGINE, "look at each entry of the index");
}

#[test]
fn the_engine_still_needs_every_repair() {
    let idle: Vec<&str> = CANARIES
        .iter()
        .filter(|(_, is_needed)| !is_needed())
        .map(|(name, _)| *name)
        .collect();
    assert!(idle.is_empty(), "the engine does right without: {idle:?}");
}

/// Whether the plain engine panics over a script.
fn panics(script: &str) -> bool {
    catch_unwind(AssertUnwindSafe(|| {
        let mut context = Context::default();
        drop(context.eval(Source::from_bytes(script)));
    }))
    .is_err()
}

/// Whether a script gives `true` on the plain engine.
fn holds(script: &str) -> bool {
    let mut context = Context::default();
    let value = context.eval(Source::from_bytes(script));
    value.is_ok_and(|value| value.to_boolean())
}

const SCRIPT: &str = "THREADPROOF_CANARY";

/// Whether a script ends the process of a plain engine that may have 2 GiB of memory.
fn kills(script: &str) -> bool {
    let program = std::env::current_exe().expect("a test runs from a file");
    let this = concat!(module_path!(), "::runs_the_script_of_a_canary");
    let this = this.split_once("::").expect("a path below the crate").1;
    let status = Command::new(program)
        .args(["--exact", this])
        .env(SCRIPT, script)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("a test can run itself");
    // A test that fails has a code; what was killed has none.
    status.code().is_none()
}

/// No test of its own: what [`kills`] starts.
#[test]
fn runs_the_script_of_a_canary() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let Ok(script) = std::env::var(SCRIPT) else {
        return;
    };
    let limit = Some(2 << 30);
    let limits = Rlimit {
        current: limit,
        maximum: limit,
    };
    setrlimit(Resource::As, limits).expect("a limit may be lowered");
    let core = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, core).expect("a limit may be lowered");
    let mut context = Context::default();
    drop(context.eval(Source::from_bytes(&script)));
}

fn engine_version() -> String {
    let lock = include_str!("../../../../../Cargo.lock");
    let package = lock
        .split("[[package]]")
        .find(|package| package.contains("name = \"boa_engine\"\n"));
    let line = package.and_then(|package| {
        let mut lines = package.lines();
        lines.find_map(|line| line.strip_prefix("version = "))
    });
    line.unwrap_or_default().trim_matches('"').to_owned()
}
