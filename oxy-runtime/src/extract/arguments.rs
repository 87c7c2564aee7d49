//! All arguments of a handler as one, and the handler that is called with them.

use crate::extract::argument::{Argument, PreparedArgument};
use crate::extract::scalar::{PathArgument, QueryDefault};
use crate::rejection::Rejection;
use crate::request::Request;

/// A prepared argument, or several: read before the body, or with it.
pub trait Arguments: Send + Sync + 'static {
    /// What the handler takes.
    type Values: Send;

    /// What is there before the body is read.
    type Early: Send;

    /// Reads what does not need the body.
    ///
    /// # Errors
    /// The response to give instead.
    fn before_body(
        &self,
        request: &mut Request,
    ) -> impl Future<Output = Result<Self::Early, Rejection>> + Send;

    /// Reads what has waited for the others.
    ///
    /// # Errors
    /// The response to give instead.
    fn with_body(
        &self,
        early: Self::Early,
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

    type Early = Option<T>;

    async fn before_body(&self, request: &mut Request) -> Result<Option<T>, Rejection> {
        if T::READS_BODY {
            return Ok(None);
        }
        self.read(request).await.map(Some)
    }

    async fn with_body(&self, early: Option<T>, request: &mut Request) -> Result<T, Rejection> {
        match early {
            Some(value) => Ok(value),
            None => self.read(request).await,
        }
    }
}

impl<T> Arguments for PathArgument<T>
// a handler may go on in another thread: hold `Arc`, not `Rc`
where
    T: Send + 'static,
{
    type Values = T;

    type Early = T;

    async fn before_body(&self, request: &mut Request) -> Result<T, Rejection> {
        self.read(request)
    }

    async fn with_body(&self, early: T, _: &mut Request) -> Result<T, Rejection> {
        Ok(early)
    }
}

impl<T> Arguments for QueryDefault<T>
// a handler may go on in another thread: hold `Arc`, not `Rc`
where
    T: Send + 'static,
{
    type Values = T;

    type Early = T;

    async fn before_body(&self, request: &mut Request) -> Result<T, Rejection> {
        self.read(request)
    }

    async fn with_body(&self, early: T, _: &mut Request) -> Result<T, Rejection> {
        Ok(early)
    }
}

macro_rules! tuple {
    ($($name:ident $value:ident $index:tt)*) => {
        impl<$($name: Arguments),*> Arguments for ($($name,)*) {
            type Values = ($($name::Values,)*);

            type Early = ($($name::Early,)*);

            #[allow(unused_variables)]
            async fn before_body(&self, request: &mut Request) -> Result<Self::Early, Rejection> {
                Ok(($(self.$index.before_body(request).await?,)*))
            }

            #[allow(unused_variables)]
            async fn with_body(
                &self,
                early: Self::Early,
                request: &mut Request,
            ) -> Result<Self::Values, Rejection> {
                Ok(($(self.$index.with_body(early.$index, request).await?,)*))
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
tuple! { P0 V0 0 }
tuple! { P0 V0 0 P1 V1 1 }
tuple! { P0 V0 0 P1 V1 1 P2 V2 2 }
tuple! { P0 V0 0 P1 V1 1 P2 V2 2 P3 V3 3 }
tuple! { P0 V0 0 P1 V1 1 P2 V2 2 P3 V3 3 P4 V4 4 }
tuple! { P0 V0 0 P1 V1 1 P2 V2 2 P3 V3 3 P4 V4 4 P5 V5 5 }
tuple! { P0 V0 0 P1 V1 1 P2 V2 2 P3 V3 3 P4 V4 4 P5 V5 5 P6 V6 6 }
tuple! { P0 V0 0 P1 V1 1 P2 V2 2 P3 V3 3 P4 V4 4 P5 V5 5 P6 V6 6 P7 V7 7 }
tuple! { P0 V0 0 P1 V1 1 P2 V2 2 P3 V3 3 P4 V4 4 P5 V5 5 P6 V6 6 P7 V7 7 P8 V8 8 }
tuple! { P0 V0 0 P1 V1 1 P2 V2 2 P3 V3 3 P4 V4 4 P5 V5 5 P6 V6 6 P7 V7 7 P8 V8 8 P9 V9 9 }
tuple! { P0 V0 0 P1 V1 1 P2 V2 2 P3 V3 3 P4 V4 4 P5 V5 5 P6 V6 6 P7 V7 7 P8 V8 8 P9 V9 9 P10 V10 10 }
tuple! { P0 V0 0 P1 V1 1 P2 V2 2 P3 V3 3 P4 V4 4 P5 V5 5 P6 V6 6 P7 V7 7 P8 V8 8 P9 V9 9 P10 V10 10 P11 V11 11 }
tuple! { P0 V0 0 P1 V1 1 P2 V2 2 P3 V3 3 P4 V4 4 P5 V5 5 P6 V6 6 P7 V7 7 P8 V8 8 P9 V9 9 P10 V10 10 P11 V11 11 P12 V12 12 }
tuple! { P0 V0 0 P1 V1 1 P2 V2 2 P3 V3 3 P4 V4 4 P5 V5 5 P6 V6 6 P7 V7 7 P8 V8 8 P9 V9 9 P10 V10 10 P11 V11 11 P12 V12 12 P13 V13 13 }
tuple! { P0 V0 0 P1 V1 1 P2 V2 2 P3 V3 3 P4 V4 4 P5 V5 5 P6 V6 6 P7 V7 7 P8 V8 8 P9 V9 9 P10 V10 10 P11 V11 11 P12 V12 12 P13 V13 13 P14 V14 14 }
tuple! { P0 V0 0 P1 V1 1 P2 V2 2 P3 V3 3 P4 V4 4 P5 V5 5 P6 V6 6 P7 V7 7 P8 V8 8 P9 V9 9 P10 V10 10 P11 V11 11 P12 V12 12 P13 V13 13 P14 V14 14 P15 V15 15 }
