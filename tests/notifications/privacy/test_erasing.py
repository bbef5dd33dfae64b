"""Erased is gone at once: from every table, from the files, and again when an older copy comes back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, col, select

from events.models import Discussion
from events.queries import hold
from foundation.backup import file_of
from foundation.database import Database
from foundation.people import Person, Role
from foundation.settings import Settings
from main import tick
from notifications.channels import Channel, channel_for
from notifications.models import Delivery, DeliveryState
from notifications.privacy.erasing import IN_FLIGHT, erase, print_of
from notifications.replies.arrivals import Envelope, receive
from notifications.send import Senders
from registrations.certificates.models import Certificate
from registrations.models import Purpose, Registration, Sex, Status, Visit
from registrations.privacy.models import Tally
from registrations.register import Answers, personal_path, register
from tests.browsing import SETTINGS, Visitor
from tests.builders import (
    NOW,
    a_published_discussion,
    a_series,
    accepted,
    an_office,
    every_row,
    only_where_others_get_in_between,
    registered,
)

SOON, LATER = NOW + timedelta(minutes=5), NOW + timedelta(minutes=10)
SEEDS = ("Zwxkana", "zwxk.ana@union.example", "81299988877", "Serikat Zwxk", "Zwxk asks", "Zwxk needs")
SEEDED = {"email": SEEDS[1], "phone": "+6281299988877", "union": SEEDS[3], "question": SEEDS[4], "support": SEEDS[5]}


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    return replace(SETTINGS, database_url=database.url, mail_url=f"dir:{tmp_path}/outbox")


def someone(session: Session, discussion: Discussion, full_name: str = SEEDS[0]) -> Registration:
    return register(session, discussion, Answers(
        full_name=full_name, sex=Sex.WOMAN, consents=dict.fromkeys(Purpose, True), **SEEDED  # type: ignore[arg-type]
    ), NOW)  # fmt: skip


def person_of(session: Session, registration: Registration) -> Person:
    return session.get_one(Person, registration.person_id)


def sent(database: Database, settings: Settings) -> None:
    """All that is owed leaves, into the files of the outbox."""
    tick(database, settings, SOON)
    Senders(database, settings, channel_for(settings.mail_url, 1), lambda: SOON).send_due()


def seeds_in(*texts: str) -> set[str]:
    return {seed for seed in SEEDS for text in texts if seed.lower() in text.lower()}


def test_no_word_about_the_person_is_left_in_any_table(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        talk = a_published_discussion(session)
        row = someone(session, talk)
        path, number = personal_path(session, row), row.person_id
        session.add(Visit(discussion_id=row.discussion_id, person_id=number, joined_at=NOW))
        session.add(Certificate(discussion_id=row.discussion_id, person_id=number, code="k7m29xqp4tzr", issued_at=NOW,
                                role=Role.PARTICIPANT, full_name=SEEDS[0], shown_at=NOW))  # fmt: skip
        accepted(session, a_published_discussion(session, title="Next"), SEEDS[0], Role.OBSERVER, email=SEEDS[1])
        receive(session, f"From: {SEEDS[1]}\r\nSubject: {SEEDS[4]}\r\n\r\n{SEEDS[0]}\r\n".encode(), Envelope(), NOW)
    sent(database, settings)

    with database.writing() as session:
        erase(session, session.get_one(Person, number), LATER)
    tick(database, settings, LATER)

    with database.reading() as session:
        rows, left = every_row(session), session.exec(select(Delivery)).all()
    assert seeds_in(str(rows)) == set()
    assert path.removeprefix("/r/") not in str(rows)
    assert {name for name, table in SQLModel.metadata.tables.items() if "person_id" in table.c and number in [
        line[list(table.c).index(table.c.person_id)] for line in rows[name]]} == {"delivery"}  # fmt: skip
    assert {(one.state, one.reason) for one in left if one.person_id == number} == {(DeliveryState.SENT, "")}


def test_the_letters_to_the_person_go_from_the_outbox_and_no_others(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        talk = a_published_discussion(session)
        number = someone(session, talk).person_id
        registered(session, talk, "Budi")
    sent(database, settings)
    before = letters(settings)

    with database.writing() as session:
        erase(session, session.get_one(Person, number), LATER)
    tick(database, settings, LATER)

    assert len(before) == 4
    assert [letter for letter in before if letter not in letters(settings)] == [
        letter for letter in before if SEEDS[1] in letter
    ]
    assert len(letters(settings)) == 3


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_not_even_the_bytes_are_left(database: Database, settings: Settings) -> None:
    file = file_of(database.url)
    with database.writing() as session:
        talk = a_published_discussion(session)
        for number in range(40):
            registered(session, talk, f"Budi {number}")
        number = someone(session, talk).person_id
        for count in range(40, 80):
            registered(session, talk, f"Budi {count}")
    sent(database, settings)
    there = bytes_of(file)

    with database.writing() as session:
        erase(session, session.get_one(Person, number), LATER)
    tick(database, settings, LATER)

    assert seeds_in(there) == set(SEEDS)
    assert seeds_in(bytes_of(file)) == set()


def test_a_letter_under_way_is_cleared_away_when_it_has_arrived(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        number = someone(session, a_published_discussion(session)).person_id

    def erase_meanwhile() -> None:
        with database.writing() as session:
            if not session.get_one(Person, number).is_gone:
                erase(session, session.get_one(Person, number), SOON)
        tick(database, settings, SOON)

    tick(database, settings, SOON)
    Senders(database, settings, Slow(channel_for(settings.mail_url, 1), erase_meanwhile), lambda: SOON).send_due()
    arrived = seeds_in(*letters(settings))
    tick(database, settings, SOON + IN_FLIGHT)

    assert (SEEDS[1] in arrived, seeds_in(*letters(settings))) == (True, set())
    with database.reading() as session:
        assert {one.state for one in session.exec(select(Delivery).where(Delivery.person_id == number)).all()} == {
            DeliveryState.SKIPPED
        }


def test_the_seat_goes_to_who_waits_and_no_letter_leaves(session: Session) -> None:
    talk = a_published_discussion(session, capacity=1)
    ana, budi = someone(session, talk), registered(session, talk, "Budi")

    erase(session, person_of(session, ana), NOW)

    assert session.get_one(Registration, budi.id).status == Status.CONFIRMED
    assert session.get_one(Discussion, talk.id).seats_taken == 1


def test_numbers_stay_and_say_nothing_about_anybody(session: Session) -> None:
    talk = a_published_discussion(session)
    ana = someone(session, talk)
    session.add(Visit(discussion_id=ana.discussion_id, person_id=ana.person_id, joined_at=talk.starts_at))

    erase(session, person_of(session, ana), talk.ends_at)

    counts = {(row.dimension, row.value): (row.registered, row.attended) for row in session.exec(select(Tally)).all()}
    assert counts == {
        ("everybody", ""): (1, 1), ("sex", "woman"): (1, 1), ("group", ""): (1, 1), ("level", ""): (1, 1),
        ("organisation", ""): (1, 1), ("country", ""): (1, 1), ("province", ""): (1, 1), ("age", ""): (1, 1),
        ("support", "yes"): (1, 1),
    }  # fmt: skip


def test_who_comes_back_is_somebody_new_and_the_old_link_stays_dead(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        talk = a_published_discussion(session, slug="talk")
        row = someone(session, talk)
        path = personal_path(session, row)
        erase(session, person_of(session, row), NOW)
        session.flush()
        again = personal_path(session, someone(session, talk))

    assert path != again
    assert (visitor.open(path).status, visitor.open(again).status) == (404, 200)


@only_where_others_get_in_between
def test_an_erasure_waits_for_who_registers_at_this_moment(database: Database) -> None:
    with database.writing() as session:
        number = someone(session, a_published_discussion(session)).person_id
        other = a_published_discussion(session, title="Another")

    with ThreadPoolExecutor(1) as thread:
        with database.writing() as session:
            hold(session, session.get_one(Discussion, other.id))  # as registering does, before it looks for the person
            late = thread.submit(erased, database, number)
            wait([late], timeout=0.3)
            waited = not late.done()
        late.result(timeout=60)

    assert waited


def erased(database: Database, number: int) -> None:
    with database.writing() as session:
        erase(session, session.get_one(Person, number), NOW)


def test_an_office_erases_what_it_holds_and_no_more(session: Session) -> None:
    here, there = (a_published_discussion(session, series=a_series(session, office=an_office(session, name)))
                   for name in ("Office A", "Office B"))  # fmt: skip
    ana, abroad = someone(session, here), someone(session, there)

    erase(session, person_of(session, ana), NOW, office_id=an_office(session, "Office A").id or 0)

    assert [row.id for row in session.exec(select(Registration).order_by(col(Registration.id))).all()] == [abroad.id]
    assert person_of(session, abroad).email == SEEDS[1]


def test_the_print_of_a_row_needs_the_key(session: Session) -> None:
    ana = person_of(session, registered(session, a_published_discussion(session), "Ana"))
    print_here = print_of(session, ana)

    session.info["secret_key"] = "another key of another installation"

    assert (len(print_here), print_of(session, ana) == print_here) == (64, False)


@dataclass(frozen=True)
class Slow:
    """A mail server before whose answer something else happens; it is its own connection."""

    inner: Channel
    meanwhile: Callable[[], None]
    connections: int = 1

    def connect(self) -> "Slow":
        return self

    def hand_over(self, envelope_from: str, recipient: str, message: bytes) -> str:
        self.meanwhile()
        return self.inner.connect().hand_over(envelope_from, recipient, message)

    def close(self) -> None:
        """Nothing is open."""


def letters(settings: Settings) -> list[str]:
    folder = Path(settings.mail_url.removeprefix("dir:"))
    return [file.read_text() for file in sorted(folder.iterdir())]


def bytes_of(file: Path) -> str:
    """The database and its log, as anybody reads them who has the disk."""
    files = [file, file.with_name(f"{file.name}-wal")]
    return "".join(one.read_bytes().decode("latin-1") for one in files if one.exists())


