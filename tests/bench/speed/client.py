"""A small HTTP/1.1 client: one request at a time, one on each of many connections, or many at once on a few."""

import itertools
import re
import socket

# A name may have a prefix: `__Host-session_id`.
SET_COOKIE = re.compile(rb"(?i)\r\nset-cookie: ([a-z_-]*session_id=[^;\r]+)")
DEPTH = 64


def request(line, cookie=None):
    head = f"{line} HTTP/1.1\r\nHost: localhost\r\n".encode()
    if cookie:
        head += b"Cookie: " + cookie + b"\r\n"
    if line.startswith("POST"):
        head += b"Content-Length: 0\r\n"
    return head + b"\r\n"


class Answer:
    def __init__(self, head, body):
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1])
        pairs = [line.partition(":") for line in lines]
        self.headers = [(name.lower(), value.strip()) for name, _, value in pairs]
        self.body = body

    def header(self, name):
        return ", ".join(value for known, value in self.headers if known == name)


class Connection:
    def __init__(self, port, timeout=60):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def ask(self, data):
        self.send(data)
        return self.receive()

    def receive(self):
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        answer = Answer(head, body)
        length = int(answer.header("content-length") or 0)
        while len(answer.body) < length:
            answer.body += self._more()
        return answer

    def _more(self):
        more = self.socket.recv(65536)
        if not more:
            raise ConnectionError("closed by the server")
        return more

    def receive_all(self, count, end):
        """The text of so many answers, each of which ends with `end`."""
        data, seen = bytearray(), 0
        while seen < count:
            begun = max(0, len(data) - len(end) + 1)
            data += self._more()
            # A server that gathers what it sends (Nagle) waits for this, and the system would put it off by 40 ms, each time anew.
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            seen += data.count(end, begun)
        return bytes(data)


def in_turn(connections, requests):
    """Sends them over the connections, one on each at a time; the last answer."""
    answer = None
    for first in range(0, len(requests), len(connections)):
        part = requests[first : first + len(connections)]
        for connection, data in zip(connections, part):
            connection.send(data)
        for connection, _ in zip(connections, part):
            answer = connection.receive()
            if answer.status != 200:
                raise ConnectionError(f"status {answer.status}: {answer.body[:100]}")
    return answer


def pipelined(port, requests, end):
    """Sends them as fast as the server takes them, and yields the texts of the answers, of up to `DEPTH` each."""
    requests = iter(requests)
    # While one is served, the answers of the other are read.
    with Connection(port) as one, Connection(port) as other:
        waiting = []
        for connection in itertools.cycle((one, other)):
            batch = list(itertools.islice(requests, DEPTH))
            if not batch:
                break
            if len(waiting) == 2:
                yield _next(waiting, end)
            connection.send(b"".join(batch))
            waiting.append((connection, len(batch)))
        while waiting:
            yield _next(waiting, end)


def _next(waiting, end):
    connection, count = waiting.pop(0)
    return connection.receive_all(count, end)


def log_in(port, count, most=None):
    """The cookies of so many new sessions, or of at most so many of them, from all over."""
    cookies, seen = [], 0
    step = -(-count // most) if most else 1
    for text in pipelined(port, itertools.repeat(request("POST /login"), count), b"Login Successful"):
        found = SET_COOKIE.findall(text)
        cookies += found[-seen % step :: step]
        seen += len(found)
    if seen != count:
        raise ConnectionError(f"{seen} cookies from {count} logins")
    return cookies


def log_out(port, cookies):
    for _ in pipelined(port, (request("POST /logout", cookie) for cookie in cookies), b"Logged Out"):
        pass
