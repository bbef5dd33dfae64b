"""How the sending goes, in words for the desk: what waits for a decision, why letters wait, what is late."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.languages import Message, say
from foundation.people import Office
from foundation.refusals import Missing
from foundation.settings import Settings
from notifications import caps, holds
from notifications.channel_state import ChannelState, shut_channel
from notifications.desk_words import kind_word, reason_word
from notifications.downtime import Standstill, standstills
from notifications.models import NO_DISCUSSION, Hold, Why
from notifications.plan import EMAIL
from notifications.vital_signs import late_messages

TITLES = {
    Why.RESTORED: say("The database was brought back from a copy"),
    Why.MOVED: say("The service runs at another address than before"),
    Why.FUSE: say("Many more messages at once than is usual"),
    Why.WISHED: say("Held by an organiser"),
}
ADVICE = {
    Why.RESTORED: say(
        "What left after the copy was made is not known here. Released, everything leaves that is still true, and some "
        "people may get a letter twice; discarded, what waits now does not leave, and later messages do."
    ),
    Why.MOVED: say(
        "If this is a copy to try things out, leave it as it is: nothing leaves but sign-in letters. If the service "
        "has moved here for good, and no longer runs at the other address, release."
    ),
    Why.FUSE: say(
        "They were due more than a day ago. Released, they leave as far as they are still true; discarded, they do not."
    ),
    Why.WISHED: say("Released, messages leave as far as they are still true."),
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One hold that somebody here may end."""

    hold: Hold
    discussion: Discussion | None
    waiting: int

    @property
    def title(self) -> Message:
        return TITLES[self.hold.why]

    @property
    def advice(self) -> Message:
        return ADVICE[self.hold.why]

    @property
    def kind(self) -> Message | str:
        return kind_word(self.hold.kind) if self.hold.kind else ""

    @property
    def may_be_discarded(self) -> bool:
        """A copy that only discards what waits now would begin to write with the next message."""
        return self.hold.why != Why.MOVED


@dataclass(frozen=True, kw_only=True)
class SendingState:
    questions: Sequence[Question]
    shut: ChannelState | None
    late: int
    spent: int | None
    """Letters of today, when the day's are used up but for the reserve."""
    standstills: Sequence[Standstill] = ()

    @property
    def why_shut(self) -> Message | str:
        return reason_word(self.shut.why) if self.shut else ""

    @property
    def is_well(self) -> bool:
        return not (self.questions or self.shut or self.late or self.spent is not None or self.standstills)

    def about(self, discussion: Discussion) -> "SendingState":
        """As far as letters of this discussion wait for it."""
        questions = [one for one in self.questions if one.discussion in (None, discussion)]
        return replace(self, questions=questions, standstills=())


def sending_state(session: Session, office: Office, settings: Settings, now: datetime) -> SendingState:
    return SendingState(
        questions=[_question(session, hold, discussion) for hold, discussion in _holds_of(session, office)],
        shut=shut_channel(session, EMAIL), late=late_messages(session, now),
        spent=_used_up(session, settings.mail_per_day, now), standstills=standstills(session, office, now),
    )  # fmt: skip


def hold_at(session: Session, office: Office, number: int) -> Hold:
    """A hold that this office may end: of everything, or of a discussion of its own; another's looks like none."""
    found = session.get(Hold, number)
    if found is None or not (found.discussion_id == NO_DISCUSSION or _is_of(session, office, found.discussion_id)):
        raise Missing
    return found


def _holds_of(session: Session, office: Office) -> Sequence[tuple[Hold, Discussion | None]]:
    return [
        (hold, session.get(Discussion, hold.discussion_id)) for hold in holds.open_holds(session)
        if hold.discussion_id == NO_DISCUSSION or _is_of(session, office, hold.discussion_id)
    ]  # fmt: skip


def _is_of(session: Session, office: Office, discussion_id: int) -> bool:
    own = select(Discussion.id).join(Series).where(col(Discussion.id) == discussion_id, Series.office_id == office.id)
    return session.exec(own).first() is not None


def _question(session: Session, hold: Hold, discussion: Discussion | None) -> Question:
    return Question(hold=hold, discussion=discussion, waiting=holds.number_held(session, hold))


def _used_up(session: Session, per_day: int, now: datetime) -> int | None:
    spent = caps.spent_today(session, now) if per_day else 0
    return spent if per_day and spent >= per_day - int(per_day * caps.RESERVE) else None
