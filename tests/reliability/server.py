"""The server under test: it is built, started, measured and ended here."""

import os
import re
import resource
import secrets
import signal
import ssl
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
CRATE = os.path.join(HERE, "server")
TARGET = os.path.join(ROOT, "target", "reliability")
PROGRAM = os.path.join(TARGET, "release", "server")
LOAD = os.path.join(TARGET, "release", "load")
KEY = secrets.token_hex(32)

# Does what systemd does: the socket becomes descriptor 3, and the process the program.
ACTIVATE = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""


def build():
    environment = dict(os.environ, CARGO_TARGET_DIR=TARGET, CARGO_INCREMENTAL="0")
    command = ["cargo", "build", "--release", "--quiet"]
    subprocess.run(command, cwd=CRATE, env=environment, check=True)


def allow_descriptors(count):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < count:
        raise SystemExit(f"{count} descriptors are needed: ulimit -Hn says {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


def encrypted(folder):
    """The options of a server with a certificate that is made here, and the context of clients that trust it."""
    certificate, key = os.path.join(folder, "certificate.pem"), os.path.join(folder, "key.pem")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
               "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)
    return ("--tls", f"{certificate},{key}"), ssl.create_default_context(cafile=certificate)


class Server:
    """A process of the server; its stderr goes to a file."""

    def __init__(self, *options, listener=None, folder=None, environment=None):
        self.log = tempfile.NamedTemporaryFile(prefix="oxy-reliability-", suffix=".log")
        command = [PROGRAM, *map(str, options)]
        handed_over = ()
        if listener is not None:
            handed_over = (listener.fileno(),)
            command = ["/usr/bin/python3", "-S", "-c", ACTIVATE, str(listener.fileno())] + command
        environment = dict(os.environ, OXY_SECRET_KEY=KEY, RUST_BACKTRACE="0", **(environment or {}))
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=self.log, pass_fds=handed_over,
            env=environment, cwd=folder)
        self.pid = self.process.pid
        self.port = self._wait_until_it_listens()

    def _wait_until_it_listens(self):
        for _ in range(1000):
            found = re.search(r"listening on https?://127\.0\.0\.1:(\d+)", self.text())
            if found:
                return int(found[1])
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        self.kill()
        raise RuntimeError("the server does not start:\n" + self.text())

    @property
    def address(self):
        return ("127.0.0.1", self.port)

    def text(self):
        with open(self.log.name, errors="replace") as file:
            return file.read()

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def stop(self, patience=40):
        """Ends it in good order; its status."""
        if self.process.poll() is None:
            self.signal()
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self.log.close()

    # What it costs

    def resident(self):
        """Resident memory in bytes."""
        with open(f"/proc/{self.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read())[1]) * 1024

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def processor(self):
        """Seconds of processor time until now."""
        with open(f"/proc/{self.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def handled(self):
        """How many handlers had begun, as it says at its end."""
        return int(re.search(r"^handled (\d+)$", self.text(), re.MULTILINE)[1])


def wait_until(what, seconds, every=0.02):
    """How long it took until `what()` held; None when it did not in time."""
    begun = time.monotonic()
    while True:
        if what():
            return time.monotonic() - begun
        if time.monotonic() - begun > seconds:
            return None
        time.sleep(every)
