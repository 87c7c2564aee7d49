//! The life of a request: admitted, matched, run, finished.

use std::pin::pin;
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
use crate::endpoint::{Endpoint, Outcome, catch, took_too_long};
use crate::error::Error;
use crate::explain;
use crate::failure::{Failure, OnError};
use crate::layer::Chain;
use crate::limits::Own;
use crate::miss::Miss;
use crate::peer::Peer;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::response::{Answer, IntoResponse, Response};
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

    /// Answers one request. Never fails and never panics: every failure is a response.
    pub(crate) async fn call(&self, request: http::Request<Body>, peer: Peer) -> Answer {
        let mut attended = Attended::new(Request::new(request));
        let request = &mut attended.request;
        request.travel.setup = Some(Arc::clone(&self.setup));
        request.travel.peer = peer;
        let mut found = Found {
            trace: Trace::begin(request, &self.setup),
            // Asked before a layer takes the request, or changes what a proxy said.
            is_https: Client::came_by_https(request),
            nearest: Vec::new(),
        };
        let span = found.trace.span();
        attended.span = span.clone();
        // Pinned first: to move it into its span would cost more than the span.
        let answer = {
            let answer = pin!(self.answer(&mut attended, &mut found));
            answer.instrument(span).await
        };
        found.trace.answered(answer)
    }

    async fn answer<'s>(&'s self, attended: &mut Attended, found: &mut Found<'s>) -> Answer {
        let request = &mut attended.request;
        let is_head = request.method() == http::Method::HEAD;
        let outcome = match admit(request, &self.setup.limits) {
            Ok(method) => self.dispatch(method, request, found).await,
            Err(error) => Err(error.into()),
        };
        let response = outcome.unwrap_or_else(IntoResponse::into_response);
        let answer = self.close(request, response, is_head, found);
        let failed = has_failed(request, answer.status());
        attended.end(failed).await;
        answer
    }

    /// Finds the route and runs it, with the layers around it.
    async fn dispatch<'s>(
        &'s self,
        method: MethodSet,
        request: &mut Request,
        found: &mut Found<'s>,
    ) -> Outcome {
        let path = request.uri().path();
        match self.routes.matcher.find(method, path) {
            Lookup::Found(index, params) => {
                let destination = self.destination(index)?;
                found.trace.matched(&destination.label);
                if !destination.allows_cross_site {
                    let route = found.trace.route();
                    cross_site::refuse(method, request, &self.setup, route).await?;
                }
                request.travel.params = params;
                request.travel.own = destination.own;
                let limit = destination.own.time;
                let limit = limit.unwrap_or(self.setup.limits.request_timeout);
                let limit = match destination.chain {
                    Some(_) => with_layers(limit, request),
                    None => limit,
                };
                let outcome = within(limit, self.run(destination, request)).await;
                if let Some(explainer) = &self.routes.explainer {
                    found.nearest = explain::refusal(explainer, index, &outcome);
                }
                outcome
            }
            Lookup::WrongMethod(allow) => {
                request.travel.allow = Some(allow);
                self.miss(method, request, found).await
            }
            Lookup::NotFound if path == "*" && method == MethodSet::OPTIONS => {
                request.travel.allow = Some(MethodSet::ALL);
                self.miss(method, request, found).await
            }
            Lookup::NotFound => self.miss(method, request, found).await,
        }
    }

    fn destination(&self, index: usize) -> Result<&Destination, Rejection> {
        let found = self.routes.destinations.get(index);
        found.ok_or_else(|| Rejection::internal("a route has no destination"))
    }

    async fn run(&self, destination: &Destination, request: &mut Request) -> Outcome {
        if destination.hands_over {
            // Whoever owns the request next may ask for its parameters by name, and for the cookies that are answered.
            request.travel.names = Some(Arc::clone(&destination.names));
            request.exchange(&self.setup);
        }
        if let Some(chain) = &destination.chain {
            return chain.run(request).await;
        }
        if !destination.reads_body {
            discard_body(request, &self.setup.limits).await?;
        }
        catch(|| destination.endpoint.call(request)).await
    }

    async fn miss(
        &self,
        method: MethodSet,
        request: &mut Request,
        found: &mut Found<'_>,
    ) -> Outcome {
        // A fallback is a handler, too.
        cross_site::refuse(method, request, &self.setup, None).await?;
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
        within(limit, miss.run(request)).await
    }

    /// Finishes the response: error page, cookies, caching, and what HTTP asks for.
    fn close(
        &self,
        request: &mut Request,
        response: Response,
        is_head: bool,
        found: &mut Found<'_>,
    ) -> Answer {
        let mut response = self.with_page(request, final_status(response), found);
        let cookies = response.take_cookies(&self.setup.cookies);
        let failed = has_failed(request, response.status_code());
        let lines = closing::cookie_lines(&self.setup, request, cookies, failed);
        let lines = match lines {
            Ok(lines) => lines,
            Err(error) => {
                response.failure = Some(Error::internal(error));
                response.inner.headers_mut().remove(LOCATION);
                response = self.with_page(request, response, found);
                response.cookies.clear();
                Vec::new()
            }
        };
        let mut answer = response.inner;
        closing::warn_of_plain_http(&self.setup, request, &lines, found.is_https);
        let sets_cookie = !lines.is_empty() || answer.headers().contains_key(SET_COOKIE);
        for line in lines {
            answer.headers_mut().append(SET_COOKIE, line.header);
        }
        if sets_cookie
            || request
                .shared()
                .is_some_and(|exchange| exchange.is_personal())
        {
            closing::keep_private(answer.headers_mut());
        }
        closing::complete(&self.setup, &mut answer, is_head, found.is_https);
        answer
    }

    /// Replaces a failure by its page; the cookies and header fields that layers had added stay.
    fn with_page(
        &self,
        request: &Request,
        mut response: Response,
        found: &mut Found<'_>,
    ) -> Response {
        let Some(error) = response.failure.take() else {
            return response;
        };
        let request_id = found.trace.failed(&error);
        let failure = Failure::new(&error, request.headers(), request_id);
        let failure = failure.with_nearest(&found.nearest);
        let mut page = failure.into_response(self.on_error.as_ref());
        page.cookies.splice(0..0, response.cookies);
        page.flashes.splice(0..0, response.flashes);
        let headers = response.inner.headers_mut();
        // The page's own fields win, and those that describe another body go.
        let own = page.headers().keys().filter(|name| **name != SET_COOKIE);
        for name in own.chain(&[CONTENT_LENGTH, CONTENT_ENCODING]) {
            headers.remove(name);
        }
        for (name, value) in &*headers {
            page.headers_mut().append(name, value.clone());
        }
        page
    }
}

/// How long a handler with layers around it may take: these have a tenth more, and at most a second, to see that it took too
/// long.
fn with_layers(limit: Duration, request: &mut Request) -> Duration {
    request.travel.deadline = Instant::now().checked_add(limit).map(|end| (end, limit));
    limit.saturating_add((limit / 10).min(Duration::from_secs(1)))
}

async fn within(limit: Duration, outcome: impl Future<Output = Outcome>) -> Outcome {
    match tokio::time::timeout(limit, outcome).await {
        Ok(outcome) => outcome,
        Err(_) => Err(took_too_long(limit).into()),
    }
}

/// Whether the response is not the one that the handler meant: an error of the server's own, or one that a layer gives
/// because it would not wait.
fn has_failed(request: &Request, status: StatusCode) -> bool {
    let exchange = request.shared();
    status.is_server_error() || exchange.is_some_and(|exchange| exchange.is_abandoned())
}

/// Refuses a status that is not the final one (RFC 9110, 15.2): the client would wait for more.
fn final_status(response: Response) -> Response {
    let status = response.status_code();
    if status.is_informational() {
        return response.fail(format!("a handler cannot answer with the status {status}"));
    }
    response
}
