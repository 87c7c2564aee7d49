//! Text and tokens that nobody would write.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// A generator that every run starts alike (xorshift), so that a change is blamed for what it breaks.
pub(super) struct Random(u64);

impl Random {
    /// A generator that gives other numbers than those with other seeds.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }

    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

const PIECES: [&str; 48] = [
    "/", "/", "/", "/", "{", "}", "{", "}", "*", "{*", "{id}", "{*rest}", "{{", "}}", ":", "<",
    ">", "..", ".", "?", "=", "&", "#", "%", "%2", "%zz", "%41", " ", "\t", "\n", "\0", "\\", "\"",
    "_", "-", "a", "id", "self", "r#type", "9", "é", "größe", "\u{301}", "\u{202e}", "日本", "🦀",
    "\u{7f}", "|",
];

/// Any character of Unicode.
fn character(random: &mut Random) -> char {
    loop {
        // As many bits as a character may have; those in between are halves of others.
        let number = u32::try_from(random.below(0x11_0000)).unwrap();
        if let Some(character) = char::from_u32(number >> random.pick(&[0, 4, 8, 13])) {
            return character;
        }
    }
}

/// Any characters.
pub(super) fn characters(random: &mut Random) -> String {
    let length = random.below(24);
    (0..length).map(|_| character(random)).collect()
}

/// Pieces of paths, and any characters among them.
pub(super) fn text(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..random.below(9) {
        match random.below(5) {
            0 => text.push(character(random)),
            _ => text.push_str(random.pick(&PIECES)),
        }
    }
    text
}

const WORDS: [&str; 40] = [
    "GET", "POST", "get", "PSOT", "API", "app", "name", "tag", "tags", "layer", "layers", "nmae",
    "named", "default", "fn", "async", "struct", "static", "pub", "mut", "impl", "dyn", "where",
    "unsafe", "const", "u64", "String", "Option", "id", "_", "session", "user", "crate", "self",
    "Self", "super", "cfg", "extern", "größe", "allow",
];

const RAW: [&str; 5] = ["type", "match", "get", "id", "app"];

const LITERALS: [&str; 26] = [
    "7",
    "255u8",
    "1_000i128",
    "0xff",
    "0b1010",
    "0o17",
    "340282366920938463463374607431768211455",
    "99999999999999999999999999999999999999999999",
    "7abc",
    "1.5",
    "2.",
    "1e9",
    "1.0e-3f64",
    "2f32",
    "b\"bytes\"",
    "b\"\\xff\\0\"",
    "br#\"raw \" bytes\"#",
    "c\"text of C\"",
    "b'a'",
    "'a'",
    "'\\u{1f980}'",
    "\"({[<\"",
    "\")}]>\"",
    "r#\"/raw/{id}\"#",
    "r##\"a \"# b\"##",
    "\"/text\"suffix",
];

const LIFETIMES: [&str; 4] = ["a", "static", "_", "größe"];

const PUNCTUATION: [char; 22] = [
    ',', ',', ',', '=', '=', ':', ';', '<', '>', '&', '*', '#', '!', '?', '.', '-', '|', '+', '/',
    '@', '$', '~',
];

const DELIMITERS: [Delimiter; 4] = [
    Delimiter::Parenthesis,
    Delimiter::Brace,
    Delimiter::Bracket,
    Delimiter::None,
];

/// A token, or some that belong together.
fn add_to(stream: &mut Vec<TokenTree>, random: &mut Random, depth: usize) {
    let word = |name: &str| TokenTree::from(Ident::new(name, Span::call_site()));
    let token = match random.below(if depth == 0 { 14 } else { 20 }) {
        0..4 => word(random.pick(&WORDS)),
        4 => Ident::new_raw(random.pick(&RAW), Span::call_site()).into(),
        5 => {
            stream.push(Punct::new('\'', Spacing::Joint).into());
            word(random.pick(&LIFETIMES))
        }
        6..9 => Literal::string(&text(random)).into(),
        9 => random.pick(&LITERALS).parse::<Literal>().unwrap().into(),
        10..14 => {
            let spacing = random.pick(&[Spacing::Alone, Spacing::Alone, Spacing::Joint]);
            Punct::new(random.pick(&PUNCTUATION), spacing).into()
        }
        _ => Group::new(random.pick(&DELIMITERS), tokens(random, depth - 1)).into(),
    };
    stream.push(token);
}

/// Any tokens, in groups at most so deep.
pub(super) fn tokens(random: &mut Random, depth: usize) -> TokenStream {
    let mut stream = Vec::new();
    for _ in 0..random.below(8) {
        add_to(&mut stream, random, depth);
    }
    stream.into_iter().collect()
}
