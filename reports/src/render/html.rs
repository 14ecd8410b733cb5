//! placeholder
use super::Renderer;
use crate::record::Run;
use std::io;
/// Html.
pub struct Html;
impl Renderer for Html {
    fn name(&self) -> &'static str {
        "html"
    }
    fn about(&self) -> &'static str {
        "one self-contained page"
    }
    fn default_file(&self) -> Option<&'static str> {
        Some("report.html")
    }
    fn render(&self, _run: &Run, _out: &mut dyn io::Write) -> io::Result<()> {
        Ok(())
    }
}
