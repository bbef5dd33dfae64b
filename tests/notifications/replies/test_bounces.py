"""Letters that come back: which letter it was, and what follows for its person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from foundation.people import Person
from notifications.delivery_marks import mark
from notifications.models import NO_DISCUSSION, Delivery, DeliveryState, Incoming
from notifications.send import envelope_from
from registrations.models import Registration, Status
from tests.builders import NOW
from tests.conftest import SECRET_KEY
from tests.notifications.house import HOUR, MINUTE, a_quiet_house, ana_registers
from tests.notifications.replies.clients import OUR_ADDRESS, Said, event, mail, part, plain
from tests.notifications.replies.props import Invited, a_letter, arrives, outcome
from tests.notifications.replies.servers import OLDER_SERVERS, SERVERS, number_of, postfix, return_path, the_letter
from tests.outbox import SETTINGS, Outbox

DAY = timedelta(days=1)
FULL = ("5.2.2", "smtp; 552 5.2.2 The mailbox is over its quota")
LATER = ("4.4.7", "smtp; 450 4.4.7 Delivery time expired")
NOT_TRUSTED = ("5.7.26", "smtp; 550 5.7.26 This mail is unauthenticated: DMARC")
REFUSED = "The mail server did not accept the address: 550 5.1.1 <ana@union.example>: Recipient address rejected: "\
    "User unknown"  # fmt: skip


def letter_of(ana: Invited) -> Delivery:
    return ana.session.exec(select(Delivery).where(Delivery.person_id == ana.person_id)).one()


def state_of(ana: Invited, delivery: Delivery) -> tuple[DeliveryState, str | None, bool, bool]:
    """The letter, why the address is refused, and whether the calendar shows the entry or is to be told again."""
    ana.session.flush()
    return delivery.state, ana.person.address_refused, ana.entry.present, ana.entry.is_wanted


@pytest.mark.parametrize("server", [*SERVERS, *OLDER_SERVERS], ids=lambda server: server.__name__)
@pytest.mark.parametrize("by_return_path", [True, False])
def test_an_invitation_that_comes_back_marks_its_address(
    ana: Invited, server: Callable[[bytes, str], bytes], *, by_return_path: bool
) -> None:
    delivery = letter_of(ana)
    letter = the_letter(delivery, ana.uid)
    content = server(b"" if by_return_path else letter, return_path(delivery) if by_return_path else OUR_ADDRESS)

    came = arrives(ana.session, content)

    assert (came.kind, came.state, came.is_lasting) == ("bounce", "applied", True)
    assert (came.person_id, came.discussion_id, came.content) == (ana.person_id, ana.discussion.id, None)
    state, refused, present, is_wanted = state_of(ana, delivery)
    assert (state, present, is_wanted, ana.entry.told) == (DeliveryState.BOUNCED, False, False, None)
    assert refused == came.reason == delivery.reason
    assert refused and refused.startswith("The mail server did not accept the address: 550 5.1.1")
    assert ana.state == (None, Status.CONFIRMED)


def test_the_reason_is_what_the_other_server_said(ana: Invited) -> None:
    came = arrives(ana.session, postfix(the_letter(letter_of(ana)), OUR_ADDRESS))

    assert came.reason == REFUSED


def test_the_mark_is_also_found_where_the_transport_delivered_it(ana: Invited) -> None:
    delivery = letter_of(ana)

    came = arrives(ana.session, postfix(b"", "undisclosed"), NOW, return_path(delivery).upper())

    assert (came.state, delivery.state) == ("applied", DeliveryState.BOUNCED)


def test_a_changed_letter_that_comes_back_is_owed_again(ana: Invited) -> None:
    delivery = a_letter(ana.session, ana.discussion, ana.person, kind="changed", occasion=1)

    arrives(ana.session, postfix(the_letter(delivery), OUR_ADDRESS))

    assert state_of(ana, delivery) == (DeliveryState.BOUNCED, REFUSED, True, True)


@pytest.mark.parametrize("kind", ["reminder_day", "withdrawn"])
def test_other_letters_that_come_back_leave_the_calendar_as_it_is(ana: Invited, kind: str) -> None:
    delivery = a_letter(ana.session, ana.discussion, ana.person, kind=kind)

    arrives(ana.session, postfix(the_letter(delivery), OUR_ADDRESS))

    assert state_of(ana, delivery) == (DeliveryState.BOUNCED, REFUSED, True, False)


def test_a_sign_in_letter_that_comes_back_is_about_no_discussion(ana: Invited) -> None:
    delivery = a_letter(ana.session, ana.discussion, ana.person, kind="login")
    delivery.discussion_id = NO_DISCUSSION
    ana.session.flush()

    came = arrives(ana.session, postfix(the_letter(delivery), OUR_ADDRESS))

    assert (came.state, came.discussion_id, came.person_id) == ("applied", None, ana.person_id)
    assert came.office_id is not None


@pytest.mark.parametrize("why", [FULL, LATER], ids=["full", "later"])
@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.__name__)
def test_what_passes_is_counted_and_marks_nothing(
    ana: Invited, server: Callable[..., bytes], why: tuple[str, str]
) -> None:
    delivery = letter_of(ana)

    came = arrives(ana.session, server(the_letter(delivery), OUR_ADDRESS, why))

    assert (came.kind, came.state, came.is_lasting) == ("bounce", "noted", False)
    assert state_of(ana, delivery) == (DeliveryState.BOUNCED, None, True, False)


def soft(ana: Invited, days: int) -> Incoming:
    """A reminder that finds the mailbox full so many days after NOW."""
    delivery = a_letter(ana.session, ana.discussion, ana.person, kind="reminder_day", occasion=days)
    return arrives(ana.session, postfix(the_letter(delivery), OUR_ADDRESS, FULL), NOW + days * DAY)


def test_three_that_pass_within_seven_days_count_as_one_that_lasts(ana: Invited) -> None:
    assert [soft(ana, days).state for days in (0, 3)] == ["noted", "noted"]
    assert ana.person.address_refused is None

    third = soft(ana, 6)

    assert outcome(third) == (
        "bounce", "applied", "The mail server refused the message: 552 5.2.2 The mailbox is over its quota"
    )  # fmt: skip
    assert ana.person.address_refused == third.reason


def test_three_that_pass_within_a_month_mark_nothing(ana: Invited) -> None:
    assert [soft(ana, days).state for days in (0, 4, 8, 12)] == ["noted"] * 4
    assert ana.person.address_refused is None


def test_an_address_that_was_mended_is_counted_anew(ana: Invited) -> None:
    for days in (0, 1, 2):
        soft(ana, days)
    ana.person.address_refused = None

    assert [soft(ana, days).state for days in (3, 4)] == ["noted", "noted"]
    assert ana.person.address_refused is None


def test_the_same_letter_counts_once(ana: Invited) -> None:
    delivery = letter_of(ana)
    for number in range(4):
        came = arrives(ana.session, postfix(the_letter(delivery) + b"\r\n" * number, OUR_ADDRESS, FULL))

    assert outcome(came) == ("automatic", "noted", "This letter was reported before.")
    assert ana.person.address_refused is None


def test_a_letter_that_is_late_is_only_noted(ana: Invited) -> None:
    delivery = letter_of(ana)
    why = ("4.4.1", "smtp; 450 4.4.1 Connection timed out")

    came = arrives(ana.session, postfix(the_letter(delivery), OUR_ADDRESS, why, action="delayed"))
    read = arrives(ana.session, postfix(the_letter(delivery), OUR_ADDRESS, ("2.1.5", "smtp; 250 Ok"), "relayed"))

    expected = ("automatic", "noted", "A letter is late, or has arrived; nothing came back.")
    assert outcome(came) == outcome(read) == expected
    assert state_of(ana, delivery) == (DeliveryState.SENT, None, True, False)


def test_our_own_fault_is_held_and_marks_no_address(ana: Invited) -> None:
    delivery = letter_of(ana)

    came = arrives(ana.session, postfix(the_letter(delivery), OUR_ADDRESS, NOT_TRUSTED))

    assert (came.kind, came.state, came.content is not None) == ("bounce", "held", True)
    assert came.reason.startswith("The mail server does not trust this installation. Check the DMARC record")
    assert state_of(ana, delivery) == (DeliveryState.BOUNCED, None, True, False)


@pytest.mark.parametrize("forged", [f"{'0' * 20}", "g" * 20, "", "1" * 19])
def test_a_forged_mark_names_no_letter(ana: Invited, forged: str) -> None:
    delivery = letter_of(ana)
    own = mark(SECRET_KEY, number_of(delivery)).encode()
    letter = the_letter(delivery).replace(own, f"{delivery.id}.{forged}".encode())
    content = postfix(letter, f"rembuk+b-{delivery.id}.{forged}@rembuk.example")

    came = arrives(ana.session, content)

    assert outcome(came) == ("bounce", "noted", "It reports on a letter that was not sent from here.")
    assert state_of(ana, delivery) == (DeliveryState.SENT, None, True, False)


def test_the_mark_of_a_letter_that_is_gone_names_none(ana: Invited) -> None:
    gone = replace_id(letter_of(ana), 999)

    came = arrives(ana.session, postfix(the_letter(gone), OUR_ADDRESS))

    assert outcome(came) == ("bounce", "noted", "It reports on a letter that was not sent from here.")


def replace_id(delivery: Delivery, number: int) -> Delivery:
    return Delivery.model_validate(delivery.model_dump() | {"id": number})


def test_an_address_that_was_mended_meanwhile_is_not_marked(ana: Invited) -> None:
    delivery = letter_of(ana)
    ana.person.email = "ana@new.example"

    came = arrives(ana.session, postfix(the_letter(delivery), OUR_ADDRESS))

    assert outcome(came) == ("bounce", "noted", "The letter went to an address that has been changed since.")
    assert ana.person.address_refused is None


def test_an_address_in_the_text_alone_marks_nobody(ana: Invited) -> None:
    content = postfix(b"From: rembuk@rembuk.example\r\nTo: ana@union.example\r\n\r\nHello", OUR_ADDRESS)

    arrives(ana.session, content)

    assert ana.session.exec(select(Person.address_refused).where(Person.email == "ana@union.example")).one() is None


def test_a_human_who_quotes_our_letter_reports_nothing(ana: Invited) -> None:
    delivery = letter_of(ana)
    said = plain("I got error 550 5.1.1 when I passed this on:\r\n" + the_letter(delivery).decode())

    came = arrives(ana.session, mail(said, head=(f"References: <{delivery.id}.x@rembuk.example>",)))

    assert outcome(came) == ("other", "held", "Somebody has written a letter.")
    assert delivery.state == DeliveryState.SENT


def test_an_absence_that_is_sent_to_the_return_path_is_no_report(ana: Invited) -> None:
    delivery = letter_of(ana)

    away = arrives(ana.session, mail(plain("I am away."), to=return_path(delivery), head=("Return-Path: <>",)))
    robot = arrives(ana.session, mail(plain("Away"), to=return_path(delivery), head=("Auto-Submitted: auto-replied",)))

    assert (away.kind, robot.kind) == ("other", "automatic")
    assert delivery.state == DeliveryState.SENT


def test_an_answer_that_is_sent_to_the_return_path_counts(ana: Invited) -> None:
    file = part("text/calendar; method=REPLY", event(Said(uid=ana.uid, partstat="TENTATIVE")))

    came = arrives(ana.session, mail(file, to=return_path(letter_of(ana)), head=("Return-Path: <>",)))

    assert (came.kind, came.state) == ("answer", "applied")


def test_a_letter_on_its_way_is_not_sent_again_once_it_came_back(ana: Invited) -> None:
    """A first copy may have left without our hearing of it."""
    delivery = letter_of(ana)
    delivery.state, delivery.leased_until = DeliveryState.PLANNED, None
    ana.session.flush()

    arrives(ana.session, postfix(the_letter(delivery), OUR_ADDRESS))

    assert delivery.state == DeliveryState.BOUNCED


def test_letters_leave_with_a_return_path_of_their_own_when_somebody_reads_it() -> None:
    listening = replace(SETTINGS, lmtp_listen="127.0.0.1:2424")
    reading = replace(SETTINGS, inbox_url="imaps://u:p@mail.example")

    paths = [envelope_from(settings, 7) for settings in (SETTINGS, listening, reading)]

    own = f"rembuk+b-{mark(SETTINGS.secret_key, 7)}@rembuk.example"
    assert paths == ["rembuk@rembuk.example", own, own]


def test_a_mended_address_is_invited_again(outbox: Outbox) -> None:
    """The whole way: the invitation leaves, comes back, the address is mended, and the invitation leaves anew."""
    database = outbox.database
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    with database.writing() as session:
        delivery = session.exec(select(Delivery).order_by(col(Delivery.id).desc())).first()
        assert delivery is not None
        arrives(session, postfix(the_letter(delivery), OUR_ADDRESS), NOW + MINUTE)
    assert outbox.tick(NOW + HOUR) == []

    with database.writing() as session:
        registration = session.exec(select(Registration)).one()
        session.get_one(Person, registration.person_id).address_refused = None
        registration.attention = True

    assert outbox.tick(NOW + 2 * HOUR) == [("invited", "ana")]
    assert [str(letter.calendar["METHOD"]) for letter in outbox.to("ana")] == ["REQUEST", "REQUEST"]
