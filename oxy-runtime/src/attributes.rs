//! The attributes, with their documentation: it stands here so that its examples run against this crate.

/// Marks the struct of an application: its fields can be injected into handlers as `Context<FieldType>`.
///
/// At the crate root it is the crate's default application, which routes belong to; one in a module becomes the default
/// by [`default_app!`]. Options: `named` for a further application, which routes name by `app = Type`;
/// `crate = path` where the crate `oxy` has another name.
///
/// ```
/// use oxy::prelude::*;
///
/// struct Store { greeting: &'static str }
///
/// #[oxy::app]
/// struct App { store: Store }
///
/// #[oxy::app(named)]
/// struct Admin {}
///
/// #[get("/")]
/// async fn index(store: Context<Store>) -> String {
///     store.greeting.to_owned()
/// }
///
/// #[get("/", app = Admin)]
/// async fn status() -> &'static str {
///     "all is well"
/// }
///
/// fn main() {
///     let server = oxy::serve(App { store: Store { greeting: "hello" } }).mount("/admin", Admin {});
///     assert_eq!(server.check().unwrap().routes().len(), 2);
/// }
/// ```
pub use oxy_macros::app;

/// Makes an application that is declared in a module the crate's default one; stands at the crate root.
///
/// ```
/// mod shop {
///     #[oxy::app]
///     pub struct Shop {}
/// }
/// oxy::default_app!(crate::shop::Shop);
/// # fn main() {}
/// ```
pub use oxy_macros::default_app;

/// Declares a [`Router`](struct@crate::Router): a prefix, tags and layers that routes share by naming it.
///
/// Options: `tag = ".."` or `tags = [..]`; `layer = path` or `layers = [..]` of functions `fn() -> Layer`, the outer one
/// first; `crate = path`. A router nests in another one that stands before the prefix.
///
/// ```
/// use oxy::prelude::*;
/// use oxy::{Layer, Next};
///
/// fn stamped() -> Layer {
///     Layer::new(async |request: Request, next: Next| next.run(request).await.header("x-api", "1"))
/// }
///
/// #[oxy::app]
/// struct App {}
///
/// #[oxy::router("/api", tag = "api", layer = stamped)]
/// static API: Router;
///
/// #[oxy::router(API, "/users")]
/// static USERS: Router;
///
/// #[get(USERS, "/{id}")]
/// async fn show(id: u64) -> String {
///     format!("user {id}")
/// }
///
/// fn main() {
///     let table = oxy::serve(App {}).check().unwrap();
///     assert_eq!(table.routes()[0].path, "/api/users/{id}");
/// }
/// ```
pub use oxy_macros::router;

/// Lets a type be kept in a session: implements [`SessionData`](trait@crate::SessionData), beside serde's two derives.
///
/// Options, in `#[session(..)]` above the type: `user = "field"` for the field that says who is logged in, of any type with
/// [`UserKey`](crate::session::UserKey), such as text, an integer, a `Uuid`, or an `Option` of these; `crate = path` where
/// the crate `oxy` has another name. Without `user` all sessions are anonymous; so are those of enums and tuple structs.
///
/// ```
/// use oxy::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, SessionData)]
/// #[session(user = "account")]
/// struct Customer {
///     account: Option<u64>,
///     cart: Vec<String>,
/// }
///
/// #[derive(Serialize, Deserialize, SessionData)]
/// enum Survey {
///     Started,
///     Answered { page: u32 },
/// }
///
/// let mut customer = Customer { account: None, cart: vec!["tea".into()] };
/// assert_eq!(customer.user(), None);
/// customer.account = Some(7);
/// assert_eq!(customer.user().as_deref(), Some("7"));
/// assert_eq!(Survey::Answered { page: 2 }.user(), None);
/// ```
pub use oxy_macros::SessionData;

/// Lists the routes of annotated functions, instead of all that the crate registered.
///
/// ```
/// use oxy::prelude::*;
///
/// #[oxy::app]
/// struct App {}
///
/// #[get("/")]
/// async fn index() -> &'static str {
///     "index"
/// }
///
/// mod admin {
///     use oxy::prelude::*;
///
///     #[get("/stats")]
///     pub async fn stats() -> &'static str {
///         "stats"
///     }
/// }
///
/// fn main() {
///     let table = oxy::serve(App {}).routes(routes![index, admin::stats]).check().unwrap();
///     assert_eq!(table.routes().len(), 2);
/// }
/// ```
pub use oxy_macros::routes;

/// Makes a [`Link`](crate::Link) to a route out of its function's name and the values of its path: `url!(show, id = 7)`.
///
/// The path is the one of the route itself, with the prefixes of its router, so that it cannot go wrong when a path is
/// changed: a function without a route, a parameter without a value, one that the path does not have, and a value of another
/// type are compile errors. Values are percent-encoded: what the link leads to is called with just these values. Of a function
/// with several route attributes it is the first one's path.
///
/// A value has the type of the function's argument, or is a reference to one; text is a `String` or a `&str`. The type has to be
/// [`Display`](std::fmt::Display), and what that writes is read again by its [`FromStr`](std::str::FromStr). Values of the query are
/// added by [`Link::query`](crate::Link::query).
///
/// # Errors
/// Where each value of the path is a number, a `bool`, an IP address or a `Uuid`, there is always a link. Another type may be
/// written as an empty text, or as one that the route refuses, such as `..`: then the macro gives a `Result<Link, LinkError>`, see
/// [`LinkError`](crate::LinkError), and `?` makes a 500 of it.
///
/// ```
/// use oxy::prelude::*;
///
/// #[oxy::app]
/// struct App {}
///
/// #[oxy::router("/teams/{team}")]
/// static TEAM: Router;
///
/// #[get("/articles/{id}")]
/// async fn article(id: u64) -> String {
///     format!("article {id}")
/// }
///
/// #[get(TEAM, "/members/{name}")]
/// async fn member(team: u32, name: String) -> String {
///     format!("{name} of {team}")
/// }
///
/// #[post("/join/{team}")]
/// async fn join(team: u32, name: String) -> Result<Redirect, Error> {
///     Ok(Redirect::to(url!(member, team = team, name = &name)?))
/// }
/// # fn main() {
/// assert_eq!(url!(article, id = 7), "/articles/7");
/// assert_eq!(url!(member, team = 1, name = "a/b").unwrap(), "/teams/1/members/a%2Fb");
/// assert!(url!(member, team = 1, name = "").is_err());
/// # }
/// ```
pub use oxy_macros::url;

/// Routes GET requests to an `async fn` (a plain `fn` that does not block is fine, too). HEAD requests fall back to it.
///
/// The path has literal segments, `{name}`, and `{*rest}` last. **Arguments** go by name and type, in any order: a name
/// that stands in the path is that parameter (`FromStr`, else 400; an `Option` where only some of the function's routes
/// have it); an [extractor](crate::Extract) is extracted; any other `FromStr` type is the query parameter of its name,
/// required unless it is `Option<T>`, `Vec<T>`, or has `#[default(..)]`. The function stays callable as it is, so that a
/// unit test can.
///
/// A path parameter is percent-decoded once. 400 is the answer, whatever the type, where the escapes are malformed, the text is not
/// UTF-8 or has a NUL, begins with `/` or `\`, or has a segment `.` or `..` between these two: so neither `..%2F..` nor `%2Fetc`
/// leads out of a folder that it is joined to (CWE-22). It may hold other `/`, which `%2F` is. What a name means to the system is still
/// yours to check: a symbolic link, or on Windows `C:` and `CON`. The path itself is never normalised, and literal segments are
/// compared byte for byte; README.md has a table of what becomes of a path.
///
/// A handler that blocks, by `std::thread::sleep` or a synchronous database, stalls others: move that into `tokio::task::spawn_blocking`.
///
/// Options: `name = ".."`; `tag = ".."` or `tags = [..]`; `layer = path` or `layers = [..]`; `app = Type` for routes of a
/// named application; `crate = path`; `allow(..)` for what is an error or a warning elsewhere: `get_body` (an argument that
/// reads the body of a GET), `unused_parameter` (`_id` for `{id}`), `shadow` (a literal path that hides a value of another
/// route's parameter), `colon` and `star` (segments of text such as `:id` and `*`). A router stands before the path: `#[get(API, "/users")]`. Several attributes on
/// one function are several routes.
///
/// ```
/// use oxy::prelude::*;
///
/// #[oxy::app]
/// struct App {}
///
/// #[get("/books/{genre}")]
/// #[get("/library/{genre}")]
/// async fn books(genre: String, #[default(20)] limit: u32, tag: Vec<String>, after: Option<u64>) -> String {
///     format!("{limit} books of {genre} with {} tags after {after:?}", tag.len())
/// }
/// # fn main() {}
/// ```
pub use oxy_macros::get;

/// Routes POST requests; see [`get`](macro@get).
pub use oxy_macros::post;

/// Routes PUT requests; see [`get`](macro@get).
pub use oxy_macros::put;

/// Routes PATCH requests; see [`get`](macro@get).
pub use oxy_macros::patch;

/// Routes DELETE requests; see [`get`](macro@get).
pub use oxy_macros::delete;

/// Routes HEAD requests, instead of the route for GET; see [`get`](macro@get).
pub use oxy_macros::head;

/// Routes OPTIONS requests, instead of the derived answer; see [`get`](macro@get).
pub use oxy_macros::options;

/// Routes several methods: `#[route(GET, POST, "/path")]`; see [`get`](macro@get).
pub use oxy_macros::route;

/// There is no such attribute; it says so.
#[doc(hidden)]
pub use oxy_macros::main;
