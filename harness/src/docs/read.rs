//! Reads pages from files: which form a page has, and which files of a folder are pages.
//!
//! It must never know what is done with a page.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use thiserror::Error;
use threadproof_reports::regular;

use super::builder::Builder;
use super::model::{Format, Page};
use super::source::Source;
use super::{declarations, html, json, markdown, text};
use crate::diagnose::Diagnostic;

/// Why a page cannot be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The file or folder cannot be read.
    #[error("cannot read {path}: {cause}")]
    Unreadable {
        /// The file or folder.
        path: Utf8PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The file holds something else than text.
    #[error("{path}:{line}: not UTF-8; give a page as text, encoded in UTF-8")]
    NotText {
        /// The file.
        path: Utf8PathBuf,
        /// The line of the first byte that is wrong, from 1.
        line: usize,
    },
    /// The file is compressed.
    #[error("{path} is compressed; unpack it first: gunzip --keep {path}")]
    Compressed {
        /// The file.
        path: Utf8PathBuf,
    },
    /// A folder holds no page.
    #[error("no page in {path}; a page ends with one of {PAGE_ENDINGS}")]
    NoPage {
        /// The folder.
        path: Utf8PathBuf,
    },
    /// Two pages have the same name, which the ids of their examples start with.
    #[error("{one} and {other} have the same name; give them one at a time")]
    SameName {
        /// The page that was given first.
        one: Utf8PathBuf,
        /// The page that was given later.
        other: Utf8PathBuf,
    },
    /// The text is wrong.
    #[error("{}", .0.first().map_or_else(String::new, ToString::to_string))]
    Malformed(Vec<Diagnostic>),
}

/// The endings of [`ending`], for messages.
const PAGE_ENDINGS: &str = ".md, .markdown, .html, .htm, .json, .d.ts, .txt";

/// Reads the page at `path`.
///
/// # Errors
/// When the file cannot be read, is not text, or is malformed.
pub fn read(path: &Utf8Path) -> Result<Page, ReadError> {
    let unreadable = |cause| ReadError::Unreadable {
        path: path.to_owned(),
        cause,
    };
    let bytes = regular::read(path.as_std_path()).map_err(unreadable)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(ReadError::Compressed {
            path: path.to_owned(),
        });
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => read_text(path, text),
        Err(error) => Err(ReadError::NotText {
            path: path.to_owned(),
            line: bytes[..error.valid_up_to()]
                .split(|byte| *byte == b'\n')
                .count(),
        }),
    }
}

/// Reads a page that is already at hand; `path` names it.
///
/// # Errors
/// When the text is malformed.
pub fn read_text(path: &Utf8Path, text: &str) -> Result<Page, ReadError> {
    let source = Source::new(path, text);
    let format = format_of(path, source.body());
    let mut builder = Builder::new(path, format);
    let done = match format {
        Format::Markdown => markdown::read(&source, &mut builder),
        Format::Html => {
            html::read(source.body(), &mut builder);
            Ok(())
        }
        Format::Json => json::read(&source, &mut builder).map_err(|problem| vec![*problem]),
        Format::Text => text::read(&source, &mut builder),
        Format::Declarations => declarations::read(&source, &mut builder),
    };
    done.map_err(ReadError::Malformed)?;
    Ok(builder.finish())
}

/// Reads every page that `paths` name; a folder stands for the pages directly in it, in the order
/// of their names.
///
/// # Errors
/// Everything that is wrong with any of them.
pub fn read_all(paths: &[Utf8PathBuf]) -> Result<Vec<Page>, Vec<ReadError>> {
    let mut files = Vec::new();
    let mut errors = Vec::new();
    for path in paths {
        if path.is_dir() {
            match pages_in(path) {
                Ok(found) => files.extend(found),
                Err(error) => errors.push(error),
            }
        } else {
            files.push(path.clone());
        }
    }
    let mut pages: Vec<Page> = Vec::new();
    for file in files {
        match read(&file) {
            Ok(page) => match pages.iter().find(|other| other.name == page.name) {
                Some(twin) => errors.push(ReadError::SameName {
                    one: twin.path.clone(),
                    other: file,
                }),
                None => pages.push(page),
            },
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() {
        Ok(pages)
    } else {
        Err(errors)
    }
}

/// The form that the name tells, or where it tells none or only that it is text, the body.
fn format_of(path: &Utf8Path, body: &str) -> Format {
    match ending(path) {
        Some(Format::Text) | None => {}
        Some(format) => return format,
    }
    let start = body
        .trim_start()
        .get(..15)
        .unwrap_or("")
        .to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        Format::Html
    } else if body
        .lines()
        .any(|line| line.trim_start().starts_with("```"))
    {
        Format::Markdown
    } else {
        Format::Text
    }
}

/// The form that the ending of a name tells.
fn ending(path: &Utf8Path) -> Option<Format> {
    match path.extension()?.to_ascii_lowercase().as_str() {
        "md" | "markdown" => Some(Format::Markdown),
        "html" | "htm" => Some(Format::Html),
        "json" => Some(Format::Json),
        "ts" | "mts" | "cts" | "tsx" | "js" | "mjs" | "cjs" | "jsx" => Some(Format::Declarations),
        "txt" => Some(Format::Text),
        _ => None,
    }
}

fn pages_in(folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, ReadError> {
    let unreadable = |cause| ReadError::Unreadable {
        path: folder.to_owned(),
        cause,
    };
    let mut found = Vec::new();
    for entry in folder.read_dir_utf8().map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.into_path();
        // Sources of JavaScript are pages only where they are named: most hold no documentation.
        let is_source = matches!(path.extension(), Some("js" | "mjs" | "cjs" | "jsx" | "tsx"));
        if ending(&path).is_some() && !is_source && path.is_file() {
            found.push(path);
        }
    }
    if found.is_empty() {
        return Err(ReadError::NoPage {
            path: folder.to_owned(),
        });
    }
    found.sort();
    Ok(found)
}
