"""The programs of Debian that measure better than Python does: a load generator and a sink for mail, both in C."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.machines import Missing

PATH = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
# A mail server that is here already stays, and the one that brings the sink is set up to do nothing.
NO_MAIL_SERVER = b"postfix postfix/main_mailer_type select No configuration\n"
INSTALL = ["apt-get", "install", "-qq", "--no-install-recommends", "--no-remove"]
QUIETLY = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}


def program(name: str, package: str) -> str:
    """Where a program is, installed from Debian's packages if need be. Raises Missing."""
    if shutil.which(name, path=PATH) is None:
        _install(package)
    found = shutil.which(name, path=PATH)
    if found is None:
        raise Missing(f"{name} is missing. As root: apt-get install {package}")
    return found


@contextmanager
def mail_sink() -> Iterator[int]:
    """The port of a mail server that takes everything and keeps nothing."""
    port = free_port()
    sink = subprocess.Popen([program("smtp-sink", "postfix"), *_unprivileged(), f"127.0.0.1:{port}", "100"])
    try:
        wait_for_port(port)
        yield port
    finally:
        sink.terminate()
        sink.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.005)


def resident_megabytes(pid: int) -> float:
    """Memory a process holds at this moment; what it shares with others is counted fully (proc(5), VmRSS)."""
    with open(f"/proc/{pid}/status") as status:
        return int(re.findall(r"VmRSS:\s+(\d+) kB", status.read())[0]) / 1024


def _install(package: str) -> None:
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if as_root and shutil.which("sudo") is None:
        return
    print(f"Installing {package} for the benchmarks", flush=True)
    subprocess.run([*as_root, "apt-get", "update", "-qq"], check=False)
    subprocess.run([*as_root, "debconf-set-selections"], input=NO_MAIL_SERVER, check=False)
    subprocess.run([*as_root, *INSTALL, package], env=QUIETLY, stdout=subprocess.DEVNULL, check=False)


def _unprivileged() -> list[str]:
    """The sink refuses to run as root."""
    return ["-u", "nobody"] if os.geteuid() == 0 else []
