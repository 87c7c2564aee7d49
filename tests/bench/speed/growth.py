"""What a request costs with more connections, more workers, more sessions, more routes."""

import contextlib

import client
import load
from callgrind import Counted
from client import Connection, request
from figures import attempt, column, interleaved, middle, number, progress, ratios, table
from instructions import measured
from routes import ROUTES, with_routes
from servers import PROCESSORS, Server

CONNECTIONS = (1, 100, 10_000)
WORKERS = (1, 2)
SESSIONS = (1, 10_000)
# Of many sessions only so many are asked for, from all over: no processor keeps that many near.
ASKED = 100_000


def by_count(title, first, chosen, counts, rounds, measure, figures):
    """A table of each server's figures with each count, and the ratio to the first count within the round."""
    print(f"### {title}\n")
    rows = []
    keys = [(name, count) for name in chosen for count in counts]
    samples = interleaved(keys, rounds, lambda key: measure(*key))
    for name in chosen:
        for label, figure in figures:
            row = [name, label]
            least = column(samples[name, counts[0]], figure)
            for count in counts:
                own = column(samples[name, count], figure)
                row.append(middle(own))
                if count != counts[0]:
                    row.append(middle(ratios(own, least)))
            rows.append(row)
    head = [first, "", f"{counts[0]:,}"]
    for count in counts[1:]:
        head += [f"{count:,}", "ratio"]
    table(head, rows)


def opened(stack, server, count):
    return [stack.enter_context(Connection(server.port)) for _ in range(count)]


def counted_connections(name, count):
    progress(f"counting {name}, {count:,} connections")
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Counted(name))
        cookie = client.log_in(server.port, 1)[0]
        connections = opened(stack, server, count)
        warm_up = max(160, count)
        sample = {}
        for figure, data in (("plain", request("GET /plaintext")), ("board", request("GET /dashboard", cookie))):
            sample[figure], _ = measured(server, connections, [data] * (warm_up + max(960, count)), warm_up)
        return sample


def timed_connections(name, count):
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Server(name))
        cookie = client.log_in(server.port, 1)[0]
        before = server.resident()
        connections = opened(stack, server, count)
        requests = [request("GET /dashboard", cookie)] * 20_000
        client.in_turn(connections, requests[:max(count, 1000)])
        with server.spending():
            client.in_turn(connections, requests)
        return {"cost": server.spent * 1e6 / len(requests), "kib": (server.resident() - before) / count / 1024}


def timed_workers(name, workers):
    plain = load.sample(name, "plaintext", SECONDS, workers)
    board = load.sample(name, "dashboard", SECONDS, workers)
    return {"plain": plain["cost"], "board": board["cost"], "plain rate": plain["rate"], "board rate": board["rate"]}


def timed_sessions(chosen, options):
    counts = (*SESSIONS, max(options.sessions))
    print("### Sessions: CPU µs of a request for the dashboard, and the ratio to the first within the round\n")
    rows = []
    for name in chosen:
        row = attempt(f"{name}, sessions", lambda: row_of_sessions(name, counts, options))
        rows.append([name, *(row or ["FAILED"] * (2 * len(counts) - 1))])
    head = ["sessions", f"{counts[0]:,}"]
    for count in counts[1:]:
        head += [f"{count:,}", "ratio"]
    table(head, rows)


def row_of_sessions(name, counts, options):
    progress(f"filling {name}")
    with contextlib.ExitStack() as stack:
        filled = {}
        # One beside the other, so that they are asked in turn; who is not asked costs nothing.
        for count in counts:
            server = stack.enter_context(Server(name))
            cookies = client.log_in(server.port, count)
            filled[count] = (server, cookies[:: -(-count // ASKED)])

        def sample(count):
            server, cookies = filled[count]
            return load.wrk(server, "GET /dashboard", options.seconds, cookies=cookies)

        samples = interleaved(list(counts), options.rounds, sample)
    least = column(samples[counts[0]], "cost")
    row = [middle(least)]
    for count in counts[1:]:
        own = column(samples[count], "cost")
        row += [middle(own), middle(ratios(own, least))]
    return row


def growth(chosen, options):
    global SECONDS
    SECONDS = options.seconds
    print("## Growth\n")
    by_count("Connections: instructions in user space per request, each connection asks in turn", "connections",
             chosen, CONNECTIONS, 1, counted_connections,
             [("plaintext", "plain"), ("dashboard", "board")])
    by_count("Connections: processor time, and memory", "connections",
             chosen, CONNECTIONS, options.rounds, timed_connections,
             [("dashboard, CPU µs", "cost"), ("KiB per connection", "kib")])
    by_count(f"Workers, with {len(PROCESSORS)} processors for server and load", "workers",
             chosen, WORKERS, options.rounds, timed_workers,
             [("plaintext, CPU µs", "plain"), ("dashboard, CPU µs", "board"),
              ("plaintext, requests/s", "plain rate"), ("dashboard, requests/s", "board rate")])
    timed_sessions(chosen, options)
    with_routes(options.routes or ROUTES)
