"""Two who press the same button at the same moment, each over a connection of their own: one mailing."""

from collections import Counter

from sqlmodel import Session, col, select

from foundation.database import Database
from foundation.people import Person
from foundation.sign_in import add_organiser
from notifications.announcements.models import Announcement
from notifications.announcements.writing import appoint, write
from notifications.plan_models import Trial
from notifications.plan_places import Place
from notifications.trials import ask_for_trials
from tests.announcing import a_writing
from tests.builders import NOW, a_series, an_office, at_once
from tests.notifications.announcements.props import readers
from tests.notifications.house import a_quiet_house, again, ana_registers
from tests.outbox import Outbox

SARI = "sari@office.example"


def test_an_announcement_sent_twice_at_once_is_one_mailing(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    for name in ("Ana", "Budi"):
        ana_registers(database, discussion, name)
    with database.writing() as session:
        number = write(session, again(session, discussion), a_writing(), NOW).id

    def send(session: Session) -> None:
        appoint(session, session.get_one(Announcement, number), NOW, NOW)

    assert at_once(database, [send, send]) == [None, None]
    outbox.tick(NOW)
    outbox.tick(NOW)
    assert readers(outbox) == ["ana", "budi", "citra", "rudi"]


def test_all_letters_on_trial_asked_for_twice_at_once_come_once(database: Database) -> None:
    with database.writing() as session:
        add_organiser(session, SARI, an_office(session), NOW)
        place = Place(a_series(session))

    def ask(session: Session) -> int:
        sari = session.exec(select(Person).where(col(Person.email) == SARI)).one()
        return ask_for_trials(session, place, sari, language="en", now=NOW)

    first, second = at_once(database, [ask, ask])

    with database.reading() as session:
        asked = Counter(session.exec(select(Trial.kind, Trial.reader)).all())
    assert (first, asked) == (second, Counter(asked.keys()))
    assert asked.total() == first
