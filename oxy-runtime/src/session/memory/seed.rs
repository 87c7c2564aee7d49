//! Numbers spread over buckets, in a way that nobody knows from outside.

use crate::crypto::random;

/// What makes the spread of a process its own: names can be sought out whose tags are alike, and shall not meet in one bucket.
///
/// Tags are bits of a hash and numbers are random, so that all that is left to do is to mix: both halves of a product with a
/// random factor, together, depend on all bits of a number. That is worth a tenth of the hash that `HashMap` takes.
#[derive(Clone, Copy)]
pub(super) struct Seed {
    mask: u64,
    factor: u64,
}

impl Seed {
    pub(super) fn new() -> Self {
        Self {
            mask: u64::from_ne_bytes(random()),
            // Odd: by an even one, bits of a number would be lost.
            factor: u64::from_ne_bytes(random()) | 1,
        }
    }

    pub(super) fn hash(self, number: u64) -> u64 {
        let product = u128::from(number ^ self.mask) * u128::from(self.factor);
        // Both halves.
        #[allow(clippy::cast_possible_truncation)]
        let (low, high) = (product as u64, (product >> 64) as u64);
        low ^ high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of the numbers fall into the fullest of 64 buckets, by the low bits.
    fn fullest(seed: Seed, numbers: impl Iterator<Item = u64>) -> usize {
        let mut buckets = [0; 64];
        for number in numbers {
            buckets[(seed.hash(number) % 64) as usize] += 1;
        }
        buckets.into_iter().max().unwrap_or(0)
    }

    /// As one finds who looks for names whose tags are alike, as far as that is possible.
    #[test]
    fn numbers_that_are_alike_are_spread() {
        for shift in 0..40 {
            let alike = !(0xff_ffff << shift);
            let numbers = (0..4096).map(|_| u64::from_ne_bytes(random()) & alike);
            let most = fullest(Seed::new(), numbers);
            assert!(
                most < 160,
                "{most} of 4096 in one of 64 buckets: << {shift}"
            );
        }
    }

    #[test]
    fn each_seed_spreads_in_its_own_way() {
        let (one, other) = (Seed::new(), Seed::new());
        assert!((0..64).any(|number| one.hash(number) != other.hash(number)));
    }
}
