"""A mix of everything, for a while."""

import random
import tempfile
import threading
import time

from client import Broken, Connection, counts
from server import Server, wait_until
from vanishing import WAYS

CLIENTS = 8
PAUSE = 0.1
SAMPLE = 10
# The store opens its few connections when they are first needed.
WARM = 10
# Sessions of clients that left before they logged out end by this.
SESSION_IDLE = 30


class Mix:
    """Clients that do everything there is to do, one after the other."""

    def __init__(self, server):
        self.server = server
        self.done, self.wrong, self.lock = 0, {}, threading.Lock()
        self.begun, self.wrong_at = time.monotonic(), []
        self._stop = threading.Event()
        self.threads = [threading.Thread(target=self._run, args=(number,), daemon=True) for number in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self._stop.set()
        for thread in self.threads:
            thread.join(60)

    def _run(self, number):
        chance = random.Random(number)
        while not self._stop.is_set():
            try:
                with Connection(self.server.address) as connection:
                    for _ in range(10):
                        self._visit(connection, chance)
                        if self._stop.wait(PAUSE):
                            return
                if chance.random() < 0.5:
                    chance.choice(list(WAYS.values()))(self.server)
                    self._count()
            except (Broken, OSError) as error:
                self._note(f"{type(error).__name__}: {error}")

    def _visit(self, connection, chance):
        name = f"user{chance.randrange(1000)}"
        cookie = self._expect(connection, 200, f"/login/{name}", "POST").cookie()
        for _ in range(chance.randrange(5)):
            self._expect(connection, 200, "/dashboard", cookie=cookie)
        self._expect(connection, 401, "/dashboard")
        self._expect(connection, 404, f"/nowhere/{name}")
        self._expect(connection, 405, "/login/ann", "DELETE")
        self._expect(connection, 200, "/upload", "POST", body=b"x" * chance.randrange(100_000))
        if chance.random() < 0.1:
            self._expect(connection, 500, chance.choice(["/panic", "/panic/extractor", "/panic/drop"]))
        if chance.random() < 0.9:
            self._expect(connection, 200, "/logout", "POST", cookie=cookie)
            self._expect(connection, 401, "/dashboard", cookie=cookie)

    def _expect(self, connection, status, path, method="GET", cookie=None, body=b""):
        answer = connection.ask(path, method, cookie, body)
        self._count()
        if answer.status != status:
            self._note(f"{method} {path.split('/')[1]}: {answer.status}")
        return answer

    def _count(self):
        with self.lock:
            self.done += 1

    def _note(self, what):
        with self.lock:
            self.wrong[what] = self.wrong.get(what, 0) + 1
            self.wrong_at.append(time.monotonic() - self.begun)


def slope(samples):
    """Growth in bytes a minute, by least squares."""
    count = len(samples)
    middle = sum(when for when, _ in samples) / count
    mean = sum(size for _, size in samples) / count
    square = sum((when - middle) ** 2 for when, _ in samples)
    return 60 * sum((when - middle) * (size - mean) for when, size in samples) / square


def soak(table, minutes):
    with tempfile.TemporaryDirectory(prefix="oxy-reliability-") as folder:
        options = ("--store", "sqlite:sessions.db", "--session-idle-s", SESSION_IDLE)
        with Server(*options, folder=folder) as server:
            stage(table, server, minutes)


def stage(table, server, minutes):
    warm = Mix(server)
    time.sleep(WARM)
    warm.stop()
    time.sleep(3)
    begun = counts(server.address)
    descriptors = server.descriptors()
    start, mix, samples = time.monotonic(), Mix(server), []
    while time.monotonic() - start < minutes * 60:
        time.sleep(SAMPLE)
        passed = time.monotonic() - start
        samples.append((passed, server.resident()))
        print(f"  {passed:4.0f} s: {samples[-1][1] / 2**20:.1f} MiB, {server.descriptors()} descriptors, "
              f"{mix.done:,} requests", flush=True)
    mix.stop()
    wrong = mix.wrong or 0
    if mix.wrong:
        wrong = f"{mix.wrong}, from {mix.wrong_at[0]:.1f} to {mix.wrong_at[-1]:.1f} s"
        causes = {line.split("cause=")[1] for line in server.text().splitlines() if "status=503" in line and "cause=" in line}
        print("  causes of 503:", *sorted(causes), sep="\n    ", flush=True)
    table.add(f"a mix of everything for {minutes:g} minutes: wrong answers", f"0 of {mix.done:,}", wrong, not mix.wrong)
    later = [sample for sample in samples if sample[0] > 60]
    if len(later) > 2:
        growth = slope(later)
        sizes = [size / 2**20 for _, size in later]
        measured = (f"{growth / 1024:+.1f} KiB a minute; {sizes[0]:.1f} MiB after a minute, {sizes[-1]:.1f} at the end, "
                    f"between {min(sizes):.1f} and {max(sizes):.1f}")
        # 100 KiB a minute would be 140 MiB a day.
        table.add("memory after the first minute", "grows by less than 100 KiB a minute", measured, growth < 100 * 1024)
        half = slope(later[len(later) // 2:])
        table.add("memory in the second half", "grows by less than 1 MiB an hour", f"{half * 60 / 2**20:+.2f} MiB an hour",
                  half * 60 < 2**20)
    wait_until(lambda: counts(server.address)["tasks"] <= begun["tasks"] and server.descriptors() <= descriptors, 5)
    ended, now = counts(server.address), server.descriptors()
    measured = f"tasks {begun['tasks']} -> {ended['tasks']}, descriptors {descriptors} -> {now}, handlers {ended['open']}"
    table.add("descriptors and tasks at the end", "as at the start", measured,
              ended["tasks"] <= begun["tasks"] and now <= descriptors and ended["open"] == 0)
