//! What stands in for `Json`, `Form`, `Query` and `Uuid` where their features are off, and says which feature that is: where
//! nothing stood, rustc would say no more than that it finds no such type.

#[cfg(not(all(feature = "json", feature = "form")))]
macro_rules! stand_in {
    ($(#[$docs:meta])* $name:ident, $on:ident) => {
        $(#[$docs])*
        #[derive(Debug, Clone)]
        pub struct $name<T>(pub T);

        impl<A, T: Send> crate::extract::Extract<A> for $name<T>
        where
            crate::wording::Part<T>: $on,
        {
            type State = ();

            fn prepare(_: &crate::extract::Site<'_, A>) -> Result<(), crate::problem::LaunchProblem> {
                Err(crate::problem::LaunchProblem::new("a feature is off"))
            }

            async fn extract(
                (): &(),
                _: &mut crate::request::Request,
            ) -> Result<Self, crate::rejection::Rejection> {
                Err(crate::rejection::Rejection::internal("a feature is off"))
            }
        }

        // So that what a handler does with the value brings no errors of its own.
        impl<T> std::ops::Deref for $name<T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.0
            }
        }

        impl<T> std::ops::DerefMut for $name<T> {
            fn deref_mut(&mut self) -> &mut T {
                &mut self.0
            }
        }
    };
}

#[cfg(not(feature = "json"))]
pub use without_json::{Json, json};

#[cfg(not(feature = "json"))]
mod without_json {
    use crate::error::Error;
    use crate::response::{IntoResponse, Response};
    use crate::wording::Part;

    /// Nothing: the feature is off.
    #[diagnostic::on_unimplemented(
        message = "`Json` and `json()` need the feature `json` of oxy",
        label = "the feature `json` is off",
        note = "in Cargo.toml: `oxy = {{ .., features = [\"json\"] }}`"
    )]
    pub trait JsonIsOn {}

    stand_in! {
        /// Needs the feature `json`, which is off.
        Json, JsonIsOn
    }

    impl<T> IntoResponse for Json<T>
    where
        Part<T>: JsonIsOn,
    {
        fn into_response(self) -> Response {
            json(&self.0)
        }
    }

    /// Needs the feature `json`, which is off.
    pub fn json<T: ?Sized>(_: &T) -> Response
    where
        Part<T>: JsonIsOn,
    {
        Error::internal("a feature is off").into_response()
    }
}

#[cfg(not(feature = "form"))]
pub use without_form::{Form, Query};

#[cfg(not(feature = "form"))]
mod without_form {
    /// Nothing: the feature is off.
    #[diagnostic::on_unimplemented(
        message = "`Form` and `Query` need the feature `form` of oxy",
        label = "the feature `form` is off",
        note = "in Cargo.toml: `oxy = {{ .., features = [\"form\"] }}`"
    )]
    pub trait FormIsOn {}

    stand_in! {
        /// Needs the feature `form`, which is off.
        Form, FormIsOn
    }

    stand_in! {
        /// Needs the feature `form`, which is off.
        Query, FormIsOn
    }
}

#[cfg(not(feature = "uuid"))]
pub use identifiers::Uuid;

#[cfg(not(feature = "uuid"))]
mod identifiers {
    /// Has no identifiers.
    #[derive(Debug)]
    pub enum Off {}

    /// Nothing: the feature is off.
    #[diagnostic::on_unimplemented(
        message = "`Uuid` needs the feature `uuid` of oxy",
        label = "the feature `uuid` is off",
        note = "in Cargo.toml: `oxy = {{ .., features = [\"uuid\"] }}`"
    )]
    pub trait UuidIsOn {
        /// The type that there would be.
        type Uuid;
    }

    /// Needs the feature `uuid`, which is off.
    pub type Uuid = <Off as UuidIsOn>::Uuid;
}
