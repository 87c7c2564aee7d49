"""A server under callgrind, and what a dump of it says."""

import collections
import re
import subprocess
import time

from servers import SCRATCH, Server

NAMED = re.compile(r"\((\d+)\)(?: (.*))?$")


class Dump:
    """Instructions in user space, and how often each function was called."""

    def __init__(self, file):
        self.calls = collections.Counter()
        self.instructions = None
        names, called = {}, None
        with open(file) as lines:
            for line in lines:
                # A function has its name where it is met first, and a number from then on.
                if line.startswith(("fn=", "cfn=")):
                    key, name = NAMED.match(line.partition("=")[2].rstrip("\n")).groups()
                    called = names.setdefault(key, name)
                elif line.startswith("calls="):
                    # What calls itself by way of others is told apart as name'2.
                    self.calls[called.partition("'")[0]] += int(line[6:].split()[0])
                elif line.startswith("totals:"):
                    self.instructions = int(line.split()[1])


class Counted(Server):
    """Counts what is done between `zero` and `dump`."""

    def __init__(self, name, path=None):
        folder = SCRATCH / "callgrind"
        folder.mkdir(parents=True, exist_ok=True)
        self.out = folder / f"{name}.out"
        for old in folder.glob(f"{name}.out*"):
            old.unlink()
        self.pipes = f"--vgdb-prefix={folder}/vgdb"
        # What is not counted anyway, the start, is a good deal faster so.
        before = ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={self.out}", self.pipes,
                  "--instr-atstart=no"]
        self.dumps = 0
        super().__init__(name, path=path, before=before, patience=300)
        self._tell("instrumentation on")

    def _tell(self, command):
        subprocess.run(["vgdb", self.pipes, f"--pid={self.pid}", *command.split()],
                       check=True, capture_output=True, timeout=60)

    def zero(self):
        self._tell("zero")

    def dump(self):
        self._tell("dump")
        self.dumps += 1
        file = self.out.with_name(f"{self.out.name}.{self.dumps}")
        for _ in range(1000):
            # The totals are its last line.
            dump = Dump(file) if file.exists() else None
            if dump and dump.instructions is not None:
                return dump
            time.sleep(0.05)
        raise TimeoutError(f"callgrind does not write {file}")
