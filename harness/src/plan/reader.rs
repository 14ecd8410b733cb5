//! Reads an expectation file into an [`Expectation`], with every problem of the file at once.

use std::collections::BTreeMap;
use std::time::Duration;

use super::expectation::{Differs, End, Expectation, Expected, RunOptions, Tier};
use super::fields::{Fields, Reading, optional};
use super::observed::{events, outcomes, output};
use super::order::read_order;
use super::window;
use crate::diagnose::{Diagnostic, Text};
use crate::yaml::{Document, Node, Value};

/// The deadline of a case that names none.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a case must stay alive when it does not say.
pub const DEFAULT_ALIVE: Duration = Duration::from_secs(1);

pub(super) const TOP: &[&str] = &[
    "schema", "promises", "covers", "since", "until", "tier", "timeout", "run", "expect",
];
pub(super) const RUN: &[&str] = &[
    "args",
    "node_args",
    "stdin",
    "env",
    "concurrency",
    "profile",
    "web_preferences",
];
pub(super) const EXPECT: &[&str] = &[
    "exit",
    "signal",
    "alive",
    "alive_for",
    "stdout",
    "stderr",
    "events",
    "order",
    "others",
    "checks",
    "outcomes",
    "done",
    "differs",
];
pub(super) const DIFFERS: &[&str] = &["doc", "section", "page", "node", "on"];
pub(super) const SIGNALS: &[&str] = &[
    "SIGABRT", "SIGALRM", "SIGBUS", "SIGFPE", "SIGHUP", "SIGILL", "SIGINT", "SIGKILL", "SIGPIPE",
    "SIGQUIT", "SIGSEGV", "SIGSYS", "SIGTERM", "SIGTRAP", "SIGUSR1", "SIGUSR2",
];

/// Reads the expectation in `text`.
///
/// # Errors
/// Every problem of the text.
pub fn read_expectation(text: Text) -> Result<Expectation, Vec<Diagnostic>> {
    let document = Document::parse(text)?;
    let mut reading = Reading::new(&document);
    let expectation = top(&mut reading);
    match expectation {
        Some(expectation) if reading.problems.is_empty() => Ok(expectation),
        _ => Err(reading.problems),
    }
}

fn top(reading: &mut Reading<'_>) -> Option<Expectation> {
    let root = &reading.document.root;
    let fields = reading.mapping(root, "an expectation", TOP)?;
    schema(reading, &fields, root);
    let promises = reading.required(&fields, root, "promises");
    let promises = promises.and_then(|node| reading.text(node, "`promises`"));
    // Whether it may be missing depends on the suite: see `inventory`.
    let covers = optional(fields.get("covers"), Vec::new(), |node| {
        covered_ids(reading, node)
    });
    let since = fields
        .get("since")
        .map(|node| reading.range(node, "`since`"));
    let until = fields
        .get("until")
        .map(|node| reading.range(node, "`until`"));
    let tiers = Tier::ALL.map(|tier| (tier.name(), tier));
    let tier = optional(fields.get("tier"), Tier::Documented, |node| {
        reading.word(node, "`tier`", &tiers)
    });
    let timeout = optional(fields.get("timeout"), DEFAULT_TIMEOUT, |node| {
        reading.duration(node, "`timeout`")
    });
    let run = optional(fields.get("run"), RunOptions::default(), |node| {
        run(reading, node)
    });
    let expect = reading.required(&fields, root, "expect");
    let expect = expect.and_then(|node| expected(reading, node));
    Some(Expectation {
        file: reading.document.text.name().to_owned(),
        promises: promises?,
        covers: covers?,
        since: since.flatten(),
        until: until.flatten(),
        tier: tier?,
        timeout: timeout?,
        run: run?,
        expect: expect?,
    })
}

/// Refuses every schema but the one that this build reads.
pub(super) fn schema<'d>(reading: &mut Reading<'d>, fields: &Fields<'d>, root: &'d Node) {
    let Some(node) = reading.required(fields, root, "schema") else {
        return;
    };
    if !matches!(&node.value, Value::Number(number) if number.as_u64() == Some(1)) {
        reading.wrong_type::<()>(node, "`schema`", "1, the only version there is");
    }
}

fn covered_ids<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<Vec<String>> {
    let ids = reading.list(node, "`covers`", |reading, item| {
        let id = reading.text(item, "an item of `covers`")?;
        if is_kebab(&id) {
            return Some(id);
        }
        let message = format!("`{id}` is not an id of the inventory");
        reading.refuse(
            item,
            message,
            "an id is lower-case words and digits joined by `-`",
        );
        None
    })?;
    if ids.is_empty() {
        reading.refuse(
            node,
            "`covers` is empty",
            "name at least one id of the inventory",
        );
    }
    Some(ids)
}

/// Whether `id` is lower-case words and digits joined by single hyphens.
#[must_use]
pub fn is_kebab(id: &str) -> bool {
    id.split('-').all(|word| {
        !word.is_empty()
            && word
                .chars()
                .all(|one| one.is_ascii_lowercase() || one.is_ascii_digit())
    })
}

fn run<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<RunOptions> {
    let fields = reading.mapping(node, "`run`", RUN)?;
    let args = optional(fields.get("args"), vec![], |node| {
        reading.texts(node, "`args`")
    });
    let node_args = optional(fields.get("node_args"), vec![], |node| {
        reading.texts(node, "`node_args`")
    });
    let stdin = fields
        .get("stdin")
        .map(|node| reading.text(node, "`stdin`"));
    let env = optional(fields.get("env"), BTreeMap::new(), |node| {
        reading.text_map(node, "`env`")
    });
    let exclusive = optional(fields.get("concurrency"), false, |node| {
        reading.word(
            node,
            "`concurrency`",
            &[("exclusive", true), ("shared", false)],
        )
    });
    let window = window::read(reading, &fields);
    Some(RunOptions {
        args: args?,
        node_args: node_args?,
        stdin: stdin.flatten(),
        env: env?,
        exclusive: exclusive?,
        window: window.ok()?,
    })
}

fn expected<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<Expected> {
    let problems = reading.problems.len();
    let fields = reading.mapping(node, "`expect`", EXPECT)?;
    let end = end(reading, &fields);
    let stdout = fields
        .get("stdout")
        .map(|node| output(reading, node, "`stdout`"));
    let stderr = fields
        .get("stderr")
        .map(|node| output(reading, node, "`stderr`"));
    let events = optional(fields.get("events"), vec![], |node| events(reading, node));
    let order = match (fields.get("order"), &events) {
        (Some(node), Some(events)) => read_order(reading, node, events),
        _ => Some(Vec::new()),
    };
    let refuse_others = optional(fields.get("others"), true, |node| {
        reading.word(node, "`others`", &[("refuse", true), ("allow", false)])
    });
    let checks = optional(fields.get("checks"), vec![], |node| {
        reading.texts(node, "`checks`")
    });
    let outcomes = optional(fields.get("outcomes"), vec![], |node| {
        outcomes(reading, node)
    });
    let traced = ["events", "checks", "outcomes"]
        .iter()
        .any(|key| fields.get(key).is_some());
    let done = optional(fields.get("done"), traced, |node| {
        reading.flag(node, "`done`")
    });
    let differs = optional(fields.get("differs"), vec![], |node| {
        reading.list(node, "`differs`", differs)
    });
    // A misspelt key is told as that, not as a missing one too.
    let is_clean = reading.problems.len() == problems;
    if is_clean
        && !traced
        && ["stdout", "stderr", "signal", "alive", "done"]
            .iter()
            .all(|key| fields.get(key).is_none())
    {
        reading.refuse(
            node,
            "nothing but an exit code is expected, which proves nothing",
            "add `stdout`, `stderr`, `events`, `checks` or `outcomes`",
        );
    }
    Some(Expected {
        end: end?,
        stdout: stdout.map_or(Some(None), |read| read.map(Some))?,
        stderr: stderr.map_or(Some(None), |read| read.map(Some))?,
        events: events?,
        order: order?,
        refuse_others: refuse_others?,
        checks: checks?,
        outcomes: outcomes?,
        done: done?,
        differs: differs?,
    })
}

fn end<'d>(reading: &mut Reading<'d>, fields: &Fields<'d>) -> Option<End> {
    let ends: Vec<_> = ["exit", "signal", "alive"]
        .iter()
        .filter_map(|name| fields.entry(name))
        .collect();
    if let [first, second, ..] = ends[..] {
        let message = format!("`{}` and `{}` exclude each other", first.name, second.name);
        reading.refuse(
            &second.key,
            message,
            "a process ends in one way; keep one of the two",
        );
        return None;
    }
    if let (Some(entry), None) = (fields.entry("alive_for"), fields.get("alive")) {
        reading.refuse(
            &entry.key,
            "`alive_for` without `alive: true`",
            "add `alive: true`",
        );
    }
    let Some(entry) = ends.first() else {
        return Some(End::Exit(vec![0]));
    };
    let node = &entry.value;
    match entry.name.as_str() {
        "exit" => {
            let allowed = "an exit code, or a list of permitted exit codes";
            let codes = match &node.value {
                Value::List(_) => reading.list(node, "`exit`", |reading, item| {
                    reading.integer(item, "an item of `exit`", allowed)
                }),
                _ => reading
                    .integer(node, "`exit`", allowed)
                    .map(|code| vec![code]),
            }?;
            Some(End::Exit(codes))
        }
        "signal" => {
            let names: Vec<_> = SIGNALS.iter().map(|name| (*name, *name)).collect();
            Some(End::Signal(
                reading.word(node, "`signal`", &names)?.to_owned(),
            ))
        }
        _ => {
            let wait = optional(fields.get("alive_for"), DEFAULT_ALIVE, |node| {
                reading.duration(node, "`alive_for`")
            });
            if reading.flag(node, "`alive`")? {
                Some(End::Alive(wait?))
            } else {
                reading.wrong_type(node, "`alive`", "true; a case that exits has `exit`")
            }
        }
    }
}

fn differs<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<Differs> {
    let fields = reading.mapping(node, "an item of `differs`", DIFFERS)?;
    let mut text = |name: &str| {
        let node = reading.required(&fields, node, name)?;
        reading.text(node, &format!("`{name}`"))
    };
    let (doc, section, page, real) = (text("doc"), text("section"), text("page"), text("node"));
    let on = fields.get("on").map(|node| reading.range(node, "`on`"));
    Some(Differs {
        doc: doc?,
        section: section?,
        page: page?,
        node: real?,
        on: on.flatten(),
    })
}
