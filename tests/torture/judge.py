"""The judge: what the mail server took, against what was owed. The program's own records are only asked for doubts that
it must have made visible."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes

from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.database import Database
from foundation.people import Person
from notifications.models import Delivery, DeliveryState
from registrations.models import Registration, Status
from tests.machines.smtp import MailServer, Received
from tests.model_client import CarefulClient, Said, said_by

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """People by their number, as far as they were wronged."""

    letters: int
    lost: frozenset[int]
    """Their calendar lacks the discussion, or still shows what they left, and no failure is on record."""
    late: int
    """Letters that were taken after they had expired."""
    superseded: frozenset[int]
    """Their calendar ends with another time than the true one."""
    duplicates: int
    allowed: int
    """kills × connections + lost replies."""
    unlike: int
    """Second copies that cannot be recognised: the same is told, under another UID or SEQUENCE."""

    @property
    def in_words(self) -> str:
        return (f"{self.letters} letters: {len(self.lost)} lost, {self.late} late, {len(self.superseded)} superseded, "
                f"{self.duplicates} copies of {self.allowed} allowed, {self.unlike} of them unlike")  # fmt: skip

    @property
    def is_kept(self) -> bool:
        """The promise."""
        wrongs = (self.lost, self.late, self.superseded, self.unlike)
        return not any(wrongs) and self.duplicates <= self.allowed


Heard = Sequence[tuple[Received, Said]]


def judge(database: Database, server: MailServer, interrupted: int) -> Verdict:
    heard = [(mail, said_by(_calendar(mail))) for mail in server.received]
    lost_replies = sum(count for fault, count in server.struck.items() if fault.loses_reply)
    copies, same = Counter(map(_letter, heard)), defaultdict(set)
    for mail, said in heard:
        same[_letter((mail, said)), said.method, said.starts_at].add((said.uid, said.sequence))
    with database.reading() as session:
        second = session.get_one(Discussion, 2)
        lost, superseded = _wronged(session, [one for one in heard if one[1].starts_at != second.starts_at])
        late = [mail for mail, said in heard if said.starts_at == second.starts_at and mail.taken_at > second.ends_at]
    return Verdict(
        letters=len(heard), lost=lost, late=len(late), superseded=superseded,
        duplicates=copies.total() - len(copies), allowed=interrupted + lost_replies,
        unlike=sum(len(numbers) > 1 for numbers in same.values()),
    )  # fmt: skip


def _wronged(session: Session, heard: Heard) -> tuple[frozenset[int], frozenset[int]]:
    """Of the first discussion, whose calendar lacks it or shows it in vain, and whose shows another time. A letter that
    was refused for good is on record as failed, and the desk says so."""
    calendars: dict[str | None, CarefulClient] = defaultdict(CarefulClient)
    for mail, said in heard:
        calendars[mail.recipient].receive(said)
    true = session.get_one(Discussion, 1).starts_at
    failed = set(session.exec(select(Delivery.person_id).where(Delivery.state == DeliveryState.FAILED)).all())
    people = select(Person.id, Person.email, Registration.status).join(Registration)
    lost, superseded = set(), set()
    for number, email, status in session.exec(people.where(col(Registration.discussion_id) == 1)).all():
        shown = [entry.starts_at for entry in calendars[email].entries]
        if number is None or number in failed:
            continue
        if len(shown) != (status == Status.CONFIRMED):
            lost.add(number)
        elif shown not in ([], [true]):
            superseded.add(number)
    return frozenset(lost), frozenset(superseded)


def _letter(one: tuple[Received, Said]) -> tuple[str, bytes]:
    """Which letter this is a copy of."""
    mail, _ = one
    return mail.recipient, MESSAGE_ID.findall(mail.content)[0]


def _calendar(mail: Received) -> bytes:
    """The one part that is a calendar; every letter of the siege has it."""
    (part,) = [part for part in message_from_bytes(mail.content).walk() if part.get_content_type() == "text/calendar"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content
