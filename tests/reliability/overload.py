"""More clients than the server can serve."""

import statistics
import subprocess
import time

from client import counts, median_time
from server import LOAD, Server
from table import ms

SECONDS = 60
PATIENCE = 1000


def load(server, clients, seconds, interval, patience):
    """Answers a second, those who lost patience, failures, and the times of answers (median, p99) in seconds."""
    command = [LOAD, f"127.0.0.1:{server.port}", "/work", *map(str, (clients, seconds, interval, patience))]
    text = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=seconds + 60).stdout
    *lines, took = text.splitlines()
    seen = [tuple(map(int, line.split())) for line in lines]
    median, p99 = (int(part) / 1e6 for part in took.split()[1:])
    return seen, median, p99


def rate(seen):
    # In the first two seconds the clients come in one by one.
    return statistics.mean(good for good, _, _ in seen[2:])


def recovery(server, alone):
    """How long it took after the load until answers are as fast as before it."""
    begun = time.monotonic()
    while time.monotonic() - begun < 10:
        if median_time(server.address, 20, 1)[0] <= max(2 * alone, 0.002):
            return time.monotonic() - begun
    return None


def overload(table):
    with Server() as server:
        median_time(server.address)
        alone, _ = median_time(server.address)
        rates = {clients: rate(load(server, clients, 6, 0, 0)[0]) for clients in (2, 4, 8, 16, 32, 64)}
        enough = max(rates, key=rates.get)
        peak, seen, median, p99, took = beside_the_peak(server, alone, enough, 3 * enough)
        table.add("requests that take 1 ms of the processor: the peak", "-", f"{peak:.0f}/s with {enough} clients", None)
        share = rate(seen) / peak
        failed = sum(failed for _, _, failed in seen)
        table.add(f"3 times as many clients, without a pause, for {SECONDS} s", "at least 80 % of the peak",
                  f"{share:.0%}, {failed} failed (median {ms(median)}, p99 {ms(p99)})", share >= 0.8 and failed == 0)
        back(table, took)
        # Each asks once a second, so that as many as the peak are answered: three times that is too much.
        crowd = int(3 * peak)
        begun = counts(server.address)["begun"]
        seen, _, _ = load(server, crowd, SECONDS, 1000, PATIENCE)
        took = recovery(server, alone)
        begun = counts(server.address)["begun"] - begun
        good, late, failed = (sum(second[at] for second in seen) for at in range(3))
        table.add(f"{crowd:,} clients that ask once a second and leave after {PATIENCE / 1000:.0f} s",
                  "at least 90 % of what is done is done for somebody who waits",
                  f"{good / begun:.0%}: {good:,} answers in time; {late:,} left, {failed} other answers", good >= 0.9 * begun)
        # The server and those who connect again and again share the processors.
        share = rate(seen) / peak
        table.add("their answers in time", "at least 80 % of the peak", f"{share:.0%}", share >= 0.8)
        back(table, took)


def beside_the_peak(server, alone, enough, clients):
    """A load without a pause, how long it took to recover from it, and the peak just before it and after it: what the machine can do
    changes with the minute."""
    before = rate(load(server, enough, 6, 0, 0)[0])
    seen, median, p99 = load(server, clients, SECONDS, 0, 0)
    took = recovery(server, alone)
    after = rate(load(server, enough, 6, 0, 0)[0])
    return (before + after) / 2, seen, median, p99, took


def back(table, took):
    said = "not within 10 s" if took is None else ms(took)
    table.add("answers as fast as before those clients", "within 1 s after them", said, took is not None and took <= 1)
