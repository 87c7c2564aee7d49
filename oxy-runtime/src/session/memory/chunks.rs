//! Items side by side in large buffers.

use std::mem::take;

/// What a buffer has room for, about.
const BUFFER: usize = 256 * 1024;

/// Items that a buffer has room for at least.
const FEW: usize = 16;

/// Up to here a buffer is an ordinary block of memory.
const SMALL: usize = 1024;

/// Blocks of more than 32 MiB have a mapping of their own in glibc, whatever its threshold has become (`mallopt(3)`).
const MAPPED: usize = 33 << 20;

/// Items of `unit` values each, in buffers of one size and without gaps: what is removed is replaced by the last item.
///
/// A `Vec` would double, and move a million sessions at a time; single boxes would leave holes that no allocator gives back.
pub(super) struct Chunks<T> {
    unit: usize,
    /// Items per buffer.
    full: usize,
    len: usize,
    buffers: Vec<Vec<T>>,
}

impl<T: Copy> Chunks<T> {
    pub(super) fn new(unit: usize) -> Self {
        Self {
            unit,
            full: (BUFFER / (unit * size_of::<T>())).max(FEW),
            len: 0,
            buffers: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The buffer of an item, and where it begins there.
    fn place(&self, index: usize) -> (usize, usize) {
        (index / self.full, index % self.full * self.unit)
    }

    pub(super) fn get(&self, index: usize) -> &[T] {
        let (buffer, at) = self.place(index);
        &self.buffers[buffer][at..at + self.unit]
    }

    pub(super) fn get_mut(&mut self, index: usize) -> &mut [T] {
        let (buffer, at) = self.place(index);
        &mut self.buffers[buffer][at..at + self.unit]
    }

    /// Adds an item: these parts, and `filler` up to the unit. Gives its index.
    pub(super) fn push(&mut self, parts: &[&[T]], filler: T) -> usize {
        let (number, at) = self.place(self.len);
        if number == self.buffers.len() {
            self.buffers.push(Vec::new());
        }
        let buffer = &mut self.buffers[number];
        let needed = at + self.unit;
        if needed > buffer.capacity() {
            let few = number == 0 && needed * size_of::<T>() <= SMALL;
            grow(buffer, needed, if few { 0 } else { self.full * self.unit });
        }
        for part in parts {
            buffer.extend_from_slice(part);
        }
        buffer.resize(needed, filler);
        self.len += 1;
        self.len - 1
    }

    /// Removes an item and puts the last one in its place; gives the index that the moved one had.
    pub(super) fn swap_remove(&mut self, index: usize) -> Option<usize> {
        let last = self.len.checked_sub(1)?;
        let (to, to_at) = self.place(index);
        let (from, from_at) = self.place(last);
        if to == from {
            self.buffers[to].copy_within(from_at..from_at + self.unit, to_at);
        } else {
            let (lower, upper) = self.buffers.split_at_mut(from);
            lower[to][to_at..to_at + self.unit]
                .copy_from_slice(&upper[0][from_at..from_at + self.unit]);
        }
        self.buffers[from].truncate(from_at);
        shrink(&mut self.buffers[from]);
        self.len = last;
        self.free();
        (index != last).then_some(last)
    }

    /// Frees the buffers that are empty, but one while the last other is nearly full: it would be needed at once.
    fn free(&mut self) {
        let needed = self.len.div_ceil(self.full);
        let room = needed * self.full - self.len;
        if self.buffers.len() > needed && (self.len == 0 || room >= self.full / 8) {
            self.buffers.truncate(needed);
            if self.buffers.capacity() / 4 > needed {
                self.buffers.shrink_to(needed * 2);
            }
        }
    }
}

/// Makes room for `needed` values: in an ordinary block, or in a mapping with room for `whole`.
///
/// What is freed in the middle of a heap stays with the process while anything above it is in use, and a flood of sessions
/// would leave all its memory behind. A mapping goes back to the system whenever it is freed, keeps being one when it is
/// resized, and has no memory before it is written to. So a buffer is asked for with more than it needs, and cut.
fn grow<T: Copy>(buffer: &mut Vec<T>, needed: usize, whole: usize) {
    let small = SMALL / size_of::<T>();
    if whole == 0 {
        let room = (needed * 2).min(small).max(needed);
        buffer.reserve_exact(room - buffer.len());
        return;
    }
    if buffer.capacity() <= small {
        let before = take(buffer);
        // Where address space is scarce, an ordinary block will do.
        if buffer.try_reserve_exact(MAPPED / size_of::<T>()).is_ok() {
            buffer.shrink_to(whole);
        }
        buffer.extend_from_slice(&before);
    }
    buffer.reserve_exact(whole.saturating_sub(buffer.len()));
}

/// Gives back what is not used of a mapping.
fn shrink<T>(buffer: &mut Vec<T>) {
    let small = SMALL / size_of::<T>();
    if buffer.capacity() / 4 > buffer.len().max(small) {
        buffer.shrink_to(buffer.len().max(small) * 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fills three buffers and empties them, with what each index must hold beside it.
    #[test]
    fn the_last_item_fills_the_gap() {
        let mut chunks = Chunks::<u32>::new(3);
        let mut expected = Vec::new();
        let many = u32::try_from(chunks.full).unwrap_or(0) * 2 + 10;
        for item in 0..many {
            assert_eq!(chunks.push(&[&[item], &[item + 1]], 9), item as usize);
            expected.push(item);
        }
        assert_eq!(chunks.buffers.len(), 3);
        let mut index = 0;
        while !expected.is_empty() {
            index = (index + 7919) % expected.len();
            expected.swap_remove(index);
            let moved = chunks.swap_remove(index);
            assert_eq!(moved, (index < expected.len()).then_some(expected.len()));
            assert_eq!(chunks.len(), expected.len());
            if let Some(item) = expected.get(index) {
                assert_eq!(chunks.get(index), [*item, item + 1, 9]);
            }
        }
        assert!(chunks.buffers.is_empty());
        assert_eq!(chunks.swap_remove(0), None);
    }

    #[test]
    fn a_buffer_at_the_border_stays() {
        let mut chunks = Chunks::<u8>::new(1024);
        for _ in 0..=chunks.full {
            chunks.push(&[], 0);
        }
        chunks.swap_remove(0);
        assert_eq!(chunks.buffers.len(), 2);
        for _ in 0..chunks.full / 8 {
            chunks.swap_remove(0);
        }
        assert_eq!(chunks.buffers.len(), 1);
    }

    /// Room for items that are gone, in bytes.
    fn spare(chunks: &Chunks<u64>) -> usize {
        let room: usize = chunks.buffers.iter().map(Vec::capacity).sum();
        (room - chunks.len()) * size_of::<u64>()
    }

    #[test]
    fn a_few_that_stay_hold_no_whole_buffer() {
        let mut chunks = Chunks::<u64>::new(1);
        for item in 0..100_000 {
            chunks.push(&[&[item]], 0);
        }
        while chunks.len() > 10 {
            chunks.swap_remove(0);
            assert!(spare(&chunks) <= 2 * BUFFER);
        }
        assert!(spare(&chunks) <= 4 * SMALL);
        for item in 10..100_000 {
            assert_eq!(chunks.push(&[&[item]], 0), chunks.len() - 1);
            assert_eq!(chunks.get(chunks.len() - 1), [item]);
        }
    }

    #[test]
    fn buffers_that_grow_have_mappings() {
        for unit in [1, 64, 320, 448, 640, 1000, 1025, 3000] {
            let mut chunks = Chunks::<u8>::new(unit);
            while chunks.len() * unit <= SMALL {
                let room = chunks.buffers.first().map_or(0, Vec::capacity);
                assert!(room <= SMALL, "{unit}");
                chunks.push(&[], 0);
            }
            let whole = chunks.full * unit;
            assert_eq!(chunks.buffers[0].capacity(), whole, "{unit}");
        }
    }

    #[test]
    fn an_item_may_be_larger_than_a_buffer() {
        let mut chunks = Chunks::<u8>::new(BUFFER + 1);
        for item in 0..20 {
            chunks.push(&[&[item], b"th"], 0);
        }
        chunks.swap_remove(0);
        assert!(chunks.get(0).starts_with(&[19, b't', b'h', 0]));
        chunks.get_mut(0)[1] = b'T';
        assert!(chunks.get(0).starts_with(&[19, b'T', b'h', 0]));
        assert_eq!(chunks.buffers.len(), 2);
    }
}
