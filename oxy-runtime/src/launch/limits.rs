//! Limits that no request could keep, and limits of which one hides another.

use std::time::Duration;

use crate::limits::Limits;
use crate::problem::LaunchProblem;

/// The limits that are zero although nothing could be answered then. Zero is a value like any other where it only forbids
/// something, such as bodies, or a connection that stays open.
pub(super) fn impossible(limits: &Limits) -> impl Iterator<Item = LaunchProblem> + use<> {
    const NO_TIME: &str = "`Duration::MAX` is as good as no limit";
    const NO_SIZE: &str = "`usize::MAX` is as good as no limit";
    let zeros = [
        (
            limits.target == 0,
            "target",
            "each target has a byte",
            NO_SIZE,
        ),
        (
            limits.headers == 0,
            "headers",
            "each request names its `Host`",
            NO_SIZE,
        ),
        (
            limits.header_timeout.is_zero(),
            "header_timeout",
            "each connection is cut before its first byte",
            NO_TIME,
        ),
        (
            limits.body_timeout.is_zero(),
            "body_timeout",
            "a body takes time to arrive",
            NO_TIME,
        ),
        (
            limits.request_timeout.is_zero(),
            "request_timeout",
            "a handler that waits for anything takes time",
            NO_TIME,
        ),
        (
            limits.send_timeout.is_zero(),
            "send_timeout",
            "a client takes time to receive a response",
            NO_TIME,
        ),
    ];
    let zeros = zeros.into_iter().filter(|(is_zero, ..)| *is_zero);
    zeros.map(|(_, name, why, help)| {
        LaunchProblem::new(format!("`Limits::{name}` is zero, but {why}")).help(help)
    })
}

/// The limits that are never reached, since another one is reached before; of the times that routes have of their own, `longest`
/// is the longest.
pub(super) fn hidden(
    limits: &Limits,
    longest: Option<Duration>,
) -> impl Iterator<Item = LaunchProblem> + use<> {
    let longest = limits.request_timeout.max(longest.unwrap_or_default());
    let hides_body_timeout = limits.body_timeout >= longest;
    let share = limits.connections_per_address;
    // As many as there are is how a program says that one address may have all.
    let hides_share = share.is_some_and(|share| share > limits.connections);
    let pairs = [
        (
            hides_body_timeout,
            "`Limits::body_timeout` is never reached: neither the `request_timeout` nor the `timeout` of a route is longer, and a \
             body counts as part of it",
            "a slow body is answered 503 as if the handler were slow, and not 408: make one shorter or the other longer",
        ),
        (
            hides_share,
            "`Limits::connections_per_address` is never reached: there are fewer `connections`",
            "one address can keep all others out: let it have a part of them, or as many as there are if that is meant",
        ),
    ];
    let pairs = pairs.into_iter().filter(|(hides, ..)| *hides);
    pairs.map(|(_, message, help)| LaunchProblem::new(message).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(found: impl Iterator<Item = LaunchProblem>) -> Vec<String> {
        found.map(|problem| problem.message().to_owned()).collect()
    }

    /// Of each limit that could be zero, whether it may.
    #[test]
    fn zero_is_refused_only_where_nothing_could_be_answered() {
        type Set = fn(Limits) -> Limits;
        let cases: [(&str, Set, bool); 14] = [
            ("body", |limits| limits.body(0), true),
            ("form", |limits| limits.form(0), true),
            ("ignored_body", |limits| limits.ignored_body(0), true),
            ("fields", |limits| limits.fields(0), true),
            ("body_rate", |limits| limits.body_rate(0), true),
            (
                "keep_alive",
                |limits| limits.keep_alive(Duration::ZERO),
                true,
            ),
            ("drain", |limits| limits.drain(Duration::ZERO), true),
            ("connections", |limits| limits.connections(0), true),
            ("target", |limits| limits.target(0), false),
            ("headers", |limits| limits.headers(0), false),
            (
                "header_timeout",
                |limits| limits.header_timeout(Duration::ZERO),
                false,
            ),
            (
                "body_timeout",
                |limits| limits.body_timeout(Duration::ZERO),
                false,
            ),
            (
                "request_timeout",
                |limits| limits.request_timeout(Duration::ZERO),
                false,
            ),
            (
                "send_timeout",
                |limits| limits.send_timeout(Duration::ZERO),
                false,
            ),
        ];
        for (name, set, may_be) in cases {
            let found = messages(impossible(&set(Limits::new())));
            let expected = format!("`Limits::{name}` is zero, but ");
            assert_eq!(found.len(), usize::from(!may_be), "{name}: {found:?}");
            assert!(found.iter().all(|message| message.starts_with(&expected)));
        }
    }

    #[test]
    fn the_time_of_a_body_is_below_that_of_its_request() {
        // Of a body, of a request, and of the route that may take longest.
        let found = |body, request, route: Option<u64>| {
            let limits = Limits::new().body_timeout(Duration::from_secs(body));
            let limits = limits.request_timeout(Duration::from_secs(request));
            messages(hidden(&limits, route.map(Duration::from_secs)))
        };
        for (body, request, route) in [(30, 31, None), (30, 31, Some(5)), (30, 10, Some(31))] {
            assert_eq!(found(body, request, route), [""; 0]);
        }
        for (body, request, route) in [(30, 30, None), (31, 30, None), (30, 10, Some(30))] {
            let found = found(body, request, route);
            assert!(found[0].starts_with("`Limits::body_timeout`"), "{found:?}");
        }
    }

    #[test]
    fn one_address_has_no_more_connections_than_there_are() {
        // Below the default of an address: nobody said that it should have so many.
        let limits = Limits::new().connections(10);
        assert_eq!(hidden(&limits, None).count(), 0);
        let all = limits.clone().connections_per_address(10);
        assert_eq!(hidden(&all, None).count(), 0);
        let found = messages(hidden(&limits.connections_per_address(11), None));
        assert!(found[0].starts_with("`Limits::connections_per_address`"));
    }
}
