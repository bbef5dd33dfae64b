"""What organisers decide about certificates: when they are released, another name, and that one is not valid."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from events.models import Discussion, Series
from events.queries import hold
from foundation.first_rows import row_for
from foundation.languages import say
from foundation.people import clean_text
from foundation.refusals import Conflict, Refused
from registrations.certificates.models import REASON_LIMIT, Certificate, CertificateRule


def is_by_hand(session: Session, series_id: int) -> bool:
    rule = session.get(CertificateRule, series_id)
    return rule is not None and rule.by_hand


def set_rule(session: Session, series: Series, *, by_hand: bool) -> None:
    """Whether certificates that are earned from now on wait for an organiser."""
    assert series.id is not None, "stored rows have a number"
    row_for(session, CertificateRule(series_id=series.id, by_hand=by_hand)).by_hand = by_hand
    session.flush()


def release_all(session: Session, discussion: Discussion, now: datetime) -> None:
    """Those that are held; what was revoked meanwhile stays revoked."""
    hold(session, discussion)
    held = update(Certificate).where(
        col(Certificate.discussion_id) == discussion.id, col(Certificate.released_at).is_(None)
    )
    session.execute(held.values(released_at=now))
    discussion.attention_at = now  # their holders are told
    session.flush()


def grant_name(session: Session, certificate: Certificate, seen: str) -> None:
    """The wished name stands on it from now on, under the same code. Refused when the holder wishes another one by now
    than was `seen`: nobody grants what they have not read."""
    session.refresh(certificate, with_for_update=True)
    _refuse_without_wish(certificate)
    if certificate.wished_name != seen:
        raise Conflict(say("The holder asks for another name by now. Please look again."))
    certificate.full_name, certificate.wished_name, certificate.wish_refused = certificate.wished_name, "", ""
    session.flush()


def refuse_name(session: Session, certificate: Certificate, reason: str) -> None:
    _refuse_without_wish(certificate)
    certificate.wish_refused, certificate.wished_name = _reason(reason), ""
    session.flush()


def revoke(session: Session, certificate: Certificate, reason: str, *, by_id: int | None, now: datetime) -> None:
    """It is not valid any more, whatever attendance says; its holder reads why."""
    said = _reason(reason)
    certificate.revoked_at, certificate.revoked_because, certificate.revoked_by_id = now, said, by_id
    session.flush()


def restore(session: Session, certificate: Certificate) -> None:
    """What an organiser took back is valid again, under the same code."""
    if certificate.revoked_by_id is None:
        raise Conflict(say("It follows from attendance: correct the line there."))
    certificate.revoked_at, certificate.revoked_because, certificate.revoked_by_id = None, "", None
    session.flush()


def _refuse_without_wish(certificate: Certificate) -> None:
    if not certificate.wished_name:
        raise Conflict(say("Nobody asks for another name on this certificate any more."))


def _reason(text: str) -> str:
    reason = clean_text(text)
    if not 0 < len(reason) <= REASON_LIMIT:
        raise Refused(say("Please write the reason in a sentence: the holder reads it."), "reason")
    return reason
