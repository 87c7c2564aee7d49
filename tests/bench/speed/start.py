"""From the start of the process to its first answer."""

from figures import compare, interleaved
from servers import FLOOR, Server


def sample(name):
    with Server(name) as server:
        return {"took": server.took * 1000}


def start(chosen, options):
    print("## Cold start\n")
    samples = interleaved(chosen, options.starts, sample)
    compare(f"Until the first answer, {options.starts} starts", samples, [("ms", "took", True)], FLOOR)
