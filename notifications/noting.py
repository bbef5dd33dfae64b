"""What is written when attempts have ended: what became of each, what that says of the mail server, and what it leaves
of the day's letters."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from foundation.settings import Settings
from notifications import caps, channel_state, outcomes
from notifications.channels import NotBegun, Rejected, TryAgain
from notifications.claims import Claim
from notifications.outcomes import Sent
from notifications.plan import EMAIL


class Outcome(NamedTuple):
    """What became of one attempt: what the mail server said when it took the letter, or why it did not."""

    claim: Claim
    said: str | TryAgain | Rejected
    shuts: bool = False
    """The mail server cannot be used, and this letter is not to blame."""

    @property
    def word(self) -> str:
        if isinstance(self.said, str):
            return "sent"
        return "waits" if isinstance(self.said, TryAgain) else "failed"


def note_all(session: Session, settings: Settings, attempts: Sequence[Outcome], now: datetime) -> None:
    """Those that were sent in few statements, the others one by one."""
    sent = [Sent(each.claim, each.said) for each in attempts if isinstance(each.said, str)]
    if sent:
        outcomes.record_sent(session, sent, now)
    for claim, _ in sent:
        if now - claim.claimed_at >= timedelta(seconds=settings.settle_seconds):
            outcomes.look_again(session, claim, now)
    for claim, said, _ in attempts:
        if isinstance(said, TryAgain):
            outcomes.record_try_again(session, claim, said, now)
        elif isinstance(said, Rejected):
            outcomes.record_rejected(session, claim, said, now)
    for each in attempts:
        _note_of_channel(session, each, now)
    count(session, settings, len(sent) - len(attempts), now)


def count(session: Session, settings: Settings, letters: int, now: datetime) -> None:
    """Of the day's letters, where there is a cap; fewer than none when they did not leave."""
    if settings.mail_per_day and letters:
        caps.count(session, letters, now)


def _note_of_channel(session: Session, attempt: Outcome, now: datetime) -> None:
    if attempt.shuts:
        channel_state.shut(session, EMAIL, str(attempt.said), now, was_probe=attempt.claim.is_probe)
    elif attempt.claim.is_probe and isinstance(attempt.said, NotBegun):
        channel_state.nothing_to_try(session, EMAIL, now)
    elif attempt.claim.is_probe:
        channel_state.opened(session, EMAIL)
