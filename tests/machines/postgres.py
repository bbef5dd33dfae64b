"""A PostgreSQL server of our own for one run of the tests: a fresh cluster in a temporary directory.

A small shell owns the server and lives as long as our end of a pipe. When the tests end, or are killed,
the pipe closes, the server stops and its directory goes. The server listens on a socket in that directory
only, so no port is taken and two runs never meet.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.machines import Missing

SUPERUSER = "rembuk"
MEMORY, ROOM_FOR_A_RUN, DISK = "/dev/shm", 2**30, "/var/tmp"

# For tests nothing is synced: their databases die with the run. The zone is not UTC, so that nothing relies on it;
# the locale sorts by code point, as SQLite does.
LIFE_OF_THE_SERVER = """
trap 'pg_ctl stop --pgdata=data --mode=immediate --silent 2>/dev/null; rm -rf "$PWD"' EXIT
initdb --pgdata=data --username="$1" --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync &&
cat >>data/postgresql.conf <<SETTINGS &&
listen_addresses = ''
unix_socket_directories = '$PWD'
max_connections = 200
max_wal_size = 128MB
timezone = 'Asia/Jakarta'
fsync = $2
synchronous_commit = $2
full_page_writes = $2
SETTINGS
pg_ctl start --pgdata=data --log=server.log --wait || { cat server.log; exit 1; }
echo ready
cat >/dev/null
"""


class Postgres:
    """A running server that makes and drops databases."""

    def __init__(self, directory: Path, programs: Path, connection: psycopg.Connection[Any]) -> None:
        self._directory, self._programs = directory, programs
        self._connection = connection
        self._numbers = count(1)

    def url(self, database: str) -> str:
        """The DATABASE_URL of `database`."""
        return _url(self._directory, database)

    def create_database(self, template: str = "template0") -> str:
        """The name of a new database, a copy of `template`, which nobody may be connected to. Files are copied: half of
        the work of writing each page into the log."""
        name = f"rembuk_{next(self._numbers)}"
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop_database(self, name: str) -> None:
        """Also when somebody is still connected."""
        self._connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def restart_at_once(self) -> None:
        """As after a power cut: nobody is told, and what was not committed is gone."""
        owner = _owner() if os.geteuid() == 0 else None
        subprocess.run(
            [str(self._programs / "pg_ctl"), "restart", "--pgdata=data", "--mode=immediate", "--log=server.log",
             "--silent", "--wait"],
            cwd=self._directory, check=True, user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None, extra_groups=[] if owner else None, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._connection.close()
        self._connection = psycopg.connect(self.url("postgres"), autocommit=True)


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """A fresh server, stopped at the end of the block; `durable` waits for the disk as in real life, for benchmarks.
    Raises Missing when its programs are not installed."""
    programs, owner = _programs(), _owner()
    directory = Path(tempfile.mkdtemp(prefix="rembuk-postgres-", dir=DISK if durable else _quickest_place()))
    os.chown(directory, owner.pw_uid, owner.pw_gid)
    admin_url = _url(directory, "postgres")
    with _server(directory, programs, owner, durable), psycopg.connect(admin_url, autocommit=True) as admin:
        yield Postgres(directory, programs, admin)


def _programs() -> Path:
    """Where initdb and pg_ctl are; Debian keeps them off the PATH, one directory for each version."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda initdb: int(initdb.parts[-3]), default=None)
    found = newest or shutil.which("initdb")
    if found is None:
        raise Missing("PostgreSQL is not installed: run 'make machines', or 'apt-get install postgresql' as root.")
    return Path(found).parent


def _owner() -> pwd.struct_passwd:
    """Whoever runs the tests; in place of root, whom PostgreSQL refuses, the user that Debian made for it."""
    return pwd.getpwuid(os.geteuid()) if os.geteuid() else pwd.getpwnam("postgres")


def _quickest_place() -> str | None:
    """Memory, where a new database takes 20 ms and not 250; a container's 64 MB of it are too little."""
    has_room = Path(MEMORY).is_dir() and shutil.disk_usage(MEMORY).free >= ROOM_FOR_A_RUN
    return MEMORY if has_room else None


@contextmanager
def _server(directory: Path, programs: Path, owner: pwd.struct_passwd, durable: bool) -> Iterator[None]:
    is_root = os.geteuid() == 0
    with subprocess.Popen(
        ["/bin/sh", "-c", LIFE_OF_THE_SERVER, "sh", SUPERUSER, "on" if durable else "off"],
        cwd=directory, env={"PATH": f"{programs}:/usr/bin:/bin"}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        user=owner.pw_uid if is_root else None, group=owner.pw_gid if is_root else None,
        extra_groups=[] if is_root else None,
        start_new_session=True,  # Ctrl-C is for the tests, which then let go of the pipe
    ) as server:  # fmt: skip
        _wait_until_ready(server)
        yield


def _wait_until_ready(server: subprocess.Popen[str]) -> None:
    assert server.stdout
    said = []
    for line in server.stdout:
        if line == "ready\n":
            return
        said.append(line)
    raise RuntimeError("PostgreSQL did not start:\n" + "".join(said))


def _url(directory: Path, database: str) -> str:
    return f"postgresql://{SUPERUSER}@/{database}?host={directory}"
