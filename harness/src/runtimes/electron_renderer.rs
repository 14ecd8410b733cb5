//! Electron, as a hidden window: cases run as the script of its page.
//!
//! Electron starts in its main process, so a script of ours is its app: it opens the window that the
//! case asks for and passes on what the page prints. The page reads its case from the copy, and
//! traces into it, as on every other runtime.

use camino::Utf8Path;
use serde_json::json;

use super::{Adapter, Launch, Script, electron};
use crate::plan::window::Window;

/// The renderer of Electron.
#[derive(Debug, Clone, Copy)]
pub struct ElectronRenderer;

/// The app, which opens the window.
const APP: &str = include_str!("electron_renderer.cjs");

/// Where the app goes, seen from the case's folder. No area begins with `_`.
const APP_FILE: &str = "../../_electron/app.cjs";

/// The page, beside the script that it loads: relative URLs refer to its folder.
const PAGE_FILE: &str = "_window.html";

/// What a program with windows has to know of the session that it is started in.
const SESSION: [&str; 4] = [
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_RUNTIME_DIR",
];

impl Adapter for ElectronRenderer {
    fn name(&self) -> &'static str {
        "electron-renderer"
    }

    fn program(&self) -> Option<&str> {
        electron::Electron.program()
    }

    fn launch(&self, script: &Script<'_>) -> Launch {
        // Asked for its versions, it is the same program as without a window.
        let Some(window) = script.window else {
            return electron::Electron.launch(script);
        };
        let mut launch = Launch::default();
        if !script.node_args.is_empty() {
            let flags = script.node_args.join(" ");
            launch.args.push(format!("--js-flags={flags}"));
        }
        launch.args.push(APP_FILE.to_owned());
        launch.args.extend(script.args.iter().cloned());
        let present = SESSION
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), std::env::var(name).ok()?)));
        launch.env.extend(present);
        let preferences: serde_json::Map<_, _> = window
            .preferences()
            .into_iter()
            .map(|(name, on)| (name.to_owned(), on.into()))
            .collect();
        launch.env.insert(
            "THREADPROOF_WINDOW".to_owned(),
            json!({ "page": PAGE_FILE, "webPreferences": preferences }).to_string(),
        );
        launch.files.insert(APP_FILE.to_owned(), APP.to_owned());
        launch.files.insert(PAGE_FILE.to_owned(), page(script.file));
        launch
    }

    fn version_keys(&self) -> &[&str] {
        electron::Electron.version_keys()
    }

    fn how_to_get(&self) -> String {
        "install Electron and pass `-r electron-renderer=/path/to/electron` in a session with a \
         display (`xvfb-run` makes one)"
            .to_owned()
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn refuses(&self, window: Option<Window>) -> Option<&'static str> {
        match window {
            Some(_) => None,
            None => Some("no case for a window; `-r electron` runs it"),
        }
    }
}

/// The page that loads the script of a case.
fn page(file: &str) -> String {
    let kind = if Utf8Path::new(file).extension() == Some("mjs") {
        " type=\"module\""
    } else {
        ""
    };
    format!("<!doctype html>\n<meta charset=\"utf-8\">\n<script{kind} src=\"{file}\"></script>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch(file: &str) -> Launch {
        let args = ["a".to_owned()];
        ElectronRenderer.launch(&Script {
            file,
            node_args: &["--expose-gc".to_owned()],
            args: &args,
            window: Some(Window {
                node_integration_in_worker: true,
                ..Window::default()
            }),
        })
    }

    #[test]
    fn the_app_opens_the_window_that_the_case_asks_for() {
        let launch = launch("main.cjs");
        assert_eq!(
            launch.args,
            ["--js-flags=--expose-gc", "../../_electron/app.cjs", "a"]
        );
        assert!(!launch.env.contains_key("ELECTRON_RUN_AS_NODE"));
        assert_eq!(
            launch.env["THREADPROOF_WINDOW"],
            r#"{"page":"_window.html","webPreferences":{"nodeIntegration":false,"nodeIntegrationInWorker":true,"sandbox":false}}"#
        );
        assert!(launch.files[APP_FILE].contains("new BrowserWindow"));
    }

    #[test]
    fn the_page_loads_scripts_and_modules_as_what_they_are() {
        assert!(launch("main.cjs").files[PAGE_FILE].contains("<script src=\"main.cjs\">"));
        let module = "<script type=\"module\" src=\"main.mjs\">";
        assert!(launch("main.mjs").files[PAGE_FILE].contains(module));
    }
}
