//! JavaScript's numbers as the whole numbers that calls and memory take.
//!
//! A script's number is a double. What reads one as an index, a size or a time means the nearest whole
//! number that the type has; whoever has to refuse others looks before. This is the one place where a
//! double is cast.

/// A type that a double is turned into.
pub trait Whole: Sized {
    /// The whole part of `number`, or the end of the type's range that is nearer to it; 0 for NaN.
    fn nearest(number: f64) -> Self;
}

macro_rules! whole {
    ($($type:ty)*) => {$(
        impl Whole for $type {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the fraction is to go, and what is out of range ends at the range's end"
            )]
            #[allow(
                clippy::cast_sign_loss,
                reason = "what is below 0 ends at 0 for a type without a sign; others keep it"
            )]
            #[inline]
            fn nearest(number: f64) -> Self {
                number as Self
            }
        }
    )*};
}

whole!(u8 u16 u32 u64 usize i32 i64);

/// The whole part of `number`, or the end of the type's range that is nearer to it; 0 for NaN.
#[must_use]
#[inline]
pub fn nearest<T: Whole>(number: f64) -> T {
    T::nearest(number)
}

/// A count or a length of 64 bits as one of memory. It cannot fail where this runs: addresses have 64
/// bits. What could not be in memory would be more than there is.
#[must_use]
#[inline]
pub fn size(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// How many of something there are, for a field of 32 bits. More than it holds do not fit into the memory
/// of a script, which has to keep each of them.
#[must_use]
#[inline]
pub fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_becomes_the_nearest_that_there_is() {
        assert_eq!(nearest::<u8>(-1.5), 0);
        assert_eq!(nearest::<u8>(255.9), 255);
        assert_eq!(nearest::<u8>(1e9), 255);
        assert_eq!(nearest::<i32>(-1e300), i32::MIN);
        assert_eq!(nearest::<i32>(-1.9), -1);
        assert_eq!(nearest::<usize>(f64::NAN), 0);
        assert_eq!(nearest::<u64>(f64::INFINITY), u64::MAX);
        assert_eq!(
            nearest::<i64>(9_007_199_254_740_991.0),
            9_007_199_254_740_991
        );
    }
}
