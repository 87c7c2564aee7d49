"""Requests per second, latency, and processor time per request, under the load of wrk."""

import pathlib
import subprocess

import client
from figures import Unsound, compare, interleaved
from servers import FLOOR, SCRATCH, Server, for_load, on

SCRIPT = pathlib.Path(__file__).with_name("wrk.lua")
CONNECTIONS = 16
WARM_UP = 5_000
# The name of each case, its request, and how many are sent at once on each connection.
CASES = {
    "plaintext": ("GET /plaintext", 1),
    "json": ("GET /json", 1),
    "users": ("GET /users/12345", 1),
    "login": ("POST /login", 1),
    "dashboard": ("GET /dashboard", 1),
    "logout": ("POST /logout", 1),
    "pipelined plaintext": ("GET /plaintext", 16),
}
# wrk adds what those would have waited who could not be sent in time, as if each request and not each batch of them were waited
# for: of batches it tells no latency.
LATENCIES = ("p50", "p99")
FIGURES = (
    ("requests/s", "rate", True),
    ("CPU µs per request", "cost", True),
    ("p50 µs", "p50", False),
    ("p99 µs", "p99", True),
    ("server busy %", "busy", False),
)


def wrk(server, line, seconds, depth=1, cookies=(), connections=CONNECTIONS):
    """The figures of one run; with how many requests it sent."""
    command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s",
               "--timeout", "20s", "--script", str(SCRIPT), f"http://127.0.0.1:{server.port}", "--",
               *line.split(), str(depth)]
    if cookies:
        file = SCRATCH / "cookies.txt"
        file.write_bytes(b"\n".join(cookies) + b"\n")
        command.append(str(file))
    with server.spending(), on(for_load(server.workers)):
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures = next(text for text in said.splitlines() if text.startswith("figures "))
    requests, duration, p50, p99, errors, used = map(int, figures.split()[1:])
    if errors or not requests:
        raise Unsound(f"{errors} of {requests} answers of {server.name} to {line} were not good")
    # It does not look at what it added below the least that it measured. If there is none of that rank above, it says 0.
    return {"rate": requests * 1e6 / duration, "cost": server.spent * 1e6 / requests,
            "p50": p50 or None, "p99": p99 or None, "busy": server.spent * 1e8 / duration, "used": used}


def ended_once(server, line, seconds):
    """Each session is ended once, so as many are begun as can be ended in that time."""
    ended = client.log_in(server.port, WARM_UP)
    rate = wrk(server, line, 1, cookies=ended)["rate"]
    cookies = client.log_in(server.port, int(1.5 * rate * seconds) + 1000)
    sample = wrk(server, line, seconds, cookies=cookies)
    if sample["used"] > len(cookies):
        raise Unsound(f"{server.name} ended more than the {len(cookies)} sessions that were begun")
    return sample


def sample(name, case, seconds, workers=1):
    line, depth = CASES[case]
    with Server(name, workers) as server:
        if case == "logout":
            return ended_once(server, line, seconds)
        cookies = client.log_in(server.port, 64) if case == "dashboard" else []
        warm_up = client.request(line, cookies[0] if cookies else None)
        with client.Connection(server.port) as connection:
            end = connection.ask(warm_up).body
        for _ in client.pipelined(server.port, [warm_up] * WARM_UP, end[-10:]):
            pass
        return wrk(server, line, seconds, depth, cookies)


def speed(chosen, options):
    print("## Under load\n")
    print(f"wrk, {CONNECTIONS} connections, one worker, {options.rounds} rounds of {options.seconds} s: "
          "median (least..greatest), and the ratio within the round.\n")
    for case, (line, depth) in CASES.items():
        samples = interleaved(chosen, options.rounds, lambda name: sample(name, case, options.seconds))
        title = f"`{line}`" + (f", {depth} at once on each connection" if depth > 1 else "")
        figures = [figure for figure in FIGURES if depth == 1 or figure[1] not in LATENCIES]
        compare(title, samples, figures, FLOOR)
