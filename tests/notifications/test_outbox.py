"""Every message of a discussion and of a person, found by the database and a page at a time."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlmodel import Session, select, update

from events.models import Discussion
from foundation.database import Database
from foundation.people import Office, Person
from foundation.sign_in import add_organiser
from notifications import holds
from notifications.claims import DOUBTFUL, take_back
from notifications.message_list import Shown, Wanted, shown
from notifications.models import Delivery, DeliveryState
from notifications.outbox import Stage, counted, each_of, of_discussion, of_person, page_of, some_people
from tests.builders import NOW, THURSDAY, WEDNESDAY, a_published_discussion, a_series, an_office, registered
from tests.desk import SARI, counted_statements
from tests.notifications.house import MINUTE, a_quiet_house, again, ana_registers
from tests.outbox import Outbox

SETTLE = timedelta(minutes=2)


def listed(session: Session, discussion: Discussion, language: str = "en", **wanted: str) -> Shown:
    only = some_people(session, discussion, wanted.get("search", ""))
    reach = of_discussion(session, discussion, NOW, SETTLE, only=only)
    return shown(session, reach, Wanted.from_query(wanted), language)


def told(found: Shown) -> Sequence[tuple[str, str, str]]:
    return [(message.line.kind, message.line.person_name, message.line.stage) for message in found.lines]


def test_what_is_recorded_and_what_is_to_come_stand_in_one_list(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    with database.reading() as session:
        found = listed(session, again(session, discussion), search="ana")

    assert told(found) == [
        ("reminder_hour", "Ana", "planned"), ("reminder_day", "Ana", "planned"), ("invited", "Ana", "sent"),
    ]  # fmt: skip


@pytest.mark.parametrize(("wanted", "kinds"), [
    ({"kind": "reminder_day"}, ["reminder_day"]), ({"state": "sent"}, ["invited"]),
    ({"kind": "reminder_day", "state": "sent"}, []), ({"search": "pengingat"}, ["reminder_hour", "reminder_day"]),
    ({"search": "250 TAKEN"}, []), ({"search": "100%"}, []), ({"kind": "no such kind"}, []),
])  # fmt: skip
def test_the_search_reads_the_language_of_the_desk(
    database: Database, outbox: Outbox, *, wanted: dict[str, str], kinds: list[str]
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    with database.reading() as session:
        found = listed(session, again(session, discussion), "id", **wanted)

    assert [kind for kind, name, _ in told(found) if name == "Ana"] == kinds
    assert found.in_all == len(found.lines)


def test_a_reason_is_found_as_it_is_read(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    with database.writing() as session:
        session.execute(update(Delivery).values(state=DeliveryState.FAILED, reason=str(DOUBTFUL)))

    with database.reading() as session:
        found = listed(session, again(session, discussion), "id", search="TERPUTUS saat", state="failed")

    assert {str(message.reason.in_language("id"))[:9] for message in found.lines} == {"Terputus "}  # type: ignore[union-attr]
    assert found.in_all == 3


def test_a_doubt_is_seen_after_the_letter_was_taken(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    with database.writing() as session:
        session.execute(update(Delivery).values(state=DeliveryState.SENDING, leased_until=NOW - MINUTE))
        take_back(session, NOW)
        waiting = listed(session, again(session, discussion), state="doubtful")
        session.execute(update(Delivery).values(state=DeliveryState.SENT, reason="250 taken"))
        left = listed(session, again(session, discussion), state="doubtful")

    assert [stage for *_, stage in told(waiting)] == [Stage.DOUBTFUL] * 2
    assert {str(message.reason) for message in left.lines} == {
        "It was interrupted and sent once more: it may have arrived twice, recognisable as the same."
    }


def test_what_is_to_come_under_a_hold_is_shown_as_held(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    with database.writing() as session:
        sari = session.exec(select(Person)).first()
        assert sari is not None
        holds.hold_discussion(session, again(session, discussion), sari, NOW, kind="reminder_day")
        found = listed(session, again(session, discussion), state="held")

    assert {(message.line.kind, str(message.reason)) for message in found.lines} == {
        ("reminder_day", "Held by an organiser.")
    }


def test_of_very_many_people_some_are_looked_at_and_anybody_is_found(
    database: Database, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussion = a_quiet_house(database, outbox)
    for name in ("Ana", "Ben", "Cut"):
        ana_registers(database, discussion, name)
    outbox.tick(NOW)
    monkeypatch.setattr("notifications.outbox.MOST_PEOPLE", 2)
    monkeypatch.setattr("notifications.outbox.SOME_PEOPLE", 1)

    with database.reading() as session:
        everybody = listed(session, again(session, discussion), state="planned")
        ben = listed(session, again(session, discussion), search="ben@")

    assert (everybody.is_partial, len(everybody.lines)) == (True, 2)
    assert told(ben) == [
        ("reminder_hour", "Ben", "planned"), ("reminder_day", "Ben", "planned"), ("invited", "Ben", "sent"),
    ]  # fmt: skip


def test_a_page_asks_for_no_more_lines_than_it_shows(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    with database.reading() as session, counted_statements() as asked:
        reach = of_discussion(session, again(session, discussion), NOW, SETTLE)
        first, second = (page_of(session, reach, limit=5, offset=offset) for offset in (0, 5))

    hours = [line.sent_at or line.due_at for line in [*first, *second]]
    assert hours == sorted(hours, reverse=True)
    assert (len(first), len(second)) == (5, 5)
    assert sum("UNION" in statement and " LIMIT " in statement for statement in asked) == 2
    with database.reading() as session:
        assert list(each_of(session, reach))[:10] == [*first, *second]


def test_the_outbox_of_a_person_goes_over_the_discussions_of_one_office(database: Database, outbox: Outbox) -> None:
    with database.writing() as session:
        ours = [a_published_discussion(session, day, slug=str(day.day)) for day in (WEDNESDAY, THURSDAY)]
        theirs = elsewhere(session)
        ana, *_ = [registered(session, discussion, "Ana").person_id for discussion in (*ours, theirs)]
        add_organiser(session, SARI, an_office(session), NOW, full_name="Sari")
    outbox.tick(NOW)

    with database.reading() as session:
        office = session.exec(select(Office).where(Office.name == "Country Office Jakarta")).one()
        reach = of_person(session, office, session.get_one(Person, ana), now=NOW, settle=SETTLE)
        numbers = counted(session, reach)
        discussions = {line.discussion_id for line in page_of(session, reach)}

    assert numbers == {
        (Stage.SENT, "invited"): 2, (Stage.PLANNED, "reminder_day"): 2, (Stage.PLANNED, "reminder_hour"): 2,
    }  # fmt: skip
    assert discussions == {discussion.id for discussion in ours}


def elsewhere(session: Session) -> Discussion:
    """A discussion of another office."""
    return a_published_discussion(
        session, slug="theirs", series=a_series(session, "Theirs", office=an_office(session, "Office B"))
    )
