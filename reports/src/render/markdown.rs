//! Markdown for a pull request comment or a step summary.
//!
//! Numbers first, then what fails with the command that reruns it, then what is known. It must
//! fit in one comment, so it stops listing before GitHub's limit and says how much it left out.
//! Nothing that a program printed can become markup, a link or a mention.

use std::fmt::Write as _;
use std::io;

use crate::record::{CaseInfo, CaseResult, Counts, Run, Summary, Verdict};
use crate::words;

use super::Renderer;

/// The first line of the report, by which a bot finds its earlier comment to replace it.
pub const MARKER: &str = "<!-- threadproof -->";

// A comment may have 65536 characters; the rest is for what the caller adds.
const LIMIT: usize = 60_000;

/// Writes a Markdown summary.
pub struct Markdown;

impl Renderer for Markdown {
    fn name(&self) -> &'static str {
        "md"
    }

    fn about(&self) -> &'static str {
        "Markdown for a pull request comment or step summary"
    }

    fn default_file(&self) -> Option<&'static str> {
        Some("summary.md")
    }

    fn render(&self, run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(text(run).as_bytes())
    }
}

fn text(run: &Run) -> String {
    let summary = Summary::of(run);
    let failed = summary.total.gating.failed();
    let mut out = format!("{MARKER}\n");
    let title = if failed > 0 {
        format!("{} not as expected", words::many(failed, "result"))
    } else if summary.total.all.ran() == 0 {
        "nothing was run".to_owned()
    } else {
        "every gating result is as expected".to_owned()
    };
    push(&mut out, &format!("## threadproof: {title}\n\n"));
    if let Some(partial) = words::partial(run) {
        push(
            &mut out,
            &format!("> Partial run: {}.\n\n", plain(&partial)),
        );
    }
    push(
        &mut out,
        &format!("{}.\n\n", words::counts(&summary.total.all)),
    );
    push(
        &mut out,
        "| runtime | passed | known | failed | flaky | other | not run |\n",
    );
    push(&mut out, "|---|--:|--:|--:|--:|--:|--:|\n");
    for (runtime, tally) in &summary.runtimes {
        push(&mut out, &row(runtime, &tally.all));
    }
    for runtime in run.runtimes.iter().filter(|runtime| !runtime.available) {
        let reason = runtime.skip_reason.as_deref().unwrap_or("not available");
        push(
            &mut out,
            &format!("\n{} was not asked: {}\n", code(&runtime.id), plain(reason)),
        );
    }
    let failures: Vec<_> = run.failures().collect();
    section(&mut out, "Not as expected", true, &failures);
    let soft: Vec<_> = run
        .results_with_cases()
        .filter(|(case, result)| result.verdict.is_failure() && !run.gates(case.tier))
        .collect();
    section(
        &mut out,
        "Not as expected in tiers that do not gate",
        false,
        &soft,
    );
    for (verdict, title) in [
        (Verdict::Inconclusive, "Inconclusive"),
        (Verdict::KnownDivergence, "Known divergences"),
    ] {
        let those: Vec<_> = run
            .results_with_cases()
            .filter(|(_, result)| result.verdict == verdict)
            .collect();
        section(&mut out, title, false, &those);
    }
    let _ = writeln!(
        out,
        "\n<sub>threadproof {} · suite {} · {} {} · {}</sub>",
        plain(&run.tool),
        plain(words::head(&run.suite.hash, 12).0),
        plain(&run.host.os),
        plain(&run.host.arch),
        plain(&words::moment(&run.started)),
    );
    out
}

fn row(runtime: &str, counts: &Counts) -> String {
    let failed = counts.of(Verdict::UnexpectedFailure) + counts.of(Verdict::UnexpectedPass);
    let other = counts.of(Verdict::Stale) + counts.of(Verdict::Inconclusive);
    let idle = counts.of(Verdict::Skipped) + counts.of(Verdict::NotRun);
    format!(
        "| {} | {} of {} | {} | {failed} | {} | {other} | {idle} |\n",
        code(runtime),
        counts.passed(),
        counts.applicable(),
        counts.of(Verdict::KnownDivergence),
        counts.of(Verdict::Flaky),
    )
}

fn section(out: &mut String, title: &str, open: bool, results: &[(&CaseInfo, &CaseResult)]) {
    if results.is_empty() {
        return;
    }
    let state = if open { " open" } else { "" };
    let head = format!(
        "\n<details{state}><summary>{title} ({})</summary>\n\n",
        results.len()
    );
    if out.len() + head.len() > LIMIT {
        return;
    }
    out.push_str(&head);
    for (done, (case, result)) in results.iter().enumerate() {
        let entry = entry(case, result);
        if out.len() + entry.len() > LIMIT {
            let left = words::many(results.len() - done, "more result");
            let _ = writeln!(out, "- and {left}; the HTML report lists all");
            break;
        }
        out.push_str(&entry);
    }
    out.push_str("\n</details>\n");
}

fn entry(case: &CaseInfo, result: &CaseResult) -> String {
    let why = words::why(result);
    let mut text = format!(
        "- **{}** {} on {}: {}",
        result.verdict.label(),
        code(&case.id),
        code(&result.runtime),
        plain(words::head(&why, 400).0),
    );
    if let Some(link) = result.link.as_deref().filter(|link| is_web(link)) {
        let _ = write!(text, " ([report]({link}))");
    }
    text.push('\n');
    if result.verdict.is_failure() {
        let _ = writeln!(
            text,
            "  <br>{}; rerun: {}",
            plain(&case.promises),
            code(&result.rerun)
        );
        if let Some(diff) = &result.diff {
            let (diff, cut) = words::head(diff, 1500);
            let fence = "`".repeat(longest_ticks(diff).max(2) + 1);
            let _ = writeln!(text, "\n  {fence}diff");
            for line in diff.lines() {
                let _ = writeln!(text, "  {}", words::visible(line));
            }
            if cut {
                let _ = writeln!(text, "  …");
            }
            let _ = writeln!(text, "  {fence}\n");
        }
    }
    text
}

fn push(out: &mut String, text: &str) {
    if out.len() + text.len() <= LIMIT {
        out.push_str(text);
    }
}

/// Text in a code span, whatever it contains; a code span never links nor mentions.
pub(crate) fn code(text: &str) -> String {
    let text = words::one_line(text).replace('|', "\\|");
    let ticks = "`".repeat(longest_ticks(&text) + 1);
    if text.starts_with('`') || text.ends_with('`') {
        format!("{ticks} {text} {ticks}")
    } else {
        format!("{ticks}{text}{ticks}")
    }
}

/// Text in which no character is markup, starts a link or mentions anybody.
pub(crate) fn plain(text: &str) -> String {
    let text = words::one_line(text);
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // A time of day or the end of a clause makes no link and no emoji.
        let quiet = chars
            .peek()
            .is_none_or(|next| next.is_whitespace() || next.is_ascii_digit());
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            ':' if quiet => out.push(c),
            // An empty comment breaks up a mention, a reference, an address and an emoji.
            '@' | '#' | ':' => {
                let _ = write!(out, "{c}<!-- -->");
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// Whether a link is one that a browser can follow without running anything.
pub(crate) fn is_web(link: &str) -> bool {
    let rest = link
        .strip_prefix("https://")
        .or_else(|| link.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && rest
                .chars()
                .all(|c| c.is_ascii_graphic() && !"()<>\"'`\\[]|".contains(c))
    })
}

fn longest_ticks(text: &str) -> usize {
    text.split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default()
}
