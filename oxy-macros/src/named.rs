//! Paths as the compiler reads them.

use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, Path};

/// The path of an item that the user named.
pub(crate) struct Named(pub(crate) Path);

impl Parse for Named {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let path: Path = input.parse()?;
        // To syn this keyword is a name where it stands in a path, and nowhere else.
        let keyword = path.segments.iter().find(|part| part.ident == "try");
        if let Some(part) = keyword {
            syn::parse2::<Ident>(part.ident.to_token_stream())?;
        }
        Ok(Self(path))
    }
}

#[cfg(test)]
mod tests {
    use super::Named;

    #[test]
    fn a_keyword_is_no_path() {
        for keyword in ["try", "a::try", "::try", "try::a", "fn", "type"] {
            assert!(syn::parse_str::<Named>(keyword).is_err(), "{keyword}");
        }
        for path in ["r#try", "tries::a", "crate::a", "self", "a::<B>::c"] {
            assert!(syn::parse_str::<Named>(path).is_ok(), "{path}");
        }
    }
}
