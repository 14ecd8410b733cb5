//! What a host function throws, as a value.

use thiserror::Error;

/// Which class of error a script sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HostErrorKind {
    /// `Error`
    #[default]
    Error,
    /// `TypeError`
    Type,
    /// `RangeError`
    Range,
}

/// What a host function throws into the script that called it.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("{message}")]
pub struct HostError {
    /// The class.
    pub kind: HostErrorKind,
    /// `code`, where there is one.
    pub code: Option<String>,
    /// The message.
    pub message: String,
}

impl HostError {
    /// An `Error` with this message.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            kind: HostErrorKind::Error,
            code: None,
            message: message.into(),
        }
    }

    /// A `TypeError` with this message, for a wrong argument.
    #[must_use]
    pub fn type_error(message: impl Into<String>) -> Self {
        Self {
            kind: HostErrorKind::Type,
            ..Self::new(message)
        }
    }

    /// The same error with a `code`.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }
}

impl From<String> for HostError {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

impl From<&str> for HostError {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}
