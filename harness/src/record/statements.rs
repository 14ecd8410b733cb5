//! What a case stands for, in the words and at the places of the documentation.

use threadproof_reports::record::{Place, Run, Statement};

use crate::plan::inventory::{Inventory, Promise};
use crate::slug::slug;

/// Adds to each case of a run the statements that it covers.
pub fn add_statements(run: &mut Run, inventory: &Inventory) {
    for case in &mut run.cases {
        let promises = case.covers.iter().filter_map(|id| inventory.promise(id));
        case.statements = promises
            .map(|promise| statement(promise, inventory))
            .collect();
    }
}

fn statement(promise: &Promise, inventory: &Inventory) -> Statement {
    // In the order of `pages.yaml`, which begins with the page to read first.
    let places = inventory.pages.iter().flat_map(|page| {
        let here = promise.pages.iter().filter(|(name, _)| *name == page.page);
        here.flat_map(|(_, headings)| headings)
            .map(|heading| Place {
                title: page.title.clone(),
                version: page.version.clone(),
                heading: heading.clone(),
                link: page.link.as_ref().map(|link| address(link, heading)),
            })
    });
    Statement {
        id: promise.id.clone(),
        says: promise.says.clone(),
        // A statement that many headings repeat is found under the first of them.
        places: places.take(MOST).collect(),
    }
}

/// How many places of one statement are kept.
const MOST: usize = 4;

/// The address of a heading. A page's own title, and what is not a heading of it, is its top.
fn address(link: &str, heading: &str) -> String {
    // A path of headings is given where the last one alone is not unique.
    let last = heading.rsplit(" > ").next().unwrap_or(heading);
    format!("{link}#{}", slug(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_has_the_address_that_node_gives_it() {
        let page = "https://nodejs.org/docs/latest-v25.x/api/worker_threads.html";
        for (heading, expected) in [
            (
                "new Worker(filename[, options])",
                "new-workerfilename-options",
            ),
            ("worker_threads.threadId", "worker_threadsthreadid"),
            ("Event: 'close'", "event-close"),
            (
                "Class: BroadcastChannel extends EventTarget",
                "class-broadcastchannel-extends-eventtarget",
            ),
        ] {
            assert_eq!(
                address(page, heading),
                format!("{page}#{expected}"),
                "{heading}"
            );
        }
    }
}
