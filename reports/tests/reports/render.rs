//! The list of renderers, and what all of them must do.

use std::collections::HashSet;

use threadproof_reports::render::{ALL, find, to_string};

use crate::sample::{empty, large, small};

#[test]
fn names_and_files_are_unique() {
    let names: HashSet<_> = ALL.iter().map(|each| each.name()).collect();
    let files: HashSet<_> = ALL.iter().map(|each| each.default_file()).collect();
    assert_eq!(names.len(), ALL.len());
    assert_eq!(files.len(), ALL.len());
    assert!(ALL.iter().all(|each| !each.about().is_empty()));
    assert!(find("junit").is_some());
    assert!(find("pdf").is_none());
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    for renderer in ALL {
        let (one, other) = (
            to_string(*renderer, &small()),
            to_string(*renderer, &small()),
        );
        assert!(
            one == other,
            "{} differs from one time to the next",
            renderer.name()
        );
    }
}

#[test]
fn a_run_of_nothing_has_every_report() {
    for renderer in ALL {
        let _ = to_string(*renderer, &empty());
    }
    let mut without_cases = small();
    without_cases.cases.clear();
    for renderer in ALL {
        let _ = to_string(*renderer, &without_cases);
    }
}

#[test]
fn no_control_character_is_passed_on() {
    for renderer in ALL {
        let text = to_string(*renderer, &small());
        let control = text
            .chars()
            .find(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\u{7f}' | '\u{85}'));
        assert_eq!(control, None, "in {}", renderer.name());
    }
}

#[test]
fn a_large_run_is_written_quickly() {
    let run = large(1000);
    for renderer in ALL {
        let start = std::time::Instant::now();
        let _ = to_string(*renderer, &run);
        // A fifth of what the project promises for, with room for a busy machine.
        assert!(start.elapsed().as_secs() < 5, "{} is slow", renderer.name());
    }
}
