"""What oxy is meant to reach, and what a run says of it."""

from printed import beside, value

FLOOR = "hyper-by-hand"
BLOCKS, SESSIONS = "oxy-blocks", "oxy-sessions"
# The heading of the load, and the column of the counts.
ROUTES = {
    "`GET /plaintext`": "plaintext",
    "`GET /json`": "json",
    "`GET /users/12345`": "users",
    "`POST /login`": "login",
    "`GET /dashboard`": "dashboard",
    "`POST /logout`": "logout",
}
PIPELINED = "`GET /plaintext`, 16 at once"
COST, RATE, LATE = "CPU µs per request", "requests/s", "p99 µs"
COUNTED = "Instructions in user space per request, and the ratio to hyper"


def peers(table):
    return [row[0] for row in table.rows if not row[0].startswith((FLOOR, "oxy-"))]


def told(figures):
    return ", ".join(f"{name} {figure:.3g}" for name, figure in figures.items())


def at_most(most, figures):
    """Whether none of the figures is above; all are told."""
    return told(figures), all(figure <= most for figure in figures.values())


def instructions(server, most, routes):
    def judge(run):
        table = run.table(COUNTED)
        return at_most(most, {route: beside(table.cell(route, server)) for route in routes})

    return judge


def cost(server):
    def judge(run):
        return at_most(1.10, {name: run.table(load).ratio(COST, server) for load, name in ROUTES.items()})

    return judge


def behind(run, load, column, server, more_is_better):
    """How many times the best other's figure is better than that of the server; below 1 it is worse."""
    table = run.table(load)
    own = value(table.cell(column, server))
    better = max if more_is_better else min
    best = better(peers(table), key=lambda peer: value(table.cell(column, peer)))
    other = value(table.cell(column, best))
    return best, other / own if more_is_better else own / other


def ahead(server, column, more_is_better, loads):
    """Whether no other is better, and by how much the best one is where it is."""

    def judge(run):
        lost = []
        for load, name in loads.items():
            peer, times = behind(run, load, column, server, more_is_better)
            if times > 1:
                lost.append(f"{name} {times:.2f} ({peer})")
        return "behind: " + ", ".join(lost) if lost else "ahead of all", not lost

    return judge


def forms(table):
    """The first two cells of the rows of oxy without layers."""
    return [row[:2] for row in table.rows if row[0] in (BLOCKS, SESSIONS)]


def connections(run):
    table = run.table("Connections, which ask in turn: instructions")
    return at_most(1.10, {" ".join(row): table.ratio("10,000", *row) for row in forms(table)})


def connections_timed(run):
    table = run.table("Connections, which ask in turn: processor")
    rows = [row for row in forms(table) if row[1].startswith("dashboard")]
    text, fine = at_most(1.10, {row[0]: table.ratio("10,000", *row) for row in rows})
    # A single connection wakes the server for each request, which costs more than what there is to see.
    hundred = {row[0]: value(table.cell("10,000", *row)) / value(table.cell("100", *row))
               for row in [[FLOOR, rows[0][1]], *rows]}
    return f"{text}; from 100: {told(hundred)}", fine


def sessions(run):
    table = run.table("Live sessions")
    return at_most(1.10, {server: table.ratio("10,000,000", server) for server in (BLOCKS, SESSIONS)})


def routes(run):
    table = run.table("Routes of oxy")
    return at_most(1.05, {name: beside(table.cell(name, "10,000")) for name in table.head[1:]})


def bytes_per_session(run):
    figure = value(run.table("Resident memory").cell("bytes per session, 1,000,000", SESSIONS))
    return f"{figure:.0f} bytes", figure <= 400


def allocations(run):
    table = run.table("Allocations per request")
    found = {f"{server} {route}": beside(table.cell(route, server))
             for server, route in ((BLOCKS, "plaintext"), (BLOCKS, "dashboard"), (SESSIONS, "dashboard"))}
    text = ", ".join(f"{name} {more:+.0f}" for name, more in found.items())
    return text, all(more <= (2 if "plain" in name else 6) for name, more in found.items())


def start(run):
    table = run.table("Until the first answer")
    return at_most(1.25, {server: table.ratio("ms", server) for server in (BLOCKS, SESSIONS)})


def built(column, peer):
    def judge(run):
        table = run.table("Builds")
        own, other = table.cell(column, SESSIONS), table.cell(column, peer)
        return f"{own}, beside {other}", value(own) < value(other)

    return judge


def named(server):
    return f"`{server}`: "


# What is asked, and what judges it: the text, and whether it is so.
TARGETS = [
    (named(BLOCKS) + "instructions on every route at most 1.12 of the floor", instructions(BLOCKS, 1.12, ROUTES.values())),
    (named(SESSIONS) + "instructions of the dashboard at most 1.35 of the floor", instructions(SESSIONS, 1.35, ["dashboard"])),
    *[(named(server) + "processor time on every route at most 1.10 of the floor", cost(server))
      for server in (BLOCKS, SESSIONS)],
    *[(named(server) + f"{words} than every other on every route", ahead(server, column, more, ROUTES))
      for server in (BLOCKS, SESSIONS)
      for words, column, more in (("less processor time", COST, False), ("more requests per second", RATE, True))],
    *[(named(server) + "p99 no worse than that of the best other", ahead(server, LATE, False, ROUTES))
      for server in (BLOCKS, SESSIONS)],
    (named(BLOCKS) + "more requests per second than every other, 16 at once on a connection",
     ahead(BLOCKS, RATE, True, {PIPELINED: "plaintext"})),
    ("10 to 10,000 routes: at most 1.05 of the instructions", routes),
    ("1 to 10,000,000 sessions: at most 1.10 of the processor time of a dashboard", sessions),
    ("1 to 10,000 connections: at most 1.10 of the instructions", connections),
    ("1 to 10,000 connections: at most 1.10 of the processor time", connections_timed),
    (named(SESSIONS) + "at most 400 bytes for each of 1,000,000 sessions", bytes_per_session),
    ("allocations beyond the floor: at most 2 of plaintext, 6 of the dashboard", allocations),
    ("start until the first answer: at most 1.25 of the floor", start),
    (named(SESSIONS) + "fewer crates than `axum-tower-sessions`", built("crates", "axum-tower-sessions")),
    (named(SESSIONS) + "built from nothing in less time (s) than `axum-tower-sessions`", built("s", "axum-tower-sessions")),
    (named(SESSIONS) + "a smaller program than `actix-session`", built("size", "actix-session")),
]
