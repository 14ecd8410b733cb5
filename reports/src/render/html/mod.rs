//! HTML: one file without network, for a browser.
//!
//! The page carries the numbers that every reader wants as markup, and everything else as two
//! blocks of JSON: a small one from which the matrix is drawn, and a large one that is parsed
//! when the first case is opened. Whatever came out of a program under test reaches the page only
//! inside that JSON and is shown as text, never as markup.

use std::io;

use crate::record::Run;

use super::Renderer;

mod data;
mod page;

/// Writes one self-contained page.
pub struct Html;

impl Renderer for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "one self-contained page: the matrix, and a page for each case"
    }

    fn default_file(&self) -> Option<&'static str> {
        Some("report.html")
    }

    fn render(&self, run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
        let order = data::Order::of(run);
        out.write_all(page::head(run).into_string().as_bytes())?;
        out.write_all(b"<script type=\"application/json\" id=\"index\">")?;
        data::write_json(&mut *out, &data::index(run, &order))?;
        out.write_all(b"</script>\n<script type=\"application/json\" id=\"details\">")?;
        data::write_json(&mut *out, &data::details(run, &order))?;
        out.write_all(b"</script>\n")?;
        out.write_all(page::foot().into_string().as_bytes())
    }
}
