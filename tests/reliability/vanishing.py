"""Clients that leave in the middle."""

import socket

from client import Connection, Prober, counts
from server import Server, wait_until
from table import ms, s

TIMES = 1000


def vanishing(table):
    with Server() as server:
        # What is made at the first use is no leak.
        for leave in WAYS.values():
            leave(server)
        settle(server, 0, 0)
        tasks, descriptors = counts(server.address)["tasks"], server.descriptors()
        with Prober(server.address) as others:
            for way, leave in WAYS.items():
                for _ in range(TIMES):
                    leave(server)
        left = settle(server, tasks + 1, descriptors + 1)
        at_end = counts(server.address)
        more = (at_end["tasks"] - tasks, server.descriptors() - descriptors, at_end["open"])
        table.add(f"clients that leave in a body and in a response, by FIN and RST, {TIMES:,} times each",
                  "nothing is left", f"{more[0]} tasks, {more[1]} descriptors, {more[2]} handlers, {s(left)} later",
                  left is not None and more[0] <= 0 and more[1] <= 0 and more[2] == 0)
        table.add("others meanwhile", "all answered",
                  f"{len(others.failures)} of {others.asked} failed, the slowest {ms(others.slowest)}",
                  not others.failures)


def settle(server, tasks, descriptors):
    """Waits until it has no more than these; the clients of this script come and go by themselves."""
    return wait_until(lambda: counts(server.address)["tasks"] < max(tasks, 1)
                      and server.descriptors() < max(descriptors, 1), 5)


def half_body(connection):
    connection.send(b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" + b"x" * 50_000)


def half_response(connection):
    connection.send(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
    connection.socket.recv(100_000)


def by_fin(begin):
    def leave(server):
        connection = Connection(server.address)
        begin(connection)
        connection.socket.shutdown(socket.SHUT_WR)
        # To close with bytes unread would be a RST.
        try:
            while connection.socket.recv(1 << 20):
                pass
        except ConnectionError:
            pass
        connection.socket.close()
    return leave


def by_rst(begin):
    def leave(server):
        connection = Connection(server.address)
        begin(connection)
        connection.reset()
    return leave


WAYS = {
    "body FIN": by_fin(half_body),
    "body RST": by_rst(half_body),
    "response FIN": by_fin(half_response),
    "response RST": by_rst(half_response),
}
