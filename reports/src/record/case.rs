//! What a record says about a case before it ran: its promise, its sources and its expectation.
//!
//! Everything is carried as text, so that a report needs no checkout. This module must never
//! parse an expectation; it only shows it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A case of the suite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CaseInfo {
    /// The id, `<area>/<case>`.
    pub id: String,
    /// The part of the API that it belongs to.
    pub area: String,
    /// What the documentation promises, in one line.
    pub promises: String,
    /// How binding the promise is.
    pub tier: Tier,
    /// The documented statements that the case covers, by their stable ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// The same statements with their words and places; a record of an older program has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Statement>,
    /// The Node versions from which the promise holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The Node versions until which the promise holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The fixture's files, the entry first, with paths relative to the repository.
    pub files: Vec<SourceFile>,
    /// The expectation file, with its path relative to the repository.
    pub expectation: SourceFile,
    /// Where the documentation and real Node differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<Differs>,
}

/// A statement of the documentation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// Its stable id.
    pub id: String,
    /// What it says, in the suite's words.
    pub says: String,
    /// The pages that say so, the one to read first at the beginning.
    pub places: Vec<Place>,
}

/// A place in a page of the documentation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The page's title.
    pub title: String,
    /// The version that the page is for.
    pub version: String,
    /// The heading under which the statement stands.
    pub heading: String,
    /// The heading's address, if the page has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A file of the suite, carried whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceFile {
    /// Its path relative to the repository, with forward slashes.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A fact about the documentation: the page says one thing, Node does another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Differs {
    /// The document.
    pub doc: String,
    /// The heading in it.
    pub section: String,
    /// What the page says.
    pub page: String,
    /// What Node does.
    pub node: String,
    /// The Node versions for which that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
}

/// How binding a promise is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// The documentation states it.
    Documented,
    /// Node does it where the documentation is silent.
    NodeObserved,
    /// Left to the implementation; reported so that it can be compared.
    ImplementationDefined,
}

impl Tier {
    /// Every tier, the most binding first.
    pub const ALL: [Self; 3] = [
        Self::Documented,
        Self::NodeObserved,
        Self::ImplementationDefined,
    ];

    /// The name that records and expectations use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::NodeObserved => "node-observed",
            Self::ImplementationDefined => "implementation-defined",
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
