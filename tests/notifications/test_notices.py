"""What organisers are told of by letter, without their asking."""

from datetime import datetime

from sqlmodel import select

from events.models import Discussion
from foundation.database import Database
from foundation.sign_in import add_organiser
from speakers.engagements import decline
from speakers.models import Engagement
from tests.builders import NOW, accepted, an_office
from tests.notifications.house import DAY, HOUR, a_quiet_house, again
from tests.outbox import Outbox


def a_house_with_an_organiser(database: Database, outbox: Outbox) -> Discussion:
    discussion = a_quiet_house(database, outbox)
    with database.writing() as session:
        add_organiser(session, "olga@office.example", an_office(session), NOW)
        add_organiser(session, "foreign@office.example", an_office(session, "Another office"), NOW)
        accepted(session, again(session, discussion), "Sri")
    outbox.tick(NOW)
    outbox.posted.clear()
    return discussion


def says_no(database: Database, name: str, now: datetime) -> None:
    with database.writing() as session:
        decline(session, session.exec(select(Engagement).where(Engagement.full_name == name)).one(), now)


def test_organisers_hear_who_cannot(database: Database, outbox: Outbox) -> None:
    a_house_with_an_organiser(database, outbox)

    says_no(database, "Rudi", NOW + HOUR)
    heard = [(kind, name) for kind, name in outbox.tick(NOW + HOUR) if kind == "refused"]

    (letter,) = outbox.to("olga")
    assert heard == [("refused", "olga")]
    assert letter.message["Subject"] == "Cannot take part: Who pays, and who gains"
    assert "Rudi (Resource person) cannot take part." in letter.text
    assert "/desk/discussions/who-pays-and-who-gains/people" in letter.text
    assert outbox.tick(NOW + 2 * HOUR) == []


def test_two_who_cannot_at_once_are_one_letter(database: Database, outbox: Outbox) -> None:
    a_house_with_an_organiser(database, outbox)

    says_no(database, "Rudi", NOW + HOUR)
    says_no(database, "Sri", NOW + HOUR)
    outbox.tick(NOW + HOUR)

    (letter,) = outbox.to("olga")
    assert "Sri (Resource person) cannot" in letter.text and "Rudi (Resource person) cannot" in letter.text


def test_a_refusal_of_last_week_is_no_news(database: Database, outbox: Outbox) -> None:
    a_house_with_an_organiser(database, outbox)

    says_no(database, "Rudi", NOW + HOUR)

    assert {kind for kind, _ in outbox.tick(NOW + 3 * DAY)} == {"withdrawn", "digest"}


def test_organisers_sleep_like_others(database: Database, outbox: Outbox) -> None:
    a_house_with_an_organiser(database, outbox)
    night, morning = NOW + 12 * HOUR, NOW + 21 * HOUR

    says_no(database, "Rudi", night)

    assert [kind for kind, _ in outbox.tick(night)] == ["withdrawn"]
    assert outbox.tick(morning) == [("refused", "olga")]


def test_organisers_hear_when_the_rules_of_a_zone_have_moved_a_start(database: Database, outbox: Outbox) -> None:
    discussion = a_house_with_an_organiser(database, outbox)
    with database.writing() as session:
        found = again(session, discussion)
        found.zone_moved_at = found.attention_at = NOW + HOUR

    heard = outbox.tick(NOW + HOUR)

    assert heard == [("zone_moved", "olga")]
    assert "The rules of the time zone Asia/Jakarta have changed." in " ".join(outbox.to("olga")[0].text.split())
    assert outbox.tick(NOW + 2 * HOUR) == []
