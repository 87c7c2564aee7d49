"""The servers that are compared: built, started on processors of their own, and ended here."""

import contextlib
import itertools
import os
import pathlib
import re
import socket
import subprocess
import time

from client import Connection, request
from figures import Unsound, progress

ROOT = pathlib.Path(__file__).resolve().parents[3]
BENCH = ROOT / "tests" / "bench"
SERVERS = BENCH / "servers"
TARGET = ROOT / "target" / "bench"
SCRATCH = TARGET / "speed"
FLOOR = "hyper-by-hand"
KEY = "0123456789abcdef" * 4
# Not those that clients get, of which ten thousand connections leave none for a while.
PORTS = itertools.cycle(range(20_000, 30_000))
PROCESSORS = sorted(os.sched_getaffinity(0))


def names():
    """The floor, the forms of oxy, and the others."""
    found = [folder.parent.name for folder in SERVERS.glob("*/Cargo.toml")]
    return sorted(found, key=lambda name: (name != FLOOR, not name.startswith("oxy-"), name))


def cargo(*arguments, folder=BENCH, target=TARGET, **options):
    environment = dict(os.environ, CARGO_TARGET_DIR=str(target), CARGO_INCREMENTAL="0")
    return subprocess.run(["cargo", *arguments], cwd=folder, env=environment, check=True, **options)


def build(chosen):
    # Each alone: built together, one would get the features that another asks of a crate they share. In its folder: as its
    # name cargo could take that of a library.
    for name in chosen:
        progress(f"building {name}")
        cargo("build", "--release", "--quiet", folder=SERVERS / name)


def program(name):
    return TARGET / "release" / name


def for_server(workers):
    return PROCESSORS[:workers]


def for_load(workers):
    """The processors that the server leaves; all of them if it leaves none."""
    return PROCESSORS[workers:] or PROCESSORS


@contextlib.contextmanager
def on(processors):
    """What is started here runs on these processors: it inherits them, so that nothing of its own start is lost."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def listening(port):
    """The inodes of the sockets that listen on the port."""
    found = set()
    for file in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(FileNotFoundError), open(file) as lines:
            for line in list(lines)[1:]:
                fields = line.split()
                if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                    found.add(fields[9])
    return found


def free_port():
    for port in PORTS:
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


class Server:
    """A process of one of them; `took` is the time from its start to its first answer."""

    def __init__(self, name, workers=1, path=None, before=(), port=None, patience=20):
        self.name, self.workers = name, workers
        self.port = port or free_port()
        environment = dict(
            os.environ, BENCH_PORT=str(self.port), BENCH_WORKERS=str(workers), BENCH_KEY=KEY, RUST_BACKTRACE="0")
        command = [*map(str, before), str(path or program(name))]
        begun = time.monotonic()
        with on(for_server(workers)):
            self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        self.pid = self.process.pid
        try:
            self._wait(begun + patience)
            self.took = time.monotonic() - begun
            self._owns_the_port()
        except BaseException:
            self.stop()
            raise

    def _wait(self, until):
        while True:
            with contextlib.suppress(OSError), Connection(self.port, timeout=5) as connection:
                if connection.ask(request("GET /plaintext")).status == 200:
                    return
            if self.process.poll() is not None:
                raise Unsound(f"{self.name} ended with status {self.process.returncode} at its start")
            if time.monotonic() > until:
                raise Unsound(f"{self.name} does not answer")
            time.sleep(0.0002)

    def _owns_the_port(self):
        """Whoever answers has to be the one whose cost is read."""
        own = set()
        for link in pathlib.Path(f"/proc/{self.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                own.add(os.readlink(link))
        sockets = {f"socket:[{inode}]" for inode in listening(self.port)}
        if not sockets or not sockets <= own:
            raise Unsound(f"port {self.port} is held by somebody else than {self.name}")

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def resident(self):
        """Resident memory in bytes."""
        with open(f"/proc/{self.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read())[1]) * 1024

    def processor(self):
        """Seconds of processor time until now, in the kernel, too."""
        with open(f"/proc/{self.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @contextlib.contextmanager
    def spending(self):
        """Sets `spent` to the seconds of processor time that were used meanwhile."""
        before = self.processor()
        yield
        self.spent = self.processor() - before
        if self.spent <= 0:
            raise Unsound(f"{self.name} used no processor time: who answered?")
