//! The texts that a thread runs, kept for the words of its errors.

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::Context;
use rustc_hash::FxHashMap;
use threadproof_engine::repairs::words::{self, Mistake, Tell};
use threadproof_engine::stack::Seen;
use threadproof_source::mistake::{self, Place};

/// A mistake: the file, its line and column, and what the engine says.
type Asked = (String, usize, usize, String);

/// Texts by the name that the engine was given, and the words of mistakes that were looked at.
#[derive(Default)]
struct Texts {
    by_name: RefCell<FxHashMap<String, Rc<str>>>,
    told: RefCell<FxHashMap<Asked, Option<String>>>,
}

/// Keeps the text that the engine is given under a name.
pub fn remember(name: &str, text: &str, context: &mut Context) {
    if !context.has_data::<Texts>() {
        context.insert_data(Texts::default());
        context.insert_data(Tell(tell));
        context.insert_data(Seen(words::see));
    }
    if let Some(texts) = context.get_data::<Texts>() {
        let known = texts
            .by_name
            .borrow_mut()
            .insert(name.to_owned(), text.into());
        if known.is_some_and(|known| *known != *text) {
            texts.told.borrow_mut().clear();
        }
    }
}

fn tell(mistake: &Mistake<'_>, context: &mut Context) -> Option<String> {
    let texts = context.get_data::<Texts>()?;
    let key = (
        mistake.file.to_owned(),
        mistake.line,
        mistake.column,
        mistake.said.to_owned(),
    );
    if let Some(told) = texts.told.borrow().get(&key) {
        return told.clone();
    }
    let text = texts.by_name.borrow().get(mistake.file).cloned()?;
    let place = Place {
        line: mistake.line,
        column: mistake.column,
        native: mistake.native,
    };
    let told = mistake::told(&text, place, mistake.said);
    texts.told.borrow_mut().insert(key, told.clone());
    told
}
