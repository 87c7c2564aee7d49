#!/usr/bin/python3
"""Stages faults against a server of oxy, and says how it bears them.

    tests/reliability/run.py                  all faults but the soak
    tests/reliability/run.py idle panics      some of them
    tests/reliability/run.py soak [minutes]   a mix of everything for a while, 10 minutes by default

It ends with a status other than zero if something is not as expected. It talks to 127.0.0.1 only.
"""

import os
import platform
import sys
import time
import traceback

import clocks
import crowds
import http2
import lifetimes
import outages
import overload
import restarts
import server
import slow
import soak
import stores
import vanishing
from table import Table

FAULTS = {
    "idle": crowds.idle_connections,
    "burst": crowds.burst,
    "descriptors": crowds.no_descriptors,
    "panics": lifetimes.panics,
    "endless": lifetimes.endless,
    "vanishing": vanishing.vanishing,
    "slow": slow.slow_readers,
    "http2": http2.http2,
    "sigterm": restarts.stop_with_requests_in_flight,
    "stream": restarts.stop_under_short_requests,
    "restart": restarts.hand_over,
    "disk": stores.full_disk,
    "kill": stores.killed,
    "outages": outages.outages,
    "clocks": clocks.jumps,
    "overload": overload.overload,
}


def main(names):
    faults = FAULTS
    if names and names[0] == "soak":
        minutes = float(names[1]) if names[1:] else 10.0
        faults = {"soak": lambda table: soak.soak(table, minutes)}
    elif names:
        unknown = [name for name in names if name not in FAULTS]
        if unknown:
            raise SystemExit(f"there is no {unknown[0]}; there are {', '.join(FAULTS)} and soak")
        faults = {name: FAULTS[name] for name in names}
    server.allow_descriptors(15_000)
    server.build()
    table = Table()
    for name, fault in faults.items():
        begun = time.monotonic()
        print(f"{name}", flush=True)
        try:
            fault(table)
        except Exception as error:  # The others are still worth knowing.
            traceback.print_exc()
            table.add(name, "can be staged", f"{type(error).__name__}: {error}", False)
        print(f"  took {time.monotonic() - begun:.0f} s", flush=True)
    system = f"{platform.system()} {platform.release()}, {os.cpu_count()} processors"
    print(f"\n{time.strftime('%Y-%m-%d')}, {system}\n\n{table}")
    return 0 if table.is_good() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
