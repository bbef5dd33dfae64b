"""Load from other processes: as much as a server takes (wrk), or so many requests a second (steady_load)."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machines import program
from benchmarks.served import HOUSE, Server

SUMMARY = """
done = function(summary, latency, requests)
    local wrong = summary.errors.connect + summary.errors.read + summary.errors.write
        + summary.errors.status + summary.errors.timeout
    io.write(string.format("SUMMARY %d %d %d %d\\n",
        summary.requests, summary.duration, latency:percentile(99), wrong))
end
"""


@dataclass(frozen=True)
class Load:
    """What came back. Answers of 400 and more are `wrong`, as are broken connections."""

    per_second: float
    p99_milliseconds: float
    wrong: int
    requests: int


def full_load(server: Server, path: str, *, clients: int, seconds: int, place: Path, requests: str = "") -> Load:
    """`clients` kept connections, each asking again as soon as it has its answer. `requests` is Lua for wrk."""
    script = place / "load.lua"
    script.write_text(requests + SUMMARY)
    command = [
        program("wrk", "wrk"), "-t", "1", "-c", str(clients), "-d", f"{seconds}s", "--timeout", "10s",
        "-s", str(script), "-H", "Accept-Encoding: gzip", server.url(path),
    ]  # fmt: skip
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"SUMMARY (\d+) (\d+) (\d+) (\d+)", said)
    assert found, said
    count, microseconds, p99, wrong = map(int, found.groups())
    return Load(count / microseconds * 1e6, p99 / 1000, wrong, count)


def steady_load(server: Server, path: str, *, per_second: int, seconds: int) -> Load:
    """Requests that begin at their moment, whether the ones before have been answered or not."""
    command = [sys.executable, "-m", "benchmarks.steady_load", str(server.port), path, str(per_second), str(seconds)]
    return Load(**json.loads(subprocess.run(command, check=True, capture_output=True, cwd=HOUSE).stdout))
