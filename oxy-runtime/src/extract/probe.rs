//! How the type of an argument decides where its value comes from.
//!
//! Generated code calls `site.ask::<T>().kind()`. Method lookup takes the first way of passing the receiver for which a method
//! applies, and a method of the type itself before one of a trait. So the order is: extractor, values (which exclude each
//! other), extractor of other applications, none of these. The question compiles for every type; whether the answer will do is
//! said by [`Fits`], [`FitsPattern`] and [`InPath`], in whose words rustc names the type, once.
//!
//! All levels are reached from one receiver without references in it, as rustc looks through every candidate per reference.

use std::marker::PhantomData;
use std::str::FromStr;

use crate::app::{App, Provides};
use crate::extract::argument::{Argument, PreparedArgument};
use crate::extract::argument_site::ArgumentSite;
use crate::extract::scalar::PathArgument;
use crate::extract::{Extract, PathValue};

/// Asks what the type `T` of an argument is in a handler of `A`.
pub struct Probe<A, T>(PhantomData<fn() -> (A, T)>);

impl<A, T> Probe<A, T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<A, T: Extract<A>> Probe<A, T> {
    /// Shadows the constant of [`ReadsNoBody`] where `T` is an extractor.
    pub const BODY: BodyUse = BodyUse {
        reads: T::READS_BODY,
        expects: T::EXPECTS_BODY,
    };

    /// Comes before the methods of the levels where `T` is an extractor.
    #[must_use]
    pub fn kind(self) -> Extractor {
        Extractor
    }
}

/// What every type that is no extractor answers.
pub trait ReadsNoBody {
    /// What it does with the body.
    const BODY: BodyUse = BodyUse {
        reads: false,
        expects: false,
    };
}

impl<A, T> ReadsNoBody for Probe<A, T> {}

/// What an argument does with the request's body.
#[derive(Debug, Clone, Copy)]
pub struct BodyUse {
    /// Whether it reads the body.
    pub reads: bool,
    /// Whether it makes no sense without one.
    pub expects: bool,
}

/// How many arguments read the body, up to this one: zero where this one reads none, so that the error stands at one that
/// reads too.
#[must_use]
pub const fn readers(before: &[BodyUse], this: BodyUse) -> usize {
    let (mut count, mut at) = (this.reads as usize, 0);
    while this.reads && at < before.len() {
        count += before[at].reads as usize;
        at += 1;
    }
    count
}

macro_rules! kinds {
    ($($doc:literal $kind:ident)*) => {$(
        #[doc = $doc]
        #[derive(Debug, Clone, Copy)]
        pub struct $kind;
    )*};
}

kinds! {
    "An extractor." Extractor
    "A value of a path or query." Scalar
    "A value that may be missing." Optional
    "A value that may come several times." Repeated
    "An extractor, but not in this application." Elsewhere
    "None of these." Unknown
}

macro_rules! levels {
    ($($kind:ident $level:ident [$($bound:tt)*] $probe:ty;)*) => {$(
        #[doc = concat!("The level of [`", stringify!($kind), "`].")]
        pub trait $level: Sized {
            /// What an argument of this type is.
            fn kind(self) -> $kind {
                $kind
            }
        }

        impl<A, $($bound)*> $level for $probe {}
    )*};
}

levels! {
    Scalar ScalarLevel [T: FromStr] Probe<A, T>;
    Optional OptionalLevel [T: FromStr] Probe<A, Option<T>>;
    Repeated RepeatedLevel [T: FromStr] Probe<A, Vec<T>>;
    Elsewhere ElsewhereLevel [T: Extract<AnyApp>] &Probe<A, T>;
    Unknown UnknownLevel [T] &mut Probe<A, T>;
}

/// The application that provides everything: an extractor in it, but not in `A`, lacks something that `A` could provide.
#[derive(Debug)]
pub enum AnyApp {}

#[diagnostic::do_not_recommend]
impl App for AnyApp {}

#[diagnostic::do_not_recommend]
impl<T: 'static> Provides<T> for AnyApp {
    fn provide(&self) -> &T {
        match *self {}
    }
}

/// No argument's kind. That it fits everywhere keeps rustc from guessing a kind before the probe tells it.
#[derive(Debug)]
pub enum NoKind {}

/// An argument whose type has no parameters.
#[derive(Debug)]
pub struct Plain;

/// An argument whose type has parameters: where it does not fit, one of them may be why, and rustc is to name that one.
#[derive(Debug)]
pub struct Generic;

/// An argument with a name may have a type of the kind `K`, written as `W`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a handler argument",
    label = "neither an extractor nor a value that can be parsed",
    note = "application state is taken as `Context<{Self}>`; a body as `Json<T>`, `Form<T>`, `Text` or `Bytes`",
    note = "a path or query value needs `impl std::str::FromStr for {Self}`; an extractor of your own `impl oxy::Extract<A>`"
)]
pub trait Fits<A: 'static, W, K> {
    /// The only place where an argument of unknown type is an error.
    fn fit<T: Argument<A, K> + Send>(
        kind: K,
        site: &ArgumentSite<'_, A>,
        name: &'static str,
        type_name: &'static str,
    ) -> Option<PreparedArgument<A, T, K>> {
        site.argument(kind, name, type_name)
    }
}

impl<A: 'static, T, W> Fits<A, W, Extractor> for T {}
impl<A: 'static, T, W> Fits<A, W, Scalar> for T {}
impl<A: 'static, T, W> Fits<A, W, Optional> for T {}
impl<A: 'static, T, W> Fits<A, W, Repeated> for T {}
impl<A: 'static, T: Extract<A>, W> Fits<A, W, Elsewhere> for T {}
impl<A: 'static, T: Extract<A>> Fits<A, Generic, Unknown> for T {}

// Not to list what all is an extractor.
#[diagnostic::do_not_recommend]
impl<A: 'static, T: Extract<A>> Fits<A, Plain, Unknown> for T {}

/// An argument with a pattern instead of a name may have a type of the kind `K`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a pattern",
    label = "not an extractor",
    note = "a query value is taken by its name: write `name: {Self}`, and take it apart in the body"
)]
pub trait FitsPattern<A: 'static, K> {
    /// The only place where a pattern of another type is an error.
    fn fit<T: Argument<A, K> + Send>(
        kind: K,
        site: &ArgumentSite<'_, A>,
        name: &'static str,
        type_name: &'static str,
    ) -> Option<PreparedArgument<A, T, K>> {
        site.argument(kind, name, type_name)
    }
}

impl<A: 'static, T> FitsPattern<A, Extractor> for T {}
impl<A: 'static, T> FitsPattern<A, NoKind> for T {}
impl<A: 'static, T: Extract<A>> FitsPattern<A, Elsewhere> for T {}

macro_rules! fits_pattern {
    ($($kind:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<A: 'static, T: Extract<A>> FitsPattern<A, $kind> for T {}
    )*};
}

fits_pattern! { Scalar Optional Repeated Unknown }

/// A path parameter may have a type of the kind `K`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a path parameter",
    label = "cannot be parsed from the path",
    note = "implement `std::str::FromStr` for `{Self}`, or take a `String`"
)]
pub trait InPath<K>: Sized {
    /// How the decoded text is parsed.
    fn parser(kind: K) -> fn(&str) -> Option<Self>;

    /// The only place where a path parameter of another type is an error.
    fn path<A: 'static>(
        kind: K,
        site: &ArgumentSite<'_, A>,
        name: &'static str,
        type_name: &'static str,
    ) -> Option<PathArgument<Self>>
    where
        Self: 'static,
    {
        site.path(name, type_name, Self::parser(kind))
    }
}

macro_rules! in_path {
    ($($kind:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: PathValue> InPath<$kind> for T {
            fn parser(_: $kind) -> fn(&str) -> Option<Self> {
                T::parse_path
            }
        }
    )*};
}

in_path! { Extractor Scalar Repeated Elsewhere Unknown }

impl<T> InPath<NoKind> for T {
    fn parser(kind: NoKind) -> fn(&str) -> Option<Self> {
        match kind {}
    }
}

impl<T> InPath<&NoKind> for T {
    fn parser(kind: &NoKind) -> fn(&str) -> Option<Self> {
        match *kind {}
    }
}

/// A handler may have routes with the parameter and others without it.
#[diagnostic::do_not_recommend]
impl<T: PathValue> InPath<Optional> for Option<T> {
    fn parser(_: Optional) -> fn(&str) -> Option<Self> {
        |text| T::parse_path(text).map(Some)
    }
}

/// How many of a handler's arguments read the body, up to one that does.
#[derive(Debug)]
pub struct Bodies<const COUNT: usize>;

/// The request's body can be read once.
#[diagnostic::on_unimplemented(
    message = "two arguments read the request body",
    label = "an argument before this one reads the body already",
    note = "the body can be read once: take both parts in one struct, or one of them from the path or the query",
    note = "a `Request` has the body in it: beside another argument that reads it, take `Method`, `Uri` or `Headers`"
)]
pub trait AtMostOne {
    /// Names the trait in generated code.
    const CHECKED: () = ();
}

#[diagnostic::do_not_recommend]
impl AtMostOne for Bodies<0> {}

#[diagnostic::do_not_recommend]
impl AtMostOne for Bodies<1> {}

/// Whether an argument makes no sense without a body.
#[derive(Debug)]
pub struct Expected<const BODY: bool>;

/// A request with this method has no body.
#[diagnostic::on_unimplemented(
    message = "a GET or HEAD route has no body to read",
    label = "reads the request body",
    note = "route it with `#[post(..)]`, or take the values from the query: `Query<T>`, or an argument for each",
    note = "a client that sends a body with GET all the same is served by the option `allow(get_body)`"
)]
pub trait NotOnGet {
    /// Names the trait in generated code.
    const CHECKED: () = ();
}

#[diagnostic::do_not_recommend]
impl NotOnGet for Expected<false> {}

/// All that a question needs in scope, without names.
pub mod levels {
    pub use super::{
        ElsewhereLevel as _, OptionalLevel as _, ReadsNoBody as _, RepeatedLevel as _,
        ScalarLevel as _, UnknownLevel as _,
    };
}
