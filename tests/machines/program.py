"""The program as its users start it: `python main.py serve` in a process of its own, with its own environment."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]


class Program:
    """A running service. `url` is its base address."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process, self.url = process, url
        self._is_asked = False

    def wait_until_it_answers(self, seconds: float = 30) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                httpx.get(self.url, timeout=5)
            except httpx.TransportError:
                assert self.process.poll() is None, "the program ended by itself"
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"no answer within {seconds} seconds")

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def ask_to_end(self) -> None:
        """Once: an interpreter that is ending has no ear for it any more, and would be cut off."""
        if not self._is_asked:
            self.process.send_signal(signal.SIGTERM)
        self._is_asked = True

    def end(self) -> int:
        """Ask it to end, and wait. The answer is its exit status."""
        self.ask_to_end()
        return self.process.wait(timeout=30)


@contextmanager
def running_program(directory: Path, settings: Mapping[str, str], *, command: str = "serve") -> Iterator[Program]:
    """Serve in `directory` with these REMBUK_ settings, on a free port; killed at the end if it still runs."""
    port = _free_port()
    environment = {"PATH": os.environ["PATH"], "HOME": str(directory), "PYTHONPATH": str(ROOT)} | {
        f"REMBUK_{name}": value for name, value in settings.items()
    }
    with (directory / "program.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), command, "--port", str(port)],
            cwd=directory, env=environment, stdout=log, stderr=log, text=True,
        )  # fmt: skip
    try:
        yield Program(process, f"http://127.0.0.1:{port}")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
