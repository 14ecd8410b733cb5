//! Random numbers from a seed, the same on every machine (`SplitMix64`: Steele, Lea and Flood, "Fast
//! splittable pseudorandom number generators", OOPSLA 2014).

/// A sequence of random numbers.
#[derive(Debug, Clone)]
pub struct Seeded(u64);

impl Seeded {
    /// The sequence of a seed and a number below it.
    #[must_use]
    pub fn new(seed: u64, number: u64) -> Self {
        let mut one = Self(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        one.draw();
        one
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// The next number below `limit`, which is small.
    pub fn below(&mut self, limit: usize) -> usize {
        // 48 bits fit.
        usize::try_from(self.draw() >> 16).unwrap_or_default() % limit.max(1)
    }
}
