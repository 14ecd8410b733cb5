//! Version ranges as people write them: `>=12.16`, `>=20 <22`, `<18 || >=20.1`.
//!
//! A pre-release counts as its release: a nightly `27.0.0-pre` has what 27 has. A bare `12.16.0` is
//! refused, for it reads as "exactly" to some and as "from there on" to others.

use std::fmt;

use semver::{Version, VersionReq};
use thiserror::Error;

/// A set of versions, as written.
#[derive(Debug, Clone)]
pub struct VersionRange {
    written: String,
    alternatives: Vec<VersionReq>,
}

/// A range that cannot be read.
#[derive(Debug, Error)]
pub enum RangeError {
    /// Nothing is written.
    #[error("an empty version range; write for example `>=12.16.0`")]
    Empty,
    /// A version without an operator.
    #[error("`{0}` has no operator; write `>={0}`, `<{0}` or `={0}`")]
    NoOperator(String),
    /// Not a version at all.
    #[error(
        "`{part}` is not a version range ({source}); write for example `>=12.16.0` or `>=20 <22`"
    )]
    Invalid {
        /// The unreadable part.
        part: String,
        /// What the version library says.
        source: semver::Error,
    },
}

impl VersionRange {
    /// Reads a range.
    ///
    /// # Errors
    /// When the text is not a range in which every version has an operator.
    pub fn parse(written: &str) -> Result<Self, RangeError> {
        let alternatives = written
            .split("||")
            .map(|part| comparators(part.trim()))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            written: written.trim().to_owned(),
            alternatives,
        })
    }

    /// Whether the range holds this version.
    #[must_use]
    pub fn contains(&self, version: &Version) -> bool {
        let release = Version::new(version.major, version.minor, version.patch);
        self.alternatives
            .iter()
            .any(|alternative| alternative.matches(&release))
    }

    /// The lowest version that the range names with `>=`, `>`, `=`, `~` or `^`, if every alternative
    /// has one.
    #[must_use]
    pub fn lowest(&self) -> Option<Version> {
        let lowest_of = |request: &VersionReq| {
            request
                .comparators
                .iter()
                .filter(|one| !matches!(one.op, semver::Op::Less | semver::Op::LessEq))
                .map(|one| Version::new(one.major, one.minor.unwrap_or(0), one.patch.unwrap_or(0)))
                .max()
        };
        let each: Option<Vec<_>> = self.alternatives.iter().map(lowest_of).collect();
        each?.into_iter().min()
    }
}

impl VersionRange {
    /// Versions at and around every bound: a condition over ranges that no such version meets,
    /// none meets.
    #[must_use]
    pub fn around_bounds(&self) -> Vec<Version> {
        const HIGH: u64 = 9_999;
        let comparators = self.alternatives.iter().flat_map(|one| &one.comparators);
        let mut versions = vec![Version::new(0, 0, 0), Version::new(HIGH, 0, 0)];
        for bound in comparators {
            let (major, minor) = (bound.major, bound.minor.unwrap_or(0));
            let patch = bound.patch.unwrap_or(0);
            versions.push(Version::new(major, minor, patch));
            versions.push(Version::new(major, minor, patch.saturating_add(1)));
            versions.push(Version::new(major, minor.saturating_add(1), 0));
            versions.push(Version::new(major.saturating_add(1), 0, 0));
            versions.push(match (major, minor, patch) {
                (_, _, 1..) => Version::new(major, minor, patch - 1),
                (_, 1.., 0) => Version::new(major, minor - 1, HIGH),
                _ => Version::new(major.saturating_sub(1), HIGH, HIGH),
            });
        }
        versions
    }
}

fn comparators(part: &str) -> Result<VersionReq, RangeError> {
    if part.is_empty() {
        return Err(RangeError::Empty);
    }
    let mut joined = String::new();
    let mut operator = String::new();
    for word in part.split([' ', ',']).filter(|word| !word.is_empty()) {
        let is_operator = word.chars().all(|letter| "<>=~^".contains(letter));
        if is_operator {
            word.clone_into(&mut operator);
            continue;
        }
        let word = format!("{}{word}", std::mem::take(&mut operator));
        if word.starts_with(|first: char| first.is_ascii_digit() || first == 'v') {
            return Err(RangeError::NoOperator(
                word.trim_start_matches('v').to_owned(),
            ));
        }
        if !joined.is_empty() {
            joined.push(',');
        }
        joined.push_str(&word.replace('v', ""));
    }
    joined.push_str(&operator);
    VersionReq::parse(&joined).map_err(|source| RangeError::Invalid {
        part: part.to_owned(),
        source,
    })
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// A longer text is no version, and would not fit where versions are shown.
const LONGEST: usize = 100;

/// Reads a version as a runtime tells it: `v22.1.0`, `1.3.0-canary.1`, `26.10`.
#[must_use]
pub fn parse_version(told: &str) -> Option<Version> {
    let told = told.trim().trim_start_matches('v');
    if told.len() > LONGEST {
        return None;
    }
    if let Ok(version) = Version::parse(told) {
        return Some(version);
    }
    let digits = told
        .split(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .next()?;
    let mut parts = digits.split('.').map(str::parse::<u64>);
    let major = parts.next()?.ok()?;
    let mut rest = || parts.next().and_then(Result::ok).unwrap_or(0);
    Some(Version::new(major, rest(), rest()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(range: &str, version: &str) -> bool {
        VersionRange::parse(range)
            .expect("a range")
            .contains(&parse_version(version).expect("a version"))
    }

    #[test]
    fn ranges_hold_what_they_say() {
        for (range, version, expected) in [
            (">=12.16.0", "13.0.1", true),
            (">=12.16.0", "12.15.9", false),
            (">=20 <22", "21.7.0", true),
            (">= 20 < 22", "22.0.0", false),
            (">=20, <22", "20.0.0", true),
            ("<18 || >=20.1", "19.0.0", false),
            ("<18 || >=20.1", "20.1.0", true),
            ("<1.5", "1.4.5", true),
            (">=27", "27.0.0-pre", true),
            ("=24", "24.1.2", true),
        ] {
            assert_eq!(holds(range, version), expected, "{range} on {version}");
        }
    }

    #[test]
    fn unclear_ranges_are_refused_with_advice() {
        for (range, message) in [
            ("", "an empty version range"),
            ("12.16.0", "write `>=12.16.0`"),
            (">=x", "not a version range"),
            (">=20 ||", "an empty version range"),
            (">=", "not a version range"),
        ] {
            let error = VersionRange::parse(range).expect_err(range).to_string();
            assert!(error.contains(message), "{range}: {error}");
        }
    }

    #[test]
    fn the_lowest_version_of_a_range_is_found() {
        let lowest = |range| VersionRange::parse(range).expect("a range").lowest();
        assert_eq!(lowest(">=12.16 <14"), Some(Version::new(12, 16, 0)));
        assert_eq!(lowest("<14"), None);
        assert_eq!(lowest(">=20 || >=18.1 <19"), Some(Version::new(18, 1, 0)));
    }

    #[test]
    fn versions_around_bounds_meet_what_can_be_met() {
        let meets = |one: &str, other: &str| {
            let (one, other) = (VersionRange::parse(one), VersionRange::parse(other));
            let (one, other) = (one.expect("a range"), other.expect("a range"));
            let versions = one.around_bounds().into_iter().chain(other.around_bounds());
            versions
                .into_iter()
                .any(|version| one.contains(&version) && other.contains(&version))
        };
        assert!(meets("<20", ">=18.1") && meets(">=20 <22", "<20.5") && meets(">22.0", "<23"));
        assert!(!meets("<20", ">=20") && !meets(">=24", "<18 || >=20 <22.5"));
    }

    #[test]
    fn told_versions_are_read_generously() {
        assert_eq!(parse_version("v22.1.0"), Some(Version::new(22, 1, 0)));
        assert_eq!(parse_version("26.10"), Some(Version::new(26, 10, 0)));
        assert_eq!(
            parse_version("1.4.5+abc").map(|version| version.minor),
            Some(4)
        );
        assert_eq!(parse_version("none"), None);
    }
}
