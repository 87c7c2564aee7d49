"""A small HTTP/1.1 client that can also behave badly."""

import socket
import statistics
import struct
import threading
import time


class Broken(Exception):
    """The connection ended before the answer did; `begun` says whether a part of it had come."""

    def __init__(self, begun, why):
        super().__init__(why)
        self.begun = begun


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def cookie(self):
        """The cookie that it sets, as a request sends it back."""
        line = self.headers.get("set-cookie", "")
        return line.split(";")[0] or None


def request(path, method="GET", cookie=None, body=b"", close=False):
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if close:
        lines.append("Connection: close")
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def parse(head):
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return int(first.split()[1]), headers


class Connection:
    """One connection, opened at once; encrypted with a context of `ssl`."""

    def __init__(self, address, timeout=10, context=None):
        self.socket = socket.create_connection(address, timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if context:
            self.socket = context.wrap_socket(self.socket, server_hostname="localhost")
        self.rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise Broken(False, str(error)) from error

    def receive(self):
        data = self.rest
        while b"\r\n\r\n" not in data:
            data += self._more(data)
        head, _, body = data.partition(b"\r\n\r\n")
        status, headers = parse(head)
        length = int(headers.get("content-length", 0))
        while len(body) < length:
            body += self._more(data)
        self.rest = body[length:]
        return Answer(status, headers, body[:length])

    def _more(self, before):
        try:
            more = self.socket.recv(65536)
        except OSError as error:
            raise Broken(bool(before), str(error) or "no answer in time") from error
        if not more:
            raise Broken(bool(before), "closed")
        return more

    def ask(self, path, method="GET", cookie=None, body=b"", close=False):
        self.send(request(path, method, cookie, body, close))
        return self.receive()

    def is_closed(self):
        """Whether the server closed it; does not wait."""
        try:
            return self.socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def reset(self):
        """Goes away with a RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


def ask(address, path, method="GET", cookie=None, body=b"", timeout=10, context=None):
    with Connection(address, timeout, context) as connection:
        return connection.ask(path, method, cookie, body, close=True)


def counts(address, context=None):
    lines = ask(address, "/counts", context=context).body.decode().splitlines()
    return {name: int(value) for name, value in map(str.split, lines)}


def median_time(address, times=500, connections=8):
    """The median and the 99th percentile of the times of an answer.

    One connection after the other: where the system puts the two sides makes a factor of three.
    """
    took = []
    for _ in range(connections):
        with Connection(address) as connection:
            for _ in range(times):
                begun = time.perf_counter()
                connection.ask("/plain")
                took.append(time.perf_counter() - begun)
    return statistics.median(took), statistics.quantiles(took, n=100)[98]


class Prober:
    """Asks for /plain now and then, as somebody who has nothing to do with the fault."""

    def __init__(self, address, every=0.01, context=None):
        self.address, self.every, self.context = address, every, context
        self.slowest, self.asked, self.failures = 0.0, 0, []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(30)

    def _run(self):
        connection = None
        while not self._stop.wait(self.every):
            begun = time.monotonic()
            try:
                connection = connection or Connection(self.address, context=self.context)
                if connection.ask("/plain").status != 200:
                    self.failures.append("no 200")
            except (Broken, OSError) as error:
                self.failures.append(str(error))
                connection = None
            self.asked += 1
            self.slowest = max(self.slowest, time.monotonic() - begun)
