"""What this process is handing over, or about to, and until when it is surely its own (trust.md, leases)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from notifications import claims
from notifications.claims import Claim

MARGIN = timedelta(seconds=15)
"""So long before the end of a lease nothing is begun any more."""
FRESH = timedelta(seconds=5)
"""A lease that is younger need not be renewed."""


class InFlight:
    """Shared by the threads that send."""

    def __init__(self) -> None:
        self._claims: dict[int, tuple[int, datetime]] = {}

    def took(self, batch: Iterable[Claim]) -> None:
        """Their leases run since they were claimed; to commit that may have taken a while."""
        self._claims.update({claim.delivery_id: (claim.fence, claim.claimed_at) for claim in batch})

    def ended(self, *batch: Claim) -> None:
        for claim in batch:
            if self._is_latest(claim):
                del self._claims[claim.delivery_id]

    def is_stale(self, now: datetime) -> bool:
        """Something was claimed or renewed longer ago than just now, or later than that by a clock that went back."""
        return any(abs(now - since) > FRESH for _, since in list(self._claims.values()))

    def is_surely_ours(self, claim: Claim, now: datetime) -> bool:
        """Not after a process that stood still, or a clock that jumped, longer than the lease: somebody else may be
        sending it."""
        return self._is_latest(claim) and abs(now - self._claims[claim.delivery_id][1]) < claims.LEASE - MARGIN

    def renew(self, session: Session, now: datetime) -> None:
        """What is no longer ours is not renewed, and then not begun."""
        flying = {number: fence for number, (fence, _) in sorted(self._claims.items())}
        for number in claims.renew(session, flying.items(), now) if flying else ():
            if number is not None and self._claims.get(number, (0, now))[0] == flying[number]:
                self._claims[number] = (flying[number], now)

    def _is_latest(self, claim: Claim) -> bool:
        """Another thread may have claimed the same message anew since this one lost it."""
        return self._claims.get(claim.delivery_id, (None, None))[0] == claim.fence
