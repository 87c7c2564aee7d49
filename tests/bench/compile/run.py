#!/usr/bin/env python3
"""How long a crate of oxy's routes takes to build, beside the same routes written for axum.

    python3 tests/bench/compile/run.py [--routes 300,1000] [--rounds 5] [--kinds check,release]

Dependencies are built first; a round then builds each crate alone, in turn, from nothing (no incremental state).
Printed is the least of all rounds, as what disturbs a build only adds to it: processor time (user and system, all
processes of the build) and wall time. Processor time is the steadier on a machine that does other things. With several
numbers of routes it also prints how the time of the routes grows, which an empty crate's time is taken off for.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import time

import crates

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = ROOT / "target" / "bench-compile"
FRAMEWORKS = ("oxy", "axum")
COMMANDS = {
    "check": ["check"],
    "release": ["build", "--release"],
}


def cargo(kind, package):
    """Builds the package; gives processor time and wall time in seconds."""
    command = ["cargo", *COMMANDS[kind], "--quiet", "--package", package]
    environment = dict(os.environ, CARGO_INCREMENTAL="0", CARGO_TARGET_DIR=str(FOLDER / "target"))
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=FOLDER, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, wall


def measure(kind, counts, rounds):
    """The least processor time and wall time of each package."""
    packages = [f"{framework}-{routes}" for routes in counts for framework in FRAMEWORKS]
    for package in packages:
        cargo(kind, package)
    least = {}
    for turn in range(rounds):
        # In turn, and the other way round every second time, so that a busy spell does not hit one of them only.
        for package in packages if turn % 2 == 0 else packages[::-1]:
            (FOLDER / package / "src" / "main.rs").touch()
            taken = cargo(kind, package)
            least[package] = tuple(map(min, taken, least.get(package, taken)))
    return least


def report(kind, counts, least):
    print(f"\n{kind:10}{'routes':>8}{'':8}{'oxy':>9}{'axum':>9}{'oxy / axum':>12}")
    for routes in counts:
        for place, clock in enumerate(("cpu", "wall")):
            oxy, axum = (least[f"{framework}-{routes}"][place] for framework in FRAMEWORKS)
            print(f"{'':10}{routes:>8}{clock:>8}{oxy:>8.2f}s{axum:>8.2f}s{oxy / axum:>12.2f}")
    _, few, *more = counts
    for many in more:
        grown = []
        for framework in FRAMEWORKS:
            none, first, last = (least[f"{framework}-{routes}"][0] for routes in (0, few, many))
            grown.append((last - none) / (first - none))
        print(
            f"{'':10}{many} routes take {grown[0]:.2f} times as long as {few} with oxy, "
            f"{grown[1]:.2f} with axum (cpu; linear is {many / few:.2f})"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--routes", default="300", help="numbers of routes, multiples of 6 are exact")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kinds", default="check,release")
    options = parser.parse_args()
    counts = [0, *sorted(int(count) for count in options.routes.split(","))]
    crates.write(FOLDER, ROOT, counts)
    for kind in options.kinds.split(","):
        report(kind, counts, measure(kind, counts, options.rounds))
    print(f"\nthe least of {options.rounds} rounds; 0 routes is an empty application")


if __name__ == "__main__":
    main()
