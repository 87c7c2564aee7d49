"""Clients that hardly read: each is cut, and costs little until then."""

import socket
import tempfile
import time

from client import Connection, Prober, ask, counts
from http2 import Memory, connect, gets
from server import Server, encrypted
from table import kib, ms, s

READERS = 200
OVER_TLS = 100
STREAMS = 10
CUT = 60
LARGE = b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Observed:
    """A server and clients that hardly read, until the handlers of all of them are gone."""

    def __init__(self, server, context=None):
        self.server, self.context = server, context
        for _ in range(100):
            ask(server.address, "/plain", context=context)
        self.memory = Memory(server)

    def until_cut(self, readers):
        begun, self.cut = time.monotonic(), None
        with self.memory, Prober(self.server.address, 0.05, self.context) as self.others:
            while self.cut is None and time.monotonic() - begun < CUT + 15:
                time.sleep(1)
                for reader in readers:
                    try:
                        reader.recv(1)
                    except OSError:
                        pass
                self.left = counts(self.server.address, self.context)["open"]
                # One may be the prober's.
                if self.left <= 1:
                    self.cut = time.monotonic() - begun

    def report(self, table, what, count, most):
        each = self.memory.most / count
        table.add(f"{count} {what}: memory of each", f"at most {most} KiB", kib(each), each <= most * 1024)
        table.add("they are cut", f"all within {CUT} s", f"{count - max(self.left - 1, 0)} of {count} within {s(self.cut)}",
                  self.cut is not None and self.cut <= CUT)
        table.add("others meanwhile", "all within 1 s",
                  f"{len(self.others.failures)} of {self.others.asked} failed, the slowest {ms(self.others.slowest)}",
                  not self.others.failures and self.others.slowest <= 1)


def slow_readers(table):
    over_http_1(table)
    over_http_2(table)
    over_tls(table)


def over_http_1(table):
    with Server() as server:
        observed, readers = Observed(server), []
        for number in range(READERS):
            connection = Connection(server.address)
            if number % 2:
                # A small window, so that what is read makes room soon.
                connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.send(LARGE)
            readers.append(connection.socket)
        observed.until_cut(readers)
        observed.report(table, "readers of 10 MB at 1 byte a second", READERS, 64)


def over_http_2(table):
    """Clients that give no room, many responses on each connection."""
    with Server() as server:
        observed, clients = Observed(server), []
        for _ in range(READERS // STREAMS):
            client = connect(server.address, 0)
            client.sendall(gets("/large", range(1, 2 * STREAMS, 2)))
            clients.append(client)
        observed.until_cut([])
        # A part of 16 KiB that waits for room, and as much for the stream, its task, and a share of the connection.
        observed.report(table, f"responses over HTTP/2 without room, {STREAMS} on a connection", READERS, 32)


def over_tls(table):
    with tempfile.TemporaryDirectory() as folder:
        options, context = encrypted(folder)
        with Server(*options) as server:
            observed, readers = Observed(server, context), []
            for _ in range(OVER_TLS):
                connection = Connection(server.address, context=context)
                connection.send(LARGE)
                readers.append(connection.socket)
            observed.until_cut(readers)
            # Beside what one in the clear may cost, rustls keeps up to 64 KiB that are encrypted and not sent.
            observed.report(table, "readers over TLS", OVER_TLS, 128)
