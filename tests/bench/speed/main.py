"""Measures the servers of tests/bench/servers side by side, in one run.

The floor is hyper with the same work by hand; ratios are to it, within the same round. First all are built, and it is
checked that they answer the same. Tables in Markdown go to stdout, what is being done to stderr; nothing is written but
under target/. It ends with a status other than zero if something could not be measured.

parts, and how long they take on two processors with ten servers, once they are built (a minute or two each):
  speed         wrk: requests/s, processor time, p50, p99; 7 x rounds x seconds for each server, and twice that to log in and
                to start; in all 45 minutes or more
  instructions  callgrind: instructions and allocations per request; a quarter of a minute for each server
  memory        resident at rest, with 100,000 and 1,000,000 sessions, and after them; a minute for each server
  start         from start to first answer, 20 times; seconds
  builds        crates, clean build, size; two minutes for each server
  growth        more connections, workers, sessions, routes, for the floor and oxy; half an hour, and 8 GB of memory
  protections   instructions of oxy with one protection left out at a time; two minutes for each of eleven

Run it while nothing else runs: instructions, allocations, crates and sizes are right anyway, times are not. It needs
wrk, valgrind and strip (Debian: wrk, valgrind, binutils).
"""

import argparse
import resource
import shutil
import sys
import time

import answers
import machine
import servers
from builds import builds
from figures import FAILURES, progress
from growth import growth
from instructions import instructions
from load import speed
from memory import memory
from protections import protections
from start import start

PARTS = {
    "speed": speed,
    "instructions": instructions,
    "memory": memory,
    "start": start,
    "builds": builds,
    "growth": growth,
    "protections": protections,
}


def counts(text):
    return sorted(int(part) for part in text.split(","))


def arguments():
    parser = argparse.ArgumentParser(
        prog="tests/bench/run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"all if none is named: {', '.join(PARTS)}")
    parser.add_argument("--servers", type=lambda text: text.split(","), help="some of them, with commas between")
    parser.add_argument("--rounds", type=int, default=9, help="of speed and growth: 9")
    parser.add_argument("--seconds", type=int, default=2, help="of a sample under load: 2")
    parser.add_argument("--requests", type=int, default=960, help="of each route under callgrind: 960")
    parser.add_argument("--starts", type=int, default=20, help="of each server: 20")
    parser.add_argument("--sessions", type=counts, default=[100_000, 1_000_000], help="live ones, of memory: 100000,1000000")
    parser.add_argument("--live", type=counts, default=[1, 10_000, 1_000_000, 10_000_000],
                        help="live ones, of growth: 1,10000,1000000,10000000")
    parser.add_argument("--routes", type=counts, help="of the program of oxy in growth: 10,100,1000,10000")
    options = parser.parse_args()
    for part in options.parts:
        if part not in PARTS:
            parser.error(f"there is no {part}; there are {', '.join(PARTS)}")
    known = servers.names()
    for name in options.servers or []:
        if name not in known:
            parser.error(f"there is no server {name}; there are {', '.join(known)}")
    return options


def main():
    options = arguments()
    missing = [tool for tool in ("wrk", "valgrind", "vgdb", "strip") if not shutil.which(tool)]
    if missing:
        sys.exit(f"not installed: {', '.join(missing)}")
    chosen = [name for name in servers.names() if name in (options.servers or servers.names())]
    parts = options.parts or PARTS
    # Ten thousand connections, at both ends.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    servers.SCRATCH.mkdir(parents=True, exist_ok=True)
    servers.build(chosen)
    print(machine.described(), flush=True)
    answers.check_all(chosen)
    for part in parts:
        begun = time.monotonic()
        PARTS[part](chosen, options)
        progress(f"{part} took {time.monotonic() - begun:.0f} s")
    if FAILURES:
        sys.exit("could not be measured:\n" + "\n".join(FAILURES))


if __name__ == "__main__":
    main()
