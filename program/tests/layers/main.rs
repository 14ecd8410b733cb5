//! Within a crate no two rooms import each other, directly or through others.
//!
//! A room is a module at the top of a crate: a folder or a file beside `lib.rs` or `main.rs`. The
//! compiler keeps crates apart; this keeps apart what is inside of one. It serves every crate of the
//! workspace: a new one needs no line here. `imports` reads a file's paths, `rooms` makes a graph of
//! them; here stands what is excused.

mod imports;
// The program itself is not started here.
#[allow(dead_code)]
#[path = "../places/mod.rs"]
mod places;
mod rooms;

use places::workspace;
use rooms::{Crate, crates};

/// Knots that are left, each as the crate's folder and the rooms in it. The list only shrinks: what
/// is no longer in a knot has to be taken off.
const KNOTS: &[(&str, &[&str])] = &[];

/// Crates that are one room: their files stand for one thing, and the compiler draws its line.
const ONE_ROOM: &[&str] = &[
    "runner/agent",
    "runner/clone",
    "runner/event",
    "runner/modules",
    "runner/source",
    "runner/wasm",
    "runner/web",
];

#[test]
fn no_two_rooms_of_a_crate_import_each_other() {
    let crates = crates(&workspace());
    assert!(
        crates.iter().any(|one| one.folder == "program"),
        "the walk has missed this crate"
    );
    let mut findings = Vec::new();
    let several = |one: &&Crate| !ONE_ROOM.contains(&one.folder.as_str());
    for one in crates.iter().filter(several) {
        let excused = KNOTS.iter().find(|(folder, _)| one.folder == *folder);
        findings.extend(judge(one, excused.map_or(&[], |(_, rooms)| rooms)));
    }
    for folder in KNOTS.iter().map(|(folder, _)| folder).chain(ONE_ROOM) {
        if !crates.iter().any(|one| one.folder == *folder) {
            findings.push(format!("{folder}: excused, but there is no such crate"));
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn no_room_reaches_for_what_stands_in_the_root_of_its_crate() {
    // The root assembles the rooms; a room that needs something of it is above and below it at once.
    let findings: Vec<String> = crates(&workspace())
        .iter()
        .filter(|one| !ONE_ROOM.contains(&one.folder.as_str()))
        .flat_map(|one| {
            let strays = one.strays.iter();
            strays.map(|(name, place)| format!("{place}: `crate::{name}`; give it a room"))
        })
        .collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// What is wrong with a crate, one line each.
fn judge(one: &Crate, excused: &[&str]) -> Vec<String> {
    let mut findings = Vec::new();
    let knots = one.knots();
    for knot in &knots {
        if knot.iter().all(|room| excused.contains(&room.as_str())) {
            continue;
        }
        findings.push(format!("{}: {} are a circle:", one.folder, knot.join(", ")));
        for (from, to, place) in one.arrows_among(knot) {
            findings.push(format!("  {from} imports {to} ({place})"));
        }
    }
    for room in excused {
        if !knots.iter().flatten().any(|knotted| knotted == room) {
            findings.push(format!(
                "{}: {room} is in no circle any more; take it off the list",
                one.folder
            ));
        }
    }
    findings
}

#[test]
fn a_circle_is_found_and_an_excuse_that_nobody_needs_too() {
    let arrows = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")];
    let one = Crate::of("some", &arrows);
    assert_eq!(one.knots(), [["a", "b", "c"]]);
    let findings = judge(&one, &[]);
    assert_eq!(findings[0], "some: a, b, c are a circle:");
    assert_eq!(findings.len(), 4, "{findings:?}");
    assert!(judge(&one, &["a", "b", "c"]).is_empty());
    assert_eq!(
        judge(&one, &["a", "b", "c", "d"]),
        ["some: d is in no circle any more; take it off the list"]
    );
    assert!(!judge(&one, &["a", "b"]).is_empty());
    assert!(
        Crate::of("some", &[("a", "b"), ("a", "c"), ("b", "c")])
            .knots()
            .is_empty()
    );
}
