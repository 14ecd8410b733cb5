//! Filter expressions: `area(message-port) & tier(documented) & since(<16) & !runtime(bun)`.
//!
//! Grammar, loosest first: `a | b`, `a & b`, `!a`, `(a)`, `predicate(argument)`. An argument may
//! hold `*` for any text. A filter looks at a case and, where it names one, at a runtime.

use std::collections::BTreeSet;

use regex::Regex;
use threadproof_reports::record::Tier;

use super::versions::VersionRange;
use super::{Plan, Planned};
use crate::diagnose::{Diagnostic, Text, allowed_help, suggestion};

/// How many predicates and operators a filter may have; it is read, asked and freed step by step
/// into its depth.
const LARGEST: usize = 500;

/// The predicates, in the order of the reference page.
pub const PREDICATES: &[&str] = &[
    "area", "case", "covers", "tier", "since", "runtime", "all", "none",
];

/// A filter expression, read.
#[derive(Debug, Clone)]
pub enum Filter {
    /// Both.
    And(Box<Filter>, Box<Filter>),
    /// One of both.
    Or(Box<Filter>, Box<Filter>),
    /// Not.
    Not(Box<Filter>),
    /// The area.
    Area(Glob),
    /// The id, whole.
    Case(Glob),
    /// An id of the inventory that the case covers.
    Covers(Glob),
    /// The tier.
    Tier(Tier),
    /// The first Node version of the promise; a case without `since` starts at 0.0.0.
    Since(VersionRange),
    /// The name of a runtime, or `name@version`.
    Runtime(Glob),
    /// Everything, or nothing.
    Always(bool),
}

/// A whole-text pattern in which `*` stands for any text.
#[derive(Debug, Clone)]
pub struct Glob {
    pattern: String,
    regex: Regex,
}

/// A runtime as a filter sees it.
#[derive(Debug, Clone, Copy)]
pub struct Target<'r> {
    /// `node`.
    pub name: &'r str,
    /// `node@22.1.0`.
    pub id: &'r str,
}

impl Filter {
    /// Reads an expression.
    ///
    /// # Errors
    /// The first thing that is wrong, with its column.
    pub fn parse(expression: &str) -> Result<Self, Box<Diagnostic>> {
        let mut parser = Parser {
            text: Text::new("filter", expression),
            at: 0,
            size: 0,
        };
        let filter = parser.alternatives()?;
        parser.skip_space();
        if parser.at < parser.text.body().len() {
            return Err(parser.fail(
                "unexpected text after the filter",
                "join two filters with `&` or `|`",
            ));
        }
        Ok(filter)
    }

    /// Whether the filter selects this case on this runtime.
    #[must_use]
    pub fn selects(&self, planned: &Planned, target: Target<'_>) -> bool {
        let expectation = &planned.expectation;
        match self {
            Self::And(one, other) => one.selects(planned, target) && other.selects(planned, target),
            Self::Or(one, other) => one.selects(planned, target) || other.selects(planned, target),
            Self::Not(one) => !one.selects(planned, target),
            Self::Area(glob) => glob.is_match(planned.case.area()),
            Self::Case(glob) => glob.is_match(&planned.case.id),
            Self::Covers(glob) => expectation.covers.iter().any(|id| glob.is_match(id)),
            Self::Tier(tier) => expectation.tier == *tier,
            Self::Since(range) => {
                let lowest = expectation.since.as_ref().and_then(VersionRange::lowest);
                range.contains(&lowest.unwrap_or(semver::Version::new(0, 0, 0)))
            }
            Self::Runtime(glob) => glob.is_match(target.name) || glob.is_match(target.id),
            Self::Always(flag) => *flag,
        }
    }

    /// What a predicate names that the suite does not have, for whatever runtime; in one line.
    ///
    /// A filter may select nothing for other reasons, which are not known here.
    #[must_use]
    pub fn selects_nothing(&self, plan: &Plan) -> Option<String> {
        let cases = || plan.cases.iter();
        let unknown = |what: &str, glob: &Glob, known: &mut dyn Iterator<Item = &str>| {
            let known: BTreeSet<&str> = known.collect();
            if known.iter().any(|one| glob.is_match(one)) {
                return None;
            }
            let hint = suggestion(&glob.pattern, known.iter().copied());
            let hint = hint.map(|one| format!(", did you mean `{one}`?"));
            Some(format!(
                "nothing selected: no case has the {what} `{}`{}",
                glob.pattern,
                hint.unwrap_or_default()
            ))
        };
        match self {
            Self::And(one, other) => one
                .selects_nothing(plan)
                .or_else(|| other.selects_nothing(plan)),
            // One side may stand for what the other misses, so only both together say nothing.
            Self::Or(one, other) => one
                .selects_nothing(plan)
                .and_then(|first| other.selects_nothing(plan).map(|_| first)),
            Self::Area(glob) => unknown(
                "area",
                glob,
                &mut cases().map(|planned| planned.case.area()),
            ),
            Self::Case(glob) => unknown(
                "id",
                glob,
                &mut cases().map(|planned| planned.case.id.as_str()),
            ),
            Self::Covers(glob) => {
                let covered = cases().flat_map(|planned| &planned.expectation.covers);
                unknown("covered id", glob, &mut covered.map(String::as_str))
            }
            Self::Not(_) | Self::Tier(_) | Self::Since(_) | Self::Runtime(_) | Self::Always(_) => {
                None
            }
        }
    }
}

impl Glob {
    fn new(pattern: &str) -> Self {
        let escaped: Vec<String> = pattern.split('*').map(regex::escape).collect();
        // Escaped text and `.*` always make a valid expression; should they not, nothing is selected.
        let regex = Regex::new(&format!("^(?:{})$", escaped.join(".*")))
            .unwrap_or_else(|_| Regex::new("[^\\s\\S]").expect("a class that holds nothing"));
        Self {
            pattern: pattern.to_owned(),
            regex,
        }
    }

    fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

struct Parser {
    text: Text,
    at: usize,
    size: usize,
}

type Parsed = Result<Filter, Box<Diagnostic>>;

impl Parser {
    fn alternatives(&mut self) -> Parsed {
        let mut left = self.conjunction()?;
        while self.eat('|') {
            left = Filter::Or(Box::new(left), Box::new(self.conjunction()?));
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Parsed {
        let mut left = self.negation()?;
        while self.eat('&') {
            left = Filter::And(Box::new(left), Box::new(self.negation()?));
        }
        Ok(left)
    }

    fn negation(&mut self) -> Parsed {
        self.size += 1;
        if self.size > LARGEST {
            let message = format!("the filter has more than {LARGEST} parts");
            return Err(self.fail(message, "use `*` in place of many names"));
        }
        if self.eat('!') {
            return Ok(Filter::Not(Box::new(self.negation()?)));
        }
        if self.eat('(') {
            let inner = self.alternatives()?;
            if !self.eat(')') {
                return Err(self.fail("a `(` is not closed", "add `)`"));
            }
            return Ok(inner);
        }
        self.predicate()
    }

    fn predicate(&mut self) -> Parsed {
        self.skip_space();
        let start = self.at;
        let rest = &self.text.body()[start..];
        let length = rest
            .find(|one: char| !(one.is_alphanumeric() || one == '-'))
            .unwrap_or(rest.len());
        let name = rest[..length].to_owned();
        let known = PREDICATES.contains(&name.as_str());
        if !known {
            let (message, help) = match name.as_str() {
                "" => (
                    "a predicate is missing".to_owned(),
                    format!("allowed here: {}", PREDICATES.join(", ")),
                ),
                _ => (
                    format!("unknown predicate `{name}`"),
                    allowed_help(&name, PREDICATES),
                ),
            };
            let span = start..start + length;
            return Err(Box::new(self.text.problem(span, message).help(help)));
        }
        self.at += length;
        if !self.eat('(') {
            return Err(self.fail(
                format!("`{name}` needs an argument"),
                format!("write `{name}(…)`"),
            ));
        }
        let opened = self.at;
        let Some(end) = self.text.body()[opened..].find(')') else {
            return Err(self.fail(format!("the `(` of `{name}` is not closed"), "add `)`"));
        };
        let argument = self.text.body()[opened..opened + end].trim().to_owned();
        self.at = opened + end + 1;
        self.build(&name, &argument, opened..opened + end)
    }

    fn build(&self, name: &str, argument: &str, span: std::ops::Range<usize>) -> Parsed {
        let fail = |message: String, help: String| {
            Err(Box::new(
                self.text.problem(span.clone(), message).help(help),
            ))
        };
        if argument.is_empty() && !matches!(name, "all" | "none") {
            return fail(
                format!("`{name}()` is empty"),
                format!("write `{name}(*)` for any"),
            );
        }
        Ok(match name {
            "area" => Filter::Area(Glob::new(argument)),
            "case" => Filter::Case(Glob::new(argument)),
            "covers" => Filter::Covers(Glob::new(argument)),
            "runtime" => Filter::Runtime(Glob::new(argument)),
            "tier" => {
                let names = Tier::ALL.map(Tier::name);
                let Some(tier) = Tier::ALL.into_iter().find(|tier| tier.name() == argument) else {
                    return fail(
                        format!("unknown tier `{argument}`"),
                        allowed_help(argument, &names),
                    );
                };
                Filter::Tier(tier)
            }
            "since" => match VersionRange::parse(argument) {
                Ok(range) => Filter::Since(range),
                Err(error) => return fail(error.to_string(), "as in `since(<16)`".to_owned()),
            },
            _ => Filter::Always(name == "all"),
        })
    }

    fn skip_space(&mut self) {
        let rest = &self.text.body()[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.skip_space();
        let found = self.text.body()[self.at..].starts_with(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn fail(&self, message: impl Into<String>, help: impl Into<String>) -> Box<Diagnostic> {
        Box::new(self.text.problem(self.at..self.at, message).help(help))
    }
}
