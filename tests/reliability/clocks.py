"""The system's clock is set by an hour, forward and back, while the server runs."""

import os
import subprocess
import tempfile

from client import Connection
from server import Server

PEOPLE = 100
HOUR = 3600
# Longer than the jump, and shorter.
LONG, SHORT = 2 * HOUR, HOUR // 2
# How late the end of an idle session may be noted: the rule of the guide, "When sessions end".
LATE = 60
STORES = {"memory": (), "SQLite": ("--store", "sqlite:sessions.db")}


class Clock:
    """A clock that a file sets. The monotonic one, which no setting touches, stays as it is."""

    def __init__(self, folder):
        self.file = os.path.join(folder, "clock")
        self.set(0)

    def set(self, ahead):
        """By how many seconds it is ahead of the system's; the process may read it at any time."""
        with open(self.file + ".new", "w") as file:
            file.write(f"{ahead:+d}\n")
        os.rename(self.file + ".new", self.file)

    def environment(self):
        command = ["faketime", "-m", "-f", "+0", "printenv", "LD_PRELOAD"]
        library = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        return {"LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": self.file, "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}


class Site:
    """A server that goes by such a clock, and the statuses that nobody should see."""

    def __init__(self, store, idle):
        self.folder = tempfile.TemporaryDirectory(prefix="oxy-reliability-")
        self.clock = Clock(self.folder.name)
        options = (*STORES[store], "--session-idle-s", idle)
        self.server = Server(*options, folder=self.folder.name, environment=self.clock.environment())
        self.failed = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.kill()
        self.folder.cleanup()

    def _ask(self, *request):
        with Connection(self.server.address) as connection:
            answer = connection.ask(*request)
        self.failed += answer.status >= 500
        return answer

    def log_in(self, name):
        return [self._ask(f"/login/{name}{number}", "POST").cookie() for number in range(PEOPLE)]

    def inside(self, cookies):
        return sum(self._ask("/dashboard", "GET", cookie).status == 200 for cookie in cookies)


def jumps(table):
    for store in STORES:
        forward(table, store)
        back(table, store)


def forward(table, store):
    with Site(store, LONG) as site:
        people = site.log_in("a")
        site.clock.set(HOUR)
        people += site.log_in("b")
        lost = len(people) - site.inside(people)
        failed = site.failed
    with Site(store, SHORT) as site:
        people = site.log_in("c")
        site.clock.set(HOUR)
        over = site.inside(people)
        failed += site.failed
    table.add(f"the clock an hour forward, sessions in {store}", "0 lost that may be idle for two hours, 0 open that may for half an hour",
              f"{lost} lost, {over} open, of {2 * PEOPLE} and {PEOPLE}; {failed} times 5xx", not (lost or over or failed))


def back(table, store):
    with Site(store, LONG) as site:
        people = site.log_in("a")
        site.clock.set(-HOUR)
        people += site.log_in("b")
        lost = len(people) - site.inside(people)
        site.clock.set(0)
        lost += len(people) - site.inside(people)
        site.clock.set(LONG + 2 * LATE)
        over = site.inside(people)
        failed = site.failed
    table.add(f"an hour back and right again, sessions in {store}", "0 lost, 0 open after two hours without a request",
              f"{lost} lost, {over} open, of {len(people)}; {failed} times 5xx", not (lost or over or failed))
