//! `profile` and `web_preferences` of `run`: a case that runs as the script of a window of
//! Electron's.
//!
//! It knows what such a window is asked for, never which runtime can open one.

use super::fields::{Fields, Reading, optional};
use crate::yaml::Node;

/// The members of Electron's `webPreferences` that matter to threads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// `nodeIntegration`.
    pub node_integration: bool,
    /// `nodeIntegrationInWorker`.
    pub node_integration_in_worker: bool,
    /// `sandbox`.
    pub sandbox: bool,
}

impl Window {
    /// Each preference by the name that Electron has for it.
    #[must_use]
    pub fn preferences(self) -> [(&'static str, bool); 3] {
        [
            ("nodeIntegration", self.node_integration),
            ("nodeIntegrationInWorker", self.node_integration_in_worker),
            ("sandbox", self.sandbox),
        ]
    }
}

/// Reads the window out of `run`; `None` for a case of Node's, an error when what is there was
/// refused.
pub(super) fn read<'d>(reading: &mut Reading<'d>, run: &Fields<'d>) -> Result<Option<Window>, ()> {
    let profiles = [("node", false), ("electron", true)];
    let is_window = optional(run.get("profile"), false, |node| {
        reading.word(node, "`profile`", &profiles)
    });
    let is_window = is_window.ok_or(())?;
    let preferences = run.get("web_preferences");
    match (preferences, is_window) {
        (Some(node), false) => {
            reading.refuse(
                node,
                "`web_preferences` without a window",
                "add `profile: electron`",
            );
            Err(())
        }
        (Some(node), true) => self::preferences(reading, node).map(Some).ok_or(()),
        (None, true) => Ok(Some(Window::default())),
        (None, false) => Ok(None),
    }
}

fn preferences<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<Window> {
    let names = Window::default().preferences().map(|(name, _)| name);
    let fields = reading.mapping(node, "`web_preferences`", &names)?;
    let mut flag = |name: &str| {
        optional(fields.get(name), false, |node| {
            reading.flag(node, &format!("`{name}`"))
        })
    };
    let [integration, in_worker, sandbox] = names.map(&mut flag);
    Some(Window {
        node_integration: integration?,
        node_integration_in_worker: in_worker?,
        sandbox: sandbox?,
    })
}
