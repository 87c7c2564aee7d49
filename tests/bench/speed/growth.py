"""What a request costs with more connections, more workers, more sessions, more routes."""

import contextlib

import client
import load
from callgrind import Counted
from client import Connection, request
from figures import attempt, column, interleaved, middle, progress, ratios, table
from instructions import measured
from memory import MIB
from routes import ROUTES, with_routes
from servers import FLOOR, PROCESSORS, Server

CONNECTIONS = (1, 100, 10_000)
WORKERS = (1, 2)
# Of many sessions only so many are asked for, from all over: no processor keeps that many near.
ASKED = 100_000


def head_of(first, counts):
    head = [*first, f"{counts[0]:,}"]
    for count in counts[1:]:
        head += [f"{count:,}", "ratio"]
    return head


def cells(samples, figure, counts):
    """The figure with each count, and its ratio to that with the least within the round."""
    least = column(samples[counts[0]], figure)
    row = [middle(least)]
    for count in counts[1:]:
        own = column(samples[count], figure)
        row += [middle(own), middle(ratios(own, least))]
    return row


def by_count(title, chosen, counts, rounds, measure, figures):
    """A table of the figures of each server with each count."""
    samples = interleaved([(name, count) for name in chosen for count in counts], rounds, lambda key: measure(*key))
    rows = []
    for name in chosen:
        own = {count: samples[name, count] for count in counts}
        rows += [[name, label, *cells(own, figure, counts)] for label, figure in figures]
    print(f"### {title}\n")
    table(head_of(["server", "figure"], counts), rows)


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
        connections = opened(stack, server, count)
        requests = [request("GET /dashboard", cookie)] * 60_000
        client.in_turn(connections, requests[:max(count, 1000)])
        with server.spending():
            client.in_turn(connections, requests)
        return {"cost": server.spent * 1e6 / len(requests), "resident": server.resident() / MIB}


def timed_workers(name, workers, seconds):
    plain = load.sample(name, "plaintext", seconds, workers)
    board = load.sample(name, "dashboard", seconds, workers)
    return {"plain": plain["cost"], "board": board["cost"], "plain rate": plain["rate"], "board rate": board["rate"]}


def timed_sessions(name, counts, options):
    progress(f"filling {name}")
    with contextlib.ExitStack() as stack:
        filled = {}
        # One beside the other, so that they are asked in turn; who is not asked costs nothing.
        for count in counts:
            server = stack.enter_context(Server(name))
            filled[count] = (server, client.log_in(server.port, count, ASKED))

        def sample(count):
            server, cookies = filled[count]
            return load.wrk(server, "GET /dashboard", options.seconds, cookies=cookies)

        return cells(interleaved(list(counts), options.rounds, sample), "cost", counts)


def by_sessions(chosen, options):
    counts = options.live
    head = head_of(["server"], counts)
    rows = []
    for name in chosen:
        row = attempt(f"{name}, sessions", lambda: timed_sessions(name, counts, options))
        rows.append([name, *(row or ["FAILED"] * (len(head) - 1))])
    print("### Live sessions: CPU µs of a request for the dashboard\n")
    table(head, rows)


def growth(chosen, options):
    if not options.servers:
        chosen = [name for name in chosen if name.startswith((FLOOR, "oxy-"))]
    print("## Growth\n")
    print("Ratios are to the least of what grows, within the same round.\n")
    by_count("Connections, which ask in turn: instructions in user space per request", chosen, CONNECTIONS, 1,
             counted_connections, [("plaintext", "plain"), ("dashboard", "board")])
    by_count("Connections, which ask in turn: processor time, and memory", chosen, CONNECTIONS, options.rounds,
             timed_connections, [("dashboard, CPU µs", "cost"), ("resident, MiB", "resident")])
    by_count(f"Workers, with {len(PROCESSORS)} processors for server and load", chosen, WORKERS, options.rounds,
             lambda name, workers: timed_workers(name, workers, options.seconds),
             [("plaintext, CPU µs", "plain"), ("dashboard, CPU µs", "board"),
              ("plaintext, requests/s", "plain rate"), ("dashboard, requests/s", "board rate")])
    by_sessions(chosen, options)
    with_routes(options.routes or ROUTES)
