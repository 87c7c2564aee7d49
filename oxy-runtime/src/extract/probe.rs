//! How the type of an argument decides where its value comes from.
//!
//! Generated code calls `(&&&&&Probe::<App, T>::new()).kind()`. Method lookup takes the first reference level whose
//! implementation applies, so the order is: extractor, scalar, optional scalar, repeated scalar, none of these. The last
//! one compiles everywhere except in [`accept`], whose bound makes rustc name the type once.

use std::marker::PhantomData;
use std::str::FromStr;

use crate::extract::Extract;

/// Asks what the type `T` of an argument is in a handler of `A`.
pub struct Probe<A, T>(PhantomData<fn() -> (A, T)>);

impl<A, T> Probe<A, T> {
    /// The question.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<A, T> Default for Probe<A, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<A, T: Extract<A>> Probe<A, T> {
    /// Shadows the constant of [`ReadsNoBody`] where `T` is an extractor.
    pub const READS_BODY: bool = T::READS_BODY;
}

/// What every type that is no extractor answers.
pub trait ReadsNoBody {
    /// Whether the body is read.
    const READS_BODY: bool = false;
}

impl<A, T> ReadsNoBody for Probe<A, T> {}

/// An extractor.
#[derive(Debug, Clone, Copy)]
pub struct Extractor;

/// The level of [`Extractor`].
pub trait ExtractorLevel {
    /// What an argument of this type is.
    fn kind(&self) -> Extractor {
        Extractor
    }

    /// What an argument of this type is that has a pattern instead of a name, and so cannot be a query value.
    fn nameless_kind(&self) -> Extractor {
        Extractor
    }
}

impl<A, T: Extract<A>> ExtractorLevel for &&&&Probe<A, T> {}

/// A query value.
#[derive(Debug, Clone, Copy)]
pub struct Scalar;

/// The level of [`Scalar`].
pub trait ScalarLevel {
    /// What an argument of this type is.
    fn kind(&self) -> Scalar {
        Scalar
    }
}

impl<A, T: FromStr> ScalarLevel for &&&Probe<A, T> {}

/// A query value that may be missing.
#[derive(Debug, Clone, Copy)]
pub struct Optional;

/// The level of [`Optional`].
pub trait OptionalLevel {
    /// What an argument of this type is.
    fn kind(&self) -> Optional {
        Optional
    }
}

impl<A, T: FromStr> OptionalLevel for &&Probe<A, Option<T>> {}

/// A query value that may come several times.
#[derive(Debug, Clone, Copy)]
pub struct Repeated;

/// The level of [`Repeated`].
pub trait RepeatedLevel {
    /// What an argument of this type is.
    fn kind(&self) -> Repeated {
        Repeated
    }
}

impl<A, T: FromStr> RepeatedLevel for &Probe<A, Vec<T>> {}

/// None of these.
#[derive(Debug, Clone, Copy)]
pub struct Unknown;

/// The level of [`Unknown`].
pub trait UnknownLevel {
    /// What an argument of this type is.
    fn kind(&self) -> Unknown {
        Unknown
    }

    /// What an argument of this type is that has a pattern instead of a name, and so cannot be a query value.
    fn nameless_kind(&self) -> Unknown {
        Unknown
    }
}

impl<A, T> UnknownLevel for Probe<A, T> {}

/// Holds for every type but the unknown ones, of which it asks to be extractors.
pub trait Accepted<A, K> {}

impl<A, T> Accepted<A, Extractor> for T {}
impl<A, T> Accepted<A, Scalar> for T {}
impl<A, T> Accepted<A, Optional> for T {}
impl<A, T> Accepted<A, Repeated> for T {}
impl<A, T: Extract<A>> Accepted<A, Unknown> for T {}

/// The only place where an unknown type is an error.
pub fn accept<A, T: Accepted<A, K>, K>(kind: K) -> K {
    kind
}
