"""Registering members of a union through somebody else: within the quota, each person once, nobody against their will.

The coordinator learns nothing of anybody but what they typed themselves: who was known before is entered like who was
not (trust.md, Access).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from events.models import Discussion
from events.queries import hold
from foundation.languages import say
from foundation.people import NUMBER, contact_of
from foundation.refusals import Conflict, Refused
from registrations.coordinators.models import Brought, Coordinator, Member
from registrations.models import Registration, Status
from registrations.register import Answers, refuse_if_closed, register_held


def refuse_if_ended(coordinator: Coordinator, now: datetime) -> None:
    if not coordinator.takes_names(now):
        raise Conflict(say("The time of this link is over. The organisers can make it longer."))


def places_left(session: Session, coordinator: Coordinator) -> int:
    """How many more people the list takes; a lower quota never makes it less than none."""
    listed = select(func.count()).where(Member.coordinator_id == coordinator.id, col(Member.ended_at).is_(None))
    return max(0, coordinator.quota - session.exec(listed).one())


class Intake:
    """A list that is being entered: the coordinator and the discussions are held until the end of the transaction, in
    one order for everybody, and each person is registered for all of `discussions`."""

    def __init__(
        self, session: Session, coordinator: Coordinator, discussions: Sequence[Discussion], now: datetime
    ) -> None:
        session.refresh(coordinator, with_for_update=True)
        refuse_if_ended(coordinator, now)
        for discussion in sorted(discussions, key=lambda one: one.id or 0):
            hold(session, discussion)
            refuse_if_closed(discussion, now)
        self.session, self.coordinator, self.discussions, self.now = session, coordinator, discussions, now
        self.left = places_left(session, coordinator)
        self._listed: dict[int, Member] = {
            member.person_id: member
            for member in session.exec(select(Member).where(Member.coordinator_id == coordinator.id)).all()
        }

    def admit(self, answers: Answers) -> Member:
        """Put one person on the list. Refused before anything is written: on it already, unwilling, no place left."""
        known = NUMBER.first(self.session, {"contact": contact_of(answers.email, answers.phone)})
        person_id = None if known is None else int(known[0])
        self._refuse_unless_welcome(person_id)
        alone = self._registered_alone(person_id)
        numbers = [register_held(self.session, one, answers, self.now) for one in self.discussions]
        registrations = [self.session.get_one(Registration, number) for number in numbers]
        member = self._on_the_list(registrations[0].person_id, answers.full_name)
        for registration in registrations:
            turn = 0 if registration.id in alone else registration.turn
            self.session.merge(Brought(member_id=member.id or 0, registration_id=registration.id or 0, turn=turn))
        self.left -= 1
        return member

    def _refuse_unless_welcome(self, person_id: int | None) -> None:
        listed = self._listed.get(person_id or 0)
        if listed is not None and listed.ended_at is None:
            raise Refused(say("This person is on your list already."), "contact")
        if person_id is not None and self._is_unwilling(person_id):
            raise Refused(say("This person does not want to be registered by others."), "contact")
        if self.left == 0:
            raise Refused(say("Your list is full: it has {quota} places.", quota=self.coordinator.quota))

    def _is_unwilling(self, person_id: int) -> bool:
        said_so = select(Member.id).where(Member.person_id == person_id, col(Member.refused)).limit(1)
        return self.session.exec(said_so).first() is not None

    def _registered_alone(self, person_id: int | None) -> set[int | None]:
        """The registrations that stand without us."""
        if person_id is None:
            return set()
        here = [one.id for one in self.discussions]
        return set(self.session.exec(
            select(Registration.id).where(Registration.person_id == person_id, Registration.status != Status.CANCELLED,
                                          col(Registration.discussion_id).in_(here))
        ).all())  # fmt: skip

    def _on_the_list(self, person_id: int, full_name: str) -> Member:
        member = self._listed.get(person_id)
        if member is None:
            member = Member(coordinator_id=self.coordinator.id or 0, person_id=person_id, full_name=full_name,
                            entered_at=self.now)  # fmt: skip
            self._listed[person_id] = member
        member.full_name, member.entered_at, member.ended_at = full_name, self.now, None
        self.session.add(member)
        self.session.flush()
        return member
