//! Where the tokens of an expansion stand in the user's source: an editor that is asked about `{id}` in a path goes by
//! the string that `format_args!` gets and the local beside it, so both must be the user's own.

#![allow(clippy::unwrap_used, clippy::panic)]

use proc_macro2::{LineColumn, TokenStream, TokenTree};

use crate::expand;

const PATH: &str = r#""/users/{id}/{type}""#;

/// With the columns from which the tests know its tokens.
const HANDLER: &str = "\
async fn show(
    id: u64,
        r#type: String,
    page: Option<u32>,
) {}";

fn flat(tokens: TokenStream, found: &mut Vec<TokenTree>) {
    for token in tokens {
        found.push(token.clone());
        if let TokenTree::Group(group) = token {
            flat(group.stream(), found);
        }
    }
}

fn expansion() -> Vec<TokenTree> {
    let path = PATH.parse().unwrap();
    // Every text that is parsed begins at line 1; the handler's lines are told apart from the path's by their columns.
    let handler = HANDLER.parse().unwrap();
    let mut found = Vec::new();
    flat(expand::route("get", path, handler), &mut found);
    found
}

/// The token behind these.
fn behind<'t>(tokens: &'t [TokenTree], words: &[&str]) -> &'t TokenTree {
    let place = tokens.windows(words.len()).position(|window| {
        window
            .iter()
            .zip(words)
            .all(|(token, word)| token.to_string() == *word)
    });
    let place = place.unwrap_or_else(|| panic!("no {words:?}"));
    &tokens[place + words.len()]
}

fn at(line: usize, column: usize) -> LineColumn {
    LineColumn { line, column }
}

#[test]
fn the_compiler_reads_the_placeholders_in_the_users_own_string() {
    let tokens = expansion();
    let TokenTree::Group(arguments) = behind(&tokens, &["format_args", "!"]) else {
        panic!("it has arguments");
    };
    let literal = arguments.stream().into_iter().next().unwrap();
    assert_eq!(literal.to_string(), PATH);
    assert_eq!(literal.span().start(), at(1, 0));
    assert_eq!(literal.span().end(), at(1, PATH.len()));
}

#[test]
fn the_locals_of_the_placeholders_stand_where_the_arguments_do() {
    let tokens = expansion();
    let locals: Vec<_> = tokens
        .windows(2)
        .filter(|pair| pair[0].to_string() == "let")
        .filter(|pair| pair[1].to_string() != "_" && !pair[1].to_string().starts_with("__"))
        .map(|pair| (pair[1].to_string(), pair[1].span().start()))
        .collect();
    let expected = [("id", at(2, 4)), ("r#type", at(3, 8))];
    assert_eq!(
        locals,
        expected.map(|(name, place)| (name.to_owned(), place))
    );
}
