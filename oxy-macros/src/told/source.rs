//! The texts in the sources.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::LitStr;

pub(super) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The files of that extension below a folder.
pub(super) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A text of the source.
pub(super) struct Told {
    pub(super) text: String,
    /// Whether `{..}` in it stands for something else.
    pub(super) is_template: bool,
    pub(super) file: String,
}

/// Looks for texts in the tokens of a file.
struct Reader {
    file: String,
    found: Vec<Told>,
}

impl Reader {
    fn take(&mut self, token: &TokenTree, is_template: bool) {
        if let Ok(literal) = syn::parse2::<LitStr>(token.to_token_stream()) {
            self.found.push(Told {
                text: literal.value(),
                is_template,
                file: self.file.clone(),
            });
        }
    }

    /// The texts of code that runs in a macro. What stands in `quote!` is the user's code, except the words of a trait.
    fn code(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (index, token) in tokens.iter().enumerate() {
            let before = |back: usize| {
                let at = index.checked_sub(back)?;
                Some(tokens[at].to_string())
            };
            let is_macro = before(1).as_deref() == Some("!");
            let name = before(2).filter(|_| is_macro).unwrap_or_default();
            match token {
                TokenTree::Group(_) if before(1).as_deref() == Some("#") => {}
                TokenTree::Group(group) if name.starts_with("quote") => {
                    self.attributes(group.stream(), false);
                }
                TokenTree::Group(group) if name == "format" => {
                    let mut arguments = group.stream().into_iter();
                    if let Some(template) = arguments.next() {
                        self.take(&template, true);
                    }
                    self.code(arguments.collect());
                }
                TokenTree::Group(group) => self.code(group.stream()),
                other => self.take(other, false),
            }
        }
    }

    /// The texts in the attributes `diagnostic::on_unimplemented`.
    fn attributes(&mut self, tokens: TokenStream, mut inside: bool) {
        for token in tokens {
            match token {
                TokenTree::Ident(word) if word == "on_unimplemented" => inside = true,
                TokenTree::Group(group) => {
                    let named = inside && group.delimiter() == Delimiter::Parenthesis;
                    self.attributes(group.stream(), named);
                    inside = false;
                }
                other if inside => self.take(&other, true),
                _ => {}
            }
        }
    }
}

fn is_for_tests(item: &syn::Item) -> bool {
    let attributes = match item {
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        _ => return false,
    };
    let test: syn::Attribute = syn::parse_quote!(#[cfg(test)]);
    attributes.contains(&test)
}

/// The modules that `lib.rs` has for tests only.
fn test_modules(library: &syn::File) -> Vec<String> {
    let modules = library.items.iter().filter(|item| is_for_tests(item));
    let modules = modules.filter_map(|item| match item {
        syn::Item::Mod(item) => Some(item.ident.to_string()),
        _ => None,
    });
    modules.collect()
}

fn parse(path: &Path) -> syn::File {
    syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap()
}

/// What the macros say.
pub(super) fn of_the_macros() -> Vec<Told> {
    let folder = repository().join("oxy-macros/src");
    let tests = test_modules(&parse(&folder.join("lib.rs")));
    let mut found = Vec::new();
    for path in files(&folder, "rs") {
        let inside = path.strip_prefix(&folder).unwrap();
        let first = inside.iter().next().unwrap().to_str().unwrap();
        if tests
            .iter()
            .any(|test| test == first.trim_end_matches(".rs"))
        {
            continue;
        }
        let mut reader = Reader {
            file: inside.display().to_string(),
            found: Vec::new(),
        };
        let items = parse(&path).items;
        for item in items.iter().filter(|item| !is_for_tests(item)) {
            reader.code(item.to_token_stream());
        }
        found.extend(reader.found);
    }
    // Words that are read or written, such as names of options and attributes, are no texts.
    let is_text = |text: &str| {
        text.starts_with("#[")
            || (text.contains(' ') && text.contains(|letter: char| letter.is_alphabetic()))
    };
    found.retain(|told| is_text(&told.text));
    found
}

/// What the traits of the runtime say.
pub(super) fn of_the_runtime() -> Vec<Told> {
    let folder = repository().join("oxy-runtime/src");
    let mut found = Vec::new();
    for path in files(&folder, "rs") {
        let mut reader = Reader {
            file: path.strip_prefix(&folder).unwrap().display().to_string(),
            found: Vec::new(),
        };
        reader.attributes(parse(&path).to_token_stream(), false);
        found.extend(reader.found);
    }
    found
}

#[test]
fn texts_are_found_where_they_stand() {
    let code = r#"
        #[doc = "not this"]
        fn f() {
            errors.at(name, "a message", &format!("a {template}", "an argument"));
            quote! {
                let x = "not that";
                #[diagnostic::on_unimplemented(message = "by a trait", note = #help)]
                trait T {}
            }
        }
    "#;
    let mut reader = Reader {
        file: String::new(),
        found: Vec::new(),
    };
    reader.code(code.parse().unwrap());
    let found: Vec<_> = reader
        .found
        .iter()
        .map(|told| (&*told.text, told.is_template))
        .collect();
    let expected = [
        ("a message", false),
        ("a {template}", true),
        ("an argument", false),
        ("by a trait", true),
    ];
    assert_eq!(found, expected);
}
