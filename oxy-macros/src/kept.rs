//! What is left of an annotated function: all of it, whatever is wrong with its attributes, so that editors and the
//! rest of the program still know it.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{FnArg, ImplItem, Item, TraitItem};

use crate::expand;
use crate::function::Function;

/// Where what was written cannot be an argument at all, rustc would add errors of its own: another argument stands in.
const OTHER_ARGUMENTS: [&str; 14] = [
    "argument_that_is_a_slice",
    "argument_that_is_a_slice_of_texts",
    "argument_that_is_a_trait_object",
    "catch_all_taken_apart",
    "context_taken_apart",
    "context_taken_apart_by_a_field",
    "path_parameter_taken_apart",
    "path_parameter_taken_apart_under_another_name",
    "path_parameters_taken_apart_that_are_too_many",
    "path_parameters_in_a_tuple",
    "path_parameters_taken_apart",
    "path_parameters_taken_apart_as_a_struct",
    "session_taken_apart",
    "variadic_handler",
];

fn programs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui/fail");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    files
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// All items, those in modules, traits and implementations, too.
fn flat(items: Vec<Item>) -> Vec<TokenStream> {
    let mut found = Vec::new();
    for item in items {
        match item {
            Item::Mod(module) => {
                found.extend(flat(
                    module.content.map_or_else(Vec::new, |(_, items)| items),
                ));
            }
            Item::Trait(item) => {
                let functions = item
                    .items
                    .iter()
                    .filter(|item| matches!(item, TraitItem::Fn(_)));
                found.extend(functions.map(ToTokens::to_token_stream));
            }
            Item::Impl(item) => {
                let functions = item
                    .items
                    .iter()
                    .filter(|item| matches!(item, ImplItem::Fn(_)));
                found.extend(functions.map(ToTokens::to_token_stream));
            }
            item => found.push(item.to_token_stream()),
        }
    }
    found
}

/// The function without attributes of arguments, of which some are ours.
fn bare(mut function: Function) -> String {
    for input in &mut function.signature.inputs {
        match input {
            FnArg::Typed(argument) => argument.attrs.clear(),
            FnArg::Receiver(receiver) => receiver.attrs.clear(),
        }
    }
    function.into_token_stream().to_string()
}

/// The function that an expansion begins with.
fn first(expansion: TokenStream) -> Function {
    let read = |input: ParseStream<'_>| {
        let function = input.parse()?;
        input.parse::<TokenStream>().map(|_| function)
    };
    read.parse2(expansion).unwrap()
}

#[test]
fn every_wrong_handler_is_still_the_function_that_was_written() {
    let (mut handlers, mut unread) = (0, Vec::new());
    for program in programs() {
        let name = program.file_stem().unwrap().to_str().unwrap().to_owned();
        let Ok(file) = syn::parse_file(&fs::read_to_string(&program).unwrap()) else {
            unread.push(name);
            continue;
        };
        let functions = flat(file.items);
        for written in functions
            .into_iter()
            .filter_map(|item| syn::parse2::<Function>(item).ok())
        {
            let mut kept = written.clone();
            let Some(outermost) = kept.take_routes(&TokenStream::new()).into_iter().next() else {
                continue;
            };
            handlers += 1;
            let mut item = written;
            let is_outermost = |attribute: &syn::Attribute| {
                let last = attribute.path().segments.last();
                last.is_some_and(|last| last.ident == outermost.name)
            };
            let place = item.attributes.iter().position(is_outermost).unwrap();
            item.attributes.remove(place);
            let item = item.into_token_stream();
            let expansion = expand::route(&outermost.name, outermost.arguments, item);
            let mut found = first(expansion);
            if OTHER_ARGUMENTS.contains(&name.as_str()) {
                for function in [&mut found, &mut kept] {
                    function.signature.inputs.clear();
                    function.signature.variadic = None;
                }
            }
            assert_eq!(bare(found), bare(kept), "in {name}");
        }
    }
    assert!(handlers > 50, "only {handlers} handlers were looked at");
    assert!(unread.is_empty(), "syn cannot read {unread:?}");
}
