//! What a log line must not have: anything that looks like a token, an id, a key or a hash.

/// Whether a line has a word like that.
pub(crate) fn looks_random(line: &str) -> bool {
    words(line).any(|word| is_random(line, word))
}

/// What base64url and hexadecimal could be.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|character| !is_part(character))
}

fn is_part(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_".contains(character)
}

/// Whether a word looks like a token, an id or a hash: 32 bytes or more of base64, or 16 or more in hexadecimal, unless it
/// is the id of a request, which is there to be found in the log.
fn is_random(line: &str, word: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| word.as_bytes().iter().any(kind);
    let is_hexadecimal = word.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hexadecimal && word.len() >= 32 {
        // In the list of a span's fields it may be the last one.
        let id = format!("request_id={word}");
        let is_id = line
            .split(&id)
            .skip(1)
            .any(|rest| !rest.starts_with(is_part));
        return !is_id;
    }
    word.len() >= 42
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
}
