"""What each protection costs: instructions of oxy with all of them, and with one left out at a time."""

import os
import shutil
import subprocess

from figures import Unsound, attempt, number, progress, table
from instructions import routes
from servers import BENCH, ROOT, SCRATCH, cargo

PATCHES = BENCH / "protections"
SCENE = SCRATCH / "protections"
TREE = SCENE / "tree"
TARGET = SCENE / "target"
# What one would miss, by the patch that leaves it out.
PROTECTIONS = {
    "host": "exactly one valid `Host`",
    "messages": "messages followed as they arrive: smuggling, ends of bodies",
    "connection_times": "times of a connection: headers, idle, slow readers",
    "gone": "clients that left before their request is begun",
    "request_time": "time of a request",
    "panics": "panics caught",
    "cross_site": "requests that other sites cause",
    "security_headers": "`X-Content-Type-Options` and the headers of HTML",
    "private": "`no-store` and `Vary` where a cookie matters",
    "secret_hash": "stores keep a hash of what proves a session",
    "span": "a span for each request, with nobody who listens",
}
FIGURES = [
    ("oxy-blocks", "plaintext"),
    ("oxy-blocks", "dashboard"),
    ("oxy-sessions", "dashboard"),
    ("oxy-sessions", "login"),
    ("oxy-sessions", "logout"),
]


def copy():
    """The sources as they are here: a server without something must not be taken for the one that has it."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
                            capture_output=True, text=True).stdout
    shutil.rmtree(TREE, ignore_errors=True)
    for file in filter(None, listed.split("\0")):
        if (ROOT / file).is_file():
            (TREE / file).parent.mkdir(parents=True, exist_ok=True)
            # Newer than what was built, which may be without something if a run was ended.
            shutil.copy(ROOT / file, TREE / file)


def apply(patch, *options):
    # Otherwise git would take the paths for those of the repository that this is done in.
    environment = dict(os.environ, GIT_CEILING_DIRECTORIES=str(TREE.parent))
    done = subprocess.run(["git", "apply", *options, str(PATCHES / f"{patch}.patch")], cwd=TREE, env=environment,
                          capture_output=True, text=True)
    if done.returncode:
        raise Unsound(f"{patch}.patch does not fit what it left out: {done.stderr.strip()}")


def counted(count):
    folder = TREE / BENCH.relative_to(ROOT)
    found = {}
    for server in dict(FIGURES):
        progress(f"building {server}")
        cargo("build", "--release", "--quiet", "--package", server, folder=folder, target=TARGET)
        found[server] = routes(server, count, TARGET / "release" / server)
    return [found[server][case][0] for server, case in FIGURES]


def without(patch, count):
    apply(patch)
    try:
        return counted(count)
    finally:
        apply(patch, "--reverse")


def protections(_, options):
    copy()
    whole = counted(options.requests)
    rows = [["all", *map(number, whole)]]
    for patch, words in PROTECTIONS.items():
        left = attempt(f"oxy without {patch}", lambda: without(patch, options.requests))
        cells = [number(own - rest) for own, rest in zip(whole, left)] if left else ["FAILED"] * len(whole)
        rows.append([words, *cells])
    print("## What each protection costs\n")
    print("Instructions in user space per request of oxy as it is, and how many fewer they are without each of these alone.\n")
    table(["", *(f"{server} {case}" for server, case in FIGURES)], rows)
