//! Unpredictable bytes.

use rand::Rng as _;

/// `N` bytes that nobody can predict, for nonces, session ids and random keys.
///
/// They come from a ChaCha generator of the calling thread that the operating system seeded and
/// seeds anew every 64 KiB. A system call per value would cost about as much as sealing a cookie
/// does, and would add nothing: who can read the generator's state can read the keys beside it.
/// The state is not renewed by `fork`, which a process with threads must not do without `exec`.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::random;

    #[test]
    fn values_differ_within_and_across_threads() {
        let values: HashSet<[u8; 24]> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| (0..1_000).map(|_| random()).collect::<Vec<_>>()))
                .collect();
            threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap_or_default())
                .collect()
        });
        assert_eq!(values.len(), 4_000);
    }

    #[test]
    fn every_byte_varies() {
        let mut seen = [0u8; 32];
        for _ in 0..64 {
            for (seen, byte) in seen.iter_mut().zip(random::<32>()) {
                *seen |= byte;
            }
        }
        assert_eq!(seen, [0xff; 32]);
    }
}
