//! An edit of source text. It must never know why.

use oxc::span::Span;

/// A piece of text and what takes its place.
#[derive(Debug)]
pub(crate) struct Edit {
    /// The piece; empty for an insertion.
    pub span: Span,
    /// The new text.
    pub text: String,
}
