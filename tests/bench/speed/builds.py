"""What it takes to build each of them from nothing, and what comes of it."""

import os
import shutil
import subprocess
import time

from figures import attempt, number, progress, table
from servers import SCRATCH, SERVERS, cargo, program

FOLDER = SCRATCH / "build"


def crates(name):
    said = cargo("tree", "--edges", "normal,build", "--prefix", "none", folder=SERVERS / name,
                 capture_output=True, text=True).stdout
    # A crate that is met again is marked with (*).
    return len({line.removesuffix(" (*)") for line in said.splitlines() if line})


def clean_build(name):
    """Wall time and processor time in seconds."""
    progress(f"building {name} from nothing")
    shutil.rmtree(FOLDER, ignore_errors=True)
    cargo("fetch", "--quiet")
    environment = dict(os.environ, CARGO_TARGET_DIR=str(FOLDER), CARGO_INCREMENTAL="0")
    command = ["cargo", "build", "--release", "--quiet", "--offline"]
    begun = time.monotonic()
    process = subprocess.Popen(command, cwd=SERVERS / name, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    shutil.rmtree(FOLDER, ignore_errors=True)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return wall, usage.ru_utime + usage.ru_stime


def size(name):
    stripped = SCRATCH / "stripped"
    subprocess.run(["strip", "-o", stripped, program(name)], check=True)
    return stripped.stat().st_size


def measured(name):
    wall, processor = clean_build(name)
    return [str(crates(name)), number(wall), number(processor), f"{size(name) / 1e6:.2f} MB"]


def builds(chosen, options):
    rows = [[name, *(attempt(f"building {name}", lambda: measured(name)) or ["FAILED"] * 4)] for name in chosen]
    print("## Builds\n")
    print("In release mode, from nothing but the sources, with link-time optimisation; crates as of "
          "`cargo tree -e normal,build`, the program stripped.\n")
    table(["server", "crates", "s", "s of CPU", "size"], rows)
