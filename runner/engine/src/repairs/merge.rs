//! A stable sort that takes any comparison for what it is.
//!
//! Rust's own sort may panic when a comparison is no order, and JavaScript's comparisons are what a
//! script makes them: random, contradicting, throwing. Short lists are sorted by binary insertion,
//! in the sequence of calls that V8 makes, longer ones by merging sorted pieces. What is compared is
//! not known here.

use std::cmp::Ordering;

/// Pieces up to this length are sorted by insertion.
const PIECE: usize = 32;

/// Sorts `items` by `compare`, whose first error ends it; `items` then holds them in some order.
pub(super) fn sort<T: Clone, E>(
    items: &mut [T],
    mut compare: impl FnMut(&T, &T) -> Result<Ordering, E>,
) -> Result<(), E> {
    for piece in items.chunks_mut(PIECE) {
        insert_each(piece, &mut compare)?;
    }
    let mut width = PIECE;
    let mut left = Vec::new();
    while width < items.len() {
        for pair in items.chunks_mut(width * 2) {
            if pair.len() > width {
                merge(pair, width, &mut left, &mut compare)?;
            }
        }
        width *= 2;
    }
    Ok(())
}

fn insert_each<T, E>(
    piece: &mut [T],
    compare: &mut impl FnMut(&T, &T) -> Result<Ordering, E>,
) -> Result<(), E> {
    for at in 1..piece.len() {
        let (mut low, mut high) = (0, at);
        while low < high {
            let middle = usize::midpoint(low, high);
            if compare(&piece[at], &piece[middle])?.is_lt() {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        piece[low..=at].rotate_right(1);
    }
    Ok(())
}

/// Merges the sorted `pair[..middle]` and `pair[middle..]`. `left` is room that is used again.
fn merge<T: Clone, E>(
    pair: &mut [T],
    middle: usize,
    left: &mut Vec<T>,
    compare: &mut impl FnMut(&T, &T) -> Result<Ordering, E>,
) -> Result<(), E> {
    // In order already: lists often are, in part.
    if compare(&pair[middle], &pair[middle - 1])?.is_ge() {
        return Ok(());
    }
    left.clear();
    left.extend_from_slice(&pair[..middle]);
    let (mut from_left, mut from_right, mut to) = (0, middle, 0);
    let outcome = loop {
        if from_left == left.len() || from_right == pair.len() {
            break Ok(());
        }
        match compare(&pair[from_right], &left[from_left]) {
            Ok(order) if order.is_lt() => {
                pair.swap(to, from_right);
                from_right += 1;
            }
            Ok(_) => {
                pair[to] = left[from_left].clone();
                from_left += 1;
            }
            Err(error) => break Err(error),
        }
        to += 1;
    };
    // What is left of the left piece has room up to where the right piece goes on.
    let rest = left.len() - from_left;
    pair[to..to + rest].clone_from_slice(&left[from_left..]);
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    fn next(seed: &mut u64) -> u64 {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        *seed >> 33
    }

    #[test]
    fn sorts_stably_whatever_the_length() {
        let mut seed = 1;
        for length in (0..200).chain([1000, 4096, 4097]) {
            let list: Vec<(u64, usize)> =
                (0..length).map(|at| (next(&mut seed) % 16, at)).collect();
            let mut expected = list.clone();
            expected.sort_by_key(|(key, _)| *key);
            let mut sorted = list;
            let Ok(()) = sort(&mut sorted, |a, b| Ok::<_, Infallible>(a.0.cmp(&b.0)));
            assert_eq!(sorted, expected, "of {length}");
        }
    }

    #[test]
    fn what_is_no_order_loses_nothing() {
        let mut seed = 7;
        for length in [2, 21, 33, 100, 1000] {
            for answer in 0..4 {
                let mut list: Vec<usize> = (0..length).collect();
                let Ok(()) = sort(&mut list, |_, _| {
                    Ok::<_, Infallible>(match answer {
                        0 => Ordering::Less,
                        1 => Ordering::Greater,
                        2 => Ordering::Equal,
                        _ if next(&mut seed).is_multiple_of(2) => Ordering::Less,
                        _ => Ordering::Greater,
                    })
                });
                list.sort_unstable();
                assert_eq!(list, (0..length).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn the_first_error_ends_it_and_loses_nothing() {
        for fails_at in [1, 50, 300, 600] {
            let mut list: Vec<usize> = (0..100).rev().collect();
            let mut calls = 0;
            let outcome = sort(&mut list, |a, b| {
                calls += 1;
                if calls == fails_at {
                    Err(calls)
                } else {
                    Ok(a.cmp(b))
                }
            });
            assert!(outcome.is_err_and(|at| at == fails_at) || calls < fails_at);
            list.sort_unstable();
            assert_eq!(list, (0..100).collect::<Vec<_>>());
        }
    }
}
