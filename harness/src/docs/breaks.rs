//! Gives an example the line breaks back that its page lost, by position and nothing else.
//!
//! It must never know who says where they were.

use thiserror::Error;

use super::model::Example;
use super::promises;

/// Why line breaks cannot be given back.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BreakError {
    /// A position holds something that is no space.
    #[error("position {at} holds {found:?}; only a space can become a line break again")]
    NoSpace {
        /// The position.
        at: usize,
        /// What is there.
        found: char,
    },
    /// A position lies behind the code.
    #[error("position {at} lies behind the code, which has {length} characters")]
    Behind {
        /// The position.
        at: usize,
        /// How many characters the code has.
        length: usize,
    },
    /// Positions are not in order.
    #[error("position {at} does not come after the one before it; list each once, in order")]
    OutOfOrder {
        /// The position.
        at: usize,
    },
}

impl Example {
    /// The example with a line break in place of the space at each position of `breaks`, which
    /// count the characters of the code from 0. Its promises are read anew.
    ///
    /// # Errors
    /// When a position is not the place of a space, or not behind the one before it.
    pub fn with_breaks(&self, breaks: &[usize]) -> Result<Self, BreakError> {
        if let Some(pair) = breaks.windows(2).find(|pair| pair[1] <= pair[0]) {
            return Err(BreakError::OutOfOrder { at: pair[1] });
        }
        let mut letters: Vec<char> = self.code.chars().collect();
        let length = letters.len();
        for &at in breaks {
            match letters.get_mut(at) {
                Some(letter) if *letter == ' ' => *letter = '\n',
                Some(letter) => return Err(BreakError::NoSpace { at, found: *letter }),
                None => return Err(BreakError::Behind { at, length }),
            }
        }
        let code: String = letters.into_iter().collect();
        Ok(Self {
            promises: promises::of(self.language, &code),
            lost_breaks: promises::lost_breaks(self.language, &code),
            code,
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::builder::Builder;
    use crate::docs::model::{Format, Promised};

    fn example() -> Example {
        let mut builder = Builder::new("page.html".into(), Format::Html);
        builder.example("js", "é(); // Prints: 1 b(); // Prints: 2", 1);
        builder.finish().examples.remove(0)
    }

    #[test]
    fn a_space_becomes_a_break_and_promises_show() {
        let broken = example();
        assert!(broken.lost_breaks && broken.promises.is_empty());
        let whole = broken.with_breaks(&[4, 17]).expect("spaces");
        assert_eq!(whole.code, "é();\n// Prints: 1\nb(); // Prints: 2");
        assert!(!whole.lost_breaks);
        let printed: Vec<&Promised> = whole.promises.iter().map(|one| &one.kind).collect();
        let one = |text: &str| Promised::Prints(vec![text.to_owned()]);
        assert_eq!(printed, [&one("1"), &one("2")]);
    }

    #[test]
    fn only_spaces_in_order_become_breaks() {
        for (breaks, error) in [
            (&[0][..], BreakError::NoSpace { at: 0, found: 'é' }),
            (&[99], BreakError::Behind { at: 99, length: 35 }),
            (&[17, 4], BreakError::OutOfOrder { at: 4 }),
            (&[4, 4], BreakError::OutOfOrder { at: 4 }),
        ] {
            assert_eq!(example().with_breaks(breaks), Err(error));
        }
    }
}
