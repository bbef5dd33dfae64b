"""What organisers decide of a discussion: when registration is open, whether they approve, which places they hold."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from events.models import Discussion, Series
from events.plans import Wrongs
from events.queries import hold
from foundation.languages import say
from foundation.moments import instant_of
from foundation.people import clean_text
from foundation.refusals import Missing, Refused
from registrations import seats
from registrations.admission import places
from registrations.admission.models import HeldPlaces

UNION_LIMIT, MOST_HOURS = 200, 168
OPENS, CLOSES, UNTIL = "registration_opens_local", "registration_closes_local", "until_local"


@dataclass(frozen=True, kw_only=True)
class Admission:
    """How one comes in. Wall times in the zone of the discussion, naive; None is as long as it is published."""

    opens_local: datetime | None = None
    closes_local: datetime | None = None
    needs_approval: bool = False


def decide(session: Session, discussion: Discussion, said: Admission) -> None:
    """From now on; who is registered stays so, who asked still waits for a word. Refused: hours that cannot be."""
    with Wrongs() as wrongs:
        opens_at = wrongs.note(_instant, said.opens_local, discussion.timezone, OPENS)
        closes_at = wrongs.note(_instant, said.closes_local, discussion.timezone, CLOSES)
        if opens_at and closes_at and closes_at <= opens_at:
            wrongs.found.append(Refused(say("Registration must open before it closes."), CLOSES))
        if opens_at and opens_at >= discussion.ends_at:
            wrongs.found.append(Refused(say("Registration must open before the discussion is over."), OPENS))
    hold(session, discussion)
    discussion.registration_opens_local, discussion.registration_closes_local = said.opens_local, said.closes_local
    discussion.needs_approval = said.needs_approval
    session.flush()


def hold_places(
    session: Session, discussion: Discussion, union: str, number: int | None, *, until_local: datetime | None,
    now: datetime,
) -> HeldPlaces:  # fmt: skip
    """Hold some of the free seats for the members of a union; those who wait get theirs at once."""
    hold(session, discussion)
    union = clean_text(union)
    with Wrongs() as wrongs:
        if not 0 < len(union) <= UNION_LIMIT:
            wrongs.found.append(Refused(say("Please write the name of the union."), "union"))
        wrongs.note(_refuse_too_many, discussion, number)
        wrongs.note(_refuse_odd_end, discussion, until_local, now)
    assert number is not None and until_local is not None, "refused above"
    made = HeldPlaces(discussion_id=discussion.id or 0, union=union, places=number, until_local=until_local)
    session.add(made)
    discussion.seats_held += number
    discussion.attention_at = now
    session.flush()
    seats.fill_free_seats(session, discussion, now)
    return made


def release(session: Session, discussion: Discussion, number: int, now: datetime) -> None:
    """What nobody has taken goes to everybody; twice is once."""
    hold(session, discussion)
    found = session.get(HeldPlaces, number)
    if found is None or found.discussion_id != discussion.id:
        raise Missing
    discussion.seats_held -= places.end(found, now)
    session.flush()
    seats.fill_free_seats(session, discussion, now)


def set_offer_hours(session: Session, series: Series, hours: int | None) -> None:
    """How long somebody may think about a freed seat; none gives it to them at once."""
    hours = hours or 0
    if hours > MOST_HOURS:
        raise Refused(say("At most {hours} hours, which is a week.", hours=MOST_HOURS), "offer_hours")
    series.offer_hours = hours
    session.flush()


def _instant(wall: datetime | None, zone: str, field: str) -> datetime | None:
    return None if wall is None else instant_of(wall, zone, field)


def _refuse_too_many(discussion: Discussion, number: int | None) -> None:
    if discussion.capacity is None:
        raise Refused(say("Say first how many seats there are: of as many as come none need be held."), "places")
    free = discussion.capacity - discussion.seats_taken - discussion.seats_held
    if number is None or not 1 <= number <= free:
        raise Refused(say("Between 1 and the {free} seats that are free now.", free=free), "places")


def _refuse_odd_end(discussion: Discussion, wall: datetime | None, now: datetime) -> None:
    if wall is None:
        raise Refused(say("Please say until when they are held."), UNTIL)
    if not now < instant_of(wall, discussion.timezone, UNTIL) <= discussion.starts_at:
        raise Refused(say("Choose a moment between now and the start."), UNTIL)
