//! The bytes of sessions, in slots of few sizes.

use crate::session::memory::chunks::Chunks;
use crate::session::memory::row::index;

/// What stands before the bytes in a slot: the row they belong to.
const OWNER: usize = size_of::<u32>();

/// The smallest slot.
const SMALLEST: usize = 64;

/// User, label and data of the rows of a shard, one after the other.
///
/// Slots of one size stand side by side without gaps, so that what is deleted gives its memory back whatever stays, and
/// have at most a quarter more than they need.
pub(super) struct Payloads {
    /// By the number of their size; as many as have been needed.
    sizes: Vec<Chunks<u8>>,
}

impl Payloads {
    pub(super) fn new() -> Self {
        Self { sizes: Vec::new() }
    }

    /// Keeps the bytes of a row; gives the slot.
    pub(super) fn add(&mut self, owner: u32, parts: &[&[u8]; 3]) -> u32 {
        let length = parts.iter().map(|part| part.len()).sum();
        let size = number(length);
        while self.sizes.len() <= size {
            self.sizes.push(Chunks::new(slot_size(self.sizes.len())));
        }
        let [first, second, third] = parts;
        let whole = [&owner.to_ne_bytes(), *first, *second, *third];
        index(self.sizes[size].push(&whole, 0))
    }

    /// The bytes in a slot, whose number must be known.
    pub(super) fn get(&self, slot: u32, length: usize) -> &[u8] {
        &self.sizes[number(length)].get(slot as usize)[OWNER..OWNER + length]
    }

    /// Replaces all bytes from `at`, if the new length needs no other slot.
    pub(super) fn replace(&mut self, slot: u32, length: usize, at: usize, bytes: &[u8]) -> bool {
        let fits = number(at + bytes.len()) == number(length);
        if fits {
            let slot = self.sizes[number(length)].get_mut(slot as usize);
            slot[OWNER + at..][..bytes.len()].copy_from_slice(bytes);
        }
        fits
    }

    /// Frees a slot; gives the row whose bytes are in it now.
    pub(super) fn remove(&mut self, slot: u32, length: usize) -> Option<u32> {
        let slots = &mut self.sizes[number(length)];
        slots.swap_remove(slot as usize)?;
        let mut owner = [0; OWNER];
        owner.copy_from_slice(&slots.get(slot as usize)[..OWNER]);
        Some(u32::from_ne_bytes(owner))
    }

    /// The row that bytes belong to has moved.
    pub(super) fn moved(&mut self, slot: u32, length: usize, owner: u32) {
        let slot = self.sizes[number(length)].get_mut(slot as usize);
        slot[..OWNER].copy_from_slice(&owner.to_ne_bytes());
    }
}

/// The number of the size that so many bytes need: four to each power of two.
fn number(length: usize) -> usize {
    let last = length + OWNER - 1;
    if last < SMALLEST {
        return 0;
    }
    let power = last.ilog2() as usize;
    let quarter = (last >> (power - 2)) & 3;
    (power - SMALLEST.ilog2() as usize) * 4 + quarter + 1
}

/// The size of this number.
fn slot_size(number: usize) -> usize {
    let Some(above) = number.checked_sub(1) else {
        return SMALLEST;
    };
    let power = SMALLEST << (above / 4);
    power + power / 4 * (above % 4 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_have_at_most_a_quarter_too_much() {
        for length in SMALLEST - OWNER..200_000 {
            let slot = slot_size(number(length));
            let needed = length + OWNER;
            assert!(slot >= needed, "{length}");
            assert!(slot < needed + needed / 4 + 1, "{length}: {slot}");
        }
        assert_eq!(slot_size(number(0)), SMALLEST);
        // A user of 20 bytes, a version byte, and 100 bytes.
        assert_eq!(slot_size(number(121)), 128);
    }
}
