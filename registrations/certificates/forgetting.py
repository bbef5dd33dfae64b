"""What retention leaves of certificates: that one was issued for this discussion, on which day, under which code."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import Session, col

from registrations.certificates.models import Certificate


def take_names_off(session: Session, people: Sequence[int], discussions: Sequence[int]) -> None:
    """The name stays where its holder lets others see it, until they take that back (holding.py)."""
    theirs = update(Certificate).where(
        col(Certificate.person_id).in_(people), col(Certificate.discussion_id).in_(discussions)
    )
    session.execute(theirs.values(wished_name="", wish_refused="", revoked_because=""))
    session.execute(theirs.where(col(Certificate.shown_at).is_(None)).values(full_name=""))
