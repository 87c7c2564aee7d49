//! The application and the contexts that it provides.

use std::ops::Deref;
use std::sync::Arc;

use crate::session::Attachments;
use crate::wording::{Happens, Never};

/// An application: the struct marked with [`#[oxy::app]`](macro@crate::app), whose fields handlers ask for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an application",
    label = "not marked with `#[oxy::app]`",
    note = "write `#[oxy::app]` above `struct {Self} {{ .. }}`, or `#[oxy::app(named)]` if the crate has another one"
)]
pub trait App: Threads + Send + Sync + 'static {
    /// Lets the fields that need it, such as `Sessions<T>`, take part in the launch.
    #[doc(hidden)]
    fn attach(&self, launch: &mut Attachments) {
        let _ = launch;
    }
}

/// What can be mounted. [`App`] by another name, for those who bring something else.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an application",
    label = "not marked with `#[oxy::app]`",
    note = "write `#[oxy::app]` above the struct, or `#[oxy::app(named)]` if the crate has another application",
    note = "routes are not mounted: `serve` finds them, and the paths of those on a router, `#[get(API, \"/users\")]`, begin with its prefix"
)]
pub trait Mountable: App {}

#[diagnostic::do_not_recommend]
impl<A: App> Mountable for A {}

/// What the threads that answer requests share; [`#[oxy::app]`](macro@crate::app) implements it where the fields that are
/// known not to be shared are [`Shared`] all the same. Of other fields rustc says itself which part of them is to blame.
#[doc(hidden)]
pub trait Threads {}

/// What a field of an application can be. The lifetime keeps rustc from looking at the bounds of an `impl` by themselves,
/// which would be a second error.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of an application",
    label = "several threads share the application",
    note = "what threads share is `Send` and `Sync`: a `Mutex`, an `RwLock` or an atomic in place of `RefCell` and `Cell`, \
            `Arc` in place of `Rc`, `Arc<dyn Trait + Send + Sync>` in place of `Arc<dyn Trait>`"
)]
pub trait Shared<'n>: Send + Sync {}

impl<T: ?Sized + Send + Sync> Shared<'_> for T {}

impl<'n, T: ?Sized + Shared<'n>> Shared<'n> for T where for<'m> Never<'m>: Happens {}

impl Threads for NoApp {}

/// Stands for any application where a value is taken that needs none.
#[derive(Debug, Clone, Copy)]
pub struct NoApp;

#[diagnostic::do_not_recommend]
impl App for NoApp {}

/// An application that has a value of type `T` for `Context<T>`; `#[oxy::app]` implements it for every field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not provide `{T}`",
    label = "no field of `{Self}` has the type `{T}`",
    note = "add a field to the application: `struct {Self} {{ .., name: {T} }}`; or name the type of one that is there just as it is declared, with or without `Arc`"
)]
pub trait Provides<T: ?Sized>: 'static {
    /// The value.
    fn provide(&self) -> &T;
}

/// [`Provides`], asked of the value: the error then does not tell what else the application has.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{A}` does not provide `{Self}`",
    label = "no field of `{A}` has the type `{Self}`",
    note = "add a field to the application: `struct {A} {{ .., name: {Self} }}`; or name the type of one that is there just as it is declared, with or without `Arc`"
)]
pub trait ProvidedBy<A>: 'static {
    /// The value in the application.
    fn within(app: &A) -> &Self;

    /// The value as an argument.
    fn context(app: &Arc<A>) -> Context<Self>
    where
        A: App;
}

#[diagnostic::do_not_recommend]
impl<A: Provides<T>, T: ?Sized + 'static> ProvidedBy<A> for T {
    fn within(app: &A) -> &T {
        app.provide()
    }

    fn context(app: &Arc<A>) -> Context<T>
    where
        A: App,
    {
        Context(Arc::clone(app) as Arc<dyn Provides<T> + Send + Sync>)
    }
}

/// A part of the application, injected into a handler: a field's type, or the application itself.
///
/// It is shared, not copied, and may be moved into tasks. What is changed through it needs its own lock.
///
/// ```
/// use oxy::prelude::*;
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// #[derive(Default)]
/// struct Visits(AtomicU64);
///
/// #[oxy::app]
/// struct App { visits: Visits }
///
/// #[get("/")]
/// async fn index(visits: Context<Visits>) -> String {
///     format!("visit {}", visits.0.fetch_add(1, Ordering::Relaxed) + 1)
/// }
/// # fn main() {}
/// ```
pub struct Context<T: ?Sized>(Arc<dyn Provides<T> + Send + Sync>);

impl<T: 'static> Context<T> {
    /// A context around a value, to call a handler in a unit test.
    ///
    /// ```
    /// use oxy::Context;
    ///
    /// let context = Context::new(String::from("shared"));
    /// assert_eq!(context.len(), 6);
    /// ```
    pub fn new(value: T) -> Self
    where
        T: Send + Sync,
    {
        Self(Arc::new(Alone(value)))
    }
}

struct Alone<T>(T);

impl<T: 'static> Provides<T> for Alone<T> {
    fn provide(&self) -> &T {
        &self.0
    }
}

impl<T: ?Sized + 'static> Deref for Context<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.provide()
    }
}

impl<T: ?Sized> Clone for Context<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> std::fmt::Debug for Context<T> {
    /// The type only: what an application holds may be secret.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Context<{}>", std::any::type_name::<T>())
    }
}
