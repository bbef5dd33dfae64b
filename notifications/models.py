"""The tables behind every message: what was or will be sent, what each calendar shows, what came back."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from foundation.database import Instant, one_of
from foundation.people import EMAIL_LIMIT

PLANNED, SENDING = text("state = 'planned'"), text("state = 'sending'")
HELD, BOUNCES = text("state = 'held'"), text("kind = 'bounce'")
OPEN = text("released_at IS NULL")
NO_DISCUSSION = 0
"""`discussion_id` of a message about none (a sign-in link): the unique key must not hold NULL."""


class DeliveryState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    """Waits for somebody's decision, and not for its hour (decisions/0019)."""
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    """Taken by the mail server and sent back later."""
    SKIPPED = "skipped"
    DISCARDED = "discarded"
    """Was held; an organiser decided that it shall not leave."""


class Delivery(SQLModel, table=True):
    """One message to one person. Inserted before anything leaves; the first five columns say which message it is."""

    __table_args__ = (
        UniqueConstraint("kind", "person_id", "discussion_id", "occasion", "channel"),
        Index("ix_delivery_planned", "priority", "due_at", "id", postgresql_where=PLANNED, sqlite_where=PLANNED),
        Index("ix_delivery_sending", "leased_until", postgresql_where=SENDING, sqlite_where=SENDING),
        Index("ix_delivery_held", "discussion_id", "kind", postgresql_where=HELD, sqlite_where=HELD),
        Index("ix_delivery_discussion_id_person_id", "discussion_id", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=40)
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    discussion_id: int
    occasion: int
    """The number that makes it a different message (design.md, Messages are derived)."""
    channel: str = Field(max_length=20)
    state: DeliveryState = Field(default=DeliveryState.PLANNED, sa_type=one_of(DeliveryState, "delivery_state"))
    priority: int
    """Lower leaves first."""
    due_at: datetime = Field(sa_type=Instant)
    """Not before; moved on when the mail server asks for patience."""
    expires_at: datetime = Field(sa_type=Instant)
    attempts: int = 0
    doubts: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """Attempts that were interrupted when the letter may have been handed over: each may have arrived."""
    fence: int = 0
    """Number of the claim; a sender that lost its lease cannot write over the one after it."""
    leased_until: datetime | None = Field(default=None, sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str = Field(default="", max_length=500)
    """Why it failed, waits or was skipped; what the mail server said when it was sent."""
    created_at: datetime = Field(sa_type=Instant)


class Why(StrEnum):
    """Why messages are held."""

    RESTORED = "restored"
    """The database was brought back from a copy: what left since then is not known here."""
    MOVED = "moved"
    """The service runs at another address than before: this may be a second one, of a copied database."""
    FUSE = "fuse"
    """More of one kind at once than anybody expects."""
    WISHED = "wished"
    """An organiser wishes it."""


class Hold(SQLModel, table=True):
    """Messages that do not leave until somebody decides: of the whole installation, of a discussion, of one kind of
    it, or one single message (decisions/0019)."""

    __table_args__ = (Index("ix_hold_open", "discussion_id", postgresql_where=OPEN, sqlite_where=OPEN),)

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = NO_DISCUSSION
    """NO_DISCUSSION is the whole installation."""
    kind: str = Field(default="", max_length=40)
    """Empty is every kind; sign-in letters are never among them."""
    delivery_id: int | None = None
    """The single message that is held."""
    planned_until: datetime | None = Field(default=None, sa_type=Instant)
    """Only messages that were planned by then; None holds also those that are planned later."""
    why: Why = Field(sa_type=one_of(Why, "hold_why"))
    words: str = Field(default="", max_length=500)
    """The organiser's own, or what the machine knows: the address before."""
    since: datetime = Field(sa_type=Instant)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    """None is the machine."""
    released_at: datetime | None = Field(default=None, sa_type=Instant)
    released_by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    is_discarded: bool = False
    """What it held was not to leave; else it left, as far as it was still owed."""

    def is_wish_about(self, discussion_id: int | None, kind: str) -> bool:
        about = (self.discussion_id, self.kind, self.delivery_id)
        return self.why == Why.WISHED and about == (discussion_id, kind, None)


class EntryAnswer(StrEnum):
    """What a person answered from their calendar (RFC 5545, 3.2.12)."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    DELEGATED = "delegated"


class CalendarEntry(SQLModel, table=True):
    """What this person's calendar shows of a discussion, as far as we have told it."""

    __table_args__ = (UniqueConstraint("discussion_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    uid: str = Field(max_length=70, unique=True)
    sequence: int = 0
    dtstamp: datetime = Field(sa_type=Instant)
    present: bool = False
    """The calendar shows it, or may: an invitation was handed over, perhaps without our hearing the answer."""
    told: int | None = None
    """Revision of the discussion in the last letter that surely left; None is no invitation yet."""
    told_at: datetime | None = Field(default=None, sa_type=Instant)
    messages: int = 0
    """Letters that surely left; the occasion of the next one, so that each answers the one before."""
    delivery_id: int | None = None
    """The letter now under way, which may have arrived without our hearing of it."""
    sending: str = Field(default="", max_length=64)
    """Print of what that letter says: a second attempt that says the same repeats SEQUENCE and DTSTAMP."""
    shown_title: str = Field(max_length=200)
    shown_starts_at: datetime = Field(sa_type=Instant)
    shown_ends_at: datetime = Field(sa_type=Instant)
    shown_room: str = Field(default="", max_length=2000)
    shown_part: str = Field(default="", max_length=200)
    """The speaker's own rows of the agenda, as speakers/slots.py writes them; empty for who does not speak."""
    shown_role: str = Field(default="", max_length=20)
    """ROLE of the last letter, as a word of `foundation.people.Role`; empty when it is not known."""
    shown_text: str = Field(default="", max_length=64)
    """Print of the agenda that stands in the entry: no letter by itself, one on request."""
    shown_organiser: str = Field(default="", max_length=EMAIL_LIMIT)
    """The ORGANIZER of the last letter: a new sender address is told."""
    shown_discreet: bool = False
    """The last letter named no title: a wish for discretion that comes later is followed."""
    is_wanted: bool = False
    """A letter is owed although no start, room or title differs: somebody asked for it."""
    asked_sequence: int = 0
    """SEQUENCE of the letter that last asked for an answer: an older one answers another time."""
    answer: EntryAnswer | None = Field(default=None, sa_type=one_of(EntryAnswer, "entry_answer"))
    """To the time that the calendar shows now."""
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    answered_sequence: int | None = None
    answered_dtstamp: datetime | None = Field(default=None, sa_type=Instant)
    """With the sequence, the order of replies (RFC 5546, 2.1.5): an older one says nothing new."""


class Skipped(SQLModel, table=True):
    """A message that was planned and is not owed any more; never attempted, so its row is gone and its key is free."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=40)
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    discussion_id: int = Field(index=True)
    occasion: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """As in Delivery; 0 also where it was not kept yet."""
    channel: str = Field(max_length=20)
    due_at: datetime = Field(sa_type=Instant)
    reason: str = Field(max_length=500)
    at: datetime = Field(sa_type=Instant)


class IncomingKind(StrEnum):
    """What a message in our mailbox is."""

    ANSWER = "answer"
    COUNTER = "counter"
    REFRESH = "refresh"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    OTHER = "other"


class IncomingState(StrEnum):
    """What became of it."""

    APPLIED = "applied"
    NOTED = "noted"
    """Recorded, and nothing follows: a duplicate, an older answer, one after the end."""
    HELD = "held"
    """Waits for the organiser."""
    SETTLED = "settled"
    """Was held; the organiser has decided."""


class Arrival(SQLModel):
    """One message that arrived in our mailbox, while it is read. Nothing that arrives is lost, or answered by itself
    (calendar.md)."""

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(max_length=64, unique=True)
    """Of its bytes: a message that is read twice is one."""
    received_at: datetime = Field(sa_type=Instant)
    kind: IncomingKind = Field(sa_type=one_of(IncomingKind, "incoming_kind"))
    state: IncomingState = Field(sa_type=one_of(IncomingState, "incoming_state"))
    reason: str = Field(default="", max_length=500)
    """Why it was not applied, or what the other mail server said."""
    from_address: str = Field(default="", max_length=EMAIL_LIMIT)
    subject: str = Field(default="", max_length=200)
    attendee: str = Field(default="", max_length=EMAIL_LIMIT)
    """The address that the answer speaks for."""
    partstat: str = Field(default="", max_length=20)
    sequence: int = 0
    dtstamp: datetime | None = Field(default=None, sa_type=Instant)
    comment: str = Field(default="", max_length=1000)
    delegated_to: str = Field(default="", max_length=EMAIL_LIMIT)
    proposed_starts_at: datetime | None = Field(default=None, sa_type=Instant)
    proposed_ends_at: datetime | None = Field(default=None, sa_type=Instant)
    is_lasting: bool = False
    """Of a bounce: the address does not exist, or takes nothing from us."""
    office_id: int | None = Field(default=None, foreign_key="office.id")
    """Whose organisers see it."""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="CASCADE")
    discussion_id: int | None = Field(default=None, foreign_key="discussion.id", index=True, ondelete="CASCADE")
    entry_id: int | None = Field(default=None, foreign_key="calendarentry.id", index=True, ondelete="CASCADE")
    content: bytes | None = None
    """The message itself, as long as it is held."""
    settled_at: datetime | None = Field(default=None, sa_type=Instant)


class Incoming(Arrival, table=True):
    """One message that arrived, as it is kept."""

    __table_args__ = (
        Index("ix_incoming_held", "office_id", "id", postgresql_where=HELD, sqlite_where=HELD),
        Index("ix_incoming_bounced", "person_id", "received_at", postgresql_where=BOUNCES, sqlite_where=BOUNCES),
    )


class OtherAddress(SQLModel, table=True):
    """Another address that a person answers from, as an organiser has confirmed."""

    __table_args__ = (UniqueConstraint("person_id", "address"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    address: str = Field(max_length=EMAIL_LIMIT)
    """Folded, as in Person.contact."""


class MendedAddress(SQLModel, table=True):
    """An address that was changed at the desk, so that it can be put back and nobody wonders who did it."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    office_id: int = Field(foreign_key="office.id")
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    before: str = Field(max_length=EMAIL_LIMIT)
    after: str = Field(max_length=EMAIL_LIMIT)
    at: datetime = Field(sa_type=Instant)
