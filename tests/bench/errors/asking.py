"""What a program that compiles does: it is started on a free port of this machine, asked once, and ended."""

import http.client
import itertools
import os
import re
import subprocess
import tempfile
import time

import printed

START = 15  # seconds for a program to name its port or to end
ANSWER = 5  # seconds for an answer
KINDS = {"json": "application/json", "form": "application/x-www-form-urlencoded"}
PORT = re.compile(r"http://127\.0\.0\.1:(\d+)")
SETTINGS = {"ROCKET_ADDRESS": "127.0.0.1", "ROCKET_PORT": "0", "ROCKET_CLI_COLORS": "false", "RUST_BACKTRACE": "0"}


def outcome(file, mistake):
    """The stage at which the mistake shows, and what is said there."""
    with tempfile.TemporaryFile("w+") as written:
        process = subprocess.Popen([file], env=dict(os.environ, **SETTINGS), stdout=written, stderr=written)
        try:
            return watch(process, written, mistake)
        finally:
            process.kill()
            process.wait()


def text_of(written):
    written.seek(0)
    return written.read()


def watch(process, written, mistake):
    port = None
    until = time.monotonic() + START
    while time.monotonic() < until and process.poll() is None:
        if port := PORT.search(text_of(written)):
            break
        time.sleep(0.05)
    # A server that makes its application in another thread has named its port by now, and may still fail.
    time.sleep(1)
    said = text_of(written)
    if process.poll() is not None or printed.panics(said):
        return "launch", launch_failure(said)
    if not port:
        return "launch", "does not name its port"
    request, status, body = ask(int(port[1]), mistake)
    if status is None:
        what = f"{span(request)} is not answered"
    else:
        reason = http.client.responses.get(status, "")
        what = f"{span(request)} is answered {status} {reason}".rstrip() + (f": {span(body)}" if body else "")
    for panic in printed.panics(text_of(written)):
        what += f"; the handler panics: {span(panic)}"
    if status is None or not 200 <= status < 300:
        return "request", what
    return ("meant" if body == mistake.answer else "never"), what


def span(text):
    """Code within a line of Markdown."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def launch_failure(said):
    """Panics, or what the program says on its way out."""
    lines = [printed.OWN.sub("src/", line.rstrip()) for line in said.splitlines() if line.strip()]
    errors = [number for number, line in enumerate(lines) if line.startswith("Error: ")]
    if errors:
        told = itertools.takewhile(lambda line: not line.startswith("thread '"), lines[errors[0] :])
        return "\n".join(told)
    return "\n".join(dict.fromkeys(printed.panics(said)))


def ask(port, mistake):
    method, target, *rest = mistake.request.split(" ", 3)
    body, headers = None, {}
    if rest:
        kind, body = rest
        headers["Content-Type"] = KINDS[kind]
    shown = f"{method} {target}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER)
    try:
        connection.request(method, target, body=body, headers=headers)
        response = connection.getresponse()
        content = response.read().decode(errors="replace").strip()
        is_page = "html" in response.headers.get("Content-Type", "")
        return shown, response.status, "" if is_page or len(content) > 300 else content
    except (OSError, http.client.HTTPException):
        return shown, None, ""
    finally:
        connection.close()
