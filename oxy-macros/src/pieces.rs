//! The pieces between the commas of an attribute's arguments.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::{LitStr, Path};

use crate::named::Named;
use crate::options::Value;

/// What stands between two commas.
pub(crate) enum Piece {
    Text(LitStr),
    Value(TokenTree),
    Name(Path),
    Option(Ident, Value),
    Other(TokenStream),
}

/// Splits tokens at commas and says what each part is.
pub(crate) fn pieces(tokens: TokenStream) -> Vec<Piece> {
    let mut parts: Vec<Vec<TokenTree>> = vec![Vec::new()];
    for token in tokens {
        match (&token, parts.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ',' => parts.push(Vec::new()),
            (_, Some(part)) => part.push(token),
            (_, None) => {}
        }
    }
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(piece)
        .collect()
}

fn piece(mut tokens: Vec<TokenTree>) -> Piece {
    match tokens.as_mut_slice() {
        [value @ TokenTree::Literal(_)] => match syn::parse2(value.clone().into()) {
            Ok(text) => Piece::Text(text),
            Err(_) => Piece::Value(value.clone()),
        },
        [TokenTree::Ident(name), TokenTree::Punct(equals), value @ ..]
            if equals.as_char() == '=' =>
        {
            Piece::Option(name.clone(), Value::Equal(value.iter().cloned().collect()))
        }
        [TokenTree::Ident(name), TokenTree::Group(value)]
            if value.delimiter() == Delimiter::Parenthesis =>
        {
            Piece::Option(name.clone(), Value::Parenthesized(value.stream()))
        }
        _ => {
            let tokens: TokenStream = tokens.into_iter().collect();
            match syn::parse2(tokens.clone()) {
                Ok(Named(name)) => Piece::Name(name),
                Err(_) => match syn::parse2::<LitStr>(tokens.clone()) {
                    // A literal that came through another macro stands in an invisible group.
                    Ok(text) => Piece::Text(text),
                    Err(_) => Piece::Other(tokens),
                },
            }
        }
    }
}
