"""Who is thanked and who is missed follows from the attendance, as far as it is known."""

from events.models import Discussion
from foundation.database import Database
from registrations.attendance.check_in import check_in
from registrations.attendance.lines import set_by_hand
from registrations.attendance.room_reports import count_report, take_in
from registrations.door import join
from registrations.models import Registration
from tests.notifications.house import HOUR, MINUTE, START, a_quiet_house, again, ana_registers
from tests.outbox import Outbox
from tests.registrations.attendance.test_merging import zoom

END = START + 90 * MINUTE
NEXT_MORNING = START + 19 * HOUR


def report_comes(database: Database, discussion: Discussion, content: bytes) -> None:
    with database.writing() as session:
        found, now = again(session, discussion), END + 30 * MINUTE
        report = take_in(session, found, content, "room.csv", by_id=None, now=now)
        count_report(session, found, report, timezone="Asia/Jakarta", now=now)


def comes(database: Database, discussion: Discussion, *people: Registration) -> None:
    with database.writing() as session:
        for one in people:
            join(session, again(session, discussion), one.person_id, START)


def of_the_end(outbox: Outbox) -> set[tuple[str, str]]:
    return {*outbox.tick(END + HOUR), *outbox.tick(NEXT_MORNING)} - {("thanks", "citra"), ("thanks", "rudi")}


def test_a_report_of_the_room_says_who_was_there_long_enough(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana, budi = ana_registers(database, discussion), ana_registers(database, discussion, "Budi")
    ana_registers(database, discussion, "Eko")
    comes(database, discussion, ana, budi)
    outbox.tick(START); outbox.posted.clear()

    report_comes(database, discussion, zoom(("Eko", "", "02:00", "03:30"), ("Budi", "", "02:00", "02:10")))

    assert of_the_end(outbox) == {("thanks", "eko"), ("missed", "ana"), ("missed", "budi")}


def test_without_a_report_nobody_who_came_is_missed(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana, budi = ana_registers(database, discussion), ana_registers(database, discussion, "Budi")
    ana_registers(database, discussion, "Eko")
    outbox.tick(START); outbox.posted.clear()

    comes(database, discussion, ana)
    with database.writing() as session:
        check_in(session, again(session, discussion), again(session, budi), 1, now=START + 6 * MINUTE)

    assert of_the_end(outbox) == {("thanks", "ana"), ("thanks", "budi"), ("missed", "eko")}


def test_whom_an_organiser_adds_late_is_thanked_late(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana, budi = ana_registers(database, discussion), ana_registers(database, discussion, "Budi")
    comes(database, discussion, ana)
    outbox.tick(END + HOUR); outbox.posted.clear()

    with database.writing() as session:
        set_by_hand(session, again(session, discussion), again(session, budi), True, reason="By telephone", by_id=None,
                    now=END + 2 * HOUR)  # fmt: skip

    assert outbox.tick(END + 2 * HOUR) == [("thanks", "budi")]
    assert outbox.tick(NEXT_MORNING) == []
