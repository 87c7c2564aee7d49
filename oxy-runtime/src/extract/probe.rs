//! How the type of an argument decides where its value comes from.
//!
//! Generated code asks `Probe::<A, T>::ASK.kind()`. The inherent constant is that of an extractor, which most arguments are, and
//! whose answer costs the compiler least. For others the constant of [`NoExtractor`] is a reference to further levels: method
//! lookup takes the first one whose implementation applies, so the order is: scalar, optional scalar, repeated scalar, extractor
//! of other applications, none of these. The question compiles for every type; whether the answer will do is said by [`Fits`] and
//! [`FitsPattern`], in whose words rustc names the type, once.

use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Arc;

use crate::app::{App, Context, Provides, Threads};
use crate::extract::misplaced::{Holds, TakenAsData, TakenAsItIs, TakenInArc, TakenInContext};
use crate::extract::{Extract, PathValue};
use crate::session::SessionData;
use crate::wording::{Generic, Part, Plain};

/// Asks what the type `T` of an argument is in a handler of `A`.
pub struct Probe<A, T>(PhantomData<fn() -> (A, T)>);

/// The further question, under one reference per level.
pub type Question<A, T> =
    &'static &'static &'static &'static &'static &'static &'static &'static &'static Probe<A, T>;

impl<A, T: Extract<A>> Probe<A, T> {
    /// Shadows the constant of [`NoExtractor`] where `T` is an extractor.
    pub const ASK: Extractor = Extractor;

    /// Shadows the constant of [`NoExtractor`] where `T` is an extractor.
    pub const BODY: BodyUse = BodyUse {
        reads: T::READS_BODY,
        expects: T::EXPECTS_BODY,
    };
}

/// What every type that is no extractor answers.
pub trait NoExtractor<A: 'static, T: 'static> {
    /// Asks further.
    const ASK: Question<A, T> = &&&&&&&&&Probe(PhantomData);

    /// What it does with the body.
    const BODY: BodyUse = BodyUse {
        reads: false,
        expects: false,
    };
}

impl<A: 'static, T: 'static> NoExtractor<A, T> for Probe<A, T> {}

/// What an argument does with the request's body.
#[derive(Debug, Clone, Copy)]
pub struct BodyUse {
    /// Whether it reads the body.
    pub reads: bool,
    /// Whether it makes no sense without one.
    pub expects: bool,
}

/// What the argument with a number does, counted from one. (Generated code cannot name `usize`, which may be the user's.)
pub type Numbered = (usize, BodyUse);

/// The number of the first argument that reads the body, where that at `index` reads it once more; otherwise zero.
#[must_use]
pub const fn reader(all: &[Numbered], index: usize) -> usize {
    let mut at = 0;
    while at < index {
        if all[at].1.reads && all[index].1.reads {
            return all[at].0;
        }
        at += 1;
    }
    0
}

/// An extractor.
#[derive(Debug, Clone, Copy)]
pub struct Extractor;

impl Extractor {
    /// What an argument of this type is.
    #[must_use]
    pub fn kind(self) -> Self {
        self
    }
}

/// A level of the question.
pub trait Level {
    /// What an argument is that is none of the levels before.
    type Kind;

    /// What it is.
    fn kind(self) -> Self::Kind;
}

macro_rules! levels {
    ($($doc:literal $kind:ident [$($bound:tt)*] $probe:ty;)*) => {$(
        #[doc = $doc]
        #[derive(Debug, Clone, Copy)]
        pub struct $kind;

        impl<$($bound)*> Level for $probe {
            type Kind = $kind;

            fn kind(self) -> $kind {
                $kind
            }
        }
    )*};
}

levels! {
    "A value of a path or query." Scalar [A, T: FromStr] &&&&&&&&&Probe<A, T>;
    "A value that may be missing." Optional [A, T: FromStr] &&&&&&&&Probe<A, Option<T>>;
    "A value that may come several times." Repeated [A, T: FromStr] &&&&&&&Probe<A, Vec<T>>;
    "An extractor within `Context`." Wrapped [A, T: Extract<A>] &&&&&&Probe<A, Context<T>>;
    "An extractor, but not in this application." Elsewhere [A, T: Extract<AnyApp>] &&&&&Probe<A, T>;
    "The data of a session." Held [A, T: SessionData] &&&&Probe<A, T>;
    "What `Context<T>` would give, counted once more." Counted [A: Provides<T>, T] &&&Probe<A, Arc<T>>;
    "What `Context<T>` would give." Provided [A: Provides<T>, T] &&Probe<A, T>;
    "None of these." Unknown [A, T: Send] &Probe<A, T>;
    "None of these, and bound to its thread, which is said where it is carried." Unsent [A, T] Probe<A, T>;
}

/// The application that provides everything: an extractor in it, but not in `A`, lacks something that `A` could provide.
#[derive(Debug)]
pub enum AnyApp {}

#[diagnostic::do_not_recommend]
impl App for AnyApp {}

impl Threads for AnyApp {}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + 'static> Provides<T> for AnyApp {
    fn provide(&self) -> &T {
        match *self {}
    }
}

/// What an argument of a kind is read as: one that cannot be read does not compile in [`Fits`] or [`FitsPattern`].
pub trait Kind {
    /// A kind that can be read.
    type Read;

    /// The kind that is read.
    fn read(self) -> Self::Read;
}

/// No argument's kind. That it fits everywhere keeps rustc from guessing a kind before the probe tells it.
#[derive(Debug)]
pub enum NoKind {}

macro_rules! kinds {
    ($($kind:ident => $read:ident)*) => {$(
        impl Kind for $kind {
            type Read = $read;

            fn read(self) -> $read {
                $read
            }
        }
    )*};
}

kinds! {
    Extractor => Extractor
    Scalar => Scalar
    Optional => Optional
    Repeated => Repeated
    Wrapped => Unknown
    Elsewhere => Unknown
    Held => Unknown
    Counted => Unknown
    Provided => Unknown
    Unknown => Unknown
    Unsent => Unknown
    NoKind => Unknown
}

/// An argument with a name may have a type of the kind `K`, written as `W`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a handler argument",
    label = "neither an extractor nor a value that can be parsed",
    note = "application state is taken as `Context<{Self}>`; a body as `Json<T>`, `Form<T>`, `Text` or `Bytes`; a whole query as `Query<T>`",
    note = "a path or query value needs `impl std::str::FromStr for {Self}`; an extractor of your own `impl oxy::Extract<A>`"
)]
pub trait Fits<A, W, K: Kind> {
    /// The only place where an argument of unknown type is an error.
    fn fit(kind: K) -> K::Read {
        kind.read()
    }
}

impl<A, T, W> Fits<A, W, Extractor> for T {}
impl<A, T, W> Fits<A, W, Scalar> for T {}
impl<A, T, W> Fits<A, W, Optional> for T {}
impl<A, T, W> Fits<A, W, Repeated> for T {}
impl<A, T: Holds, W> Fits<A, W, Wrapped> for T where Part<T::Held>: TakenInContext<T::Held> {}
impl<A, T: Extract<A>, W> Fits<A, W, Elsewhere> for T {}
impl<A, T, W> Fits<A, W, Held> for T where Part<T>: TakenAsData<T> {}
impl<A, T: Holds, W> Fits<A, W, Counted> for T where Part<T::Held>: TakenInArc<T::Held> {}
impl<A, T, W> Fits<A, W, Provided> for T where Part<T>: TakenAsItIs<T> {}
impl<A, T: Extract<A>> Fits<A, Generic, Unknown> for T {}
impl<A, T, W> Fits<A, W, Unsent> for T {}

// Not to list what all is an extractor.
#[diagnostic::do_not_recommend]
impl<A, T: Extract<A>> Fits<A, Plain, Unknown> for T {}

/// An argument with a pattern instead of a name may have a type of the kind `K`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a pattern",
    label = "not an extractor",
    note = "a query value is taken by its name: write `name: {Self}`, and take it apart in the body"
)]
pub trait FitsPattern<A, W, K: Kind> {
    /// The only place where a pattern of another type is an error.
    fn fit(kind: K) -> K::Read {
        kind.read()
    }
}

impl<A, T, W> FitsPattern<A, W, Extractor> for T {}
impl<A, T, W> FitsPattern<A, W, NoKind> for T {}
impl<A, T: Extract<A>, W> FitsPattern<A, W, Elsewhere> for T {}
impl<A, T: Extract<A>> FitsPattern<A, Generic, Unknown> for T {}

#[diagnostic::do_not_recommend]
impl<A, T: Extract<A>> FitsPattern<A, Plain, Unknown> for T {}

macro_rules! fits_pattern {
    ($($kind:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<A, T: Extract<A>, W> FitsPattern<A, W, $kind> for T {}
    )*};
}

fits_pattern! { Held Counted Wrapped Scalar Optional Repeated Provided  Unsent }

/// A path parameter may have a type of the kind `K`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a path parameter",
    label = "cannot be parsed from the path",
    note = "a type of your own needs `impl std::str::FromStr`; otherwise take a `String`",
    note = "an argument that is not the parameter has another name"
)]
pub trait InPath<K>: Sized {
    /// How the decoded text is parsed.
    const PARSER: fn(&str) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: PathValue> InPath<Scalar> for T {
    const PARSER: fn(&str) -> Option<Self> = T::parse_path;
}

/// A handler may have routes with the parameter and others without it.
#[diagnostic::do_not_recommend]
impl<T: PathValue> InPath<Optional> for Option<T> {
    const PARSER: fn(&str) -> Option<Self> = |text| T::parse_path(text).map(Some);
}

/// What the arguments of a handler share.
#[derive(Debug)]
pub struct RequestBody;

/// The request's body can be read once: `FIRST` is the number of the argument that has read it, or zero.
#[diagnostic::on_unimplemented(
    message = "two arguments read the request body",
    label = "argument {FIRST} reads the body already",
    note = "the body can be read once: take both parts in one struct, or one of them from the path or the query",
    note = "a `Request` has the body in it: beside another argument that reads it, take `Method`, `Uri` or `Headers`"
)]
pub trait AtMostOne<const FIRST: usize> {
    /// Names the trait in generated code.
    const CHECKED: () = ();
}

// For every type, or rustc would tell that it is implemented for the zeroth argument.
#[diagnostic::do_not_recommend]
impl<T> AtMostOne<0> for T {}

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
