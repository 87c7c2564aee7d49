//! The flash messages that came with a request.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cookie::{Cookie, CookieChange};
use crate::exchange::{BoxFuture, Companion};
use crate::extract::{Extract, Site};
use crate::problem::LaunchProblem;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::response::Flash;
use crate::setup::Setup;

/// The messages that an earlier response has set with [`flash`](crate::Redirect::flash), in their order; mostly none.
///
/// Going through them is showing them: the response then removes them from the client. They are kept, for five minutes
/// after they were set, when the handler does not look at them, when the request is answered without it, and when the
/// response is an error of the server (5xx). A response that sets messages itself replaces all that were there. Of two
/// responses at about the same time, as in two tabs, those of the one that comes last stay. HEAD is answered as GET is,
/// removal included.
///
/// The texts are not escaped: in HTML they go through [`escape_html`](crate::escape_html). What was tampered with, or
/// sealed by another key, reads as no messages.
///
/// ```
/// use oxy::prelude::*;
/// use oxy::testing::TestClient;
///
/// #[oxy::app]
/// struct App {}
///
/// #[post("/items")]
/// async fn add() -> Redirect {
///     Redirect::to("/items").flash(Flash::success("Saved"))
/// }
///
/// #[get("/items")]
/// async fn items(flashes: Flashes) -> Html<String> {
///     let messages = flashes.iter();
///     let messages = messages.map(|flash| format!("<p class={}>{}</p>", flash.level(), escape_html(flash.text())));
///     Html(format!("{}<h1>Items</h1>", messages.collect::<String>()))
/// }
///
/// #[tokio::main]
/// async fn main() {
///     let client = TestClient::new(oxy::serve(App {}).secret_key(SecretKey::random())).unwrap();
///     client.post("/items").send().await;
///     assert_eq!(client.get("/items").send().await.text(), "<p class=success>Saved</p><h1>Items</h1>");
///     assert_eq!(client.get("/items").send().await.text(), "<h1>Items</h1>");
/// }
/// ```
#[derive(Clone, Default)]
pub struct Flashes {
    list: Vec<Flash>,
    shown: Option<Arc<Shown>>,
}

/// Whether the messages of a request were shown, in which case their cookie goes with the response.
struct Shown {
    cookie: String,
    is_shown: AtomicBool,
}

impl Flashes {
    /// Messages to call a handler with in a unit test.
    ///
    /// ```
    /// use oxy::{Flash, Flashes};
    ///
    /// let flashes = Flashes::new([Flash::success("Saved"), Flash::info("You have mail")]);
    /// assert_eq!(flashes.iter().count(), 2);
    /// ```
    #[must_use]
    pub fn new(flashes: impl IntoIterator<Item = Flash>) -> Self {
        Self {
            list: flashes.into_iter().collect(),
            shown: None,
        }
    }

    /// The messages in the order in which they were set. They are removed from the client.
    pub fn iter(&self) -> std::slice::Iter<'_, Flash> {
        self.show();
        self.list.iter()
    }

    /// Whether there is none. Asking leaves them where they are.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn show(&self) {
        if let Some(shown) = &self.shown {
            shown.is_shown.store(true, Ordering::Relaxed);
        }
    }
}

impl IntoIterator for Flashes {
    type Item = Flash;
    type IntoIter = std::vec::IntoIter<Flash>;

    fn into_iter(self) -> Self::IntoIter {
        self.show();
        self.list.into_iter()
    }
}

impl<'f> IntoIterator for &'f Flashes {
    type Item = &'f Flash;
    type IntoIter = std::slice::Iter<'f, Flash>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl std::fmt::Debug for Flashes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Flashes({})", self.list.len())
    }
}

impl Companion for Shown {
    fn cookies(&self, failed: bool) -> Vec<CookieChange> {
        if failed || !self.is_shown.load(Ordering::Relaxed) {
            return Vec::new();
        }
        vec![CookieChange::Remove(Cookie::from(self.cookie.as_str()))]
    }

    fn undo(&self, _: bool) -> Option<BoxFuture<'static, ()>> {
        None
    }

    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}

/// What is fixed at launch: the name of the cookie beside what all requests share.
pub struct Prepared {
    setup: Arc<Setup>,
    cookie: String,
}

impl<A> Extract<A> for Flashes {
    type State = Prepared;

    fn prepare(site: &Site<'_, A>) -> Result<Prepared, LaunchProblem> {
        site.needs_key("Flashes")?;
        Ok(Prepared {
            setup: Arc::clone(site.setup),
            cookie: Flash::cookie_name(&site.setup.cookies),
        })
    }

    async fn extract(state: &Prepared, request: &mut Request) -> Result<Self, Rejection> {
        let exchange = request.exchange(&state.setup);
        let value = exchange.open(&state.cookie);
        let list = value.map(|value| Flash::read(&value)).unwrap_or_default();
        if list.is_empty() {
            return Ok(Self::default());
        }
        let shown = exchange.companion(
            |_| true,
            || Shown {
                cookie: state.cookie.clone(),
                is_shown: AtomicBool::new(false),
            },
        );
        Ok(Self {
            list,
            shown: Some(shown),
        })
    }
}
