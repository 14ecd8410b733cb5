//! The HTML report in a real browser: that it opens quickly, filters, opens a case and draws.
//!
//! Chromium is looked for on PATH, or named by `THREADPROOF_CHROMIUM`. Without one these checks
//! say so and end: what they test is the page, and every other machine tests the rest.

use std::path::{Path, PathBuf};
use std::process::Command;

use threadproof_reports::record::Run;

use crate::rendered;
use crate::sample::{large, small};

fn chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("THREADPROOF_CHROMIUM") {
        return Some(named.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    std::env::split_paths(&std::env::var_os("PATH")?)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|path| path.is_file())
}

/// The page as it stands after its scripts and `script`, or `None` without a browser.
fn open(run: &Run, address: &str, script: &str) -> Option<String> {
    let Some(browser) = chromium() else {
        eprintln!("skipped: no chromium on PATH; name one with THREADPROOF_CHROMIUM");
        return None;
    };
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("report.html");
    let page = rendered("html", run);
    std::fs::write(
        &path,
        page.replace("</body>", &format!("<script>{script}</script></body>")),
    )
    .unwrap();
    Some(dump(
        &browser,
        root.path(),
        &format!("file://{}{address}", path.display()),
    ))
}

fn dump(browser: &Path, root: &Path, url: &str) -> String {
    let profile = root.join("profile");
    let out = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .args([
            "--window-size=1280,900",
            // A page that holds the report in a frame may look into it.
            "--allow-file-access-from-files",
            "--virtual-time-budget=2000",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(url)
        .output()
        .expect("the browser starts");
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// Puts errors and answers where the dump shows them.
const REPORT: &str = "const say = (key, value) => \
    document.documentElement.setAttribute('data-' + key, value); \
    addEventListener('error', (event) => say('error', event.message)); \
    const press = (key) => (document.activeElement ?? document.body).dispatchEvent(\
    new KeyboardEvent('keydown', { key, bubbles: true }));";

#[test]
fn a_case_opens_with_its_timeline_and_its_violated_edge() {
    let address = "#case=message-port%2Fclose-event-both-ends&on=node%4026.10.0";
    let Some(page) = open(&small(), address, REPORT) else {
        return;
    };
    assert!(
        page.contains("data-ready="),
        "the page stands: {}",
        &page[..page.len().min(400)]
    );
    assert!(!page.contains("data-error="), "no script failed");
    for sign in [
        "Failed on node@26.10.0",
        "class=\"broken\"",
        "class=\"message\"",
        "first must come before closeB, but came after it",
        "threadproof run -r node@26.10.0 --exact message-port/close-event-both-ends",
        "class=\"del\"",
        "const { MessageChannel } = require",
        "Where the page and Node differ",
    ] {
        assert!(page.contains(sign), "{sign} is not on the page");
    }
}

#[test]
fn hostile_text_is_shown_and_never_run() {
    let address = "#case=message-port%2Fhostile-text&on=bun%401.4.5";
    let Some(page) = open(&small(), address, REPORT) else {
        return;
    };
    assert!(page.contains("data-ready="));
    assert!(
        page.contains("<title>message-port/hostile-text"),
        "the title is ours"
    );
    assert!(page.contains("&lt;img src=x"), "the text is shown");
    assert!(!page.contains("<img"));
    assert!(!page.contains("href=\"javascript:"));
}

#[test]
fn filters_and_keys_work() {
    let script = format!(
        "{REPORT} requestAnimationFrame(() => {{
            press('f');
            say('focus', document.activeElement.getAttribute('aria-label'));
            press('ArrowRight');
            say('right', document.activeElement.getAttribute('aria-label'));
            document.activeElement.click();
            say('open', document.title);
            press('ArrowLeft');
            say('tab', document.querySelector('[aria-selected=true]').textContent);
            press('j');
            say('next', document.title);
            press('Escape');
            say('back', document.querySelector('#case').hidden);
            say('again', document.activeElement.getAttribute('aria-label'));
            const box = document.querySelector('#q');
            box.value = 'stale option'; box.dispatchEvent(new Event('input'));
            say('found', document.querySelector('#shown').textContent);
            box.value = 'no such case'; box.dispatchEvent(new Event('input'));
            say('none', document.querySelector('.empty').hidden);
            press('t');
        }});"
    );
    let Some(page) = open(&small(), "", &script) else {
        return;
    };
    for sign in [
        "data-focus=\"node@26.10.0: failed\"",
        "data-right=\"bun@1.4.5: known divergence\"",
        "data-open=\"message-port/close-event-both-ends · threadproof\"",
        "data-tab=\"✕node@26.10.0\"",
        "data-next=\"message-port/hostile-text · threadproof\"",
        "data-back=\"true\"",
        "data-again=\"node@26.10.0: passed\"",
        "data-found=\"1 of 6 cases\"",
        "data-none=\"false\"",
        "data-theme=\"dark\"",
    ] {
        assert!(
            page.contains(sign),
            "{sign}: {}",
            page.lines().take(2).collect::<String>()
        );
    }
    assert!(!page.contains("data-error="));
}

/// A window of a desktop's browser cannot be as narrow as a phone, but a frame can.
#[test]
fn a_phone_need_not_scroll_sideways() {
    let Some(browser) = chromium() else {
        eprintln!("skipped: no chromium on PATH; name one with THREADPROOF_CHROMIUM");
        return;
    };
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("report.html"), rendered("html", &small())).unwrap();
    let measure = "const page = this.contentDocument.documentElement; \
        this.dataset.over = page.scrollWidth - page.clientWidth";
    let case = "#case=message-port%2Fclose-event-both-ends&on=node%4026.10.0";
    let frames: String = ["", case]
        .map(|address| {
            format!(
                "<iframe width=390 frameborder=0 src='report.html{address}' onload=\"{measure}\"></iframe>"
            )
        })
        .concat();
    let holder = root.path().join("phone.html");
    std::fs::write(&holder, frames).unwrap();
    let page = dump(
        &browser,
        root.path(),
        &format!("file://{}", holder.display()),
    );
    assert_eq!(page.matches("data-over=\"0\"").count(), 2, "{page}");
}

#[test]
fn thousands_of_cases_open_at_once() {
    let Some(page) = open(&large(5000), "", REPORT) else {
        return;
    };
    let at = page.find("data-ready=\"").expect("the page stands") + "data-ready=\"".len();
    let ready: u64 = page[at..].split('"').next().unwrap().parse().unwrap();
    eprintln!("5000 cases on 8 runtimes open in {ready} ms");
    // The promise is a second; this leaves room for a busy machine.
    assert!(ready < 5000, "{ready} ms");
    let rows = page.matches("class=\"line row\"").count();
    assert!(
        (1..2000).contains(&rows),
        "{rows} rows are drawn, only those near the window"
    );
}
