"""Registering members of a union through somebody else: within the quota, each person once, nobody against their will.

The coordinator learns nothing of anybody but what they typed themselves: who was known before is entered like who was
not (trust.md, Access).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, func, insert, select
from sqlmodel import Session, SQLModel, col

from events.models import Discussion
from events.queries import hold
from foundation.database import insert_in
from foundation.languages import say
from foundation.people import KNOWN_BY, MERGED, Person, contact_of
from foundation.prepared import Prepared
from foundation.refusals import Conflict, Refused
from registrations.coordinators.models import Coordinator, Member
from registrations.models import Registration, Status
from registrations.privacy.consents import contacts_withdrawn, unwilling
from registrations.register import Answers, refuse_if_closed, register_all_held

_MEMBER, _BROUGHT = (SQLModel.metadata.tables[name] for name in ("member", "brought"))
ADD = Prepared(lambda _: insert(_MEMBER), "coordinator_id", "person_id", "full_name", "entered_at", "refused")


def _bringing(dialect: str) -> Executable:
    once = insert_in(dialect)(_BROUGHT)
    bringing: Executable = once.on_conflict_do_update(
        index_elements=["member_id", "registration_id"], set_={"turn": once.excluded.turn}
    )
    return bringing


BEHIND = select(col(Person.contact), KNOWN_BY).select_from(Person).outerjoin(*MERGED)
"""By a contact the person behind it, who may have been merged with another."""
BRING = Prepared(_bringing, "member_id", "registration_id", "turn")
AT_ONCE = 500
"""Rows looked up with one question: a list has thousands, and each question to PostgreSQL is a journey."""


def refuse_if_ended(coordinator: Coordinator, now: datetime) -> None:
    if not coordinator.takes_names(now):
        raise Conflict(say("The time of this link is over. The organisers can make it longer."))


def places_left(session: Session, coordinator: Coordinator) -> int:
    """How many more people the list takes; a lower quota never makes it less than none."""
    listed = select(func.count()).where(col(Member.coordinator_id) == coordinator.id, col(Member.ended_at).is_(None))
    return max(0, coordinator.quota - session.scalars(listed).one())


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
            for member in session.scalars(select(Member).where(col(Member.coordinator_id) == coordinator.id)).all()
        }
        self._contacts: set[str] = set()
        self._people: set[int] = set()
        """Of those who were admitted whoever was known before; one may be known by two contacts."""
        self._unwilling: Collection[int] = ()
        self._withdrew: Collection[str] = ()
        self._entered: list[tuple[int, str, bool]] = []
        """Registration, name as typed, and whether it stood without us."""

    @property
    def union(self) -> str:
        """Of everybody on the list."""
        return self.coordinator.union

    def admit_all(self, people: Sequence[Answers]) -> list[Refused | None]:
        """Put people on the list; of each what refused it, and None for who is on it now. Refused before anything is
        written of them: on it already, unwilling, no place left."""
        contacts = [contact_of(one.email, one.phone) for one in people]
        known = dict(self._among(BEHIND, col(Person.contact), contacts))
        left = select(col(Member.person_id), col(Member.refused)).where(col(Member.refused))
        self._unwilling = dict(self._among(left, col(Member.person_id), known.values())).keys()
        self._withdrew = contacts_withdrawn(self.session, self.discussions)
        results = [self._refusal(known.get(contact), contact) for contact in contacts]
        admitted = [answers for answers, refusal in zip(people, results, strict=True) if refusal is None]
        alone = self._registered_alone(sorted(self._people))
        for discussion in self.discussions:
            numbers = register_all_held(self.session, discussion, admitted, self.now)
            self._entered += [(number, answers.full_name, number in alone)
                              for number, answers in zip(numbers, admitted, strict=True)]  # fmt: skip
        self._write_down()
        return results

    def _refusal(self, person_id: int | None, contact: str) -> Refused | None:
        """None for who is welcome, and has a place from now on."""
        try:
            self._refuse_unless_welcome(person_id, contact)
        except Refused as refusal:
            return refusal
        self._contacts.add(contact)
        self._people |= {person_id} if person_id is not None else set()
        self.left -= 1
        return None

    def _refuse_unless_welcome(self, person_id: int | None, contact: str) -> None:
        listed = self._listed.get(person_id or 0)
        if contact in self._contacts or person_id in self._people or (listed is not None and listed.ended_at is None):
            raise Refused(say("This person is on your list already."), "contact")
        if person_id in self._unwilling or contact in self._withdrew:
            raise unwilling()
        if self.left == 0:
            raise Refused(say("Your list is full: it has {quota} places.", quota=self.coordinator.quota))

    def _registered_alone(self, people: Sequence[int]) -> set[int]:
        """The registrations of these that stand without us."""
        stands = select(col(Registration.id), col(Registration.person_id)).where(
            col(Registration.status) != Status.CANCELLED,
            col(Registration.discussion_id).in_([one.id for one in self.discussions]),
        )  # fmt: skip
        return {number for number, _ in self._among(stands, col(Registration.person_id), people)}

    def _write_down(self) -> None:
        """The members who were admitted, and what was caused for each."""
        read = select(col(Registration.id), col(Registration.person_id), col(Registration.turn))
        rows = self._among(read, col(Registration.id), [number for number, _, _ in self._entered])
        caused = {number: (person_id, turn) for number, person_id, turn in rows}
        names = {caused[number][0]: full_name for number, full_name, _ in self._entered}
        members = self._on_the_list(names)
        BRING.run(self.session, *(
            {"member_id": members[caused[number][0]], "registration_id": number,
             "turn": 0 if is_alone else caused[number][1]}
            for number, _, is_alone in self._entered
        ))  # fmt: skip
        self._entered = []

    def _on_the_list(self, names: Mapping[int, str]) -> dict[int, int]:
        """Person → member, who is made, or comes back under the name that was typed now."""
        for person_id in names.keys() & self._listed.keys():
            member = self._listed[person_id]
            member.full_name, member.entered_at, member.ended_at = names[person_id], self.now, None
        self.session.flush()
        same = {"coordinator_id": self.coordinator.id, "entered_at": self.now, "refused": False}
        ADD.run(self.session, *(
            {**same, "person_id": person_id, "full_name": full_name}
            for person_id, full_name in names.items() if person_id not in self._listed
        ))  # fmt: skip
        mine = select(col(Member.person_id), col(Member.id)).where(col(Member.coordinator_id) == self.coordinator.id)
        return dict(self._among(mine, col(Member.person_id), names.keys()))

    def _among(self, read: Any, column: Any, values: Iterable[Any]) -> Iterator[Any]:
        """The rows whose column is one of these, so many at once."""
        wanted = list(values)
        for begins in range(0, len(wanted), AT_ONCE):
            yield from map(tuple, self.session.execute(read.where(column.in_(wanted[begins : begins + AT_ONCE]))).all())
