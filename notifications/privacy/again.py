"""Erasures are done again when an older copy of the database is brought back (decisions/0038).

What was erased is known from the database that is replaced, and from a file beside it, for when that one is lost.
"""

import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from foundation.backup import file_of, is_sqlite, opened
from foundation.database import Database
from foundation.people import Person
from notifications.privacy.erasing import erase, print_of
from notifications.privacy.models import Erasure

ENDING = "-erased"
BESIDE_POSTGRESQL = Path("var/erased")
Done = set[tuple[str, int, int]]
"""Print of the row, and the office or the discussion whose part was erased; 0 and 0 for all."""


def beside(database_url: str) -> Path:
    """The file that repeats the list: prints, offices and days, and nothing else."""
    if not is_sqlite(database_url):
        return BESIDE_POSTGRESQL
    file = file_of(database_url)
    return file.with_name(file.name + ENDING)


def write_beside(database: Database) -> None:
    """Lines that are not there yet, seen onto the disk before they are marked as written."""
    with database.reading() as session:
        new = session.exec(select(Erasure).where(col(Erasure.is_beside).is_(False)).order_by(col(Erasure.id))).all()
    if not new:
        return
    _append(beside(database.url), [
        f"{one.print} {one.office_id} {one.discussion_id} {one.at.astimezone(UTC):%Y-%m-%d}\n" for one in new
    ])  # fmt: skip
    numbers = [one.id for one in new]
    database.write(lambda session: session.execute(
        update(Erasure).where(col(Erasure.id).in_(numbers)).values(is_beside=True)
    ))  # fmt: skip


def known_erasures(database_url: str, secret_key: str) -> Done:
    """All that the present database and the file beside it know of; none of a database that cannot be read."""
    return _in_database(database_url, secret_key) | _in_file(beside(database_url))


def erase_again(session: Session, done: Done, now: datetime) -> int:
    """Erase whoever is here although they were erased; how many. Twice is once."""
    count = 0
    of_row: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row, *part in sorted(done):
        of_row[row].append((part[0], part[1]))
    for person in session.exec(select(Person).order_by(col(Person.id))).all() if done else ():
        for office_id, discussion_id in of_row.get(print_of(session, person), ()):
            if not person.is_gone:
                erase(session, person, now, office_id=office_id, discussion_id=discussion_id)
                count += 1
    return count


def _append(path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def _in_file(path: Path) -> Done:
    if not path.is_file():
        return set()
    rows = (line.split() for line in path.read_text().splitlines())
    return {(row[0], int(row[1]), int(row[2])) for row in rows if len(row) == 4}


def _in_database(database_url: str, secret_key: str) -> Done:
    """An older version has no such table; a damaged one, the reason to restore, has perhaps nothing to read."""
    if is_sqlite(database_url):
        return _in_sqlite(file_of(database_url))
    database = Database(database_url, secret_key)
    try:
        with database.reading() as session:
            return {(one.print, one.office_id, one.discussion_id) for one in session.exec(select(Erasure)).all()}
    except DBAPIError:
        return set()
    finally:
        database.close()


def _in_sqlite(file: Path) -> Done:
    """Read without an engine of ours, which would prepare the file for writing."""
    if not file.is_file():
        return set()
    try:
        with closing(opened(file, "ro")) as present:
            return set(present.execute("SELECT print, office_id, discussion_id FROM erasure"))
    except sqlite.Error:
        return set()
