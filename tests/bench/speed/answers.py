"""All servers have to do the same work before their speed is compared."""

import re

from client import Connection, request
from figures import progress
from servers import Server

NAME = re.compile(r"[A-Za-z_-]*session_id=")
TEXT = "text/plain; charset=utf-8"
# Their sessions are in the cookie itself, so that the server cannot end one.
COOKIE_STORES = ("actix-session",)


class Different(Exception):
    pass


def expect(what, answer, status, kind=None, body=None):
    said = answer.header("content-type").lower().replace("; ", ";")
    if answer.status != status:
        raise Different(f"{what}: {answer.status} instead of {status}")
    if kind and not said.startswith(kind.replace("; ", ";")):
        raise Different(f"{what}: {said!r} instead of {kind!r}")
    if body is not None and answer.body != body.encode():
        raise Different(f"{what}: {answer.body[:100]!r} instead of {body!r}")


def session_cookie(answer):
    """The pair of name and value that it sets, and how the rest differs from what is asked for."""
    set_cookie = answer.header("set-cookie")
    pair, *attributes = [part.strip() for part in set_cookie.split(";")]
    said = {attribute.lower() for attribute in attributes if not attribute.lower().startswith("expires=")}
    if not NAME.match(pair) or not {"httponly", "path=/", "samesite=lax"} <= said:
        raise Different(f"login sets the cookie {set_cookie!r}")
    name = pair.partition("=")[0]
    others = {name, *said} ^ {"session_id", "httponly", "path=/", "samesite=lax", "max-age=3600"}
    return pair.encode(), others - {"session_id", "max-age=3600"}


def check(name):
    """What it does otherwise than asked for, where that is no reason not to measure it."""
    with Server(name) as server, Connection(server.port) as connection:

        def ask(line, *expected, cookie=None):
            answer = connection.ask(request(line, cookie))
            expect(line, answer, *expected)
            return answer

        ask("GET /plaintext", 200, TEXT, "Hello, World!")
        ask("GET /json", 200, "application/json", '{"message":"Hello, World!"}')
        ask("GET /users/12345", 200, TEXT, "user 12345")
        ask("GET /dashboard", 401, None, "Unauthorized - Please Login")
        ask("GET /dashboard", 401, None, "Unauthorized - Please Login", cookie=b"session_id=forged")
        first, others = session_cookie(ask("POST /login", 200, TEXT, "Login Successful"))
        second, _ = session_cookie(ask("POST /login", 200, TEXT, "Login Successful"))
        for number, cookie in ((1, first), (2, second), (1, first)):
            ask("GET /dashboard", 200, TEXT, f"Welcome back, user{number}@example.com!", cookie=cookie)
        left = ask("POST /logout", 200, TEXT, "Logged Out", cookie=first).header("set-cookie")
        if not NAME.match(left) or "max-age=0" not in left.lower():
            raise Different(f"logout sets the cookie {left!r}")
        ask("GET /dashboard", 200, TEXT, "Welcome back, user2@example.com!", cookie=second)
        replayed = connection.ask(request("GET /dashboard", first))
        notes = [f"sets its cookie with {', '.join(sorted(others))}"] if others else []
        if replayed.status == 200 and name in COOKIE_STORES:
            return [*notes, "keeps the session in the cookie: it accepts that of a session that was ended"]
        expect("GET /dashboard after logout", replayed, 401, None, "Unauthorized - Please Login")
        return notes


def check_all(chosen):
    """Ends the run if one of them answers otherwise."""
    differing, notes = [], []
    for name in chosen:
        progress(f"checking {name}")
        try:
            notes += [f"- {name} {note}" for note in check(name)]
        except Exception as error:  # What all others do is worth knowing, too.
            differing.append(f"{name}: {type(error).__name__}: {error}")
    if differing:
        raise SystemExit("they do not answer the same, nothing is measured:\n" + "\n".join(differing))
    print("All give the same answers." + (" What is different:\n" if notes else ""), *notes, "", sep="\n")
