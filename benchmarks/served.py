"""The product at work in a process of its own, as `python main.py serve` starts it."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machines import free_port
from benchmarks.props import SECRET_KEY, sqlite_in

HOUSE = Path(__file__).resolve().parent.parent
PATIENCE = 30
MANY = "1000000000"


@dataclass(frozen=True)
class Server:
    """Where a server listens. `seconds_to_answer` passed between its start and its first page."""

    port: int
    pid: int
    seconds_to_answer: float

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def serving(place: Path, first_page: str, **settings: str) -> Iterator[Server]:
    """The service over the SQLite database in `place`, until the block ends. `settings` are those of the environment,
    in small letters and without prefix; limits on visitors are lifted, as all of them come from one address."""
    port = free_port()
    chosen = {
        "database_url": sqlite_in(place), "secret_key": SECRET_KEY, "mail_url": f"dir:{place}/outbox",
        "registrations_per_hour": MANY, **settings,
    }  # fmt: skip
    environ = os.environ | {f"REMBUK_{name.upper()}": value for name, value in chosen.items()}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)  # with it every start would compile what has changed
    with running([sys.executable, str(HOUSE / "main.py"), "serve", "--port", str(port)], place, environ) as process:
        yield _answering(process, port, first_page)


@contextmanager
def bare(place: Path, answer: "Answer") -> Iterator[Server]:
    """An ASGI application under the same server that does nothing but send these bytes."""
    port = free_port()
    body, headers = place / "body", place / "headers"
    body.write_bytes(answer.body)
    headers.write_text("".join(f"{name}: {value}\n" for name, value in answer.headers))
    told = (str(port), str(answer.status), str(body), str(headers))
    command = [sys.executable, "-m", "benchmarks.bare_application", *told]
    with running(command, HOUSE, dict(os.environ)) as process:
        yield _answering(process, port, "/", answer.status)


@contextmanager
def running(command: list[str], place: Path, environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is told to end when the block does. What it complains about is shown."""
    with subprocess.Popen(command, cwd=place, env=environ, stdout=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def get(port: int, path: str, language: str = "en", **more: str) -> Answer:
    """As a browser asks for the first time; the body stays compressed. `more` headers are written with underscores."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        headers = {"Accept-Encoding": "gzip", "Accept-Language": language}
        connection.request("GET", path, headers=headers | {name.replace("_", "-"): more[name] for name in more})
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


def _answering(process: subprocess.Popen[bytes], port: int, page: str, status: int = 200) -> Server:
    started = time.monotonic()
    while time.monotonic() < started + PATIENCE:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            answer = get(port, page)
        except OSError:
            time.sleep(0.005)
            continue
        if answer.status != status:
            raise RuntimeError(f"the server answered {answer.status}")
        return Server(port, process.pid, time.monotonic() - started)
    raise RuntimeError(f"no page within {PATIENCE} seconds")
