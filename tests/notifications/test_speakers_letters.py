"""What chairs, resource persons and observers hear, from the card to the agenda."""

from datetime import UTC, datetime, timedelta

from events.schedule import cancel
from foundation.database import Database
from foundation.people import Office, Role
from foundation.sign_in import add_organiser
from speakers import engagements
from speakers.asking.proposals import keep, propose
from tests.builders import (
    NOW,
    THURSDAY,
    a_discussion,
    a_published_discussion,
    asked,
    registered,
)
from tests.notifications.house import EVE, HOUR, MINUTE, RESTED, a_quiet_house, again, move
from tests.outbox import Outbox


def test_speakers_get_a_card_then_the_invitation_with_their_role_then_the_agenda(
    database: Database, outbox: Outbox
) -> None:
    with database.writing() as session:
        discussion = a_discussion(session)
        roles = {"Citra": Role.CHAIR, "Rudi": Role.RESOURCE_PERSON, "Oki": Role.OBSERVER}
        people = [asked(session, discussion, name, role) for name, role in roles.items()]
    cards = outbox.tick(NOW)
    with database.writing() as session:
        for engagement in people:
            engagements.accept(session, again(session, engagement), NOW + HOUR)
    invitations = outbox.tick(NOW + HOUR)

    assert sorted(cards) == [("card", "citra"), ("card", "oki"), ("card", "rudi")]
    assert sorted(invitations) == [("invited", "citra"), ("invited", "oki"), ("invited", "rudi")]
    assert {name: outbox.to(name)[-1].event["ATTENDEE"].params["ROLE"] for name in ("citra", "rudi", "oki")} == {
        "citra": "CHAIR", "rudi": "REQ-PARTICIPANT", "oki": "OPT-PARTICIPANT",
    }  # fmt: skip
    week_before = datetime(2027, 2, 17, 3, tzinfo=UTC)  # 10:00 in Jakarta
    assert outbox.tick(week_before - MINUTE) == []
    assert sorted(outbox.tick(week_before)) == [("agenda", "citra"), ("agenda", "oki"), ("agenda", "rudi")]


def test_who_has_not_answered_hears_of_a_move_by_a_new_card(database: Database, outbox: Outbox) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, speakers=asked)
    assert sorted(outbox.tick(NOW)) == [("card", "citra"), ("card", "rudi")]

    move(database, discussion, THURSDAY, NOW + HOUR)

    assert sorted(outbox.tick(NOW + HOUR + RESTED)) == [("card", "citra"), ("card", "rudi")]


def test_who_was_asked_in_vain_is_told_so(database: Database, outbox: Outbox) -> None:
    with database.writing() as session:
        discussion = a_discussion(session)
        rudi = asked(session, discussion, "Rudi")
        asked(session, discussion, "Tono")
    outbox.tick(NOW)

    with database.writing() as session:
        engagements.withdraw(session, again(session, rudi), NOW + HOUR)
    assert outbox.tick(NOW + HOUR) == [("called_off", "rudi")]

    with database.writing() as session:
        cancel(session, again(session, discussion), "", NOW + 2 * HOUR)
    assert outbox.tick(NOW + 2 * HOUR + RESTED) == [("called_off", "tono")]


def test_cards_do_not_arrive_at_night(database: Database, outbox: Outbox) -> None:
    night = datetime(2027, 2, 2, 15, tzinfo=UTC)  # 22:00 in Jakarta
    with database.writing() as session:
        asked(session, a_discussion(session), "Rudi", now=night)

    assert outbox.tick(night) == outbox.tick(night + 8 * HOUR) == []
    assert outbox.tick(night + 9 * HOUR) == [("card", "rudi")]


def test_a_speaker_who_also_registered_gets_one_letter_the_speakers(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    with database.writing() as session:
        registered(session, again(session, discussion), "Rudi", email=f"rudi@{discussion.slug}.example")

    assert outbox.tick(NOW) == []
    assert [name for _, name in outbox.tick(EVE)].count("rudi") == 1


def test_another_time_silences_the_reminders_until_the_organisers_keep_theirs(
    database: Database, outbox: Outbox
) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        rudi = asked(session, discussion, "Dewi")
        add_organiser(session, "olga@office.example", session.get_one(Office, 1), NOW)
    outbox.tick(NOW)
    with database.writing() as session:
        propose(session, again(session, rudi), NOW + HOUR, wall=THURSDAY)
    told = outbox.tick(NOW + HOUR)
    chased = outbox.tick(discussion.starts_at - timedelta(days=14))

    with database.writing() as session:
        keep(session, again(session, rudi), discussion.starts_at - timedelta(days=13))
    asked_again = outbox.tick(discussion.starts_at - timedelta(days=13))
    last = outbox.tick(discussion.starts_at - timedelta(days=8))

    assert (told, [one for one in chased if one[1] == "dewi"]) == ([("refused", "olga")], [])
    assert [one for one in asked_again if one[1] == "dewi"] == [("time_kept", "dewi")]
    assert [one for one in last if one[1] == "dewi"] == [("answer_last", "dewi")]
