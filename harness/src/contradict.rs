//! Bends what was observed, to see that an expectation can fail.
//!
//! An expectation that no wrong behaviour violates proves nothing. So everything that it states is
//! contradicted once: an event gets lost or comes twice, two ordered events change places, a value,
//! a line, a check or the exit code is wrong. Each [`Contradiction`] names the sub-check that has to fail.
//!
//! A bend is made from an observation that passed, by changing as little as possible. This file must
//! never know a runtime, nor how the matcher finds what it finds.

use serde_json::{Value as Json, json};
use threadproof_reports::record::{Raw, TraceEvent};

use crate::matcher::{Judgement, judge};
use crate::observe::Observation;
use crate::plan::expectation::{End, Expectation, Output};

/// One wrong observation.
#[derive(Debug, Clone)]
pub struct Contradiction {
    /// What the runtime did wrong, in a few words.
    pub what: String,
    /// The sub-check that has to fail; one that ends with `/` stands for all of its kind.
    ///
    /// When events fit several patterns, the cheapest assignment decides which of them is missed.
    pub blames: String,
    /// What would have been observed.
    pub observation: Observation,
}

/// Every bend that contradicts something that `expectation` states of `good`, which passed.
#[must_use]
pub fn contradictions(expectation: &Expectation, good: &Observation) -> Vec<Contradiction> {
    let judgement = judge(expectation, good);
    let bender = Liar {
        expectation,
        good,
        judgement: &judgement,
    };
    let mut contradictions = bender.endings();
    contradictions.extend(bender.outputs());
    contradictions.extend(bender.events());
    contradictions.extend(bender.orders());
    contradictions.extend(bender.checks());
    contradictions.extend(bender.outcomes());
    contradictions.extend(bender.completions());
    contradictions
}

/// The contradictions that `expectation` does not notice, or blames on something else.
#[must_use]
pub fn unnoticed(expectation: &Expectation, good: &Observation) -> Vec<Contradiction> {
    contradictions(expectation, good)
        .into_iter()
        .filter(|bend| !is_noticed(expectation, bend))
        .collect()
}

/// Whether an expectation states more than that the script came to its end.
#[must_use]
pub fn states_something(expectation: &Expectation) -> bool {
    let expected = &expectation.expect;
    let is_plain_end = matches!(&expected.end, End::Exit(codes) if codes.as_slice() == [0]);
    !is_plain_end
        || expected.stdout.is_some()
        || expected.stderr.is_some()
        || !expected.checks.is_empty()
        || !expected.outcomes.is_empty()
        || expected.events.iter().any(|event| event.min > 0)
}

fn is_noticed(expectation: &Expectation, bend: &Contradiction) -> bool {
    let judgement = judge(expectation, &bend.observation);
    let is_blamed = |name: &str| {
        name == bend.blames || (bend.blames.ends_with('/') && name.starts_with(&bend.blames))
    };
    judgement.raw != Raw::Pass && judgement.failed().any(|check| is_blamed(&check.name))
}

struct Liar<'a> {
    expectation: &'a Expectation,
    good: &'a Observation,
    judgement: &'a Judgement,
}

impl Liar<'_> {
    fn bend(
        &self,
        what: impl Into<String>,
        blames: impl Into<String>,
        change: impl FnOnce(&mut Observation),
    ) -> Contradiction {
        let mut observation = self.good.clone();
        change(&mut observation);
        Contradiction {
            what: what.into(),
            blames: blames.into(),
            observation,
        }
    }

    fn trace(
        &self,
        what: impl Into<String>,
        blames: impl Into<String>,
        change: impl FnOnce(&mut Vec<TraceEvent>),
    ) -> Contradiction {
        self.bend(what, blames, |seen| change(&mut seen.seen.trace))
    }

    /// Another exit code, and a crash.
    fn endings(&self) -> Vec<Contradiction> {
        let end = &self.expectation.expect.end;
        let other = match end {
            End::Exit(codes) => (0..=255).find(|code| !codes.contains(code)),
            End::Signal(_) | End::Alive(_) => Some(0),
        };
        let exits = other.map(|code| {
            self.bend(format!("exits with {code}"), "exit", |seen| {
                seen.seen.exit = Some(code);
                seen.seen.signal = None;
                seen.seen.alive = false;
            })
        });
        let signal = if *end == End::Signal("SIGSEGV".to_owned()) {
            "SIGBUS"
        } else {
            "SIGSEGV"
        };
        let dies = self.bend(format!("dies of {signal}"), "exit", |seen| {
            seen.seen.exit = None;
            seen.seen.signal = Some(signal.to_owned());
            seen.seen.alive = false;
        });
        exits.into_iter().chain([dies]).collect()
    }

    /// A line lost, a line too many, lines in another order.
    fn outputs(&self) -> Vec<Contradiction> {
        let expected = &self.expectation.expect;
        let seen = &self.good.seen;
        let mut contradictions = Vec::new();
        for (name, wanted, text) in [
            ("stdout", &expected.stdout, &seen.stdout.text),
            ("stderr", &expected.stderr, &seen.stderr.text),
        ] {
            for (what, bent) in wanted.iter().flat_map(|wanted| bent_texts(wanted, text)) {
                contradictions.push(self.bend(format!("{name}: {what}"), name, |bend| {
                    let stream = match name {
                        "stdout" => &mut bend.seen.stdout,
                        _ => &mut bend.seen.stderr,
                    };
                    stream.text = bent;
                }));
            }
        }
        contradictions
    }

    /// An event lost, too often, with another value, in another thread; and one that nobody expects.
    fn events(&self) -> Vec<Contradiction> {
        let expected = &self.expectation.expect;
        let mut contradictions = Vec::new();
        for pattern in &expected.events {
            let name = &pattern.name;
            let places = self.places(name);
            let Some(&last) = places.last() else { continue };
            if pattern.min > 0 {
                contradictions.push(self.trace(
                    format!("{name} never happens"),
                    "event/",
                    |trace| {
                        let mut place = 0;
                        trace.retain(|_| {
                            place += 1;
                            !places.contains(&(place - 1))
                        });
                    },
                ));
            }
            if pattern.max < usize::MAX {
                contradictions.push(self.trace(
                    format!("{name} happens too often"),
                    "event/",
                    |trace| {
                        let event = trace[last].clone();
                        let copies = pattern.max + 1 - places.len();
                        trace.splice(last..last, std::iter::repeat_n(event, copies));
                    },
                ));
            }
            // An event that may be missing is not missed, but it is one that nobody expects.
            let blames = match (places.len() == pattern.min, expected.refuse_others) {
                (true, _) => "event/",
                (false, true) => "others",
                (false, false) => continue,
            };
            if pattern.value.is_some() {
                contradictions.push(self.trace(
                    format!("{name} has another value"),
                    blames,
                    |trace| {
                        trace[last].value = Some(json!({"$": "bent"}));
                    },
                ));
            }
            if pattern.thread.is_some() {
                contradictions.push(self.trace(
                    format!("{name} happens in another thread"),
                    blames,
                    |trace| "elsewhere".clone_into(&mut trace[last].thread),
                ));
            }
        }
        if expected.refuse_others && !(expected.events.is_empty() && expected.checks.is_empty()) {
            contradictions.push(
                self.trace("something unheard of happens", "others", |trace| {
                    trace.insert(0, event("unheard-of", None));
                }),
            );
        }
        contradictions
    }

    /// Two events change places that are ordered.
    fn orders(&self) -> Vec<Contradiction> {
        let mut contradictions = Vec::new();
        for edge in &self.expectation.expect.order {
            let before = self.places(&edge.before).last();
            let after = self.places(&edge.after).first();
            if let (Some(&before), Some(&after)) = (before, after) {
                let what = format!("{} comes before {}", edge.after, edge.before);
                contradictions.push(self.trace(what, "order/", |trace| trace.swap(before, after)));
            }
        }
        contradictions
    }

    /// A check that fails, one that does not run, and one that nobody expects.
    fn checks(&self) -> Vec<Contradiction> {
        let mut contradictions = Vec::new();
        let checks = &self.expectation.expect.checks;
        for name in checks {
            let blames = format!("check/{name}");
            let is_it = |event: &TraceEvent| {
                event.kind == "check" && value_at(event, "name") == Some(&json!(name))
            };
            contradictions.push(
                self.trace(format!("{name} does not hold"), &blames, |trace| {
                    for event in trace.iter_mut().filter(|event| is_it(event)) {
                        event.value = Some(json!({"name": name, "ok": false}));
                    }
                }),
            );
            contradictions.push(
                self.trace(format!("{name} does not run"), &blames, |trace| {
                    trace.retain(|event| !is_it(event));
                }),
            );
        }
        if self.expectation.expect.done {
            contradictions.push(self.trace("an unlisted check runs", "check/bent", |trace| {
                trace.push(event("check", Some(json!({"name": "bent", "ok": true}))));
            }));
        }
        contradictions
    }

    /// Something that is none of the permitted outcomes.
    fn outcomes(&self) -> Vec<Contradiction> {
        let outcomes = &self.expectation.expect.outcomes;
        let seen = self.judgement.outcome.as_ref();
        let Some(outcome) = outcomes.iter().find(|one| Some(&one.name) == seen) else {
            return Vec::new();
        };
        let mut contradictions = Vec::new();
        for kind in outcome.marks.keys() {
            contradictions.push(self.trace(
                format!("{kind} has a value that no outcome has"),
                "outcome",
                |trace| {
                    for event in trace.iter_mut().filter(|event| event.kind == *kind) {
                        event.value = Some(json!({"$": "bent"}));
                    }
                },
            ));
        }
        if let Some(stdout) = &outcome.stdout {
            for (what, bent) in bent_texts(stdout, &self.good.seen.stdout.text) {
                contradictions.push(self.bend(format!("stdout: {what}"), "outcome", |bend| {
                    bend.seen.stdout.text = bent;
                }));
            }
        }
        contradictions
    }

    /// No completion record, and two of them.
    fn completions(&self) -> Vec<Contradiction> {
        if !self.expectation.expect.done {
            return Vec::new();
        }
        vec![
            self.trace("it never comes to its end", "done", |trace| {
                trace.retain(|event| event.kind != "done");
            }),
            self.trace("it comes to its end twice", "done", |trace| {
                trace.push(event("done", Some(json!({"checks": 0}))));
            }),
        ]
    }

    fn places(&self, name: &str) -> &[usize] {
        self.judgement.matched.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Texts that are not as wanted, each with what is wrong.
fn bent_texts(wanted: &Output, text: &str) -> Vec<(&'static str, String)> {
    if let Output::Contains(parts) = wanted {
        return parts
            .iter()
            .map(|part| ("a text is missing", text.replace(part.as_str(), "")))
            .collect();
    }
    let mut contradictions = vec![("a line too many", format!("{text}bent\n"))];
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if let Some((_, rest)) = lines.split_first() {
        contradictions.push(("the first line is missing", rest.concat()));
    }
    let is_ordered = matches!(wanted, Output::Exact(_) | Output::Lines(_));
    let reversed: String = lines.iter().rev().copied().collect();
    if is_ordered && text.ends_with('\n') && reversed != text {
        contradictions.push(("the lines are in another order", reversed));
    }
    contradictions
}

fn event(kind: &str, value: Option<Json>) -> TraceEvent {
    TraceEvent {
        thread: "main".to_owned(),
        tid: 0,
        seq: 0,
        kind: kind.to_owned(),
        value,
    }
}

fn value_at<'e>(event: &'e TraceEvent, key: &str) -> Option<&'e Json> {
    event.value.as_ref()?.get(key)
}
