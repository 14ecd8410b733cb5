//! A schedule as a short text.
//!
//! A token holds the seed of random numbers, where the schedule leaves the usual order, and checksums
//! of the program and of the trace that came of it. What is cut or changed is refused.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use thiserror::Error;

use crate::strategy::guided::Deviations;

/// The version of the form, and of the order of steps that it relies on.
const VERSION: u8 = 1;

/// One order of a program's steps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schedule {
    /// The seed of `Math.random` and of everything random.
    pub seed: u64,
    /// Where it leaves the usual order.
    pub deviations: Deviations,
    /// The bound of steps that the run had.
    pub steps: usize,
    /// A checksum of the program.
    pub program: u32,
    /// A checksum of the trace that came of it.
    pub trace: u32,
}

/// Why a token is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TokenError {
    /// It is no token.
    #[error("this is no schedule: a token begins with \"tp1-\"; copy it whole from `explore`")]
    Unknown,
    /// It was made by another version.
    #[error(
        "the token is of version {0}, and this program reads version {VERSION}; explore again with \
         this program"
    )]
    Version(String),
    /// A part of it is missing or changed.
    #[error("the token is cut or changed; copy it whole")]
    Damaged,
    /// It was made for another program.
    #[error("the token was made for another program, or the file has changed since; explore again")]
    Program,
}

impl Schedule {
    /// The schedule as text.
    #[must_use]
    pub fn to_token(&self) -> String {
        let mut bytes = Vec::new();
        bytes.extend(self.program.to_le_bytes());
        bytes.extend(self.trace.to_le_bytes());
        number(&mut bytes, self.seed);
        number(&mut bytes, self.steps as u64);
        let mut before = 0;
        for (choice, taken) in &self.deviations {
            number(&mut bytes, (choice - before) as u64);
            number(&mut bytes, *taken as u64);
            before = *choice;
        }
        let sum = crc32fast::hash(&bytes);
        bytes.extend(sum.to_le_bytes());
        format!("tp{VERSION}-{}", BASE64.encode(bytes))
    }

    /// Reads a token.
    ///
    /// # Errors
    /// When it is none, of another version, or damaged.
    pub fn from_token(token: &str) -> Result<Self, TokenError> {
        let rest = token.strip_prefix("tp").ok_or(TokenError::Unknown)?;
        let (version, text) = rest.split_once('-').ok_or(TokenError::Unknown)?;
        if version.is_empty() || !version.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(TokenError::Unknown);
        }
        if version != VERSION.to_string() {
            return Err(TokenError::Version(version.to_owned()));
        }
        let bytes = BASE64.decode(text).map_err(|_| TokenError::Damaged)?;
        let (bytes, sum) = bytes.split_last_chunk::<4>().ok_or(TokenError::Damaged)?;
        if crc32fast::hash(bytes).to_le_bytes() != *sum {
            return Err(TokenError::Damaged);
        }
        Self::read(bytes).ok_or(TokenError::Damaged)
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (program, bytes) = bytes.split_first_chunk::<4>()?;
        let (trace, mut bytes) = bytes.split_first_chunk::<4>()?;
        let seed = take(&mut bytes)?;
        let steps = take(&mut bytes)?.try_into().ok()?;
        let mut deviations = Vec::new();
        let mut choice = 0_usize;
        while !bytes.is_empty() {
            choice = choice.checked_add(take(&mut bytes)?.try_into().ok()?)?;
            deviations.push((choice, take(&mut bytes)?.try_into().ok()?));
        }
        Some(Self {
            seed,
            steps,
            deviations,
            program: u32::from_le_bytes(*program),
            trace: u32::from_le_bytes(*trace),
        })
    }
}

/// Seven bits a byte, the low ones first; the high bit says that more follow.
fn number(bytes: &mut Vec<u8>, mut value: u64) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            return bytes.push(low);
        }
        bytes.push(low | 128);
    }
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 127) << shift;
        if first & 128 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Schedule {
        Schedule {
            seed: 1 << 40,
            steps: 20_000,
            deviations: vec![(0, 1), (3, 2), (1000, 0)],
            program: 7,
            trace: 9,
        }
    }

    #[test]
    fn a_token_holds_its_schedule() {
        let token = some().to_token();
        assert_eq!(Schedule::from_token(&token), Ok(some()));
        assert!(token.len() < 50, "{token}");
    }

    #[test]
    fn every_cut_and_every_change_is_noticed() {
        let token = some().to_token();
        for end in 0..token.len() {
            assert!(Schedule::from_token(&token[..end]).is_err(), "cut at {end}");
        }
        for at in 4..token.len() {
            let other = if &token[at..=at] == "A" { "B" } else { "A" };
            let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
            assert_eq!(
                Schedule::from_token(&changed),
                Err(TokenError::Damaged),
                "changed at {at}"
            );
        }
        assert_eq!(
            Schedule::from_token("tp2-AAAA"),
            Err(TokenError::Version("2".to_owned()))
        );
        assert_eq!(Schedule::from_token("hello"), Err(TokenError::Unknown));
    }
}
