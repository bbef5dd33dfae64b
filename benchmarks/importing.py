"""Importing: a union's list of thousands, from the file in its own process to registrations, consents and the list."""

import csv
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from io import StringIO

from benchmarks.props import a_full_discussion, folder, fresh_database, sqlite_in
from benchmarks.table import Line, below
from events.queries import series_of
from foundation.clock import utc_now
from foundation.database import Database
from registrations.coordinators.appoint import Appointment, appoint
from registrations.coordinators.enrol import Intake
from registrations.importing.bring import Declared, enter_all, keep
from registrations.importing.reading import read_table
from tests.machines.postgres import running_postgres

PEOPLE = 5_000


def measured() -> Iterator[Line]:
    with ExitStack() as stack:
        place, postgres = stack.enter_context(folder()), stack.enter_context(running_postgres(durable=True))
        urls = {"SQLite": sqlite_in(place), "PostgreSQL": postgres.url(postgres.create_database())}
        for name, url in urls.items():
            database = stack.enter_context(fresh_database(url))
            yield Line(what=f"importing a list of {PEOPLE:,}, {name}", measured=_seconds(database), unit=" s",
                       wanted=below(10))  # fmt: skip


def _seconds(database: Database) -> float:
    content, now = _a_list(), utc_now()
    begins = time.perf_counter()
    table = read_table(content)
    with database.writing() as session:
        discussion = a_full_discussion(session)
        said = Appointment(full_name="Wati", union="Sindikat Teladan", quota=PEOPLE, discussions=[discussion],
                           ends_at=now + timedelta(days=1))  # fmt: skip
        coordinator = appoint(session, series_of(session, discussion), said, now)
        upload = keep(session, coordinator, table, now)
        declared = Declared(language="id", timezone=discussion.timezone, statistics=True)
        enter_all(upload, Intake(session, coordinator, [discussion], now), declared)
    assert upload.admitted == PEOPLE, f"{upload.admitted} of {PEOPLE} entered"
    return time.perf_counter() - begins


def _a_list() -> bytes:
    file = StringIO()
    table = csv.writer(file, delimiter=";")
    table.writerow(["No", "Nama Lengkap", "L/P", "Tingkat", "Alamat Email", "Provinsi"])
    table.writerows(
        [number, f"Contohan {number}", "PL"[number % 2], "Cabang", f"member{number}@union.example", "Jawa Barat"]
        for number in range(PEOPLE)
    )
    return file.getvalue().encode("utf-8-sig")
