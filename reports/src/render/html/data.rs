//! The JSON inside the page, as compact as it can be without a format of its own.
//!
//! Thousands of cases on many runtimes say the same thing over and over, so every text and every
//! structure is stored once in a pool and referred to by its number. Output of what passed is
//! clipped: the JSON record has the whole. The scripts beside this file read what is written
//! here, so the two change together.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use crate::record::{Attempts, CaseResult, Raw, Run, Tier, Verdict};
use crate::words;

// What a page keeps of one output, in bytes, and of one trace, in events.
const OUTPUT_PASSED: usize = 4 << 10;
const OUTPUT_FAILED: usize = 64 << 10;
const EVENTS: usize = 400;

/// The cases in the order of the page: by area, then by id.
pub struct Order<'a> {
    areas: Vec<&'a str>,
    cases: Vec<usize>,
    /// By case and runtime, the place of a result in the record.
    cells: HashMap<(&'a str, &'a str), usize>,
}

impl<'a> Order<'a> {
    /// Works out the order for a run.
    pub fn of(run: &'a Run) -> Self {
        let mut areas: Vec<&str> = run.cases.iter().map(|case| case.area.as_str()).collect();
        areas.sort_unstable();
        areas.dedup();
        let mut cases: Vec<usize> = (0..run.cases.len()).collect();
        cases.sort_by_key(|index| (&run.cases[*index].area, &run.cases[*index].id));
        let cells = run
            .results
            .iter()
            .enumerate()
            .map(|(at, result)| ((result.case.as_str(), result.runtime.as_str()), at))
            .collect();
        Self {
            areas,
            cases,
            cells,
        }
    }

    fn row(&self, run: &'a Run, case: usize) -> impl Iterator<Item = Option<&'a CaseResult>> {
        let id = run.cases[case].id.as_str();
        run.runtimes.iter().map(move |runtime| {
            self.cells
                .get(&(id, runtime.id.as_str()))
                .map(|at| &run.results[*at])
        })
    }
}

/// What the matrix needs.
pub fn index(run: &Run, order: &Order<'_>) -> Value {
    let mut repeats = serde_json::Map::new();
    let cases: Vec<Value> = order
        .cases
        .iter()
        .enumerate()
        .map(|(row, index)| {
            let case = &run.cases[*index];
            let area = order
                .areas
                .binary_search(&case.area.as_str())
                .unwrap_or_default();
            let tier = Tier::ALL.iter().position(|tier| *tier == case.tier);
            let cells: Vec<i64> = order
                .row(run, *index)
                .enumerate()
                .map(|(column, result)| {
                    let Some(result) = result else { return -1 };
                    if result.verdict == Verdict::Flaky {
                        let Attempts { passed, of } = result.attempts;
                        repeats.insert(format!("{row}/{column}"), json!([passed, of]));
                    }
                    cell(result)
                })
                .collect();
            json!([case.id, area, tier, case.promises, case.covers, cells])
        })
        .collect();
    json!({
        "runtimes": run.runtimes.iter().map(|each| json!([each.id, each.name, each.version]))
            .collect::<Vec<_>>(),
        "areas": order.areas,
        "verdicts": Verdict::ALL.map(|each| (each.name(), each.label(), each.is_failure(), each.applies())),
        "raws": Raw::ALL.map(Raw::name),
        "tiers": Tier::ALL.map(|tier| (tier.name(), run.gates(tier))),
        "cases": cases,
        "repeats": repeats,
    })
}

/// What the page of a case needs.
pub fn details<'a>(run: &'a Run, order: &Order<'a>) -> impl Serialize + use<> {
    let mut pool = Pool::default();
    let mut cases = Vec::with_capacity(order.cases.len());
    let mut results = Vec::with_capacity(order.cases.len());
    for index in &order.cases {
        let case = &run.cases[*index];
        let files: Vec<usize> = case.files.iter().map(|file| pool.keep(file)).collect();
        cases.push(json!([
            files,
            pool.keep(&case.expectation),
            pool.keep(&case.differs),
            case.since,
            case.until,
            pool.keep(&case.statements),
        ]));
        let row: Vec<Value> = order
            .row(run, *index)
            .map(|result| result.map_or(Value::Null, |result| detail(result, &mut pool)))
            .collect();
        results.push(row);
    }
    Details {
        pool: pool.texts,
        cases,
        results,
    }
}

/// Writes JSON so that no text in it can end the element that holds it.
pub fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 16, Inert { out });
    serde_json::to_writer(&mut out, value)?;
    out.flush()
}

#[derive(Serialize)]
struct Details {
    pool: Vec<Box<RawValue>>,
    cases: Vec<Value>,
    results: Vec<Vec<Value>>,
}

#[derive(Default)]
struct Pool {
    texts: Vec<Box<RawValue>>,
    known: HashMap<String, usize>,
}

impl Pool {
    fn keep(&mut self, value: &impl Serialize) -> usize {
        // No type of the record has a key that is not a string, so this cannot fail.
        let text = to_raw_value(value).unwrap_or_default();
        if let Some(at) = self.known.get(text.get()) {
            return *at;
        }
        let at = self.texts.len();
        self.known.insert(text.get().to_owned(), at);
        self.texts.push(text);
        at
    }
}

fn cell(result: &CaseResult) -> i64 {
    let place = |at: Option<usize>| at.and_then(|at| i64::try_from(at).ok()).unwrap_or_default();
    let verdict = Verdict::ALL.iter().position(|each| *each == result.verdict);
    let raw = Raw::ALL.iter().position(|each| *each == result.raw);
    place(verdict) * 16 + place(raw)
}

fn detail(result: &CaseResult, pool: &mut Pool) -> Value {
    let shown = result.observation.as_ref().map(|seen| {
        let limit = if result.verdict == Verdict::Expected {
            OUTPUT_PASSED
        } else {
            OUTPUT_FAILED
        };
        let (stdout, stdout_cut) = words::head(&seen.stdout.text, limit);
        let (stderr, stderr_cut) = words::head(&seen.stderr.text, limit);
        let trace: Vec<_> = seen
            .trace
            .iter()
            .take(EVENTS)
            .map(|event| match &event.value {
                // Four places for undefined, five for a value, be it null.
                None => json!([event.thread, event.tid, event.seq, event.kind]),
                Some(value) => json!([event.thread, event.tid, event.seq, event.kind, value]),
            })
            .collect();
        pool.keep(&json!({
            "out": [stdout, stdout_cut || seen.stdout.truncated],
            "err": [stderr, stderr_cut || seen.stderr.truncated],
            "exit": seen.exit,
            "signal": seen.signal,
            "alive": seen.alive,
            "trace": trace,
            "left": seen.trace.len().saturating_sub(EVENTS),
            "torn": seen.torn_lines,
            "leaked": seen.leaked,
        }))
    });
    let diff = result
        .diff
        .as_ref()
        .map(|diff| words::head(diff, OUTPUT_FAILED).0);
    let repeats = (result.attempts.passed, result.attempts.of);
    json!([
        pool.keep(&(&result.reason, &result.link, &result.rule)),
        pool.keep(&result.checks),
        shown,
        pool.keep(&(&result.expected_text, diff)),
        pool.keep(&(&result.order, &result.matched)),
        repeats,
        result.duration_ms,
        result.rerun,
    ])
}

/// Passes bytes on with `<` escaped; in JSON that byte occurs only inside strings.
struct Inert<'a> {
    out: &'a mut dyn Write,
}

impl Write for Inert<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for (at, part) in bytes.split(|byte| *byte == b'<').enumerate() {
            if at > 0 {
                self.out.write_all(b"\\u003c")?;
            }
            self.out.write_all(part)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
