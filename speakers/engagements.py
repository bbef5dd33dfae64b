"""Asking people to chair, speak and observe, and their answers (product.md, rules 3 to 5).

Nobody is written to from here: the card follows an engagement that is asked, the invitation one that is accepted.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from events.models import AgendaItem, Discussion, DiscussionState
from events.schedule import refuse_if_over
from foundation import links
from foundation.languages import LANGUAGES, say
from foundation.people import (
    Person,
    Role,
    checked_email,
    checked_name,
    checked_phone,
    clean_text,
    person_for,
)
from foundation.refusals import Conflict, Refused, SeveralRefused
from foundation.zones import zone
from speakers.models import Answer, Engagement

PURPOSE = "engagement"
ACTIVE = (Answer.ASKED, Answer.ACCEPTED)


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Whom an organiser asks, for which role."""

    role: str
    full_name: str
    email: str = ""
    phone: str = ""
    organisation: str = ""
    position: str = ""
    language: str = "en"
    timezone: str = "Asia/Jakarta"


def ask(session: Session, discussion: Discussion, invitation: Invitation, now: datetime) -> Engagement:
    """Ask somebody. Refused: a second chair, a person who has a role already or speaks elsewhere at that time, and
    everything that is wrong with name, contact, language or zone. Somebody who declined may be asked again."""
    refuse_if_over(discussion, now)
    role, full_name, email, phone = _checked(invitation)
    lock(session, discussion)
    if role == Role.CHAIR and chair_of(session, discussion) is not None:
        raise Conflict(say("This discussion has a chair already. Take the first one back before you ask another."), "role")
    person = person_for(
        session, full_name=full_name, email=email, phone=phone, language=invitation.language,
        timezone=invitation.timezone, now=now,
    )  # fmt: skip
    person.known_at = person.known_at or now
    refuse_double_booking(session, person, discussion)
    engagement = _new_or_again(session, discussion, person)
    engagement.role, engagement.full_name, engagement.answer = role, full_name, Answer.ASKED
    engagement.organisation, engagement.position = clean_text(invitation.organisation), clean_text(invitation.position)
    engagement.asked_at, engagement.answered_at, engagement.attention = now, None, True
    return _decided_by_the_database(session, engagement)


def accept(session: Session, engagement: Engagement, now: datetime) -> None:
    """Yes. Refused when the discussion has begun or is cancelled, or the request was taken back."""
    discussion = _open_for_answers(session, engagement, now)
    if engagement.answer == Answer.ACCEPTED:
        return
    person = session.get_one(Person, engagement.person_id)
    lock(session, discussion)
    other = chair_of(session, discussion) if engagement.role == Role.CHAIR else None
    if other is not None and other.id != engagement.id:
        raise Conflict(say("Somebody else chairs this discussion by now. Thank you for your answer."))
    refuse_double_booking(session, person, discussion)
    _answer(session, engagement, Answer.ACCEPTED, now)


def decline(session: Session, engagement: Engagement, now: datetime) -> None:
    """No, or no longer. Their rows in the agenda become "to be confirmed"."""
    discussion = _open_for_answers(session, engagement, now)
    if engagement.answer == Answer.DECLINED:
        return
    lock(session, discussion)
    _answer(session, engagement, Answer.DECLINED, now)
    _leave_agenda(session, engagement)


def withdraw(session: Session, engagement: Engagement, now: datetime) -> None:
    """The organiser takes the request back; the person is told if they had heard of it."""
    discussion = session.get_one(Discussion, engagement.discussion_id)
    refuse_if_over(discussion, now)
    lock(session, discussion)
    _answer(session, engagement, Answer.WITHDRAWN, now)
    _leave_agenda(session, engagement)


def refuse_double_booking(session: Session, person: Person, discussion: Discussion) -> None:
    """A speaker is not in two discussions at the same time (product.md, rule 5)."""
    other = session.exec(
        select(Discussion).join(Engagement)
        .where(Engagement.person_id == person.id, Engagement.answer.in_(ACTIVE))  # type: ignore[attr-defined]
        .where(Discussion.id != discussion.id, Discussion.state != DiscussionState.CANCELLED)
        .where(Discussion.starts_at < discussion.ends_at, Discussion.ends_at > discussion.starts_at)
    ).first()  # fmt: skip
    if other is not None:
        raise Conflict(
            say("{name} has a role in “{title}” at the same time.", name=person.full_name, title=other.title), "email"
        )


def refuse_clashes(session: Session, discussion: Discussion) -> None:
    """After a move: none of the speakers may be in another discussion at the new time."""
    people = select(Person).join(Engagement).where(
        Engagement.discussion_id == discussion.id, Engagement.answer.in_(ACTIVE)  # type: ignore[attr-defined]
    )  # fmt: skip
    for person in session.exec(people).all():
        try:
            refuse_double_booking(session, person, discussion)
        except Refused as refusal:
            raise Conflict(refusal.message, "starts_at_local") from None


def chair_of(session: Session, discussion: Discussion) -> Engagement | None:
    """The chair who was asked or accepted; there is never more than one."""
    return session.exec(
        select(Engagement).where(
            Engagement.discussion_id == discussion.id, Engagement.role == Role.CHAIR,
            Engagement.answer.in_(ACTIVE),  # type: ignore[attr-defined]
        )
    ).one_or_none()  # fmt: skip


def personal_path(session: Session, engagement: Engagement) -> str:
    """`/p/…`, the same each time until the link is revoked."""
    return f"/p/{_token(session, engagement.discussion_id, engagement.person_id, engagement.link_version)}"


def lock(session: Session, discussion: Discussion) -> None:
    """Decide alone: on PostgreSQL the row of the discussion is held until the end of the transaction."""
    session.exec(select(Discussion.id).where(Discussion.id == discussion.id).with_for_update()).one()


def _checked(invitation: Invitation) -> tuple[Role, str, str | None, str | None]:
    wrongs: list[Refused] = []
    checks = {
        "role": lambda: _checked_role(invitation.role),
        "full_name": lambda: checked_name(invitation.full_name),
        "email": lambda: checked_email(invitation.email) if invitation.email.strip() else None,
        "phone": lambda: checked_phone(invitation.phone) if invitation.phone.strip() else None,
        "contact": lambda: _some_contact(invitation),
        "language": lambda: _checked_language(invitation.language),
        "timezone": lambda: zone(invitation.timezone),
        "organisation": lambda: _short_enough(invitation.organisation, "organisation"),
        "position": lambda: _short_enough(invitation.position, "position"),
    }
    checked = {}
    for name, check in checks.items():
        try:
            checked[name] = check()
        except Refused as refusal:
            wrongs.append(refusal)
    if wrongs:
        raise wrongs[0] if len(wrongs) == 1 else SeveralRefused(wrongs)
    return checked["role"], checked["full_name"], checked["email"], checked["phone"]  # type: ignore[return-value]


def _checked_role(role: str) -> Role:
    if role not in (Role.CHAIR, Role.RESOURCE_PERSON, Role.OBSERVER):
        raise Refused(say("Choose chair, resource person or observer."), "role")
    return Role(role)


def _some_contact(invitation: Invitation) -> None:
    if not (invitation.email.strip() or invitation.phone.strip()):
        raise Refused(say("Write an email address or a phone number, so that they can be reached."), "email")


def _checked_language(language: str) -> None:
    if language not in LANGUAGES:
        raise Refused(say("Please choose one of the languages offered."), "language")


def _short_enough(text: str, field: str) -> None:
    if len(clean_text(text)) > 200:
        raise Refused(say("Please write at most {limit} characters.", limit=200), field)


def _new_or_again(session: Session, discussion: Discussion, person: Person) -> Engagement:
    """The row of this person; refused when it is active. Asked again it gets a new link, the old one dies."""
    found = session.exec(
        select(Engagement).where(Engagement.discussion_id == discussion.id, Engagement.person_id == person.id)
    ).one_or_none()
    if found is not None and found.is_active:
        raise Conflict(say("{name} has a role in this discussion already.", name=found.full_name), "email")
    assert discussion.id is not None and person.id is not None, "flushed rows have a number"
    version = 0 if found is None else found.link_version + 1
    engagement = found or Engagement(discussion_id=discussion.id, person_id=person.id)
    engagement.link_version = version
    engagement.token_hash = links.hashed(_token(session, discussion.id, person.id, version))
    return engagement


def _token(session: Session, discussion_id: int, person_id: int, version: int) -> str:
    return links.token(session, PURPOSE, discussion_id, person_id, version)


def _decided_by_the_database(session: Session, engagement: Engagement) -> Engagement:
    session.add(engagement)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(say("Somebody changed this a moment ago. Please look again and repeat."), "role") from None
    return engagement


def _open_for_answers(session: Session, engagement: Engagement, now: datetime) -> Discussion:
    discussion = session.get_one(Discussion, engagement.discussion_id)
    if engagement.answer == Answer.WITHDRAWN:
        raise Conflict(say("This request was taken back by the organiser."))
    if discussion.is_cancelled:
        raise Conflict(say("This discussion is cancelled."))
    if discussion.has_begun(now):
        raise Conflict(say("This discussion has begun; the answer can no longer be changed here."))
    return discussion


def _answer(session: Session, engagement: Engagement, answer: Answer, now: datetime) -> None:
    engagement.answer, engagement.answered_at, engagement.attention = answer, now, True
    _decided_by_the_database(session, engagement)


def _leave_agenda(session: Session, engagement: Engagement) -> None:
    rows = update(AgendaItem).where(
        AgendaItem.discussion_id == engagement.discussion_id, AgendaItem.presenter_id == engagement.person_id  # type: ignore[arg-type]
    )  # fmt: skip
    session.execute(rows.values(presenter_id=None, presenter_role=None))


