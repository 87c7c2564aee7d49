//! All arguments of a handler as one, and the handler that is called with them.

use std::future::ready;

use crate::extract::argument::{Argument, PreparedArgument};
use crate::extract::scalar::{PathArgument, QueryDefault};
use crate::rejection::Rejection;
use crate::request::Request;

/// A prepared argument, or several.
pub trait Arguments: Send + Sync + 'static {
    /// What the handler takes.
    type Values: Send;

    /// Whether one of them reads the body, for which the others are read before.
    const READS_BODY: bool;

    /// Reads them.
    ///
    /// # Errors
    /// The response to give instead.
    fn read(
        &self,
        request: &mut Request,
    ) -> impl Future<Output = Result<Self::Values, Rejection>> + Send;
}

/// Arguments as they come out of their preparation: one that could not be prepared is missing. That this is asked here,
/// for all of them, spares each route the code for it.
pub trait Prepared {
    /// All of them.
    type All: Arguments<Values = Self::Values>;

    /// What the handler takes.
    type Values: Send;

    /// All of them, unless one is missing.
    fn all(self) -> Option<Self::All>;
}

/// A function that takes the values as its arguments.
pub trait Call<V>: Send + Sync + 'static {
    /// Its result; of an `async fn` the future.
    type Output;

    /// Calls it.
    fn call(&self, values: V) -> Self::Output;
}

// The compiler shows these lines beside an argument that is not `Send`.
impl<A: 'static, K: 'static, T> Arguments for PreparedArgument<A, T, K>
// a handler may go on in another thread: hold `Arc`, not `Rc`; a `Mutex`, not its guard
// what is neither an extractor nor parsed is of the application: a field, taken as `Context<T>`
where
    T: Argument<A, K> + Send + 'static,
{
    type Values = T;

    const READS_BODY: bool = T::READS_BODY;

    fn read(&self, request: &mut Request) -> impl Future<Output = Result<T, Rejection>> + Send {
        Self::read(self, request)
    }
}

impl<T> Arguments for PathArgument<T>
// a handler may go on in another thread: hold `Arc`, not `Rc`
where
    T: Send + 'static,
{
    type Values = T;

    const READS_BODY: bool = false;

    fn read(&self, request: &mut Request) -> impl Future<Output = Result<T, Rejection>> + Send {
        ready(Self::read(self, request))
    }
}

impl<T> Arguments for QueryDefault<T>
// a handler may go on in another thread: hold `Arc`, not `Rc`
where
    T: Send + 'static,
{
    type Values = T;

    const READS_BODY: bool = false;

    fn read(&self, request: &mut Request) -> impl Future<Output = Result<T, Rejection>> + Send {
        ready(Self::read(self, request))
    }
}

macro_rules! tuple {
    ($($name:ident $value:ident $early:ident $index:tt)*) => {
        impl<$($name: Arguments),*> Arguments for ($($name,)*) {
            type Values = ($($name::Values,)*);

            const READS_BODY: bool = false $(|| $name::READS_BODY)*;

            #[allow(unused_variables)]
            async fn read(&self, request: &mut Request) -> Result<Self::Values, Rejection> {
                $(
                    let $early = if $name::READS_BODY {
                        None
                    } else {
                        Some(self.$index.read(request).await?)
                    };
                )*
                Ok(($(
                    match $early {
                        Some(value) => value,
                        None => self.$index.read(request).await?,
                    },
                )*))
            }
        }

        impl<$($name: Arguments),*> Prepared for ($(Option<$name>,)*) {
            type All = ($($name,)*);

            type Values = ($($name::Values,)*);

            fn all(self) -> Option<Self::All> {
                Some(($(self.$index?,)*))
            }
        }

        impl<F, O, $($value),*> Call<($($value,)*)> for F
        where
            F: Fn($($value),*) -> O + Send + Sync + 'static,
        {
            type Output = O;

            #[allow(unused_variables)]
            fn call(&self, values: ($($value,)*)) -> O {
                self($(values.$index),*)
            }
        }
    };
}

tuple! {}
tuple! { P0 V0 e0 0 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 P2 V2 e2 2 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 P2 V2 e2 2 P3 V3 e3 3 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 P2 V2 e2 2 P3 V3 e3 3 P4 V4 e4 4 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 P2 V2 e2 2 P3 V3 e3 3 P4 V4 e4 4 P5 V5 e5 5 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 P2 V2 e2 2 P3 V3 e3 3 P4 V4 e4 4 P5 V5 e5 5 P6 V6 e6 6 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 P2 V2 e2 2 P3 V3 e3 3 P4 V4 e4 4 P5 V5 e5 5 P6 V6 e6 6 P7 V7 e7 7 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 P2 V2 e2 2 P3 V3 e3 3 P4 V4 e4 4 P5 V5 e5 5 P6 V6 e6 6 P7 V7 e7 7 P8 V8 e8 8 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 P2 V2 e2 2 P3 V3 e3 3 P4 V4 e4 4 P5 V5 e5 5 P6 V6 e6 6 P7 V7 e7 7 P8 V8 e8 8 P9 V9 e9 9 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 P2 V2 e2 2 P3 V3 e3 3 P4 V4 e4 4 P5 V5 e5 5 P6 V6 e6 6 P7 V7 e7 7 P8 V8 e8 8 P9 V9 e9 9 P10 V10 e10 10 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 P2 V2 e2 2 P3 V3 e3 3 P4 V4 e4 4 P5 V5 e5 5 P6 V6 e6 6 P7 V7 e7 7 P8 V8 e8 8 P9 V9 e9 9 P10 V10 e10 10 P11 V11 e11 11 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 P2 V2 e2 2 P3 V3 e3 3 P4 V4 e4 4 P5 V5 e5 5 P6 V6 e6 6 P7 V7 e7 7 P8 V8 e8 8 P9 V9 e9 9 P10 V10 e10 10 P11 V11 e11 11 P12 V12 e12 12 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 P2 V2 e2 2 P3 V3 e3 3 P4 V4 e4 4 P5 V5 e5 5 P6 V6 e6 6 P7 V7 e7 7 P8 V8 e8 8 P9 V9 e9 9 P10 V10 e10 10 P11 V11 e11 11 P12 V12 e12 12 P13 V13 e13 13 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 P2 V2 e2 2 P3 V3 e3 3 P4 V4 e4 4 P5 V5 e5 5 P6 V6 e6 6 P7 V7 e7 7 P8 V8 e8 8 P9 V9 e9 9 P10 V10 e10 10 P11 V11 e11 11 P12 V12 e12 12 P13 V13 e13 13 P14 V14 e14 14 }
tuple! { P0 V0 e0 0 P1 V1 e1 1 P2 V2 e2 2 P3 V3 e3 3 P4 V4 e4 4 P5 V5 e5 5 P6 V6 e6 6 P7 V7 e7 7 P8 V8 e8 8 P9 V9 e9 9 P10 V10 e10 10 P11 V11 e11 11 P12 V12 e12 12 P13 V13 e13 13 P14 V14 e14 14 P15 V15 e15 15 }
