//! Pages and results in the words of the record.

use threadproof_reports::docs::{DocsExample, DocsPage, DocsResult, Part};

use crate::docs::completion::Completions;
use crate::docs::model::{Example, Page};

/// A page as the record carries it; `results` gives those of an example.
pub fn page_record(
    page: &Page,
    completions: Option<&Completions>,
    mut results: impl FnMut(&Example) -> Vec<DocsResult>,
) -> DocsPage {
    let heading = |index: Option<usize>| index.and_then(|index| page.headings.get(index));
    let mut parts: Vec<(usize, Part)> = Vec::new();
    for heading in &page.headings {
        parts.push((
            heading.line,
            Part::Heading {
                text: heading.text.clone(),
                slug: heading.slug.clone(),
                level: heading.level,
            },
        ));
    }
    for prose in &page.prose {
        parts.push((prose.line, Part::Text(prose.text.clone())));
    }
    for example in &page.examples {
        let record = DocsExample {
            id: example.id.clone(),
            heading: heading(example.heading).map_or_else(String::new, |one| one.text.clone()),
            label: example.label.clone(),
            code: example.code.clone(),
            line: example.line,
            twin: example.twin.clone(),
            results: results(example),
        };
        parts.push((example.line, Part::Example(Box::new(record))));
    }
    // Stable: what shares a line keeps its order, a heading before the text under it.
    parts.sort_by_key(|(line, _)| *line);
    DocsPage {
        name: page.name.clone(),
        path: page.path.to_string(),
        format: format!("{:?}", page.format).to_lowercase(),
        completions: completions.map(|completions| completions.file.to_string()),
        parts: parts.into_iter().map(|(_, part)| part).collect(),
    }
}
