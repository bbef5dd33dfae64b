"""Somebody registers while an announcement leaves by the ten thousand: how long until their own confirmation has left.
"""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import text
from sqlmodel import col, func, select

from benchmarks.machines import mail_sink
from benchmarks.props import SLUG, a_full_discussion, add_people, folder, fresh_database, register_everybody, sqlite_in
from benchmarks.served import Server, serving
from benchmarks.table import Ceiling, Line, below
from events.models import Discussion
from foundation.clock import utc_now
from foundation.database import Database
from foundation.people import Person
from notifications.announcements.audience import Audience
from notifications.announcements.writing import Writing, appoint, write
from notifications.models import Delivery, DeliveryState
from tests.machines.postgres import running_postgres

LETTERS, UNDER_WAY, VISITORS = 50_000, 1_000, 5
PATIENCE, GLANCE = 120, 0.02
INVITED = """
INSERT INTO calendarentry
    (discussion_id, person_id, uid, sequence, dtstamp, present, told, told_at, messages, sending, shown_title,
     shown_starts_at, shown_ends_at, shown_room, shown_part, shown_role, shown_text, shown_organiser, shown_discreet,
     is_wanted, asked_sequence)
SELECT discussion.id, person.id, 'uid-' || person.id, 0, :at, true, revision, :at, 1, '', title,
       starts_at, ends_at, coalesce(room_url, ''), '', '', '', '', false, false, 0
FROM person CROSS JOIN discussion WHERE person.email LIKE 'person%@union.example'
"""
QUIET = ("UPDATE discussion SET attention_at = NULL", "UPDATE engagement SET attention = false")
EVERYBODY = Writing(is_news=False, audience=Audience(), texts={"en": ("Bring your questions", "They are answered.")})


def measured() -> Iterator[Line]:
    with ExitStack() as stack:
        place, postgres = stack.enter_context(folder()), stack.enter_context(running_postgres(durable=True))
        port = stack.enter_context(mail_sink())
        for name, url in (("SQLite", sqlite_in(place)), ("PostgreSQL", postgres.url(postgres.create_database()))):
            alone, during = _seconds(place, url, f"smtp://127.0.0.1:{port}")
            yield Line(
                what=f"a confirmation during a mailing of {LETTERS:,}, {name}", measured=during, unit=" s",
                ceiling=Ceiling(alone, "nothing else to send"), wanted=below(5),
            )  # fmt: skip


def _seconds(place: Path, url: str, mail: str) -> tuple[float, float]:
    """From the answer of the form to the recorded outcome: with nothing else to send; and the longest of some while
    the others are under way, who must still be under way at the end."""
    with fresh_database(url) as database:
        with database.writing() as session:
            a_full_discussion(session)
            add_people(session, LETTERS)
            register_everybody(session)
            session.connection().execute(text(INVITED), {"at": utc_now()})
            session.connection().execute(text("UPDATE person SET timezone = :zone"), {"zone": _where_it_is_noon()})
            for statement in QUIET:
                session.connection().execute(text(statement))
        with serving(place, f"/discussions/{SLUG}", database_url=url, mail_url=mail, mail_connections="4",
                     tick_seconds="0.2") as server:  # fmt: skip
            alone = median(_confirmed(database, server, f"alone{number}") for number in range(VISITORS))
            _announce(database)
            _wait_until(lambda: _sent(database) > UNDER_WAY)
            during = max(_confirmed(database, server, f"during{number}") for number in range(VISITORS))
            assert _sent(database) < LETTERS, "the mailing was over before the last of them came"
    return alone, during


def _confirmed(database: Database, server: Server, name: str) -> float:
    address = f"{name}@members.example"
    _register(server, address)
    began_at = time.perf_counter()
    left = (
        select(Delivery.id).join(Person, col(Person.id) == Delivery.person_id)
        .where(Person.email == address, Delivery.kind == "invited", Delivery.state == DeliveryState.SENT)
    )  # fmt: skip
    _wait_until(lambda: _first(database, left) is not None)
    return time.perf_counter() - began_at


def _register(server: Server, address: str) -> None:
    form = {"full_name": "Ani Teladan", "email": address, "language": "id", "timezone": "Asia/Jakarta",
            "consent_take_part": "yes"}  # fmt: skip
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("POST", f"/discussions/{SLUG}/registrations", urlencode(form), headers)
    assert connection.getresponse().status == http.client.SEE_OTHER
    connection.close()


def _where_it_is_noon() -> str:
    """An announcement leaves in nobody's quiet hours."""
    east = 12 - utc_now().hour
    return f"Etc/GMT{-east:+}" if east else "Etc/GMT"


def _announce(database: Database) -> None:
    now = utc_now()
    with database.writing() as session:
        appoint(session, write(session, session.exec(select(Discussion)).one(), EVERYBODY, now), now, now)


def _sent(database: Database) -> int:
    return int(_first(database, select(func.count()).select_from(Delivery).where(Delivery.state == DeliveryState.SENT)))


def _first(database: Database, question: Any) -> Any:
    with database.reading() as session:
        return session.exec(question).first()


def _wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > until:
            raise RuntimeError(f"not within {PATIENCE} seconds")
        time.sleep(GLANCE)
