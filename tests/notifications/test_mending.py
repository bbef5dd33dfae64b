"""An address that came back is corrected at the desk, and what is still true is sent to it."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.database import Database
from foundation.languages import say
from foundation.people import Office, Person
from foundation.refusals import Conflict, Missing
from foundation.sign_in import Desk, add_organiser
from notifications.channels import Rejected
from notifications.mending import may_mend, mend_address, mended_before, person_of_office
from notifications.models import Delivery, DeliveryState
from notifications.replies.arrivals import Envelope, receive
from notifications.resending import send_again
from registrations.models import Registration
from registrations.seats import give_up
from tests.builders import FRIDAY, NOW, an_office, refusals
from tests.notifications.house import EVE, HOUR, MINUTE, a_quiet_house, again, ana_registers
from tests.notifications.replies.servers import postfix, return_path, the_letter
from tests.outbox import Outbox

SETTLE = timedelta(minutes=2)
REFUSED = {"email": "Another person is known by this address already."}


def refuse_ana(recipient: str) -> None:
    if recipient == "ana@union.example":
        raise Rejected(say("The mail server did not accept the address: {reply}", reply="550"), bad_address=True)


def sari(session: Session) -> Desk:
    office = an_office(session)
    return Desk(add_organiser(session, "sari@office.example", office, NOW), office)


def ana(session: Session) -> Person:
    return session.exec(select(Person).where(Person.full_name == "Ana")).one()


def mend(database: Database, email: str, now: datetime = NOW + HOUR) -> None:
    with database.writing() as session:
        mend_address(session, sari(session), ana(session), email, now=now, settle=SETTLE)


def letters(database: Database) -> list[tuple[str, DeliveryState, int]]:
    with database.reading() as session:
        found = session.exec(
            select(Delivery).where(Delivery.person_id == ana(session).id).order_by(col(Delivery.id))
        ).all()
        return [(one.kind, one.state, one.occasion) for one in found]


def comes_back(database: Database, now: datetime) -> None:
    """The last letter to Ana."""
    with database.writing() as session:
        mine = select(Delivery).where(Delivery.person_id == ana(session).id).order_by(col(Delivery.id))
        found = session.exec(mine).all()[-1]
        receive(session, postfix(the_letter(found, "uid"), return_path(found)), Envelope(), now)


def test_a_refused_invitation_reaches_the_corrected_address_as_the_same_letter(
    database: Database, outbox: Outbox
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.refusing = refuse_ana
    outbox.tick(NOW)
    with database.reading() as session:
        first = session.exec(select(Delivery).where(Delivery.person_id == ana(session).id)).one()

    mend(database, "ana.contohan@union.example")
    outbox.tick(NOW + HOUR)

    (letter,) = outbox.to("ana.contohan")
    assert f"<{first.id}." in str(letter.message["Message-ID"])
    assert letters(database) == [("invited", DeliveryState.SENT, 0)]
    assert outbox.tick(NOW + 2 * HOUR) == []


def test_an_invitation_that_came_back_begins_anew(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    comes_back(database, NOW + MINUTE)

    mend(database, "ana.contohan@union.example")
    outbox.tick(NOW + HOUR)

    assert letters(database) == [("invited", DeliveryState.BOUNCED, 0), ("invited", DeliveryState.SENT, 1)]
    assert [letter.event["SEQUENCE"] for letter in outbox.to("ana.contohan")] == [0]


def test_what_was_never_planned_while_nothing_could_reach_them_is_sent_as_well(
    database: Database, outbox: Outbox
) -> None:
    first = a_quiet_house(database, outbox)
    second = a_quiet_house(database, outbox, starts_at_local=FRIDAY)
    ana_registers(database, first)
    outbox.refusing = refuse_ana
    outbox.tick(NOW)
    ana_registers(database, second, now=NOW + MINUTE)
    outbox.tick(NOW + MINUTE)

    mend(database, "ana.contohan@union.example")
    outbox.tick(NOW + HOUR)

    assert letters(database) == [("invited", DeliveryState.SENT, 0)] * 2


@pytest.mark.parametrize(("mended_at", "state"), [(HOUR, DeliveryState.SENT), (19 * HOUR, DeliveryState.BOUNCED)])
def test_a_reminder_that_came_back_is_sent_again_while_it_is_true(
    database: Database, outbox: Outbox, *, mended_at: timedelta, state: DeliveryState
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    outbox.tick(EVE)
    comes_back(database, EVE + MINUTE)

    mend(database, "ana.contohan@union.example", EVE + mended_at)
    outbox.tick(EVE + mended_at)

    assert letters(database) == [("invited", DeliveryState.SENT, 0), ("reminder_day", state, 0)]
    assert len(outbox.to("ana.contohan")) == (1 if state == DeliveryState.SENT else 0)


def test_the_earlier_address_is_put_back_in_the_same_way(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.refusing = refuse_ana
    outbox.tick(NOW)

    mend(database, "anna@union.example")
    mend(database, "ana@union.example")

    with database.reading() as session:
        person, office = ana(session), session.exec(select(Office)).first()
        assert office is not None
        assert (person.email, person.contact) == ("ana@union.example", "mailto:ana@union.example")
        assert [(one.before, one.after) for one in mended_before(session, office, person)] == [
            ("anna@union.example", "ana@union.example"), ("ana@union.example", "anna@union.example"),
        ]  # fmt: skip


def test_nobody_takes_the_address_of_somebody_else(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    ana_registers(database, discussion, "Ben")
    outbox.refusing = refuse_ana
    outbox.tick(NOW)

    with database.writing() as session:
        desk, person = sari(session), ana(session)
        said = [refusals(session, lambda session, typed=typed: mend_address(
            session, desk, person, typed, now=NOW, settle=SETTLE)) for typed in ("BEN@union.example", "nonsense")]

    assert said == [REFUSED, {"email": "Please enter a valid email address."}]


def test_a_sound_address_and_that_of_an_organiser_are_left_alone(database: Database, outbox: Outbox) -> None:
    """Whoever reads the mailbox of an organiser sits at a desk."""
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    with database.writing() as session:
        desk, person = sari(session), ana(session)
        is_sound = may_mend(session, desk.office, person)
        person.address_refused = "550"
        is_refused = may_mend(session, desk.office, person)
        add_organiser(session, "ana@union.example", an_office(session, "Office B"), NOW)
        assert (is_sound, is_refused, may_mend(session, desk.office, person)) == (False, True, False)
        with pytest.raises(Conflict):
            mend_address(session, desk, person, "mine@evil.example", now=NOW, settle=SETTLE)


def test_another_office_knows_nobody_of_ours(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    registration = ana_registers(database, discussion)

    with database.writing() as session:
        found = person_of_office(session, an_office(session), registration.person_id)
        with pytest.raises(Missing):
            person_of_office(session, an_office(session, "Office B"), registration.person_id)

    assert found.full_name == "Ana"


# One message


def failed(session: Session, discussion: Discussion) -> Delivery:
    """Ana's, after the mail server refused it for a reason that is not her address."""
    return session.exec(select(Delivery).where(
        Delivery.discussion_id == discussion.id, Delivery.state == DeliveryState.FAILED)).one()


def test_a_message_that_failed_is_sent_again_at_once(database: Database, outbox: Outbox) -> None:
    discussion = refused_once(database, outbox)

    with database.writing() as session:
        send_again(session, failed(session, discussion), NOW + HOUR, SETTLE)
    outbox.tick(NOW + HOUR)

    assert letters(database) == [("invited", DeliveryState.SENT, 0)]
    assert len(outbox.to("ana")) == 1


def test_what_is_no_longer_true_is_not_sent_again(database: Database, outbox: Outbox) -> None:
    discussion = refused_once(database, outbox)

    with database.writing() as session:
        found, delivery = again(session, discussion), failed(session, discussion)
        give_up(session, found, session.exec(select(Registration)).one(), NOW)
        said = refusals(session, lambda session: send_again(session, delivery, NOW + HOUR, SETTLE))

    assert said == {None: "No longer true: the person's part or the date has changed since it was planned."}


def test_a_letter_that_came_back_for_the_time_being_is_sent_again(database: Database, outbox: Outbox) -> None:
    """The calendar was told nothing by it: the next one says the same anew."""
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    with database.writing() as session:
        delivery = session.exec(select(Delivery).where(Delivery.person_id == ana(session).id)).one()
        delivery.state = DeliveryState.BOUNCED
        session.flush()
        send_again(session, delivery, NOW + HOUR, SETTLE)
    outbox.tick(NOW + HOUR)

    assert letters(database) == [("invited", DeliveryState.BOUNCED, 0), ("invited", DeliveryState.SENT, 1)]


def refused_once(database: Database, outbox: Outbox) -> Discussion:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.refusing = refuse_message
    outbox.tick(NOW)
    outbox.refusing = lambda recipient: None
    return discussion


def refuse_message(recipient: str) -> None:
    raise Rejected(say("The mail server refused the message: {reply}", reply="554"))
