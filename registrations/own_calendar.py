"""The discussions of a series that one person is registered for, as they stand in that person's calendar."""

from collections.abc import Sequence

from sqlmodel import Session

from events.calendar import FeedEntry
from events.feeds import OwnPart, in_feed, personal_entry
from events.models import Discussion
from foundation.languages import say
from foundation.people import Person
from registrations.models import Registration
from registrations.register import personal_path

NOT_A_SEAT = say("You are on the waiting list; this is not a seat yet.")
NOT_APPROVED = say("The organisers have your request; this is not a seat yet.")


def entry_of(registration: Registration, discussion: Discussion, person: Person, page_url: str) -> FeedEntry:
    """A place on the waiting list is tentative, and says so; a seat that was given up is cancelled."""
    waits = registration.is_waiting or registration.is_pending
    note = NOT_APPROVED if registration.is_pending else NOT_A_SEAT
    notes = [note.in_language(person.language)] if waits else []
    own = OwnPart(page_url=page_url, notes=notes, cancelled=registration.is_cancelled, tentative=waits)
    return personal_entry(discussion, person, own)


def entries_of(
    session: Session, own: Sequence[tuple[Registration, Discussion]], person: Person, base_url: str
) -> list[FeedEntry]:
    """One entry for each registration, leading to its own page."""
    return [
        in_feed(
            entry_of(registration, discussion, person, base_url + personal_path(session, registration)),
            f"{base_url}/registrations/{registration.id}", discussion,
            (registration.registered_at, registration.confirmed_at, registration.waiting_since,
             registration.cancelled_at),
        )
        for registration, discussion in own
    ]  # fmt: skip
