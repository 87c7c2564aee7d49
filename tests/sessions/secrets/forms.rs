//! What a secret may look like in a log.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// A text as it is, a good part of it (which is as bad as the whole), and its bytes.
pub(super) fn forms_of(text: &str) -> Vec<String> {
    let mut forms = vec![text.to_owned()];
    if text.len() > 24 {
        forms.extend([text[..20].to_owned(), text[text.len() - 20..].to_owned()]);
    }
    forms.extend(bytes(text.as_bytes()));
    forms
}

/// The id in a session's cookie: its text, and the secret in it.
pub(super) fn id_forms(id: &str) -> Vec<String> {
    let mut forms = forms_of(id);
    // The first eight bytes say where the session is stored.
    if let Ok(decoded) = URL_SAFE_NO_PAD.decode(id)
        && let Some(secret) = decoded.get(8..)
    {
        forms.extend(bytes(secret));
    }
    forms
}

/// Bytes in hexadecimal, in both alphabets of base64, and as `Debug` prints them; the beginning, at which any longer form
/// begins, too.
pub(super) fn bytes(bytes: &[u8]) -> Vec<String> {
    let some = &bytes[..bytes.len().min(15)];
    let hexadecimal = some.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let decimal = format!("{some:?}");
    vec![
        hexadecimal.to_uppercase(),
        hexadecimal,
        STANDARD.encode(some),
        URL_SAFE_NO_PAD.encode(some),
        decimal.trim_matches(['[', ']']).to_owned(),
    ]
}

#[test]
fn a_secret_is_found_in_any_form() {
    let secret: Vec<u8> = (100..132).collect();
    let found = bytes(&secret);
    let hexadecimal: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    for log in [
        hexadecimal.to_uppercase(),
        hexadecimal,
        format!("{secret:?}"),
        STANDARD.encode(&secret),
        URL_SAFE_NO_PAD.encode(&secret),
    ] {
        let line = format!("DEBUG key={log}");
        assert!(
            found.iter().any(|form| line.contains(form.as_str())),
            "{line}"
        );
    }
}
