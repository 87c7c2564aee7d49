"""Instructions in user space and allocations, per request. Neither depends on what else the machine does."""

import contextlib

import client
from callgrind import Counted
from client import Connection, request
from figures import attempt, number, progress, table
from servers import FLOOR

CONNECTIONS = 16
WARM_UP = 160
ALLOCATING = ("malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc")
LINES = {
    "plaintext": "GET /plaintext",
    "json": "GET /json",
    "users": "GET /users/12345",
    "login": "POST /login",
    "dashboard": "GET /dashboard",
    "logout": "POST /logout",
}


def measured(server, connections, requests, warm_up=WARM_UP):
    """Instructions and allocations of each request behind the first, which warm up."""
    client.in_turn(connections, requests[:warm_up])
    server.zero()
    client.in_turn(connections, requests[warm_up:])
    dump = server.dump()
    count = len(requests) - warm_up
    return dump.instructions / count, sum(dump.calls[name] for name in ALLOCATING) / count


def routes(name, count, path=None):
    """Both figures for each route, of the server that is built here or at another path."""
    progress(f"counting {name}")
    figures = {}
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Counted(name, path))
        connections = [stack.enter_context(Connection(server.port)) for _ in range(CONNECTIONS)]
        # A session for each connection, and for logout one for each request.
        cookies = client.log_in(server.port, CONNECTIONS)
        ended = client.log_in(server.port, WARM_UP + count)
        for case, line in LINES.items():
            sent = {"dashboard": cookies, "logout": ended}.get(case, [None])
            requests = [request(line, sent[at % len(sent)]) for at in range(WARM_UP + count)]
            figures[case] = measured(server, connections, requests)
    return figures


def instructions(chosen, options):
    count = options.requests
    found = {name: attempt(f"counting {name}", lambda: routes(name, count)) for name in chosen}
    floor = found.get(FLOOR)
    print("## Instructions and allocations\n")
    print(f"callgrind, {count} requests over {CONNECTIONS} connections, after {WARM_UP} that are not counted.\n")
    print(f"### Instructions in user space per request, and the ratio to {FLOOR}\n")
    by_route(found, lambda own, case: number(own[case][0]) + (
        f" ({own[case][0] / floor[case][0]:.2f})" if floor else ""))
    print(f"### Allocations per request ({', '.join(ALLOCATING)}), and how many more than {FLOOR}\n")
    by_route(found, lambda own, case: f"{own[case][1]:.1f}" + (
        f" ({own[case][1] - floor[case][1]:+.1f})" if floor else ""))


def by_route(found, cell):
    rows = [[name, *(cell(own, case) if own else "FAILED" for case in LINES)] for name, own in found.items()]
    table(["server", *LINES], rows)
