"""Clients that leave in the middle, and clients that hardly read."""

import socket
import time

from client import Connection, Prober, ask, counts
from server import Server, wait_until
from table import kib, ms, s

TIMES = 1000
READERS = 200
CUT = 60


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


def slow_readers(table):
    with Server() as server:
        for _ in range(100):
            ask(server.address, "/plain")
        before, descriptors = server.resident(), server.descriptors()
        readers = []
        for number in range(READERS):
            connection = Connection(server.address)
            if number % 2:
                # A small window, so that what is read makes room soon.
                connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.send(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
            readers.append(connection)
        begun, most, cut = time.monotonic(), 0, None
        with Prober(server.address, 0.05) as others:
            while cut is None and time.monotonic() - begun < CUT + 15:
                time.sleep(1)
                for connection in readers:
                    try:
                        connection.socket.recv(1)
                    except OSError:
                        pass
                most = max(most, server.resident() - before)
                # One is the prober's.
                if server.descriptors() <= descriptors + 1:
                    cut = time.monotonic() - begun
        left = counts(server.address)["open"]
        each = most / READERS
        table.add(f"{READERS} readers of 10 MB at 1 byte a second: memory of each", "at most 64 KiB", kib(each),
                  each <= 64 * 1024)
        table.add("they are cut", f"all within {CUT} s", f"{READERS - left} of {READERS} within {s(cut or CUT + 15)}",
                  cut is not None and cut <= CUT and left == 0)
        table.add("others meanwhile", "all within 1 s",
                  f"{len(others.failures)} of {others.asked} failed, the slowest {ms(others.slowest)}",
                  not others.failures and others.slowest <= 1)
        for connection in readers:
            connection.socket.close()
