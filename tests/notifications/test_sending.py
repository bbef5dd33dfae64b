"""When the mail server cannot be used, or a day's letters are used up: what waits, what still leaves, who is told."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from litestar.testing import TestClient
from sqlmodel import select

import main
from events.models import Discussion
from foundation.database import Database
from foundation.languages import say
from foundation.sign_in import ask_for_sign_in
from notifications import channel_state, holds
from notifications.channel_state import ChannelState, Door
from notifications.channels import Rejected, TryAgain
from notifications.claims import LEASE
from notifications.models import Delivery, DeliveryState, Why
from notifications.send import Senders
from tests.browsing import Visitor
from tests.builders import NOW, THURSDAY, a_published_discussion, a_series
from tests.desk import at_the_desk, said
from tests.notifications.house import DAY, HOUR, MINUTE, RESTED, a_quiet_house, ana_registers, move
from tests.outbox import SETTINGS, Outbox
from tests.warm import warm_app

SENDING = "/desk/sending"
NAMES = ("Ana", "Budi", "Cici", "Dedi")


@pytest.fixture
def desk(database: Database) -> Iterator[Visitor]:
    """Sari at her desk."""
    visitor = Visitor(None, "en")
    app = warm_app(SETTINGS, database, lambda: visitor.now)
    with TestClient(app, base_url=SETTINGS.base_url) as client:
        visitor.client = client
        with database.writing() as session:
            a_series(session)
        yield at_the_desk(visitor, database)


def a_house_of_four(database: Database, outbox: Outbox) -> Discussion:
    """Four have registered, and nobody has told them yet."""
    discussion = a_quiet_house(database, outbox)
    for name in NAMES:
        ana_registers(database, discussion, name)
    return discussion


def four_wait(database: Database, outbox: Outbox) -> None:
    """Their invitations are due at NOW."""
    a_house_of_four(database, outbox)
    outbox.now = NOW
    main.tick(database, SETTINGS, NOW)


def shut_out(recipient: str) -> None:
    raise TryAgain(say("The mail server does not let us in: 535 no"), connection_lost=True, counts=False)


def not_trusted(recipient: str) -> None:
    raise Rejected(say("Check the SPF record of its domain: 550 5.7.23 no"), our_fault=True)


def full_disk(*_: object) -> None:
    raise OSError(28, "No space left on device")


def welcome(recipient: str) -> None:
    """The letter is taken."""


def state(database: Database) -> tuple[object, ...] | None:
    with database.reading() as session:
        shut = channel_state.shut_channel(session, "email")
        return (shut.failures, shut.since, shut.try_at, shut.why) if shut else None


def attempts(database: Database) -> list[tuple[DeliveryState, int]]:
    with database.reading() as session:
        rows = session.exec(select(Delivery.state, Delivery.attempts).where(Delivery.due_at > NOW)).all()
        return [(DeliveryState(state), count) for state, count in rows]


@pytest.mark.parametrize("refusal", [shut_out, not_trusted])
def test_one_failure_stops_the_channel_and_one_letter_opens_it(
    database: Database, outbox: Outbox, refusal: Callable[[str], None]
) -> None:
    a_house_of_four(database, outbox)
    outbox.refusing = refusal
    assert len(outbox.tick(NOW)) == 1
    assert outbox.tick(NOW + MINUTE / 4) == []
    assert len(outbox.tick(NOW + MINUTE)) == 1
    assert state(database) == (2, NOW, NOW + 2 * MINUTE, str(wording(refusal)))

    outbox.refusing = welcome
    assert len(outbox.tick(NOW + 10 * MINUTE)) == 4
    assert (state(database), sorted(posted.name for posted in outbox.posted)) == (None, ["ana", "budi", "cici", "dedi"])


def wording(refusal: Callable[[str], None]) -> Exception:
    with pytest.raises((TryAgain, Rejected)) as caught:
        refusal("")
    return caught.value


def test_a_night_without_a_mail_server_counts_no_attempt(database: Database, outbox: Outbox) -> None:
    ana_registers(database, a_quiet_house(database, outbox))
    outbox.refusing = shut_out
    for minutes in range(0, 600, 10):
        assert len(outbox.tick(NOW + minutes * MINUTE)) == 1

    assert attempts(database) == [(DeliveryState.PLANNED, 0)]


def test_the_pauses_grow_and_only_one_of_many_senders_tries(database: Database) -> None:
    with database.writing() as session:
        moments = []
        now = NOW
        for _ in range(6):
            channel_state.shut(session, "email", "no", now, was_probe=False)
            channel_state.shut(session, "email", "no", now, was_probe=False)
            again = session.get_one(ChannelState, "email").try_at
            assert again is not None
            moments.append((again - now).total_seconds())
            now = again
        doors = [channel_state.door(session, "email", now) for _ in range(2)]
        later = channel_state.door(session, "email", now + MINUTE)
    assert moments == [30, 60, 120, 300, 300, 300]
    assert (doors, later) == ([Door.PROBE, Door.SHUT], Door.PROBE)


def test_a_letter_that_alone_is_not_wanted_does_not_shut_the_channel_for_long(
    database: Database, outbox: Outbox
) -> None:
    a_house_of_four(database, outbox)

    def ana_is_refused(recipient: str) -> None:
        if recipient.startswith("ana"):
            not_trusted(recipient)

    outbox.refusing = ana_is_refused
    tried = [heard for minutes in range(60) for heard in outbox.tick(NOW + minutes * MINUTE)]

    assert sorted(posted.name for posted in outbox.posted) == ["budi", "cici", "dedi"]
    assert tried.count(("invited", "ana")) <= 6


def test_what_cannot_wait_leaves_from_the_reserve(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    outbox.settings = replace(SETTINGS, mail_per_day=10)
    for number in range(12):
        ana_registers(database, discussion, f"Member {number}")

    assert len(outbox.tick(NOW)) == 9
    move(database, discussion, THURSDAY, NOW + MINUTE)
    with database.writing() as session:
        ask_for_sign_in(session, "citra@talk.example", NOW)
    left = outbox.tick(NOW + MINUTE + RESTED)
    assert [kind for kind, _ in left] == ["changed"]
    assert outbox.tick(NOW + HOUR) == []

    assert len(outbox.tick(NOW + DAY)) == 10


def test_a_letter_that_did_not_leave_uses_nothing_up(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    outbox.settings = replace(SETTINGS, mail_per_day=4)
    ana_registers(database, discussion)

    def busy(recipient: str) -> None:
        raise TryAgain(say("451 later"), connection_lost=False, counts=True)

    outbox.refusing = busy
    for hours in range(5):
        outbox.tick(NOW + hours * HOUR)
    outbox.refusing = welcome

    assert outbox.tick(NOW + 12 * HOUR) == [("invited", "ana")]


def test_a_sender_that_stood_still_begins_nothing(
    database: Database, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_house_of_four(database, outbox)

    def stands_still(recipient: str) -> None:
        outbox.refusing = welcome
        outbox.now = NOW + LEASE

    outbox.now = NOW
    main.tick(database, SETTINGS, NOW)
    outbox.refusing = stands_still
    done = Senders(database, SETTINGS, outbox, lambda: outbox.now or NOW).send_due()

    assert [word for _, word in done] == ["sent", "waits", "waits", "waits", "sent", "sent", "sent"]
    assert sorted(posted.name for posted in outbox.posted) == [name.lower() for name in NAMES]


def test_the_lease_of_what_has_left_is_not_renewed(
    database: Database, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    four_wait(database, outbox)
    senders = Senders(database, SETTINGS, outbox, lambda: outbox.now or NOW)
    assert len(senders.send_due()) == len(NAMES)

    outbox.now = NOW + MINUTE / 2
    monkeypatch.setattr("notifications.claims.renew", full_disk)
    senders.renew_leases()


def test_when_nothing_can_be_recorded_nothing_more_is_begun(
    database: Database, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    four_wait(database, outbox)
    senders = Senders(database, SETTINGS, outbox, lambda: NOW)

    with monkeypatch.context() as patch:
        patch.setattr("notifications.outcomes.record_sent", full_disk)
        with pytest.raises(OSError, match="No space left"):
            senders.send_due()

    assert len(outbox.posted) == 1
    assert senders.send_due() == []
    assert len(outbox.tick(NOW + LEASE + MINUTE)) == len(NAMES)


def test_who_got_the_old_date_because_the_letter_was_long_under_way_is_told_the_new_one(
    database: Database, outbox: Outbox
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    main.tick(database, SETTINGS, NOW)

    def takes_ten_minutes(recipient: str) -> None:
        outbox.breaking_after = welcome
        move(database, discussion, THURSDAY, NOW + MINUTE)
        outbox.now = NOW + MINUTE + RESTED
        senders.renew_leases()
        main.tick(database, SETTINGS, outbox.now)  # nobody knows yet that Ana has the letter
        outbox.now = NOW + 10 * MINUTE

    outbox.now, outbox.breaking_after = NOW, takes_ten_minutes
    senders = Senders(database, SETTINGS, outbox, lambda: outbox.now or NOW)
    senders.send_due()

    assert ("changed", "ana") in outbox.tick(NOW + 11 * MINUTE)


def test_the_desk_says_why_letters_wait_and_what_to_do(database: Database, outbox: Outbox, desk: Visitor) -> None:
    ana_registers(database, a_quiet_house(database, outbox))
    assert desk.open(SENDING).texts(".note") == []
    outbox.refusing = shut_out
    outbox.tick(NOW)

    assert desk.open("/desk").texts(".note") == ["Letters wait since 1 Feb 2027, 10:00 WIB. See why, and what to do"]
    assert desk.open(SENDING).texts(".note") == [
        "Letters wait since 1 Feb 2027, 10:00 WIB The mail server does not let us in: 535 no Nothing is lost. One "
        "letter tries again at 1 Feb 2027, 10:00 WIB; when it is taken, the others follow by themselves."
    ]


def test_the_desk_says_that_messages_are_late(database: Database, outbox: Outbox, desk: Visitor) -> None:
    ana_registers(database, a_quiet_house(database, outbox))
    main.tick(database, SETTINGS, NOW)
    desk.now = NOW + 6 * MINUTE

    assert desk.open("/desk").texts(".note") == ["1 message is late. See why, and what to do"]
    assert desk.open(SENDING).texts(".note__title") == ["1 message is late"]


def test_what_is_held_is_released_or_discarded_at_the_desk(database: Database, outbox: Outbox, desk: Visitor) -> None:
    discussion = a_quiet_house(database, outbox)
    with database.writing() as session:
        holds.hold_everything(session, Why.RESTORED, "monday.backup", NOW)
        holds.hold_everything(session, Why.MOVED, "https://old.example", NOW)
    ana_registers(database, discussion)
    assert outbox.tick(NOW) == []

    page = desk.open(SENDING)
    assert [words for words in page.buttons if words in ("Release", "Discard")] == ["Release", "Discard", "Release"]
    assert desk.open("/desk").texts(".note") == [
        "The database was brought back from a copy. See why, and what to do"
    ]
    first, second = (form for form in page.forms if form.action.endswith("/release"))
    assert said(desk.post(first.action, first.values)) == "Released. What is still true leaves at its hour."
    assert outbox.tick(NOW + MINUTE) == []
    desk.post(second.action, second.values)
    assert outbox.tick(NOW + HOUR) == [("invited", "ana")]


def test_the_page_of_a_discussion_says_what_its_letters_wait_for(
    database: Database, outbox: Outbox, desk: Visitor
) -> None:
    discussion = a_quiet_house(database, outbox)
    with database.writing() as session:
        holds.hold_backlog(session, a_published_discussion(session, slug="another"), "invited", NOW)
    assert desk.open(f"/desk/discussions/{discussion.slug}").texts(".note") == []

    ana_registers(database, discussion)
    outbox.refusing = shut_out
    outbox.tick(NOW)

    waiting = "Letters wait since 1 Feb 2027, 10:00 WIB. See why, and what to do"
    assert waiting in desk.open(f"/desk/discussions/{discussion.slug}").texts(".note")
