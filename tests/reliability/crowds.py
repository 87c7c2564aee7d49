"""Many connections: idle ones, and more than there are descriptors."""

import re
import resource
import select
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor

from client import Broken, Connection, ask, median_time, request
from server import Server, wait_until
from table import kib, s

IDLE = 10_000
KEEP_ALIVE = 20
WAVES = 15
FEW = 64
MANY = 300
BURST = 1000
HELD_UP = 0.2


def idle_connections(table):
    with Server("--keep-alive-ms", KEEP_ALIVE * 1000) as server:
        median_time(server.address)
        alone, alone_p99 = median_time(server.address)
        before, descriptors = server.resident(), server.descriptors()
        opened = ask_and_stay(server.address)
        last = time.monotonic()
        each = (server.resident() - before) / IDLE
        table.add(f"{IDLE:,} idle connections: memory of each", "at most 20 KiB", kib(each), each <= 20 * 1024)
        among, among_p99 = median_time(server.address)
        factor, factor_p99 = among / alone, among_p99 / alone_p99
        measured = (f"median {factor:.2f} times ({among * 1e6:.0f} µs after {alone * 1e6:.0f}), "
                    f"p99 {factor_p99:.2f} times ({among_p99 * 1e6:.0f} after {alone_p99 * 1e6:.0f})")
        table.add("another connection's answer meanwhile", "within 2 times of alone", measured,
                  max(factor, factor_p99) <= 2)
        open_now = server.descriptors() - descriptors
        table.add("open before the limit", f"all {IDLE:,}", f"{open_now:,}", open_now >= IDLE)
        closed = wait_until(lambda: server.descriptors() <= descriptors, KEEP_ALIVE + 10, 0.1)
        after = time.monotonic() - last
        clients = sum(connection.is_closed() for connection in opened)
        good = closed is not None and after <= KEEP_ALIVE + 1 and clients == IDLE
        table.add(f"closed by the idle limit of {KEEP_ALIVE} s", f"all, within {KEEP_ALIVE + 1} s",
                  f"{clients:,}, after {after:.1f} s", good)
        leave(server, opened, descriptors)
        kept = [server.resident() - before]
        for _ in range(WAVES - 1):
            leave(server, ask_and_stay(server.address), descriptors)
            kept.append(server.resident() - before)
        measured = ", ".join(f"{size / 2**20:.0f}" for size in kept)
        # The allocator keeps what was once needed, in an arena for each thread: that has an end, and a leak has none.
        growth = kept[-1] - kept[-WAVES // 3]
        table.add(f"memory kept after each of {WAVES} such crowds, in MiB", "grows less than a tenth in the last third",
                  measured, growth <= kept[-1] / 10)


def leave(server, opened, descriptors):
    for connection in opened:
        connection.socket.close()
    wait_until(lambda: server.descriptors() <= descriptors, 10, 0.1)


def ask_and_stay(address):
    opened = []
    for _ in range(IDLE):
        connection = Connection(address)
        connection.ask("/plain")
        opened.append(connection)
    return opened


def no_descriptors(table):
    with Server() as server:
        ask(server.address, "/plain")
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (FEW, FEW))
        opened = come(server.address, MANY)
        begun, processor = time.monotonic(), server.processor()
        time.sleep(10)
        share = (server.processor() - processor) / (time.monotonic() - begun)
        table.add(f"{FEW} descriptors, {MANY} connections: processor time", "below 5 %", f"{share:.1%}", share < 0.05)
        statuses = {}
        for connection in opened:
            try:
                status = connection.receive().status
            except Broken as error:
                status = f"broken ({error})"
            statuses[status] = statuses.get(status, 0) + 1
        good = set(statuses) == {200, 503}
        told = ", ".join(f"{status}: {count}" for status, count in statuses.items())
        table.add("who comes beyond", "503", f"{told}, the last after {s(time.monotonic() - begun)}", good)
        lines = re.findall(r"^(\S+T\S+?)\.\d+Z.*could not be accepted", server.text(), re.MULTILINE)
        most = max((lines.count(second) for second in set(lines)), default=0)
        table.add("log lines in a second", "at most 1", f"{most} ({len(lines)} in all)", most <= 1)
        for connection in opened:
            connection.socket.close()
        freed = wait_until(lambda: serves(server), 5)
        table.add("serves again when descriptors are free", "within 1.5 s", s(freed), freed is not None and freed <= 1.5)


def come(address, count):
    """Clients that come at the same time and ask at once, however long the queue of the system lets them wait."""
    def one(_):
        connection = Connection(address, 60)
        try:
            connection.send(request("/plain"))
        except Broken:
            pass  # It was told already, and the answer can be read.
        return connection
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def burst(table):
    """Clients that come while the server is held up: the system keeps them in its queue, if that is long enough."""
    with Server() as server:
        ask(server.address, "/plain")
        server.signal(signal.SIGSTOP)
        begun = time.monotonic()
        clients = []
        for _ in range(BURST):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(server.address)
            clients.append(client)
        time.sleep(HELD_UP)
        server.signal(signal.SIGCONT)
        waiting = {client.fileno(): client for client in clients}
        poll = select.poll()
        for number in waiting:
            poll.register(number, select.POLLOUT)
        answered, slowest = 0, 0.0
        while waiting and time.monotonic() - begun < 20:
            for number, event in poll.poll(1000):
                if event & select.POLLOUT and not event & (select.POLLERR | select.POLLHUP):
                    waiting[number].send(request("/plain", close=True))
                    poll.modify(number, select.POLLIN)
                    continue
                answered += read_answer(waiting[number])
                slowest = time.monotonic() - begun - HELD_UP
                poll.unregister(number)
                waiting.pop(number).close()
        table.add(f"{BURST:,} clients while it is held up for {HELD_UP * 1000:.0f} ms", "all 200 within 0.5 s after it",
                  f"{answered:,}, the last {s(slowest)} after it", answered == BURST and slowest <= 0.5)


def read_answer(client):
    try:
        return client.recv(4096).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def serves(server):
    try:
        return ask(server.address, "/plain", timeout=2).status == 200
    except (Broken, OSError):
        return False
