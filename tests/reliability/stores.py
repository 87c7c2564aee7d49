"""SQLite on a full disk, and under a process that is killed."""

import os
import random
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time

from client import Broken, Connection, ask
from server import Server, wait_until
from table import s

ROUNDS = 10
CLIENTS = 16


def log_in(address, name):
    return ask(address, f"/login/{name}", "POST")


def dashboard(address, cookie):
    return ask(address, "/dashboard", cookie=cookie).status


def check(folder):
    """What SQLite says of a copy of the database."""
    with tempfile.TemporaryDirectory(prefix="oxy-reliability-") as copy:
        for name in ("sessions.db", "sessions.db-wal"):
            if os.path.exists(os.path.join(folder, name)):
                shutil.copy(os.path.join(folder, name), copy)
        database = sqlite3.connect(os.path.join(copy, "sessions.db"))
        try:
            return database.execute("pragma integrity_check").fetchone()[0]
        finally:
            database.close()


def full_disk(table):
    if os.geteuid() != 0:
        table.add("a full disk", "-", "skipped: only root can mount a small disk", None)
        return
    with tempfile.TemporaryDirectory(prefix="oxy-reliability-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", folder], check=True)
        try:
            with Server("--store", "sqlite:sessions.db", folder=folder) as server:
                on_a_full_disk(table, server, folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def on_a_full_disk(table, server, folder):
    early = [log_in(server.address, f"early{number}").cookie() for number in range(50)]
    besides = os.path.join(folder, "besides")
    with open(besides, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    let_in, refused, with_cookie, other = 0, 0, 0, 0
    while refused < 200 and let_in < 20_000:
        answer = log_in(server.address, f"late{let_in}")
        if answer.status == 200:
            let_in += 1
            continue
        refused += 1
        other += answer.status != 503
        with_cookie += answer.cookie() is not None
    table.add("a full disk: log-ins", "503 without a cookie",
              f"{refused - other} of {refused} are 503, {with_cookie} with a cookie",
              refused == 200 and not (other or with_cookie))
    inside = sum(dashboard(server.address, cookie) == 200 for cookie in early)
    table.add("dashboards of earlier log-ins", "all 200", f"{inside} of {len(early)}", inside == len(early))
    found = check(folder)
    table.add("the database while it is full", "ok", found, found == "ok")
    os.remove(besides)
    again = wait_until(lambda: log_in(server.address, "again").status == 200, 10)
    table.add("log-ins when there is room", "within 2 s", s(again), again is not None and again <= 2)
    status, found = server.stop(), check(folder)
    table.add("the database at the end", "ok", f"{found}, status {status}", found == "ok" and status == 0)


class Storm:
    """Clients that log in, one after the other, until the server is gone; the cookies that they were given."""

    def __init__(self, address, number):
        self.address, self.number = address, number
        self.cookies, self.lock = [], threading.Lock()
        self.threads = [threading.Thread(target=self._run, args=(client,), daemon=True) for client in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def _run(self, client):
        deadline = time.monotonic() + 20
        count = 0
        try:
            with Connection(self.address) as connection:
                while time.monotonic() < deadline:
                    count += 1
                    answer = connection.ask(f"/login/r{self.number}c{client}n{count}", "POST")
                    if answer.status == 200:
                        with self.lock:
                            self.cookies.append(answer.cookie())
        except (Broken, OSError):
            return

    def wait(self):
        for thread in self.threads:
            thread.join(30)


def killed(table):
    acknowledged, lost, slowest = [], 0, 0.0
    with tempfile.TemporaryDirectory(prefix="oxy-reliability-") as folder:
        options = ("--store", "sqlite:sessions.db")
        for number in range(ROUNDS):
            with Server(*options, folder=folder) as server:
                storm = Storm(server.address, number)
                time.sleep(random.uniform(0.3, 1))
                server.kill()
                storm.wait()
            acknowledged += storm.cookies
            begun = time.monotonic()
            with Server(*options, folder=folder) as server:
                slowest = max(slowest, time.monotonic() - begun)
                with Connection(server.address) as connection:
                    lost += sum(connection.ask("/dashboard", cookie=cookie).status != 200 for cookie in storm.cookies)
                server.kill()
        found = check(folder)
    table.add(f"kill -9 in a storm of log-ins, {ROUNDS} times: lost sessions", "0 of those acknowledged",
              f"{lost} of {len(acknowledged):,}", lost == 0 and len(acknowledged) > 100)
    table.add("the database after it", "ok", f"{found}; a start takes at most {s(slowest)}", found == "ok")
