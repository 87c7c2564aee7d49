"""Stores that fail, as `tests/faults` stages them, against a release build.

Their bounds stand in the tests, which print what they measured.
"""

import os
import re
import subprocess

from server import ROOT

STAGED = {
    "at_start": "a store that is not there at the start",
    "killed": "a store that is killed, or ends all connections",
    "stopped": "a store that stands still, or whose table is locked",
    "locked": "SQLite that another process locks",
    "exhausted": "a store without a free connection",
    "refusing": "a store that refuses to write",
    "resharded": "a Redis Cluster whose slots move, or that loses masters",
    "clock_jumps": "a clock that is wrong by 400 days or one, or is set so, with each store",
    "herd": "5,000 clients that wait for their store",
}


TEST = re.compile(r"^test (\w+)::(\S+) \.\.\. (.*?)\b(ok|FAILED)$", re.MULTILINE | re.DOTALL)


def outages(table):
    environment = dict(os.environ, CARGO_INCREMENTAL="0", RUST_BACKTRACE="0")
    command = ["cargo", "test", "--quiet", "--release", "--test", "faults", "--"]
    command += ["--format=pretty", "--nocapture", "--test-threads=1"]
    run = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    tests = TEST.findall(run.stdout)
    for module, name, figures, verdict in tests:
        print(f"    {verdict} {module}::{name}: {' '.join(figures.split())}", flush=True)
    for module, fault in STAGED.items():
        verdicts = [verdict for of, _, _, verdict in tests if of == module]
        held = verdicts.count("ok")
        table.add(fault, "within the bounds of all tests", f"{held} of {len(verdicts)} tests",
                  held == len(verdicts) > 0)
