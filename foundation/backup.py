"""Copies of the whole database, made while the service runs, and brought back while it does not.

A plain copy of a SQLite file lacks what is still in its write-ahead log, and looks sound all the same (trust.md, fact
7): SQLite copies by its own backup API here, PostgreSQL by pg_dump. Copies are readable by their owner alone.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import IO, Any

import pysqlite3.dbapi2 as sqlite

from foundation.new_files import free_name, new_file
from foundation.settings import BadSetting

VERSION_TABLE = "alembic_version"
"""Every database of ours has it, from its first start."""
BESIDE = ("-wal", "-shm", "-journal")
"""Endings of the files that SQLite keeps beside a database."""
MAGIC = b"SQLite format 3\0"
DROP_EVERYTHING = b"""
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE 'DROP TABLE ' || name || ' CASCADE';
  END LOOP;
END $$;
"""
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


class BackupFailed(BadSetting):
    """Nothing was copied or brought back; the text is one sentence for the person at the terminal."""


def backup(database_url: str, path: Path, *, overwrite: bool = False) -> None:
    """Copy the database to a file, check the copy and see it onto the disk. Others may read and write meanwhile.

    The file is complete or not there. Refused when there is one already, unless `overwrite`.
    """
    with new_file(path, overwrite=overwrite) as part:
        if is_sqlite(database_url):
            _copy_sqlite(file_of(database_url), part)
        else:
            _dump_postgresql(database_url, part)


def restore(database_url: str, path: Path, *, prepare: Callable[[str], None] = lambda url: None) -> Path | None:
    """Put the backup in the place of the database, which is kept aside; where, or None when there was none. `prepare`
    gets the address of the database that is brought back: of a SQLite file before it is in its place.

    A SQLite file is kept beside itself, a PostgreSQL database as a backup beside the file it is restored from.
    Refused, with nothing changed, when the file is no sound backup, and while somebody is connected to the database.
    """
    if not path.is_file():
        raise BackupFailed(f"There is no file {path}.")
    if is_sqlite(database_url):
        return _restore_sqlite(file_of(database_url), path, prepare)
    aside = _restore_postgresql(database_url, path)
    prepare(database_url)
    return aside


def is_sqlite(database_url: str) -> bool:
    return database_url.startswith("sqlite")


def file_of(database_url: str) -> Path:
    return Path(database_url.removeprefix("sqlite:///"))


def _copy_sqlite(file: Path, part: Path) -> None:
    """In one read transaction, so that the copy shows a single moment. It needs no file beside it."""
    if not file.is_file():
        raise BackupFailed(f"There is no database {file}.")
    try:
        with closing(opened(file, "ro")) as source, closing(opened(part, "rw")) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite.Error as fault:
        raise BackupFailed(f"{file} cannot be copied: {fault}.") from None
    refuse_unsound(part, name=file)


def refuse_unsound(file: Path, *, name: Path) -> None:
    """Refused, calling the file `name`, unless SQLite finds no fault in it and it is a database of ours."""
    try:
        with closing(opened(file, "ro")) as looked_at:
            [fault] = looked_at.execute("PRAGMA integrity_check(1)").fetchone()
            tables = {table for (table,) in looked_at.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    except sqlite.Error as error:
        raise BackupFailed(f"{name} is not a sound database: {error}.") from None
    if fault != "ok":
        raise BackupFailed(f"{name} is not a sound database: {fault}.")
    if VERSION_TABLE not in tables:
        raise BackupFailed(f"{name} is not a database of Rembuk.")


def _restore_sqlite(file: Path, path: Path, prepare: Callable[[str], None]) -> Path | None:
    refuse_unsound(path, name=path)
    if file.exists() and file.samefile(path):
        raise BackupFailed(f"{path} is the database itself.")
    with new_file(file, overwrite=True) as part:
        _copy_sqlite(path, part)
        prepare(f"sqlite:///{part.absolute()}")
        if not file.exists():
            return None
        refuse_in_use(file)
        return _set_aside(file)


def refuse_in_use(file: Path) -> None:
    """SQLite leaves the write-ahead log only when it has the file alone; it empties the log into the file, which is
    then complete by itself. A damaged file, the very reason to restore, is let pass."""
    with file.open("rb") as damaged:
        if damaged.read(len(MAGIC)) != MAGIC:
            return  # SQLite would throw away the log, and what may be saved from it
    with closing(opened(file, "rw", patience=0)) as present:
        try:
            present.execute("PRAGMA journal_mode=DELETE")
        except sqlite.OperationalError as fault:
            raise BackupFailed(f"{file} is in use ({fault}): stop the service first.") from None
        except sqlite.DatabaseError:
            return


def _set_aside(file: Path) -> Path:
    """A second name for the file, so that there is a database in its place at every moment."""
    aside = free_name(file)
    os.link(file, aside)
    for ending in BESIDE:  # beside a damaged database; SQLite would play them into the next one
        beside = file.with_name(file.name + ending)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + ending))
    return aside


def opened(file: Path, mode: str, *, patience: float = 30) -> Any:
    return sqlite.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=patience)


def _dump_postgresql(database_url: str, part: Path) -> None:
    dump = ("--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
    _run("pg_dump", *dump, database_url=database_url)
    _run("pg_restore", "--file=/dev/null", str(part))  # reads every row, where a list of tables reads none


def _restore_postgresql(database_url: str, path: Path) -> Path:
    """In one transaction: when a single statement fails, the database is as it was."""
    if VERSION_TABLE not in _run("pg_restore", "--list", str(path)):
        raise BackupFailed(f"{path} is not a database of Rembuk.")
    _refuse_connected(database_url)
    aside = free_name(path)
    backup(database_url, aside)
    with tempfile.TemporaryFile(dir=path.parent) as script:
        script.write(DROP_EVERYTHING)
        script.flush()
        _run("pg_restore", "--no-owner", "--no-privileges", "--file=-", str(path), write_to=script)
        script.seek(0)
        once = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=-")
        _run("psql", *once, database_url=database_url, read_from=script)
    return aside


def _refuse_connected(database_url: str) -> None:
    import psycopg

    try:
        with psycopg.connect(database_url) as connection:
            [others] = connection.execute(OTHERS).fetchone() or [0]
    except psycopg.Error as fault:
        raise BackupFailed(f"The database does not answer: {first_line(str(fault))}.") from None
    if others:
        raise BackupFailed(f"The database is in use by {others} connections: stop the service first.")


def _run(
    program: str, *arguments: str, database_url: str | None = None, read_from: IO[bytes] | None = None,
    write_to: IO[bytes] | None = None,
) -> str:  # fmt: skip
    """What the program says. The password goes by the environment: everybody may read the list of processes."""
    found = shutil.which(program)
    if found is None:
        raise BackupFailed(f"{program} is not installed; it comes with the client of PostgreSQL.")
    address, password = _connection(database_url) if database_url else ([], {})
    done = subprocess.run(
        [found, *arguments, *address], check=False, env={**os.environ, **password},
        stdin=read_from or subprocess.DEVNULL, stdout=write_to or subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    if done.returncode:
        raise BackupFailed(f"{program} failed: {first_line(done.stderr.decode(errors='replace'))}.")
    return (done.stdout or b"").decode()


def _connection(database_url: str) -> tuple[list[str], dict[str, str]]:
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    parts = conninfo_to_dict(database_url)
    password = parts.pop("password", None)
    return [f"--dbname={make_conninfo('', **parts)}"], {"PGPASSWORD": str(password)} if password else {}


def first_line(text: str) -> str:
    return next(iter(text.strip().splitlines()), "it does not say why").rstrip(".")
