//! What the fields of an application have to be.

use std::collections::{HashMap, HashSet};

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Field, Fields, Ident, ItemStruct, Type};

use crate::errors::Errors;
use crate::written::written;

/// Notes what is wrong with an application.
pub(super) fn check(structure: &ItemStruct, errors: &mut Errors) {
    if !structure.generics.params.is_empty() {
        errors.at(
            &structure.generics,
            "an application cannot be generic",
            "its routes are registered for one type; name the types of its fields",
        );
    }
    if let Fields::Unnamed(fields) = &structure.fields {
        let named = named_fields(fields.unnamed.iter()).join(", ");
        let help = format!("struct {} {{ {named} }}", structure.ident);
        errors.at(fields, "an application has named fields", &help);
        // Two of one type are told once they have names.
        return;
    }
    let mut seen: HashMap<String, String> = HashMap::new();
    for field in &structure.fields {
        let name = field
            .ident
            .as_ref()
            .map(|name| name.unraw().to_string())
            .unwrap_or_default();
        let ty = field.ty.to_token_stream().to_string();
        if let Some(earlier) = seen.get(&ty) {
            let shown = written(&field.ty);
            let message = format!(
                "fields `{earlier}` and `{name}` have the same type, so `Context<{shown}>` is ambiguous"
            );
            let help = two_types(structure, &field.ty, [&name, earlier]);
            errors.at(&field.ty, &message, &help);
        }
        if !field
            .attrs
            .iter()
            .any(|attribute| attribute.path().is_ident("cfg"))
        {
            seen.insert(ty, name);
        }
    }
}

/// The name of a type, without its module and what it is generic over.
fn name_of(ty: &Type) -> Option<String> {
    let Type::Path(ty) = ty else { return None };
    Some(ty.path.segments.last()?.ident.to_string())
}

/// What to write for a field that has the type of another one.
fn two_types(structure: &ItemStruct, ty: &Type, fields: [&str; 2]) -> String {
    // Nothing but a field of this very type takes part in the launch.
    if name_of(ty).is_some_and(|name| name == "Sessions") {
        return "an application has sessions of one kind of data once: give one of them data of a type of its own".to_owned();
    }
    let mut taken: HashSet<String> = structure
        .fields
        .iter()
        .filter_map(|field| name_of(&field.ty))
        .collect();
    taken.insert(structure.ident.to_string());
    let own = fields.map(pascal).into_iter();
    let mut own = own.chain(fields.map(|field| format!("{}Value", pascal(field))));
    let own = own.find(|name| !taken.contains(name));
    let own = own.unwrap_or_else(|| "Another".to_owned());
    format!(
        "wrap one in a type of its own: `struct {own}({});`",
        written(ty)
    )
}

/// Fields as one would write them, called like their types.
fn named_fields<'f>(fields: impl Iterator<Item = &'f Field>) -> Vec<String> {
    let mut names = HashSet::new();
    let named = fields.zip(1..).map(|(field, at)| {
        let (visibility, ty) = (&field.vis, &field.ty);
        let name = name_of(ty).map(|name| snake(&name));
        let name = name.filter(|name| syn::parse_str::<Ident>(name).is_ok());
        let name = name.filter(|name| names.insert(name.clone()));
        let name = name.unwrap_or_else(|| format!("field_{at}"));
        let shown = format!("{} {name}: {}", written(visibility), written(ty));
        shown.trim_start().to_owned()
    });
    named.collect()
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

fn pascal(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    });
    words.collect()
}
