"""The overview of a discussion and its messages, at the desk."""

from datetime import timedelta

import pytest

from events.models import Discussion
from events.schedule import plan_of
from foundation.database import Database
from foundation.settings import Settings
from notifications.models import Delivery, DeliveryState
from registrations.seats import give_up
from speakers import readiness
from speakers.slots import SlotRow, plan_agenda
from tests.browsing import Visitor
from tests.builders import NOW, TUESDAY, a_discussion, a_published_discussion, asked, registered
from tests.desk import counted_statements, said
from tests.notifications.kept_mail import desk, post_letters, published, settings

__all__ = ["desk", "settings"]

TALK = "/desk/discussions/talk"


def test_the_overview_tells_the_state_of_everything(database: Database, desk: Visitor, settings: Settings) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk", capacity=10)
        asked(session, discussion, "Budi")
        registered(session, discussion, "Ana")
    post_letters(database, settings, NOW)

    page = desk.open(TALK)

    assert page.text(".when__hour") == "14:00–15:30 WIB"
    assert page.text(".people-short") == (
        "Citra Chair Agreed Rudi Resource person Agreed Budi Resource person No answer yet"
    )
    assert page.text(".lamps") == (
        "Chair Agreed Resource persons 1 of 2 agreed Agenda Empty Room Ready Public page Open Seats 1 of 10"
    )
    assert page.texts(".warnings") == ["There is no agenda yet."]
    assert page.links["See the public page"] == "/discussions/talk"


def test_a_change_says_how_many_hear_of_it_when_and_can_be_sent_at_once(
    database: Database, desk: Visitor, settings: Settings
) -> None:
    discussion = published(database)
    with database.writing() as session:
        registered(session, session.get_one(Discussion, discussion.id), "Ana")
    post_letters(database, settings, NOW)
    with database.writing() as session:
        found = session.get_one(Discussion, discussion.id)
        readiness.change(session, found, plan_of(found, starts_at_local=TUESDAY), NOW)

    resting = desk.open(TALK)
    told = desk.press(resting, "Send now")
    post_letters(database, settings, NOW)
    after = desk.open(TALK)

    assert resting.text(".note--wait") == (
        "3 people will be told at 10:02 WIB. Until then you can still correct what you changed. Send now "
        "Undo the change"
    )
    assert said(told) == "The letters leave now."
    assert told.text(".note--wait") == "3 people are being told of the change."
    assert (after.texts(".note--wait"), after.text(".note--good")) == (
        [], "3 people have been told of the last change. Subscribed calendars follow within a day.",
    )  # fmt: skip


def test_a_change_is_undone_with_one_button(database: Database, desk: Visitor, settings: Settings) -> None:
    discussion = published(database)
    post_letters(database, settings, NOW)
    with database.writing() as session:
        found = session.get_one(Discussion, discussion.id)
        readiness.change(session, found, plan_of(found, starts_at_local=TUESDAY), NOW)

    undone = desk.press(desk.open(TALK), "Undo the change")
    post_letters(database, settings, NOW + timedelta(hours=1))

    assert said(undone) == "The change is undone. Nobody was told of it."
    assert (undone.texts(".note--wait"), desk.open(TALK).texts(".note--good")) == ([], [])


def test_a_new_agenda_is_sent_when_the_organiser_wishes(
    database: Database, desk: Visitor, settings: Settings
) -> None:
    discussion = published(database)
    post_letters(database, settings, NOW)
    with database.writing() as session:
        plan_agenda(session, session.get_one(Discussion, discussion.id), [SlotRow(kind="panel", minutes=60)], NOW)

    before = desk.open(TALK)
    sent = desk.press(before, "Send the new agenda")
    post_letters(database, settings, NOW + timedelta(hours=1))

    assert before.text(".note") == (
        "The agenda has changed 2 calendars show an earlier agenda. The personal pages show the new one; a letter goes "
        "only if you wish. Send the new agenda"
    )
    assert said(sent) == "The new agenda is being sent."
    assert "earlier agenda" not in desk.open(TALK).html


def test_a_draft_tells_nobody_and_says_so(database: Database, desk: Visitor) -> None:
    with database.writing() as session:
        a_discussion(session, slug="talk")

    page = desk.open(TALK)

    assert [text for text in page.texts(".soft") if "sent" in text] == ["Nothing is to be sent yet."]
    assert "will be told" not in page.html


# Messages


def test_every_message_is_listed_with_its_state_and_hour(
    database: Database, desk: Visitor, settings: Settings
) -> None:
    discussion = published(database)
    with database.writing() as session:
        registered(session, session.get_one(Discussion, discussion.id), "Ana")
    post_letters(database, settings, NOW)

    page = desk.open(f"{TALK}/messages")

    ana = [row for row in page.texts("tr") if row.startswith("Ana ")]
    assert ana == [
        "Ana ana@union.example Reminder, the last by email Planned 24 Feb 2027, 13:00 WIB – –",
        "Ana ana@union.example Reminder, the first by email Planned 23 Feb 2027, 17:00 WIB – –",
        "Ana ana@union.example Confirmation with calendar by email Sent 1 Feb 2027, 10:00 WIB "
        "1 Feb 2027, 10:00 WIB See the letter",
    ]


def test_a_message_that_failed_or_was_skipped_says_why(database: Database, desk: Visitor) -> None:
    discussion = published(database)
    with database.writing() as session:
        ana = registered(session, session.get_one(Discussion, discussion.id), "Ana")
        give_up(session, session.get_one(Discussion, discussion.id), ana, NOW)
        for state, reason in ((DeliveryState.FAILED, "550 5.1.1 no such user"), (DeliveryState.SKIPPED, "{odd}")):
            session.add(Delivery(
                kind="waiting", person_id=ana.person_id, discussion_id=ana.discussion_id, occasion=hash(state) % 99,
                channel="email", state=state, priority=1, due_at=NOW, expires_at=NOW, attempts=2, reason=reason,
                created_at=NOW,
            ))  # fmt: skip

    failed, skipped = desk.open(f"{TALK}/messages?state=failed"), desk.open(f"{TALK}/messages?state=skipped")

    assert failed.texts("tr")[1:] == [
        "Ana ana@union.example Place in the waiting list by email Failed 2 attempts 1 Feb 2027, 10:00 WIB – "
        "550 5.1.1 no such user"
    ]
    assert [row.split()[-1] for row in skipped.texts("tr")[1:]] == ["{odd}"]


@pytest.mark.parametrize(("query", "count"), [
    ("", 18), ("?state=planned", 15), ("?state=sent", 3), ("?state=failed", 0), ("?search=ANA", 3),
    ("?search=the%20last", 3), ("?search=ana@union&state=sent", 1), ("?page=2", 0), ("?page=-1", 18),
])  # fmt: skip
def test_messages_are_found_by_state_and_by_words(
    database: Database, desk: Visitor, settings: Settings, *, query: str, count: int
) -> None:
    discussion = published(database)
    with database.writing() as session:
        registered(session, session.get_one(Discussion, discussion.id), "Ana")
    post_letters(database, settings, NOW)

    page = desk.open(f"{TALK}/messages{query}")

    assert (page.status, len(page.texts("tr")[1:])) == (200, count)


def test_while_nothing_is_to_be_said_the_list_says_what_will_be(database: Database, desk: Visitor) -> None:
    with database.writing() as session:
        a_discussion(session, slug="talk")

    assert desk.open(f"{TALK}/messages").text(".empty").startswith("No message yet Letters follow by themselves")


def test_many_messages_cost_no_more_questions_than_few(
    database: Database, desk: Visitor, settings: Settings
) -> None:
    discussion = published(database)
    with counted_statements() as for_few:
        desk.open(f"{TALK}/messages")
    with database.writing() as session:
        for number in range(60):
            registered(session, session.get_one(Discussion, discussion.id), f"Number {number}")

    with counted_statements() as for_many:
        desk.open(f"{TALK}/messages")

    assert len(for_many) == len(for_few)
