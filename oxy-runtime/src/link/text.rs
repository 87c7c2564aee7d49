//! Texts that the compiler reads and puts together: what the standard library has for it are no constant functions.

/// The name that a text begins with, up to its brace.
pub(super) const fn name(inside: &'static str) -> &'static str {
    let bytes = inside.as_bytes();
    let start = if !bytes.is_empty() && bytes[0] == b'*' {
        1
    } else {
        0
    };
    let mut end = start;
    while end < bytes.len() && bytes[end] != b'}' {
        end += 1;
    }
    let (name, _) = inside.split_at(end);
    name.split_at(start).1
}

pub(super) const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// In how many letters two names differ, from the first that differs to the last.
pub(super) const fn differing(one: &[u8], other: &[u8]) -> usize {
    let (longer, shorter) = if one.len() > other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let mut alike = 0;
    while alike < shorter.len() && longer[alike] == shorter[alike] {
        alike += 1;
    }
    let mut from_end = 0;
    while alike + from_end < shorter.len()
        && longer[longer.len() - 1 - from_end] == shorter[shorter.len() - 1 - from_end]
    {
        from_end += 1;
    }
    longer.len() - alike - from_end
}

/// A text that the compiler puts together; what does not fit is left off.
pub(super) struct Words {
    bytes: [u8; 512],
    length: usize,
}

impl Words {
    pub(super) const fn new(text: &str) -> Self {
        let words = Self {
            bytes: [0; 512],
            length: 0,
        };
        words.add(text)
    }

    pub(super) const fn add(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if self.length + text.len() > self.bytes.len() {
            return self;
        }
        let mut at = 0;
        while at < text.len() {
            self.bytes[self.length] = text[at];
            self.length += 1;
            at += 1;
        }
        self
    }

    /// A compile error.
    #[track_caller]
    #[expect(clippy::panic, reason = "only the compiler calls it")]
    pub(super) const fn say(self) -> ! {
        panic!("{}", self.as_str())
    }

    const fn as_str(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}
