"""The judge: what the mail server took, against what was owed. The program's own records are only asked for doubts that
it must have made visible."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.database import Database
from foundation.people import Person
from notifications.models import Delivery, DeliveryState
from registrations.models import Registration, Status
from tests.machines.smtp import MailServer, Received
from tests.model_client import CarefulClient, Said, said_by

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.MULTILINE | re.IGNORECASE)
CALENDAR = b"Content-Type: text/calendar"


@dataclass(frozen=True)
class Verdict:
    """People by their number, as far as they were wronged."""

    letters: int
    lost: frozenset[int]
    """Their calendar lacks the discussion, or still shows what they left; and it was not the mail server that refused
    them for good, or no record says so."""
    late: int
    """Letters that were begun after they had expired."""
    superseded: frozenset[int]
    """Their calendar ends with another time than the true one."""
    duplicates: int
    allowed: int
    """kills × connections + lost replies."""
    unlike: int
    """Second copies that cannot be recognised: the same is told, under another UID or SEQUENCE."""
    blamed: frozenset[int]
    """Given up, or their address marked, though the mail server never refused them for good."""

    @property
    def in_words(self) -> str:
        return (f"{self.letters} letters: {len(self.lost)} lost, {self.late} late, {len(self.superseded)} superseded, "
                f"{self.duplicates} copies of {self.allowed} allowed, {self.unlike} of them unlike, "
                f"{len(self.blamed)} blamed")  # fmt: skip

    @property
    def is_kept(self) -> bool:
        """The promise."""
        wrongs = (self.lost, self.late, self.superseded, self.unlike, self.blamed)
        return not any(wrongs) and self.duplicates <= self.allowed


Heard = Sequence[tuple[Received, Said]]


def judge(database: Database, server: MailServer, interrupted: int) -> Verdict:
    heard = [(mail, said_by(_calendar(mail))) for mail in server.received]
    lost_replies = sum(fault.loses_reply for fault, _ in server.struck)
    copies, same = Counter(map(_letter, heard)), defaultdict(set)
    for mail, said in heard:
        same[_letter((mail, said)), said.method, said.starts_at].add((said.uid, said.sequence))
    with database.reading() as session:
        second = session.get_one(Discussion, 2)
        records = _records(session, server)
        lost, superseded = _wronged(session, [one for one in heard if one[1].starts_at != second.starts_at], records)
        late = [mail for mail, said in heard if said.starts_at == second.starts_at and mail.begun_at > second.ends_at]
    return Verdict(
        letters=len(heard), lost=lost, late=len(late), superseded=superseded,
        duplicates=copies.total() - len(copies), allowed=interrupted + lost_replies,
        unlike=sum(len(numbers) > 1 for numbers in same.values()), blamed=records.blamed,
    )  # fmt: skip


@dataclass(frozen=True)
class Records:
    """What the program says of those it gave up, beside what the mail server knows of them."""

    excused: frozenset[int]
    """Refused for good, and it is on record: a letter failed, and the address is marked if that is what is wrong."""
    blamed: frozenset[int]


def _records(session: Session, server: MailServer) -> Records:
    final = [(fault, to) for fault, to in server.struck if fault.is_final]
    refused = _numbers(session, col(Person.email).in_({to for _, to in final}))
    unknown = _numbers(session, col(Person.email).in_({to for fault, to in final if fault.is_about_address}))
    failed = frozenset(session.exec(select(Delivery.person_id).where(Delivery.state == DeliveryState.FAILED)).all())
    marked = _numbers(session, col(Person.address_refused).is_not(None))
    return Records(excused=refused & failed - (unknown - marked), blamed=failed - refused | marked - unknown)


def _numbers(session: Session, condition: ColumnElement[bool]) -> frozenset[int]:
    return frozenset(number for number in session.exec(select(Person.id).where(condition)).all() if number is not None)


def _wronged(session: Session, heard: Heard, records: Records) -> tuple[frozenset[int], frozenset[int]]:
    """Of the first discussion, whose calendar lacks it or shows it in vain, and whose shows another time."""
    calendars: dict[str | None, CarefulClient] = defaultdict(CarefulClient)
    for mail, said in heard:
        calendars[mail.recipient].receive(said)
    true = session.get_one(Discussion, 1).starts_at
    people = select(Registration.person_id, Person.email, Registration.status).join(Person)
    lost, superseded = set(), set()
    for number, email, status in session.exec(people.where(col(Registration.discussion_id) == 1)).all():
        shown = [entry.starts_at for entry in calendars[email].entries]
        if len(shown) != (status == Status.CONFIRMED):
            lost.add(number)
        elif shown not in ([], [true]):
            superseded.add(number)
    return frozenset(lost) - records.excused, frozenset(superseded) - records.excused


def _letter(one: tuple[Received, Said]) -> tuple[str, bytes]:
    """Which letter this is a copy of."""
    mail, _ = one
    return mail.recipient, MESSAGE_ID.findall(mail.content)[0]


def _calendar(mail: Received) -> bytes:
    """The one part that is a calendar; every letter of the siege has it. The rest is not taken apart: they are many."""
    _, begins, rest = mail.content.partition(CALENDAR)
    content = message_from_bytes(begins + rest.partition(b"\r\n--")[0]).get_payload(decode=True)
    assert begins and isinstance(content, bytes)
    return content
