//! Filter expressions: `area(message-port) & tier(documented) & since(<16) & !runtime(bun)`.
//!
//! Grammar, loosest first: `a | b`, `a & b`, `!a`, `(a)`, `predicate(argument)`. An argument may
//! hold `*` for any text. A filter looks at a case and, where it names one, at a runtime.

use regex::Regex;
use threadproof_reports::record::Tier;

use super::Planned;
use super::versions::VersionRange;
use crate::diagnose::{Diagnostic, Text, allowed_help};

/// How many predicates and operators a filter may have; it is read, asked and freed step by step
/// into its depth.
const LARGEST: usize = 500;

const PREDICATES: &[&str] = &[
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
    Area(Regex),
    /// The id, whole.
    Case(Regex),
    /// An id of the inventory that the case covers.
    Covers(Regex),
    /// The tier.
    Tier(Tier),
    /// The first Node version of the promise; a case without `since` starts at 0.0.0.
    Since(VersionRange),
    /// The name of a runtime, or `name@version`.
    Runtime(Regex),
    /// Everything, or nothing.
    Always(bool),
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
            "area" => Filter::Area(glob(argument)),
            "case" => Filter::Case(glob(argument)),
            "covers" => Filter::Covers(glob(argument)),
            "runtime" => Filter::Runtime(glob(argument)),
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

/// A whole-text pattern in which `*` stands for any text.
fn glob(pattern: &str) -> Regex {
    let escaped: Vec<String> = pattern.split('*').map(regex::escape).collect();
    // Escaped text and `.*` always make a valid expression; should they not, nothing is selected.
    Regex::new(&format!("^(?:{})$", escaped.join(".*")))
        .unwrap_or_else(|_| Regex::new("[^\\s\\S]").expect("a class that holds nothing"))
}
