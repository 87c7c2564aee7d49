"""Handlers that do not end as they should."""

import time

from client import Broken, Connection, Prober, counts
from server import Server, wait_until
from table import ms

PANICS = 1000
ENDLESS = 50
LIMITED = 5
PLACES = {"in a handler": "/panic", "in an extractor": "/panic/extractor", "in Drop": "/panic/drop"}


def panics(table):
    with Server() as server:
        base = counts(server.address)["tasks"]
        descriptors = server.descriptors()
        with Prober(server.address) as others:
            for place, path in PLACES.items():
                right, next_right = many_panics(server, path)
                table.add(f"{PANICS:,} panics {place}", "500, and the next request of the connection 200",
                          f"{right} and {next_right}", right == next_right == PANICS)
            for _ in range(100):
                with Connection(server.address) as connection:
                    connection.send(b"GET /panic/cancelled HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    time.sleep(0.002)
        measured = f"{len(others.failures)} of {others.asked} failed, the slowest {ms(others.slowest)}"
        table.add("others meanwhile", "all answered", measured, not others.failures)
        wait_until(lambda: counts(server.address)["tasks"] <= base, 5)
        tasks, now = counts(server.address)["tasks"] - base, server.descriptors() - descriptors
        table.add("100 panics in Drop of cancelled handlers", "nothing is left",
                  f"{tasks} tasks, {now} descriptors", tasks <= 0 and now <= 0)


def many_panics(server, path):
    right = next_right = 0
    with Connection(server.address) as connection:
        for _ in range(PANICS):
            right += connection.ask(path).status == 500
            next_right += connection.ask("/plain").status == 200
    return right, next_right


def endless(table):
    with Server() as server:
        for how in ("FIN", "RST"):
            slowest = 0.0
            for _ in range(ENDLESS):
                before = counts(server.address)["dropped"]
                connection = Connection(server.address)
                connection.send(b"GET /forever HTTP/1.1\r\nHost: localhost\r\n\r\n")
                if wait_until(lambda: counts(server.address)["open"] == 1, 5, 0.001) is None:
                    raise Broken(False, "the handler does not begin")
                # Reading the counts counts for nothing: that route keeps none.
                connection.socket.close() if how == "FIN" else connection.reset()
                took = wait_until(lambda: counts(server.address)["dropped"] > before, 5, 0.001)
                slowest = max(slowest, 99.0 if took is None else took)
            table.add(f"a handler without end, its client leaves by {how}", "dropped within 1 s",
                      f"{ENDLESS} times, the slowest {ms(slowest)}", slowest <= 1)
        limited(table, server)


def limited(table, server):
    """A route whose handler may take a second."""
    right, slowest = 0, 0.0
    wait_until(lambda: counts(server.address)["open"] == 0, 5, 0.001)
    before = counts(server.address)["dropped"]
    with Connection(server.address) as connection:
        for _ in range(LIMITED):
            begun = time.monotonic()
            right += connection.ask("/limited").status == 503
            slowest = max(slowest, time.monotonic() - begun)
        dropped = counts(server.address)["dropped"] - before
        next_right = connection.ask("/plain").status == 200
    table.add("a handler without end with a limit of 1 s, its client stays", "503 within 1.1 s, dropped, connection kept",
              f"{right} of {LIMITED}, the slowest {ms(slowest)}, {dropped} dropped",
              right == dropped == LIMITED and slowest <= 1.1 and next_right)
