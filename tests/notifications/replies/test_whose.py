"""Whose answer it is: the UID and the attendee say so, and nothing else is trusted."""

import pytest
from sqlmodel import select

from events.calendar import new_uid
from foundation.languages import speaking
from foundation.refusals import Conflict
from notifications.models import IncomingState, OtherAddress
from notifications.replies.matching import same_mailbox
from notifications.replies.settling import count_answer, send_again, settle
from registrations.models import Status
from tests.builders import NOW, refusals, registered
from tests.notifications.house import HOUR, MINUTE
from tests.notifications.replies.clients import Said, event, mail, part
from tests.notifications.replies.props import Invited, arrives, every_field, invited, outcome

UNKNOWN_ADDRESS = ("answer", "held", "The answer comes from an address that is not known here.")
UNKNOWN = ("answer", "held", "It answers an invitation that is not known here.")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ana@union.example", "ANA@Union.Example", True),
        ("ana+webinar@union.example", "ana@union.example", True),
        ("ana@büro.example", "ana@xn--bro-hoa.example", True),
        ("ana@BÜRO.example", "Ana@XN--BRO-HOA.EXAMPLE", True),
        ("ana@union.example", "anna@union.example", False),
        ("ana@union.example", "ana@union.example.org", False),
        ("+ana@union.example", "+budi@union.example", False),
    ],
)
def test_an_address_is_the_same_in_all_its_forms(one: str, other: str, *, same: bool) -> None:
    assert same_mailbox(one, other) is same


def test_one_attendee_of_several_may_be_ours(ana: Invited) -> None:
    both = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:boss@union.example\r\nATTENDEE;PARTSTAT=DECLINED:mailto:Ana@union.example"

    came = arrives(ana.session, mail(part("text/calendar", event(Said(uid=ana.uid), attendee=both))))

    assert (outcome(came), came.attendee) == (("answer", "applied", ""), "Ana@union.example")
    assert ana.state == ("declined", Status.CANCELLED)


def test_nobody_asks_who_sent_it(ana: Invited) -> None:
    file = part("text/calendar", event(Said(uid=ana.uid)))

    came = arrives(ana.session, mail(file, sender="Budi <budi@else.example>"))

    assert outcome(came) == ("answer", "applied", "")


def test_an_unknown_address_is_held_for_the_organiser(ana: Invited) -> None:
    came = ana.says("DECLINED", attendee="ana.private@post.example", comment="I am ill")

    assert (outcome(came), ana.state) == (UNKNOWN_ADDRESS, (None, Status.CONFIRMED))
    assert every_field(came, "from_address", "subject", "kind", "state", "reason") == {
        "attendee": "ana.private@post.example", "partstat": "DECLINED", "dtstamp": NOW, "comment": "I am ill",
    }  # fmt: skip
    assert (came.person_id, came.discussion_id, came.entry_id) == (ana.person_id, ana.discussion.id, ana.entry.id)
    assert came.content is not None and came.office_id is not None
    assert ana.person.known_at is None


def test_an_answer_that_the_organiser_counts_is_applied_and_its_address_remembered(ana: Invited) -> None:
    came = ana.says("DECLINED", attendee="Ana.Private@post.example")

    with speaking("id"):
        count_answer(ana.session, came, NOW + HOUR)

    assert (outcome(came), ana.state) == (("answer", "applied", ""), ("declined", Status.CANCELLED))
    assert (came.content, came.settled_at) == (None, NOW + HOUR)
    assert ana.session.exec(select(OtherAddress.address)).all() == ["ana.private@post.example"]
    later = ana.says("ACCEPTED", attendee="ana.private@POST.example", at=NOW + MINUTE, now=NOW + 2 * HOUR)
    assert (outcome(later), ana.state) == (("answer", "applied", ""), ("accepted", Status.CONFIRMED))


def test_an_answer_that_is_counted_late_does_not_replace_a_later_one(ana: Invited) -> None:
    came = ana.says("DECLINED", attendee="ana@post.example")
    ana.says("ACCEPTED", at=NOW + MINUTE, now=NOW + MINUTE)

    with speaking("id"):
        count_answer(ana.session, came, NOW + HOUR)

    assert outcome(came) == ("answer", "noted", "A later answer of this person is known already.")
    assert ana.state == ("accepted", Status.CONFIRMED)


def test_a_message_is_decided_once(ana: Invited) -> None:
    came = ana.says("DECLINED", attendee="ana@post.example")
    settle(ana.session, came, NOW)
    assert (came.state, came.content, came.settled_at) == (IncomingState.SETTLED, None, NOW)

    for decide in (count_answer, settle, send_again):
        with pytest.raises(Conflict, match="dealt with already"):
            decide(ana.session, came, NOW + HOUR)

    assert ana.state == (None, Status.CONFIRMED)


def test_only_an_answer_can_be_counted_and_only_a_wish_for_the_entry_granted(ana: Invited) -> None:
    letter = arrives(ana.session, mail(part("text/plain", b"When is it?")))
    wish = ana.says(method="REFRESH")

    said = {None: "This message is about no invitation that can be found."}
    assert refusals(ana.session, count_answer, letter, NOW) == said
    assert refusals(ana.session, count_answer, wish, NOW) == said
    assert refusals(ana.session, send_again, letter, NOW) == said


def test_the_uid_of_one_with_the_address_of_another_is_held(ana: Invited) -> None:
    registered(ana.session, ana.discussion, "Budi")
    budi = invited(ana.session, ana.discussion, "budi@union.example")

    came = ana.says("DECLINED", attendee="budi@union.example")

    assert outcome(came) == UNKNOWN_ADDRESS
    assert ana.state == budi.state == (None, Status.CONFIRMED)


@pytest.mark.parametrize("uid", ["", "0" * 32, "feed-" + "0" * 32, "x" * 71, "%", "';--", "a\x00b", "é", "\ud800"])
def test_a_forged_uid_reaches_nobody(ana: Invited, uid: str) -> None:
    file = event(Said(uid="UID", attendee="unknown@else.example", partstat="DECLINED"))
    content = mail(part("text/calendar", file.replace(b"UID:UID", b"UID:" + uid.encode(errors="surrogatepass"))),
                   sender="x@else.example")  # fmt: skip

    assert outcome(arrives(ana.session, content)) == UNKNOWN
    assert ana.state == (None, Status.CONFIRMED)


def test_an_answer_to_an_invitation_that_was_taken_back_is_noted(ana: Invited) -> None:
    ana.entry.uid = new_uid()

    came = ana.says("DECLINED")

    assert outcome(came) == ("answer", "noted", "It answers an invitation that has been taken back.")
    assert (came.person_id, came.entry_id, came.content) == (ana.person_id, None, None)
    assert ana.state == (None, Status.CONFIRMED)


def test_an_unknown_uid_of_somebody_who_was_never_invited_is_held(ana: Invited) -> None:
    ana.entry.messages = 0
    ana.entry.uid = new_uid()

    assert outcome(ana.says("DECLINED")) == UNKNOWN


def test_answers_to_several_invitations_in_one_mail_are_held(ana: Invited) -> None:
    registered(ana.session, ana.discussion, "Budi")
    budi = invited(ana.session, ana.discussion, "budi@union.example")
    files = [event(Said(uid=who.uid, attendee=str(who.person.email), partstat="DECLINED")) for who in (ana, budi)]

    came = arrives(ana.session, mail(*(part("text/calendar", file) for file in files)))

    assert outcome(came) == ("answer", "held", "It answers several invitations at once.")
    assert ana.state == budi.state == (None, Status.CONFIRMED)


def test_an_answer_beside_events_of_others_is_found(ana: Invited) -> None:
    foreign = event(Said(uid="somebody-else@calendar.example", partstat="DECLINED"))

    came = arrives(ana.session, mail(part("text/calendar", foreign), part("text/calendar", event(Said(uid=ana.uid)))))

    assert (outcome(came), ana.state) == (("answer", "applied", ""), ("accepted", Status.CONFIRMED))


def test_an_answer_that_names_nobody_is_held(ana: Invited) -> None:
    came = arrives(ana.session, mail(part("text/calendar", event(Said(uid=ana.uid), attendee="X-NOBODY:1"))))

    assert outcome(came) == ("answer", "held", "It names nobody who answers.")
    assert refusals(ana.session, count_answer, came, NOW) == {None: "It names nobody whose answer it could be."}
