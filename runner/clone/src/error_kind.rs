//! The classes of errors that survive cloning. Every other error arrives as a plain `Error`; that
//! is so for `AggregateError` too.

use boa_engine::{
    Context, JsString, builtins::error::ErrorKind, context::intrinsics::StandardConstructor,
};
use threadproof_ground::numbers::size;

/// An error class, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ErrorName {
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    UriError,
}

impl ErrorName {
    const ALL: [(Self, &str); 7] = [
        (Self::Error, "Error"),
        (Self::EvalError, "EvalError"),
        (Self::RangeError, "RangeError"),
        (Self::ReferenceError, "ReferenceError"),
        (Self::SyntaxError, "SyntaxError"),
        (Self::TypeError, "TypeError"),
        (Self::UriError, "URIError"),
    ];

    pub(super) fn from_js_string(name: &JsString) -> Self {
        let mut all = Self::ALL.into_iter();
        all.find(|(_, known)| name == known)
            .map_or(Self::Error, |(kind, _)| kind)
    }

    /// One number for the class and for which of message, stack and cause there are.
    pub(super) fn pack(self, parts: [bool; 3]) -> u64 {
        let parts = parts.into_iter().rev();
        parts.fold(self as u64, |packed, there| {
            (packed << 1) | u64::from(there)
        })
    }

    pub(super) fn unpack(packed: u64) -> (Self, [bool; 3]) {
        let parts = [0, 1, 2].map(|bit| packed & (1 << bit) != 0);
        (Self::ALL[size(packed >> 3)].0, parts)
    }

    pub(super) const fn kind(self) -> ErrorKind {
        match self {
            Self::Error => ErrorKind::Error,
            Self::EvalError => ErrorKind::Eval,
            Self::RangeError => ErrorKind::Range,
            Self::ReferenceError => ErrorKind::Reference,
            Self::SyntaxError => ErrorKind::Syntax,
            Self::TypeError => ErrorKind::Type,
            Self::UriError => ErrorKind::Uri,
        }
    }

    pub(super) fn class(self, context: &Context) -> &StandardConstructor {
        let classes = context.intrinsics().constructors();
        match self {
            Self::Error => classes.error(),
            Self::EvalError => classes.eval_error(),
            Self::RangeError => classes.range_error(),
            Self::ReferenceError => classes.reference_error(),
            Self::SyntaxError => classes.syntax_error(),
            Self::TypeError => classes.type_error(),
            Self::UriError => classes.uri_error(),
        }
    }
}
