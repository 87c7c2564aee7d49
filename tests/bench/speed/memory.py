"""Resident memory at rest, with many sessions, and after their end."""

import client
from figures import attempt, number, progress, table
from servers import Server

MIB = 1024 * 1024


def measured(name, counts):
    progress(f"filling {name}")
    row, cookies = [], []
    with Server(name) as server:
        rest = server.resident()
        row.append(f"{rest / MIB:.1f} MiB")
        for count in counts:
            with server.spending():
                cookies += client.log_in(server.port, count - len(cookies))
            row.append(number((server.resident() - rest) / count))
        row.append(f"{server.resident() / MIB:.1f} MiB")
        client.log_out(server.port, cookies)
        row.append(f"{server.resident() / MIB:.1f} MiB")
    return row


def memory(chosen, options):
    counts = options.sessions
    head = ["server", "at rest", *(f"bytes per session, {count:,}" for count in counts), "all live", "all ended"]
    rows = []
    for name in chosen:
        row = attempt(f"filling {name}", lambda: measured(name, counts))
        rows.append([name, *(row or ["FAILED"] * (len(head) - 1))])
    print("## Resident memory\n")
    print("Sessions are begun by logins of different users, and ended by logout.\n")
    table(head, rows)
