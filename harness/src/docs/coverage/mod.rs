//! Which fixtures stand for which sentence of a page, so that an edited page says what to look at.
//!
//! A sentence is known by the hash of its words. Matching words propose what a sentence promises;
//! what nobody has looked at stays marked as proposed, and what nothing matches stays open.

pub mod map;
pub mod sentences;

use std::collections::{BTreeMap, BTreeSet};

use self::map::{Mapped, Says};
use self::sentences::{Sentence, words};

/// The share of a promise's words that a sentence must have to be proposed for it.
const SHARE: f64 = 0.5;

/// Words that tell nothing apart.
const COMMON: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "does", "for", "from",
    "has", "have", "if", "in", "into", "is", "it", "its", "may", "no", "not", "of", "on", "one",
    "or", "same", "so", "such", "than", "that", "the", "then", "there", "they", "this", "to",
    "was", "when", "which", "while", "will", "with",
];

/// A promise of the inventory, as far as sentences are matched with it.
#[derive(Debug, Clone)]
pub struct Promise {
    /// Its id.
    pub id: String,
    /// What it says.
    pub says: String,
    /// The headings under which it stands, by page.
    pub headings: BTreeMap<String, Vec<String>>,
}

/// How a page and its map fit together.
#[derive(Debug, Clone, Default)]
pub struct Compared<'s> {
    /// Sentences that the map knows, with what it says of them.
    pub mapped: Vec<(&'s Sentence, &'s Mapped)>,
    /// Sentences that the map does not know: new, changed, or not mapped yet.
    pub open: Vec<&'s Sentence>,
    /// What the map says of sentences that are not on the page any more.
    pub gone: Vec<&'s Mapped>,
}

/// Holds a page's sentences against its map.
#[must_use]
pub fn compare<'s>(sentences: &'s [Sentence], map: &'s [Mapped]) -> Compared<'s> {
    let mut compared = Compared::default();
    let mut used = BTreeSet::new();
    let headings: BTreeSet<&str> = sentences.iter().map(|one| one.under.as_str()).collect();
    for sentence in sentences {
        // The same words may stand under several headings and mean each something else.
        let fits = |one: &&Mapped| one.hash == sentence.hash;
        let here = map
            .iter()
            .find(|one| fits(one) && one.under == sentence.under);
        // Words that moved keep their meaning; stock phrases under headings that are still there do
        // not lend each other theirs.
        let moved = |one: &&Mapped| fits(one) && !headings.contains(one.under.as_str());
        match here.or_else(|| map.iter().find(moved)) {
            Some(one) => {
                used.insert((&one.hash, &one.under));
                compared.mapped.push((sentence, one));
            }
            None => compared.open.push(sentence),
        }
    }
    let is_gone = |one: &&Mapped| !used.contains(&(&one.hash, &one.under));
    compared.gone = map.iter().filter(is_gone).collect();
    compared
}

/// What a sentence may promise: promises of the same heading most of whose words it has.
#[must_use]
pub fn propose(page: &str, sentence: &Sentence, promises: &[Promise]) -> Option<Mapped> {
    let has: BTreeSet<String> = stems(&sentence.text);
    let fits = |promise: &&Promise| {
        let here = promise.headings.get(page);
        let here = here.is_some_and(|all| all.iter().any(|one| same(one, &sentence.heading)));
        let wanted = stems(&promise.says);
        let shared = wanted.intersection(&has).count();
        here && shared >= 3 && shared as f64 >= SHARE * wanted.len() as f64
    };
    let ids: Vec<String> = promises
        .iter()
        .filter(fits)
        .map(|promise| promise.id.clone())
        .collect();
    let says = if ids.is_empty() {
        Says::Nothing(leads_on(&sentence.text)?.to_owned())
    } else {
        Says::Promises(ids)
    };
    Some(Mapped {
        hash: sentence.hash.clone(),
        under: sentence.under.clone(),
        says,
        proposed: true,
    })
}

/// Why a sentence promises nothing, where its form alone tells.
fn leads_on(text: &str) -> Option<&'static str> {
    if text.ends_with(':') {
        Some("leads on to what follows")
    } else if text.starts_with("Stability: ") {
        Some("a mark of stability")
    } else if text.starts_with("See ") || text.starts_with("Refer to ") {
        Some("refers to another place")
    } else {
        None
    }
}

/// Headings differ in marks between the forms of a page.
fn same(one: &str, other: &str) -> bool {
    words(one).eq(words(other))
}

/// The words that tell a text apart, without the endings that grammar gives them.
fn stems(text: &str) -> BTreeSet<String> {
    let told = words(text).filter(|word| !COMMON.contains(&word.as_str()));
    told.map(|word| {
        let stem = ["ing", "ed", "es", "s"]
            .iter()
            .filter_map(|ending| word.strip_suffix(ending))
            .find(|stem| stem.len() > 3);
        stem.unwrap_or(&word).to_owned()
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(text: &str) -> Sentence {
        Sentence {
            hash: sentences::hash(text),
            under: "ports".to_owned(),
            heading: "Ports".to_owned(),
            text: text.to_owned(),
            line: 1,
        }
    }

    fn promise(id: &str, says: &str) -> Promise {
        Promise {
            id: id.to_owned(),
            says: says.to_owned(),
            headings: BTreeMap::from([("page.md".to_owned(), vec!["`Ports`".to_owned()])]),
        }
    }

    #[test]
    fn words_propose_and_nothing_more() {
        let promises = [
            promise("closes", "closing one port closes the other end"),
            promise("stays", "a listening port keeps the process alive"),
        ];
        let text = "When a port is closed, the other end closes too.";
        let found = propose("page.md", &sentence(text), &promises).expect("a match");
        assert_eq!(found.says, Says::Promises(vec!["closes".to_owned()]));
        assert!(found.proposed);
        assert!(propose("page.md", &sentence("Ports are fine."), &promises).is_none());
        assert!(propose("other.md", &sentence(text), &promises).is_none());
        let found = propose("page.md", &sentence("To use it:"), &promises).expect("a form");
        assert_eq!(
            found.says,
            Says::Nothing("leads on to what follows".to_owned())
        );
    }

    #[test]
    fn an_edited_sentence_is_open_and_its_entry_gone() {
        let old = [sentence("It is one."), sentence("It is two.")];
        let map: Vec<Mapped> = old
            .iter()
            .map(|one| Mapped {
                hash: one.hash.clone(),
                under: one.under.clone(),
                says: Says::Promises(vec!["id".to_owned()]),
                proposed: false,
            })
            .collect();
        let new = [sentence("It is one."), sentence("It is three.")];
        let compared = compare(&new, &map);
        assert_eq!(compared.mapped.len(), 1);
        assert_eq!(compared.open, [&new[1]]);
        assert_eq!(compared.gone, [&map[1]]);
    }
}
