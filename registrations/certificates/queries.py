"""Finding certificates: by the code on the paper, for whoever holds one, and as the desk lists them."""

from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest
from typing import Any

from sqlalchemy import ColumnElement, TextClause
from sqlmodel import Session, col, func, select

from events.models import Discussion, Series
from foundation import links
from foundation.moved_links import moved_to
from foundation.people import Office
from foundation.refusals import Missing
from registrations.certificates.models import CODE_LENGTH, WISHED, Certificate
from registrations.lists import PER_PAGE

PURPOSE = "certificate"
HELD, ASKED, REVOKED = "held", "wished", "revoked"
_IS: dict[str, ColumnElement[bool] | TextClause] = {
    HELD: col(Certificate.released_at).is_(None) & col(Certificate.revoked_at).is_(None),
    ASKED: WISHED,
    REVOKED: col(Certificate.revoked_at).is_not(None),
}


def certificate_of_code(session: Session, typed: str) -> tuple[Certificate, Discussion] | None:
    """A released one; in whatever case and groups the code was typed."""
    code = typed.lower().replace("-", "").replace(" ", "")
    if len(code) != CODE_LENGTH:
        return None
    return session.exec(
        select(Certificate, Discussion).join(Discussion)
        .where(Certificate.code == code, col(Certificate.released_at).is_not(None))
    ).one_or_none()  # fmt: skip


def certificate_of_holder(session: Session, code: str, key: str) -> tuple[Certificate, Discussion] | None:
    """What the holder's own link leads to; it lives as long as the certificate."""
    found = certificate_of_code(session, code)
    if found is None:
        return None
    own = _key(session, found[0].discussion_id, found[0].person_id)
    return found if compare_digest(key.encode(), own.encode()) or moved_to(session, key) == links.hashed(own) else None


def own_certificate(session: Session, discussion_id: int | None, person_id: int) -> Certificate | None:
    return session.exec(
        select(Certificate).where(Certificate.discussion_id == discussion_id, Certificate.person_id == person_id)
    ).one_or_none()


def valid_holders(session: Session, discussion_id: int, people: Sequence[int]) -> Sequence[int]:
    """Those of these people who have a certificate of this discussion that is released and holds."""
    return session.exec(
        select(Certificate.person_id).where(
            Certificate.discussion_id == discussion_id, col(Certificate.person_id).in_(people),
            col(Certificate.released_at).is_not(None), col(Certificate.revoked_at).is_(None),
        )
    ).all()  # fmt: skip


def public_path(certificate: Certificate) -> str:
    """What stands on the paper."""
    return f"/c/{certificate.grouped_code}"


def holders_path(session: Session, certificate: Certificate) -> str:
    return f"{public_path(certificate)}/{_key(session, certificate.discussion_id, certificate.person_id)}"


def holders_path_in(session: Session, discussion_id: int, person_id: int) -> str:
    """Of somebody who has one of this discussion."""
    certificate = own_certificate(session, discussion_id, person_id)
    assert certificate is not None, "whoever is told of a certificate has one"
    return holders_path(session, certificate)


def key_hash_of(session: Session, discussion_id: int, person_id: int) -> str:
    """The print of the link of whoever holds a certificate of this discussion."""
    return links.hashed(_key(session, discussion_id, person_id))


def certificate_in(session: Session, discussion: Discussion, number: int) -> Certificate:
    """One of this discussion, which the caller has found to belong to the office."""
    found = session.get(Certificate, number)
    if found is None or found.discussion_id != discussion.id:
        raise Missing
    return found


def certificates_in(
    session: Session, discussion: Discussion, *, state: str, search: str, page: int
) -> tuple[Sequence[Certificate], int]:
    """One page of them by name, and how many there are in all; `state` is held, wished, revoked or empty."""
    wanted: list[Any] = [Certificate.discussion_id == discussion.id, *([_IS[state]] if state in _IS else [])]
    if search:
        wanted.append(col(Certificate.full_name).icontains(search, autoescape=True))
    in_all = session.exec(select(func.count()).select_from(Certificate).where(*wanted)).one()
    rows = session.exec(
        select(Certificate).where(*wanted).order_by(func.lower(Certificate.full_name), col(Certificate.id))
        .limit(PER_PAGE).offset(PER_PAGE * (page - 1))
    ).all()  # fmt: skip
    return rows, in_all


def numbers_by_state(session: Session, discussion: Discussion) -> dict[str, int]:
    """How many there are of each state; those of all under the empty word."""
    here = select(func.count()).select_from(Certificate).where(Certificate.discussion_id == discussion.id)
    return {"": session.exec(here).one()} | {state: session.exec(here.where(of)).one() for state, of in _IS.items()}


def last_released_at(session: Session, discussion: Discussion) -> datetime | None:
    """When certificates were last issued or released."""
    released = select(func.max(Certificate.released_at)).where(Certificate.discussion_id == discussion.id)
    return session.exec(released).one()


def last_wished_at(session: Session, discussion: Discussion) -> datetime | None:
    """When somebody last asked for another name who has no answer yet."""
    wished = select(func.max(Certificate.wished_at)).where(WISHED, Certificate.discussion_id == discussion.id)
    return session.exec(wished).one()


def wishes_of(session: Session, office: Office) -> Sequence[tuple[Discussion, int]]:
    """Discussions whose certificates wait for an answer about a name, and how many each; the earliest first."""
    return session.exec(
        select(Discussion, func.count()).join(Certificate, col(Certificate.discussion_id) == Discussion.id).join(Series)
        .where(Series.office_id == office.id, WISHED).group_by(col(Discussion.id)).order_by(col(Discussion.starts_at))
    ).all()  # fmt: skip


def wishes_in(session: Session, discussion: Discussion) -> int:
    """How many holders wait for an answer about their name."""
    waiting = select(func.count()).select_from(Certificate).where(WISHED)
    return session.exec(waiting.where(Certificate.discussion_id == discussion.id)).one()


def _key(session: Session, discussion_id: int, person_id: int) -> str:
    return links.token(session, PURPOSE, discussion_id, person_id)
