"""The letter for an employer: who is invited, when, by whom. It does not name their union, and to who wants discreet
letters not even what it is about (domain.md, Law and privacy). Nothing of it is kept.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from events.models import Discussion
from events.queries import series_of
from foundation.languages import Message, say
from foundation.moments import Moment, both_zones, duration, long_date
from foundation.papers import paper
from foundation.people import Office, Person
from foundation.refusals import Conflict, Refused
from registrations.certificates.holding import NAME, is_the_name
from registrations.models import Registration

SHEET = Path(__file__).parent / "sheets" / "letter.typ"
HEADING, GREETING = say("Invitation"), say("To whom it may concern")
ONLINE = say("It takes place online; there is no need to travel.")
ASKED = say("This letter was made at the wish of the person it names, for them to pass on. We sent it to nobody.")
WHEN, LENGTH = say("When"), say("Length")


@dataclass(frozen=True)
class Invited:
    """Somebody with a seat in a discussion that is still to come."""

    registration: Registration
    discussion: Discussion
    person: Person


def refuse_unless_invited(invited: Invited, typed: str, now: datetime) -> None:
    """Of somebody known by a phone number alone the link may be in the hands of a stranger who typed the number
    (decisions/0005): they write the name that was registered."""
    discussion = invited.discussion
    if not invited.registration.is_confirmed or not discussion.is_published or discussion.is_over(now):
        raise Conflict(say("The letter is for those who hold a seat in a discussion that is still to come."))
    if invited.person.email is None and not is_the_name(typed, invited.registration.full_name):
        raise Refused(say("This is not the name that was registered here."), NAME)


def letter(session: Session, invited: Invited, language: str, now: datetime) -> bytes:
    """PDF."""
    return paper(SHEET, said_to(session, invited, language, now), now)


def said_to(session: Session, invited: Invited, language: str, now: datetime) -> dict[str, str]:
    """What stands in it, dated today where the discussion is at home."""
    discussion, person = invited.discussion, invited.person
    series = series_of(session, discussion)
    invites = _invites(invited, series.title)
    words = {
        "heading": HEADING, "greeting": GREETING, "invites": invites, "online": ONLINE, "asked": ASKED,
        "when_label": WHEN, "length_label": LENGTH, "today": Moment(now, discussion.timezone, long_date),
    }  # fmt: skip
    return {
        **{name: wording.in_language(language) for name, wording in words.items()}, "language": language,
        "office": session.get_one(Office, series.office_id).name, "length": duration(discussion.minutes, language),
        "when": both_zones(discussion.starts_at, person.timezone, discussion.timezone, language),
    }  # fmt: skip


def _invites(invited: Invited, series: str) -> Message:
    name = invited.registration.full_name
    if invited.person.discreet:
        return say("We invite {name} to take part in an online discussion.", name=name)
    return say("We invite {name} to take part in the discussion “{title}” of the series “{series}”.", name=name,
               title=invited.discussion.title, series=series)  # fmt: skip
