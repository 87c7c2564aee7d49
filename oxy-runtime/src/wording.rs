//! How a trait keeps its own words where it is not satisfied.
//!
//! Where a trait has one implementation for all types with some bounds, rustc reports what those bounds lack, in the words
//! of others and with lists of their types. Where there are two, and neither applies, it reports the trait. The second one
//! never applies: `impl<T: Ours> Ours for T where for<'n> Never<'n>: Happens {}`.

/// What nothing is: the lifetime keeps rustc from proving that when it compiles this crate.
#[derive(Debug)]
pub struct Never<'n>(#[allow(dead_code)] &'n ());

/// Never.
pub trait Happens {}

/// A type that is written without parameters.
#[derive(Debug)]
pub struct Plain;

/// A type that is written with parameters: where it does not do, one of them may be why, and rustc is to name that one.
#[derive(Debug)]
pub struct Generic;

/// A type in a question whose words are not to be those of the trait that is asked first: where both ask of one type, rustc
/// takes the words of the first.
#[derive(Debug)]
pub struct Part<T: ?Sized>(std::marker::PhantomData<T>);
