//! Who may come in.

/// Who may come in: a type that a handler names beside the session's, as in `Session<User, Admin>`.
///
/// ```
/// use oxy::prelude::*;
/// use oxy::Role;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, SessionData)]
/// #[session(user = "email")]
/// struct User { email: String, is_admin: bool }
///
/// struct Admin;
///
/// impl Role<User> for Admin {
///     fn permits(user: &User) -> bool {
///         user.is_admin
///     }
/// }
///
/// #[oxy::app]
/// struct App { sessions: Sessions<User> }
///
/// #[get("/admin")]
/// async fn admin(user: Session<User, Admin>) -> String {
///     format!("{} may do anything", user.email)
/// }
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a role of `{T}`",
    label = "not a role",
    note = "write `impl oxy::Role<{T}> for {Self} {{ fn permits(data: &{T}) -> bool {{ .. }} }}`"
)]
pub trait Role<T>: 'static {
    /// Whether a session with this data has the role.
    fn permits(data: &T) -> bool;
}

/// The role that every session has.
#[derive(Debug, Clone, Copy)]
pub struct Anyone;

#[diagnostic::do_not_recommend]
impl<T> Role<T> for Anyone {
    fn permits(_: &T) -> bool {
        true
    }
}
