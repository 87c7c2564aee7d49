//! The life of a request: admitted, matched, run, finished.

use std::sync::Arc;

use http::StatusCode;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, LOCATION, SET_COOKIE};
use tokio::time::{Duration, Instant};
use tracing::Instrument;

use crate::admission::admit;
use crate::attended::Attended;
use crate::body::Body;
use crate::client::Client;
use crate::closing;
use crate::cross_site;
use crate::deadline::within;
use crate::endpoint::{Caught, Endpoint, Outcome, catch, took_too_long};
use crate::error::Error;
use crate::explain;
use crate::failure::{Failure, OnError};
use crate::layer::Chain;
use crate::limits::Own;
use crate::miss::Miss;
use crate::peer::Peer;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::response::{IntoResponse, Response};
use crate::routing::{Explainer, Lookup, Matcher, MethodSet, NearRoute};
use crate::session::Attached;
use crate::setup::Setup;
use crate::trace::{Label, Trace};
use crate::unread::discard_body;

/// An application that is ready to answer.
pub(crate) struct Service {
    pub(crate) setup: Arc<Setup>,
    routes: Routes,
    on_error: Option<OnError>,
    /// The sessions of the applications.
    pub(crate) sessions: Vec<Attached>,
}

/// Where requests can go.
pub(crate) struct Routes {
    pub(crate) matcher: Matcher,
    pub(crate) destinations: Vec<Destination>,
    /// For requests that no route answers, by prefix, the most specific first; the last one has the empty prefix.
    pub(crate) misses: Vec<Miss>,
    /// Says why no route answered, where it shall be said.
    pub(crate) explainer: Option<Explainer>,
}

/// What was found out about a request until its response is finished.
struct Found<'s> {
    /// What logs are told of it.
    trace: Trace<'s>,
    /// Whether its client came by https for certain.
    is_https: bool,
    /// The route that it was handed to, by its number.
    route: Option<usize>,
    /// The routes that nearly answered it.
    nearest: Vec<NearRoute>,
}

/// A route, and what stands around it.
pub(crate) struct Destination {
    pub(crate) label: Label,
    pub(crate) names: Arc<[String]>,
    pub(crate) endpoint: Arc<dyn Endpoint>,
    /// The layers of application and routers, then the endpoint; none when it stands alone.
    pub(crate) chain: Option<Arc<Chain>>,
    pub(crate) reads_body: bool,
    /// What it allows in place of the application.
    pub(crate) own: Own,
    /// Whether pages of other sites may cause its requests.
    pub(crate) allows_cross_site: bool,
    /// Whether a layer or a handler owns the whole request.
    pub(crate) hands_over: bool,
}

impl Service {
    pub(crate) fn new(
        setup: Arc<Setup>,
        routes: Routes,
        on_error: Option<OnError>,
        sessions: Vec<Attached>,
    ) -> Self {
        Self {
            setup,
            routes,
            on_error,
            sessions,
        }
    }

    /// A request that has arrived, for [`call`](Service::call).
    pub(crate) fn attend(&self, request: http::Request<Body>, peer: Peer) -> Attended {
        Attended::new(Request::arrived(request, &self.setup, peer))
    }

    /// Answers one request. Never fails and never panics: every failure is a response.
    ///
    /// What lives as long as the request stands with the caller, and what is done about it in steps of plain functions,
    /// between which this waits: a future that is awaited within another makes that larger, and it is moved as a whole.
    pub(crate) async fn call(&self, attended: &mut Attended) -> Response {
        let request = &attended.request;
        let mut found = Found {
            trace: Trace::begin(request, &self.setup),
            // Asked before a layer takes the request, or changes what a proxy said.
            is_https: Client::came_by_https(request),
            route: None,
            nearest: Vec::new(),
        };
        let is_head = request.method() == http::Method::HEAD;
        attended.span = found.trace.span();
        let Attended { request, span, .. } = attended;
        let outcome = match span.in_scope(|| self.dispatch(request, &mut found)) {
            Ok((limit, call)) => {
                let outcome = within(limit, call).instrument(span.clone()).await;
                outcome.unwrap_or_else(|| Err(took_too_long(limit).into()))
            }
            Err(error) => Err(error),
        };
        let mut response = span.in_scope(|| self.finish(request, outcome, is_head, &mut found));
        let failed = has_failed(request, response.status_code());
        attended.end(failed).await;
        found.trace.answered(&mut response.contents.inner);
        response
    }

    /// Tells the logs of a request that is not begun, since nobody waits for its answer.
    pub(crate) fn give_up(&self, attended: &Attended) {
        drop(Trace::begin(&attended.request, &self.setup));
    }

    /// Makes the response of what came of a request.
    fn finish(
        &self,
        request: &mut Request,
        outcome: Outcome,
        is_head: bool,
        found: &mut Found<'_>,
    ) -> Response {
        if let (Some(explainer), Some(route)) = (&self.routes.explainer, found.route) {
            found.nearest = explain::refusal(explainer, route, &outcome);
        }
        let mut response = outcome.unwrap_or_else(IntoResponse::into_response);
        self.close(request, &mut response, is_head, found);
        response
    }

    /// Finds the route and calls it, with the layers around it; gives how long that may take.
    fn dispatch<'a, 's: 'a>(
        &'s self,
        request: &'a mut Request,
        found: &mut Found<'s>,
    ) -> Result<(Duration, Caught<'a>), Rejection> {
        let method = admit(request, &self.setup.limits)?;
        let path = request.uri().path();
        match self.routes.matcher.find(method, path) {
            Lookup::Found(index, params) => {
                let destination = self.destination(index)?;
                found.trace.matched(&destination.label);
                if !destination.allows_cross_site {
                    let route = found.trace.route();
                    if let Some(refusal) = cross_site::refusal(method, request, &self.setup, route)
                    {
                        return Ok(self.refuse(request, refusal));
                    }
                }
                found.route = Some(index);
                request.travel.params = params;
                request.travel.own = destination.own;
                let limit = destination.own.time;
                let limit = limit.unwrap_or(self.setup.limits.request_timeout);
                let limit = match destination.chain {
                    Some(_) => with_layers(limit, request),
                    None => limit,
                };
                return Ok((limit, self.run(destination, request)));
            }
            Lookup::WrongMethod(allow) => request.travel.allow = Some(allow),
            Lookup::NotFound if path == "*" && method == MethodSet::OPTIONS => {
                request.travel.allow = Some(MethodSet::ALL);
            }
            Lookup::NotFound => {}
        }
        self.miss(method, request, found)
    }

    fn destination(&self, index: usize) -> Result<&Destination, Rejection> {
        let found = self.routes.destinations.get(index);
        found.ok_or_else(|| Rejection::internal("a route has no destination"))
    }

    fn run<'a>(&'a self, destination: &'a Destination, request: &'a mut Request) -> Caught<'a> {
        if destination.hands_over {
            // Whoever owns the request next may ask for its parameters by name, and for the cookies that are answered.
            request.travel.names = Some(Arc::clone(&destination.names));
            request.exchange(&self.setup);
        }
        if let Some(chain) = &destination.chain {
            return chain.run(request);
        }
        if destination.reads_body || request.body.is_empty() {
            return catch(|| destination.endpoint.call(request));
        }
        catch(|| {
            Box::pin(async {
                discard_body(request, &self.setup.limits).await?;
                destination.endpoint.call(request).await
            })
        })
    }

    /// Refuses a request when its body has been read, to stay in step; the answer is the same where that does not succeed.
    fn refuse<'a>(
        &'a self,
        request: &'a mut Request,
        refusal: Rejection,
    ) -> (Duration, Caught<'a>) {
        let limits = &self.setup.limits;
        let refuse = async move {
            let _ = request.take_body().read(limits.ignored_body, limits).await;
            Err(refusal)
        };
        (Duration::MAX, catch(|| Box::pin(refuse)))
    }

    fn miss<'a>(
        &'a self,
        method: MethodSet,
        request: &'a mut Request,
        found: &mut Found<'_>,
    ) -> Result<(Duration, Caught<'a>), Rejection> {
        // A fallback is a handler, too.
        if let Some(refusal) = cross_site::refusal(method, request, &self.setup, None) {
            return Ok(self.refuse(request, refusal));
        }
        let is_derived = method == MethodSet::OPTIONS && request.travel.allow.is_some();
        if let Some(explainer) = &self.routes.explainer
            && !is_derived
        {
            found.nearest = explain::miss(explainer, method, request);
        }
        let path = request.uri().path();
        let Some(miss) = self.routes.misses.iter().find(|miss| miss.covers(path)) else {
            return Err(Rejection::internal(
                "there is no way for a request without a route",
            ));
        };
        request.exchange(&self.setup);
        let limit = with_layers(self.setup.limits.request_timeout, request);
        Ok((limit, miss.run(request)))
    }

    /// Finishes the response: error page, cookies, caching, and what HTTP asks for.
    fn close(
        &self,
        request: &mut Request,
        response: &mut Response,
        is_head: bool,
        found: &mut Found<'_>,
    ) {
        // RFC 9110, 15.2: after a status that is not the final one, the client would wait for more.
        let status = response.status_code();
        if status.is_informational() {
            let reason = format!("a handler cannot answer with the status {status}");
            let refused = std::mem::replace(response, Response::new(Body::empty()));
            *response = refused.fail(reason);
        }
        self.replace_failure(request, response, found);
        let cookies = response.take_cookies(&self.setup.cookies);
        let mut is_private = false;
        if !cookies.is_empty() || request.shared().is_some() {
            let failed = has_failed(request, response.status_code());
            let lines = closing::cookie_lines(&self.setup, request, cookies, failed);
            let lines = match lines {
                Ok(lines) => lines,
                Err(error) => {
                    response.contents.failure = Some(Error::internal(error));
                    response.headers_mut().remove(LOCATION);
                    self.replace_failure(request, response, found);
                    response.contents.cookies.clear();
                    Vec::new()
                }
            };
            closing::warn_of_plain_http(&self.setup, request, &lines, found.is_https);
            let exchange = request.shared();
            is_private = exchange.is_some_and(|exchange| exchange.is_personal());
            for line in lines {
                response.headers_mut().append(SET_COOKIE, line.header);
            }
        }
        let answer = &mut response.contents.inner;
        let said = closing::Said::by(answer.headers());
        if is_private || said.sets_cookie {
            closing::keep_private(answer.headers_mut(), said);
        }
        closing::complete(&self.setup, answer, said, is_head, found.is_https);
    }

    /// Replaces a failure by its page; the cookies and header fields that layers had added stay.
    fn replace_failure(&self, request: &Request, response: &mut Response, found: &mut Found<'_>) {
        let Some(error) = response.contents.failure.take() else {
            return;
        };
        let request_id = found.trace.failed(&error);
        let failure = Failure::new(&error, request.headers(), request_id);
        let failure = failure.with_nearest(&found.nearest);
        let mut page = failure.into_response(self.on_error.as_ref());
        page.contents
            .cookies
            .splice(0..0, response.contents.cookies.drain(..));
        page.contents
            .flashes
            .splice(0..0, response.contents.flashes.drain(..));
        let headers = response.headers_mut();
        // The page's own fields win, and those that describe another body go.
        let own = page.headers().keys().filter(|name| **name != SET_COOKIE);
        for name in own.chain(&[CONTENT_LENGTH, CONTENT_ENCODING]) {
            headers.remove(name);
        }
        for (name, value) in &*headers {
            page.headers_mut().append(name, value.clone());
        }
        *response = page;
    }
}

/// How long a handler with layers around it may take: these have a tenth more, and at most a second, to see that it took too
/// long.
fn with_layers(limit: Duration, request: &mut Request) -> Duration {
    request.travel.deadline = Instant::now().checked_add(limit).map(|end| (end, limit));
    limit.saturating_add((limit / 10).min(Duration::from_secs(1)))
}

/// Whether the response is not the one that the handler meant: an error of the server's own, or one that a layer gives
/// because it would not wait.
fn has_failed(request: &Request, status: StatusCode) -> bool {
    let exchange = request.shared();
    status.is_server_error() || exchange.is_some_and(|exchange| exchange.is_abandoned())
}
