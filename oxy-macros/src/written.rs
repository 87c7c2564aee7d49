//! Tokens as text.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

/// Tokens as one would write them, near enough for a message.
pub(crate) fn written(tokens: &impl ToTokens) -> String {
    let mut text = String::new();
    write(tokens.to_token_stream(), &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    for token in tokens {
        let TokenTree::Group(group) = &token else {
            let word = token.to_string();
            let is_word =
                |letter: char| letter.is_alphanumeric() || ['_', '"', '\''].contains(&letter);
            let between_words =
                text.ends_with(is_word) && word.starts_with(is_word) && !text.ends_with('\'');
            if between_words || text.ends_with([',', ';']) {
                text.push(' ');
            }
            text.push_str(&word);
            continue;
        };
        if text.ends_with([',', ';']) {
            text.push(' ');
        }
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace if text.is_empty() || text.ends_with(' ') => ("{ ", " }"),
            Delimiter::Brace => (" { ", " }"),
            Delimiter::None => ("", ""),
        };
        text.push_str(open);
        write(group.stream(), text);
        text.push_str(close);
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::written;

    #[test]
    fn tokens_are_written_as_one_would() {
        let cases = [
            (quote!(Point { x, y }), "Point { x, y }"),
            (quote!(Option<&'static str>), "Option<&'static str>"),
            (
                quote!(Result<(u8, [u8; 4]), Error>),
                "Result<(u8, [u8; 4]), Error>",
            ),
            (
                quote!(f(' ', "a  b", '"', "\\") + 1),
                "f(' ', \"a  b\", '\"', \"\\\\\")+1",
            ),
            (quote!(dyn Store), "dyn Store"),
        ];
        for (tokens, expected) in cases {
            assert_eq!(written(&tokens), expected);
        }
    }
}
