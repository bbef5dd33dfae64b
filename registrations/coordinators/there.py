"""People around one screen: while a check-in is open their coordinator says who of the list is there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from events.models import Discussion
from foundation.languages import say
from foundation.refusals import Conflict
from registrations.attendance.check_in import enter
from registrations.attendance.hours import hours_of
from registrations.coordinators.models import Coordinator, Member
from registrations.coordinators.queries import Listed, covered_discussions, listed_by
from registrations.models import Status


@dataclass(frozen=True)
class Now:
    """A discussion under way, and the numbers of its check-ins that are open."""

    discussion: Discussion
    numbers: Sequence[int]

    def members(self, listed: Sequence[Listed]) -> list[Member]:
        """Who holds a seat, as far as the coordinator may know; by name, as one calls a roll."""
        here = [one.member for one in listed if any(
            discussion.id == self.discussion.id and status is Status.CONFIRMED for _, discussion, status in one.places
        )]  # fmt: skip
        return sorted(here, key=lambda member: (member.full_name.casefold(), member.id))


def under_way(session: Session, coordinator: Coordinator, now: datetime) -> Now | None:
    """Of the discussions that this link covers."""
    for discussion in covered_discussions(session, coordinator):
        if discussion.has_begun(now) and discussion.is_door_open(now) and not discussion.is_cancelled:
            open_ones = [hours.number for hours in hours_of(session, discussion) if hours.is_open(now)]
            if open_ones:
                return Now(discussion, open_ones)
    return None


def enter_members(session: Session, coordinator: Coordinator, ticked: Collection[int], now: datetime) -> int:
    """Check in these members of the list; how many were ticked. Who has tapped already stays as they are, and nobody
    learns here who had."""
    found = under_way(session, coordinator, now)
    if found is None:
        raise Conflict(say("No check-in is open now. Please ask the organisers to enter your people."))
    chosen = [one for one in listed_by(session, coordinator) if one.member.id in ticked]
    registrations = [registration.id for one in chosen for registration, discussion, _ in one.places
                     if discussion.id == found.discussion.id and registration.id is not None]  # fmt: skip
    enter(session, found.discussion, found.numbers, registrations, by_id=None, now=now)
    return len(chosen)
