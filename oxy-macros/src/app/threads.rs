//! Fields that threads cannot share, said in our words where the field's own type is to blame.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{GenericArgument, ItemStruct, PathArguments, Type};

use crate::checks::over;
use crate::runtime::Runtime;

/// That threads can share the application where they can share these fields.
pub(super) fn threads(structure: &ItemStruct, runtime: &Runtime) -> TokenStream {
    let (door, name) = (runtime.door(), &structure.ident);
    // A bound cannot depend on `cfg`: such a field is told in words of rustc's.
    let always = |field: &&syn::Field| {
        !field
            .attrs
            .iter()
            .any(|attribute| attribute.path().is_ident("cfg"))
    };
    let types = structure.fields.iter().filter(always);
    let bounds = types.filter_map(|field| to_blame(&field.ty)).map(|ty| {
        let shared = over(ty, quote!(#door::Shared<'__shared>));
        quote!(for<'__shared> #ty: #shared)
    });
    let threads = over(name, quote!(#door::Threads));
    quote_spanned! {name.span()=>
        #[doc(hidden)]
        impl #threads for #name where #(#bounds,)* {}
    }
}

/// Types of `std` that threads do not share. Another type of such a name is as good as it is.
const OF_ONE_THREAD: [&str; 6] = [
    "Cell",
    "LazyCell",
    "OnceCell",
    "Rc",
    "RefCell",
    "UnsafeCell",
];

/// What of a field's type rustc would blame: the type itself, or the trait object that it points to. Of what lies deeper rustc
/// tells by itself how it got there, and a bound on the field would be a second error.
fn to_blame(ty: &Type) -> Option<&Type> {
    let path = match ty {
        Type::Ptr(_) => return Some(ty),
        Type::Path(path) => path,
        _ => return None,
    };
    let last = path.path.segments.last()?;
    if OF_ONE_THREAD.iter().any(|name| last.ident == name) {
        return Some(ty);
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let is_pointer = ["Arc", "Box"].iter().any(|name| last.ident == name);
    match arguments.args.first()? {
        GenericArgument::Type(object @ Type::TraitObject(_)) if is_pointer => Some(object),
        _ => None,
    }
}
