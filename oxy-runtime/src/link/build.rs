//! Values on their way into a path.

use std::fmt::Display;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::link::target::{GROUP_SIZE, Target};
use crate::link::{Link, LinkError, encoded};
use crate::params::refusal;

/// The values of a path, while they are gathered.
pub struct Building<'t, T> {
    target: &'t Target<T>,
    values: Vec<(&'static str, String)>,
}

/// The types of a tuple by their indices.
pub trait At<const INDEX: usize> {
    /// The type there.
    type Type;
}

/// Argument `PLACE` of a group of sixteen.
type Argument<T, const GROUP: usize, const PLACE: usize> =
    <<T as At<GROUP>>::Type as At<PLACE>>::Type;

impl<T> Target<T> {
    /// Begins a link.
    #[must_use]
    pub fn link(&self) -> Building<'_, T> {
        Building {
            target: self,
            values: Vec::new(),
        }
    }
}

impl<T> Building<'_, T> {
    /// Takes a value for the argument at this place.
    #[must_use]
    pub fn with<const GROUP: usize, const PLACE: usize, V>(mut self, value: V) -> Self
    where
        T: At<GROUP>,
        T::Type: At<PLACE>,
        V: Value<Argument<T, GROUP, PLACE>>,
    {
        let name = self.target.name_of(GROUP * GROUP_SIZE + PLACE);
        self.values.push((name, value.text()));
        self
    }

    /// The link, or why there is none, if that can be.
    pub fn build<const SURE: bool>(self) -> <Linked<SURE> as Outcome>::Of
    where
        Linked<SURE>: Outcome,
    {
        let mut text = String::new();
        let mut fault = None;
        let pattern = self.target.pattern();
        for segment in pattern.split('/').skip(1) {
            text.push('/');
            let inside = segment
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'));
            let Some(inside) = inside else {
                text.push_str(segment);
                continue;
            };
            let (name, is_rest) = match inside.strip_prefix('*') {
                Some(name) => (name, true),
                None => (inside, false),
            };
            let Some((name, value)) = self.values.iter().find(|(known, _)| *known == name) else {
                continue;
            };
            fault = fault.or_else(|| why_not(value).map(|why| LinkError::new(name, why)));
            if is_rest {
                let parts: Vec<_> = value.split('/').map(encoded).collect();
                text.push_str(&parts.join("/"));
            } else {
                text.push_str(&encoded(value));
            }
        }
        Linked::<SURE>::of(Link(text), fault)
    }
}

/// What leads to another path, and what the route would refuse.
fn why_not(value: &str) -> Option<&'static str> {
    if value.is_empty() {
        return Some("it is empty");
    }
    refusal(value)
}

/// Something that can be given for an argument of the type `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value for a path parameter of the type `{T}`",
    label = "expected `{T}`, or a reference to one",
    note = "a link writes a value by `std::fmt::Display`; what is written has to be read again by `FromStr`"
)]
pub trait Value<T> {
    /// As it is written, without percent-encoding.
    fn text(&self) -> String;
}

#[diagnostic::do_not_recommend]
impl<T: Display> Value<T> for T {
    fn text(&self) -> String {
        self.to_string()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Display> Value<T> for &T {
    fn text(&self) -> String {
        (*self).to_string()
    }
}

#[diagnostic::do_not_recommend]
impl Value<String> for &str {
    fn text(&self) -> String {
        (*self).to_owned()
    }
}

/// The type of an argument that a route lacks, which is an error where the route stands: any value is right.
#[derive(Debug)]
pub enum NoArgument {}

impl NeverEmpty for NoArgument {}

#[diagnostic::do_not_recommend]
impl<V: Display> Value<NoArgument> for V {
    fn text(&self) -> String {
        self.to_string()
    }
}

/// Tells by a constant whether all values of a type can stand in a path.
pub struct Sure<T>(PhantomData<fn() -> T>);

impl<T: NeverEmpty> Sure<T> {
    /// Shadows the constant of [`Unsure`].
    pub const IS: bool = true;
}

/// What other types answer.
pub trait Unsure {
    /// Whether all values can stand in a path.
    const IS: bool = false;
}

impl<T> Unsure for Sure<T> {}

/// A type whose text is never empty, nor refused as a path parameter.
pub trait NeverEmpty {}

macro_rules! never_empty {
    ($($ty:ty)*) => {$(
        impl NeverEmpty for $ty {}
    )*};
}

never_empty! {
    u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool
    std::num::NonZeroU8 std::num::NonZeroU16 std::num::NonZeroU32 std::num::NonZeroU64 std::num::NonZeroU128
    std::num::NonZeroUsize std::num::NonZeroI8 std::num::NonZeroI16 std::num::NonZeroI32 std::num::NonZeroI64
    std::num::NonZeroI128 std::num::NonZeroIsize
    IpAddr Ipv4Addr Ipv6Addr
}

#[cfg(feature = "uuid")]
impl NeverEmpty for crate::params::Uuid {}

/// Whether a link can always be made.
#[derive(Debug)]
pub struct Linked<const SURE: bool>;

/// What `url!` gives.
pub trait Outcome {
    /// A link, or a result.
    type Of;

    /// What came of it.
    fn of(link: Link, fault: Option<LinkError>) -> Self::Of;
}

impl Outcome for Linked<true> {
    type Of = Link;

    fn of(link: Link, _: Option<LinkError>) -> Link {
        link
    }
}

impl Outcome for Linked<false> {
    type Of = Result<Link, LinkError>;

    fn of(link: Link, fault: Option<LinkError>) -> Result<Link, LinkError> {
        match fault {
            Some(fault) => Err(fault),
            None => Ok(link),
        }
    }
}

macro_rules! at {
    (@one [$($all:ident)*] $name:ident $index:tt) => {
        impl<$($all),*> At<$index> for ($($all,)*) {
            type Type = $name;
        }
    };
    (@each $all:tt $($name:ident $index:tt)*) => {
        $(at! { @one $all $name $index })*
    };
    ($($name:ident $index:tt)*) => {
        at! { @each [$($name)*] $($name $index)* }
    };
}

at! { T0 0 }
at! { T0 0 T1 1 }
at! { T0 0 T1 1 T2 2 }
at! { T0 0 T1 1 T2 2 T3 3 }
at! { T0 0 T1 1 T2 2 T3 3 T4 4 }
at! { T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 }
at! { T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 }
at! { T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 }
at! { T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 }
at! { T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9 }
at! { T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9 T10 10 }
at! { T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9 T10 10 T11 11 }
at! { T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9 T10 10 T11 11 T12 12 }
at! { T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9 T10 10 T11 11 T12 12 T13 13 }
at! { T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9 T10 10 T11 11 T12 12 T13 13 T14 14 }
at! { T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9 T10 10 T11 11 T12 12 T13 13 T14 14 T15 15 }
