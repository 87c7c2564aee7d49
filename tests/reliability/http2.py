"""What HTTP/2 can be abused for, as raw frames (RFC 9113): the standard library of Python does not know it."""

import socket
import struct
import threading
import time

from client import Prober, ask
from server import Server
from table import ms

DATA, HEADERS, RST_STREAM, SETTINGS, PING, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 8, 9
END_STREAM, END_HEADERS = 1, 4
CANCEL = 8
SECONDS = 10

# What one connection may cost at most: 100 requests (`Limits::streams`) with 64 KiB of header fields each, or as much of a
# response, are below 10 MiB, and an allocator takes more than it is asked for.
PEAK = 30 * 2**20
# What the allocator keeps for the next one.
KEPT = 10 * 2**20


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + payload


def head(path, method=0x82):
    """The header fields of a request by the static table of HPACK (RFC 7541, appendix A)."""
    path = path.encode()
    return bytes((method, 0x86, 0x04, len(path))) + path + b"\x01\x09localhost"


POST = 0x83


def connect(address, window=None):
    """A connection whose streams have room for so many bytes each."""
    client = socket.create_connection(address, 10)
    settings = b"" if window is None else struct.pack(">HI", 4, window)
    client.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0, settings))
    return client


def gets(path, streams):
    return b"".join(frame(HEADERS, END_HEADERS | END_STREAM, stream, head(path)) for stream in streams)


class Flood:
    """Connections one after the other, each with bytes that go on until the server ends it."""

    def __init__(self, address, first, more, window=None):
        self.address, self.first, self.more, self.window = address, first, more, window
        self.connections, self.sent = 0, 0

    def run(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with connect(self.address, self.window) as client:
                    self.connections += 1
                    self._send(client, end)
            except OSError:
                pass  # It was ended: here is the next.

    def _send(self, client, end):
        client.sendall(self.first)
        for piece in self.more():
            rest = memoryview(piece)
            client.settimeout(0.2)
            while rest and time.monotonic() < end:
                try:
                    size = client.send(rest)
                except TimeoutError:
                    if ended(client):
                        return
                    continue
                self.sent += size
                rest = rest[size:]
            if time.monotonic() >= end:
                return
        # There is nothing more to send; what it holds open is what it costs.
        while time.monotonic() < end and not ended(client):
            time.sleep(0.05)


def ended(client):
    """Whether the server closed, as far as that is seen without reading."""
    poll = client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    state = client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return poll != 0 or state != 1  # TCP_ESTABLISHED


def resets():
    for begin in range(1, 2**31 - 2000, 2000):
        yield b"".join(
            frame(HEADERS, END_HEADERS | END_STREAM, stream, head("/forever"))
            + frame(RST_STREAM, 0, stream, struct.pack(">I", CANCEL))
            for stream in range(begin, begin + 2000, 2))


def made_resets():
    """Requests that the server itself has to reset, as RFC 9113 (6.9) says: CVE-2025-8671."""
    for begin in range(1, 2**31 - 2000, 2000):
        yield b"".join(
            frame(HEADERS, END_HEADERS | END_STREAM, stream, head("/forever"))
            + frame(WINDOW_UPDATE, 0, stream, struct.pack(">I", 0))
            for stream in range(begin, begin + 2000, 2))


def forever(piece):
    def more():
        while True:
            yield piece
    return more


def nothing():
    return ()


# A field that is not indexed, of 300 bytes.
FIELD = b"\x00\x01x\x7f\xad\x01" + b"a" * 300

# What is sent first, what goes on until the server ends the connection, and the room of each stream.
FLOODS = {
    "requests that are reset at once": (b"", resets, None),
    "requests that the server has to reset": (b"", made_resets, None),
    "settings whose answers nobody reads": (b"", forever(frame(SETTINGS, 0, 0, struct.pack(">HI", 4, 65535)) * 5000), None),
    "header fields without an end": (
        frame(HEADERS, END_STREAM, 1, head("/plain")), forever(frame(CONTINUATION, 0, 1, FIELD * 50) * 20), None),
    "empty parts of a body": (
        frame(HEADERS, END_HEADERS, 1, head("/upload", POST)), forever(frame(DATA, 0, 1) * 5000), None),
    "pings whose answers nobody reads": (b"", forever(frame(PING, 0, 0, bytes(8)) * 5000), None),
    "100 responses of 10 MB without room": (gets("/large", range(1, 200, 2)), nothing, 0),
    "100 responses of 10 MB with room for all, of which nothing is read": (
        frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 2**31 - 1 - 65535)) + gets("/large", range(1, 200, 2)),
        nothing, 2**31 - 1),
}


class Memory:
    """The most memory that a server had meanwhile."""

    def __init__(self, server):
        self.server, self.before, self.most = server, server.resident(), 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def _run(self):
        while not self._stop.wait(0.02):
            self.most = max(self.most, self.server.resident() - self.before)


def mib(size):
    return f"{size / 2**20:.1f} MiB"


def http2(table):
    for name, (first, more, window) in FLOODS.items():
        with Server() as server:
            for _ in range(100):
                ask(server.address, "/plain")
            # What is made at the first use is no cost of the fault.
            with connect(server.address) as client:
                client.sendall(gets("/plain", [1]))
                time.sleep(0.1)
            flood = Flood(server.address, first, more, window)
            with Prober(server.address, 0.05) as others, Memory(server) as memory:
                flood.run(SECONDS)
            time.sleep(2)
            kept = server.resident() - memory.before
            sent = f"{flood.connections} connections, {mib(flood.sent + flood.connections * len(first))} sent"
            table.add(f"HTTP/2, {SECONDS} s: {name}: memory",
                      f"at most {PEAK >> 20} MiB more, {KEPT >> 20} MiB afterwards",
                      f"{mib(memory.most)}, {mib(kept)} ({sent})", memory.most <= PEAK and kept <= KEPT)
            table.add("others meanwhile", "all within 1 s",
                      f"{len(others.failures)} of {others.asked} failed, the slowest {ms(others.slowest)}",
                      not others.failures and others.slowest <= 1)
