"""What waits for an organiser, and what is only noted."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from notifications.models import IncomingState
from notifications.replies.settling import send_again
from registrations.models import Status
from tests.builders import NOW, THURSDAY, a_published_discussion, a_series, an_office, registered
from tests.notifications.house import HOUR, MINUTE
from tests.notifications.replies.clients import (
    CLIENTS,
    END,
    OUR_ADDRESS,
    START,
    Said,
    event,
    mail,
    part,
    plain,
)
from tests.notifications.replies.props import Invited, arrives, every_field, outcome

DAY = timedelta(days=1)
LETTER = ("other", "held", "Somebody has written a letter.")
AUTOMATIC = ("automatic", "noted", "An automatic reply.")


@pytest.mark.parametrize("client", CLIENTS[:2], ids=lambda client: client.__name__)
def test_another_time_is_shown_to_the_organiser(ana: Invited, client: Callable[[Said], bytes]) -> None:
    said = Said(uid=ana.uid, method="COUNTER", partstat="TENTATIVE", starts_at=START + DAY, ends_at=END + DAY,
                comment="Wednesday is market day")  # fmt: skip

    came = arrives(ana.session, client(said))

    assert every_field(came, "from_address", "subject") == {
        "kind": "counter", "state": "held", "reason": "Another time is proposed.", "attendee": "ana@union.example",
        "partstat": "TENTATIVE", "dtstamp": NOW, "comment": "Wednesday is market day",
        "proposed_starts_at": START + DAY, "proposed_ends_at": END + DAY,
    }  # fmt: skip
    assert came.content is not None
    assert ana.state == (None, Status.CONFIRMED)


def test_a_time_that_cannot_be_read_is_left_empty(ana: Invited) -> None:
    odd = ("DTSTART;TZID=Customized Time Zone:20270225T140000", "DURATION:PT1H30M")

    came = arrives(ana.session, mail(part("text/calendar", event(Said(uid=ana.uid, method="COUNTER"), moments=odd))))

    assert (came.proposed_starts_at, came.proposed_ends_at, came.state) == (None, None, IncomingState.HELD)


def test_a_length_says_when_the_proposed_time_ends(ana: Invited) -> None:
    times = ("DTSTART:20270225T070000Z", "DURATION:PT45M")

    came = arrives(ana.session, mail(part("text/calendar", event(Said(uid=ana.uid, method="COUNTER"), moments=times))))

    assert came.proposed_ends_at == START + DAY + timedelta(minutes=45)


def test_who_sends_somebody_else_is_shown_to_the_organiser(ana: Invited) -> None:
    came = ana.says("DELEGATED", params=';DELEGATED-TO="mailto:Budi@union.example"')

    assert outcome(came) == ("answer", "held", "Somebody else is to come instead.")
    assert (came.delegated_to, ana.state) == ("Budi@union.example", ("delegated", Status.CONFIRMED))


def test_the_answer_of_who_was_sent_instead_is_held(ana: Invited) -> None:
    ana.says("DELEGATED", params=';DELEGATED-TO="mailto:budi@union.example"')

    came = ana.says("ACCEPTED", attendee="budi@union.example", params=';DELEGATED-FROM="mailto:ana@union.example"',
                    at=NOW + MINUTE, now=NOW + MINUTE)  # fmt: skip

    assert outcome(came) == ("answer", "held", "The answer comes from an address that is not known here.")
    assert ana.entry.answer == "delegated"


def test_a_wish_for_the_entry_is_granted_by_the_organiser(ana: Invited) -> None:
    came = ana.says(method="REFRESH")
    assert outcome(came) == ("refresh", "held", "The calendar asks for its entry once more.")
    ana.registration.attention = False

    send_again(ana.session, came, NOW + HOUR)

    assert (came.state, came.content, came.settled_at) == (IncomingState.SETTLED, None, NOW + HOUR)
    ana.session.refresh(ana.registration)
    assert (ana.entry.is_wanted, ana.registration.attention) == (True, True)


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "ADD", "DECLINECOUNTER", "X-OURS"])
def test_what_is_no_answer_is_noted_and_changes_nothing(ana: Invited, method: str) -> None:
    came = arrives(ana.session, mail(plain(), part("text/calendar", event(Said(uid=ana.uid, method=method)))))

    assert outcome(came) == ("other", "noted", "A calendar file that answers no invitation.")
    assert (ana.state, came.content) == ((None, Status.CONFIRMED), None)


@pytest.mark.parametrize(
    "head",
    ["Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated (vacation)", "Precedence: bulk",
     "X-Autoreply: yes", "Precedence: auto_reply", "X-Autorespond: Away", "X-Auto-Response-Suppress: All"],
)  # fmt: skip
def test_an_absence_is_noted(ana: Invited, head: str) -> None:
    came = arrives(ana.session, mail(plain("I am away until Monday."), head=(head,)))

    assert outcome(came) == AUTOMATIC
    assert (came.person_id, came.content) == (ana.person_id, None)


def test_a_receipt_is_noted(ana: Invited) -> None:
    read = part("message/disposition-notification", b"Disposition: manual-action/MDN-sent-manually; displayed\r\n")

    came = arrives(ana.session, mail(plain(), read, kind="report", params="; report-type=disposition-notification"))

    assert outcome(came) == AUTOMATIC


def test_an_answer_that_a_robot_sends_counts_all_the_same(ana: Invited) -> None:
    head = ("Auto-Submitted: auto-replied", "Precedence: bulk", "X-Auto-Response-Suppress: All", "Return-Path: <>")

    came = arrives(ana.session, mail(part("text/calendar", event(Said(uid=ana.uid))), head=head))

    assert outcome(came) == ("answer", "applied", "")


@pytest.mark.parametrize("head", ["Auto-Submitted: no", "Precedence: list", "X-Mailer: Webmail"])
def test_a_letter_of_a_human_is_held_as_it_is(ana: Invited, head: str) -> None:
    content = mail(plain("I cannot find the link."), head=(head, "In-Reply-To: <1@else.example>"), subject="The link")

    came = arrives(ana.session, content)

    assert outcome(came) == LETTER
    assert (came.subject, came.from_address, came.content) == ("The link", "ana@union.example", content)
    assert (came.person_id, came.discussion_id) == (ana.person_id, None)


def test_a_calendar_file_without_a_method_is_a_letter(ana: Invited) -> None:
    file = event(Said(uid=ana.uid, partstat="DECLINED"), method=False)

    assert outcome(arrives(ana.session, mail(plain("My calendar"), part("text/calendar", file)))) == LETTER
    assert ana.state == (None, Status.CONFIRMED)


def test_an_answer_inside_a_mail_that_is_passed_on_is_not_one(ana: Invited) -> None:
    inside = mail(part("text/calendar; method=REPLY", event(Said(uid=ana.uid, partstat="DECLINED"))))

    assert outcome(arrives(ana.session, mail(plain("Look"), part("message/rfc822", inside)))) == LETTER
    assert ana.state == (None, Status.CONFIRMED)


def test_a_broken_calendar_file_is_held(ana: Invited) -> None:
    file = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VEVENT\r\nMETHOD:X"

    came = arrives(ana.session, mail(part("text/calendar", file)))

    assert outcome(came) == ("other", "held", "The calendar file in it cannot be read.")


def test_a_letter_goes_to_the_office_of_the_newest_discussion_of_its_writer(ana: Invited) -> None:
    jakarta, dili = an_office(ana.session), an_office(ana.session, "Country Office Dili")
    newest = a_published_discussion(ana.session, THURSDAY, series=a_series(ana.session, "Dili talks", office=dili))

    before = arrives(ana.session, mail(plain("One")))
    registered(ana.session, newest, "Ana")
    after = arrives(ana.session, mail(plain("Two")))
    rudi = arrives(ana.session, mail(plain("Three"), sender=f"rudi@{newest.slug}.example"))
    stranger = arrives(ana.session, mail(plain("Four"), sender="stranger@else.example"))

    offices = [came.office_id for came in (before, after, rudi, stranger)]
    assert offices == [jakarta.id, dili.id, dili.id, jakarta.id]


def test_an_answer_goes_to_the_office_of_its_discussion(ana: Invited) -> None:
    dili = an_office(ana.session, "Country Office Dili")
    registered(ana.session, a_published_discussion(
        ana.session, THURSDAY, series=a_series(ana.session, "Dili talks", office=dili)), "Ana")  # fmt: skip

    came = ana.says(method="COUNTER")

    assert came.office_id == an_office(ana.session).id


def test_nothing_is_ever_answered(ana: Invited) -> None:
    """A letter that leaves is a delivery; a message that came in makes none."""
    contents = [mail(plain()), mail(part("text/calendar", event(Said(uid=ana.uid, method="REFRESH"))), to=OUR_ADDRESS)]

    assert [arrives(ana.session, content).state for content in contents] == [IncomingState.HELD, IncomingState.HELD]
    assert not ana.entry.is_wanted
