"""The end of a server while clients are at work, and the next server on the same socket."""

import random
import signal
import socket
import tempfile
import threading
import time

from client import Broken, Connection
from server import Server, encrypted
from table import ms, s

IN_FLIGHT, IDLE, HALF = 100, 100, 20
LONGEST = 2
RESTARTS = 10


def stop_with_requests_in_flight(table):
    with Server() as server:
        busy = [Connection(server.address) for _ in range(IN_FLIGHT)]
        idle = [Connection(server.address) for _ in range(IDLE)]
        half = [Connection(server.address) for _ in range(HALF)]
        for connection in idle:
            connection.ask("/plain")
        for connection in half:
            connection.send(b"GET /plain HTTP/1.1\r\nHost: loc")
        for connection in busy:
            connection.send(f"GET /slow/{LONGEST * 1000} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        last = time.monotonic()
        time.sleep(0.5)
        server.signal()
        broken = 0
        for connection in busy:
            try:
                broken += connection.receive().body != b"slow"
            except Broken:
                broken += 1
        status = server.stop()
        took = time.monotonic() - last
        table.add(f"SIGTERM with {IN_FLIGHT} requests of {LONGEST} s, {IDLE} idle, {HALF} half heads: broken answers",
                  "0", broken, broken == 0)
        limit = LONGEST + 0.5
        table.add("its end, from the last request", f"within {limit} s, status 0", f"{s(took)}, status {status}",
                  took <= limit and status == 0)
        for connection in busy + idle + half:
            connection.socket.close()
    with Server() as server:
        busy = [Connection(server.address) for _ in range(IN_FLIGHT)]
        for connection in busy:
            connection.send(b"GET /slow/20000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.5)
        server.signal()
        time.sleep(0.3)
        begun = time.monotonic()
        server.signal()
        server.process.wait(30)
        took = time.monotonic() - begun
        table.add("a second SIGTERM", "ends at once (100 ms)", ms(took), took <= 0.1)
        for connection in busy:
            connection.socket.close()


class Load:
    """Threads that ask for /plain, over one connection each or over a new one each time."""

    def __init__(self, address, kept, fresh, context=None):
        self.address, self.context = address, context
        self.lock = threading.Lock()
        self.seen = dict.fromkeys(("answered", "refused", "unanswered", "partial", "other"), 0)
        self.whys = {}
        self._stop = threading.Event()
        self.threads = [threading.Thread(target=self._keep, daemon=True) for _ in range(kept)]
        self.threads += [threading.Thread(target=self._renew, daemon=True) for _ in range(fresh)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self.threads:
            thread.join(20)

    def _note(self, what, why=None):
        with self.lock:
            self.seen[what] += 1
            if why:
                self.whys[why] = self.whys.get(why, 0) + 1

    def _ask(self, connection, close):
        try:
            answer = connection.ask("/plain", close=close)
        except Broken as error:
            self._note("partial" if error.begun else "unanswered", str(error))
            return False
        self._note("answered" if answer.body == b"plain" else "other")
        return answer.headers.get("connection") != "close"

    def _open(self):
        try:
            return Connection(self.address, context=self.context)
        except OSError as error:
            self._note("refused", str(error))
            # The server is gone for the moment, or for good.
            time.sleep(0.05)
            return None

    def _keep(self):
        connection = None
        while not self._stop.is_set():
            connection = connection or self._open()
            if connection and not self._ask(connection, False):
                connection.socket.close()
                connection = None

    def _renew(self):
        while not self._stop.is_set():
            connection = self._open()
            if connection:
                self._ask(connection, True)
                connection.socket.close()


def stop_under_short_requests(table):
    with tempfile.TemporaryDirectory(prefix="oxy-reliability-") as folder:
        for what, options, context in (("", (), None), (" over TLS", *encrypted(folder))):
            stop_many_times(table, what, options, context)


def stop_many_times(table, what, options, context):
    answered = lost = partial = unanswered = other = 0
    slowest, statuses = 0.0, set()
    for _ in range(RESTARTS):
        with Server(*options) as server:
            with Load(server.address, kept=8, fresh=8, context=context) as load:
                time.sleep(random.uniform(0.5, 1))
                begun = time.monotonic()
                statuses.add(server.stop())
                slowest = max(slowest, time.monotonic() - begun)
                time.sleep(0.1)
            seen = load.seen
            answered += seen["answered"]
            partial, unanswered = partial + seen["partial"], unanswered + seen["unanswered"]
            other += seen["other"]
            lost += server.handled() - seen["answered"]
    table.add(f"SIGTERM under short requests{what}, {RESTARTS} times: handled, but not answered in full",
              f"0 of {answered:,}", f"{lost}; {partial} in part, {other} other answers",
              lost == partial == other == 0)
    table.add("closed before the request was read", "-", f"{unanswered} (the client may ask again)", None)
    table.add("its end", "within 0.5 s, status 0", f"at most {s(slowest)}, status {sorted(map(str, statuses))}",
              slowest <= 0.5 and statuses == {0})


def hand_over(table):
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    address = listener.getsockname()
    old, slowest = Server(listener=listener), 0.0
    statuses = set()
    try:
        with Load(address, kept=0, fresh=16) as load:
            for _ in range(RESTARTS):
                time.sleep(0.5)
                new = Server(listener=listener)
                begun = time.monotonic()
                statuses.add(old.stop())
                slowest = max(slowest, time.monotonic() - begun)
                old = new
            time.sleep(0.5)
        seen = load.seen
        failed = seen["unanswered"] + seen["partial"] + seen["other"]
        measured = f"{seen['refused']} refused, {failed} failed of {seen['answered']:,}"
        if load.whys:
            measured += f" ({', '.join(f'{why}: {count}' for why, count in load.whys.items())})"
        table.add(f"{RESTARTS} restarts on a socket that stays, under new connections", "0 refused, 0 failed", measured,
                  seen["refused"] == failed == 0 and seen["answered"] > 1000)
        table.add("the end of the old one", "within 0.5 s, status 0",
                  f"at most {s(slowest)}, status {sorted(map(str, statuses))}", slowest <= 0.5 and statuses == {0})
    finally:
        old.kill()
        listener.close()
