"""Asking people to chair, speak and observe, and their answers (product.md, rules 3 to 5).

Nobody is written to from here: the card follows an engagement that is asked, the invitation one that is accepted.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from events.models import AgendaItem, Discussion, DiscussionState, Series
from events.queries import hold
from events.schedule import refuse_if_closed, refuse_if_over
from foundation import links
from foundation.languages import Message, say
from foundation.moved_links import move_link
from foundation.people import Person, Role, Sex, clean_text, person_for
from foundation.refusals import Conflict
from speakers.asking.models import Proposal, Regret
from speakers.assisting.models import Assistant
from speakers.invitations import Invitation, checked, checked_words
from speakers.models import Answer, Engagement

PURPOSE = "engagement"
ACTIVE = (Answer.ASKED, Answer.ACCEPTED)


def ask(session: Session, discussion: Discussion, invitation: Invitation, now: datetime) -> Engagement:
    """Ask somebody. Refused: a second chair, a person who has a role already or speaks elsewhere at that time, and
    everything that is wrong with name, contact, language or zone. Somebody who declined may be asked again."""
    hold(session, discussion)
    refuse_if_closed(discussion, now)
    limit = session.get_one(Series, discussion.series_id).presentation_limit_minutes
    role, full_name, email, phone = checked(invitation, limit)
    if role == Role.CHAIR and chair_of(session, discussion) is not None:
        raise Conflict(
            say("This discussion has a chair already. Take the first one back before you ask another."), "role"
        )
    person = person_for(
        session, full_name=full_name, email=email, phone=phone, language=invitation.language,
        timezone=invitation.timezone, now=now,
    )  # fmt: skip
    person.known_at = person.known_at or now
    refuse_double_booking(session, person, discussion)
    engagement = _new_or_again(session, discussion, person)
    engagement.role, engagement.full_name, engagement.answer = role, full_name, Answer.ASKED
    engagement.organisation, engagement.position = clean_text(invitation.organisation), clean_text(invitation.position)
    engagement.sex = Sex(invitation.sex) if invitation.sex in list(Sex) else None
    engagement.spoken_name, engagement.assistant = clean_text(invitation.spoken_name), clean_text(invitation.assistant)
    engagement.minutes_offered = invitation.minutes_offered if role == Role.RESOURCE_PERSON else None
    engagement.opened_at, engagement.parting_words = None, ""
    _end_assistance(session, engagement, now)
    engagement.asked_at, engagement.answered_at, engagement.attention = now, None, True
    _forget_words(session, engagement, now)
    return _decided_by_the_database(session, engagement)


def accept(session: Session, engagement: Engagement, now: datetime) -> None:
    """Yes. Refused when the discussion has begun or is cancelled, or the request was taken back."""
    discussion = open_for_answers(session, engagement, now)
    if engagement.answer == Answer.ACCEPTED:
        return
    other = chair_of(session, discussion) if engagement.role == Role.CHAIR else None
    if other is not None and other.id != engagement.id:
        raise Conflict(say("Somebody else chairs this discussion by now. Thank you for your answer."))
    refuse_double_booking(session, session.get_one(Person, engagement.person_id), discussion)
    _answer(session, engagement, Answer.ACCEPTED, now)


def decline(session: Session, engagement: Engagement, now: datetime) -> None:
    """No, or no longer. Their rows in the agenda become "to be confirmed", and are kept in mind for who is asked
    instead."""
    discussion = open_for_answers(session, engagement, now)
    if engagement.answer == Answer.DECLINED:
        return
    discussion.refusals = Discussion.refusals + 1  # in SQL: two may say no at once
    _answer(session, engagement, Answer.DECLINED, now)
    rows = rows_of(session, engagement)
    session.add(Regret(discussion_id=engagement.discussion_id, person_id=engagement.person_id, rows=rows, said_at=now))
    _leave_agenda(session, engagement)
    session.flush()


def withdraw(session: Session, engagement: Engagement, now: datetime, *, words: str = "") -> None:
    """The organiser takes the request back; the person is told if they had heard of it, with these words. Twice is
    once."""
    discussion = _held(session, engagement)
    refuse_if_over(discussion, now)
    if engagement.answer == Answer.WITHDRAWN:
        return
    engagement.parting_words = checked_words(words, "words")
    _answer(session, engagement, Answer.WITHDRAWN, now)
    _leave_agenda(session, engagement)


def open_for_answers(session: Session, engagement: Engagement, now: datetime) -> Discussion:
    """The discussion, held; refused when no answer is taken any more."""
    discussion = _held(session, engagement)
    if engagement.answer == Answer.WITHDRAWN:
        raise Conflict(say("This request was taken back by the organiser."))
    if discussion.is_cancelled:
        raise Conflict(say("This discussion is cancelled."))
    if discussion.has_begun(now):
        raise Conflict(say("This discussion has begun; the answer can no longer be changed here."))
    return discussion


def leave(session: Session, engagement: Engagement) -> None:
    """Out of the agenda, whatever the date: the person is being forgotten, and the caller removes the row."""
    _leave_agenda(session, engagement)


def refuse_double_booking(session: Session, person: Person, discussion: Discussion) -> None:
    """A speaker is not in two discussions at the same time (product.md, rule 5)."""
    _refuse_elsewhere(session, [person.id], discussion, "email")


def refuse_clashes(session: Session, discussion: Discussion) -> None:
    """After a move: none of the speakers may be in another discussion at the new time."""
    people = select(Engagement.person_id).where(
        Engagement.discussion_id == discussion.id, col(Engagement.answer).in_(ACTIVE)
    )
    _refuse_elsewhere(session, session.exec(people).all(), discussion, "starts_at_local")


def chair_of(session: Session, discussion: Discussion) -> Engagement | None:
    """The chair who was asked or accepted; there is never more than one."""
    return session.exec(
        select(Engagement).where(
            Engagement.discussion_id == discussion.id, Engagement.role == Role.CHAIR,
            col(Engagement.answer).in_(ACTIVE),
        )
    ).one_or_none()  # fmt: skip


def note_opening(engagement: Engagement, now: datetime) -> None:
    """Somebody has looked at the page, for the first time since they were asked."""
    engagement.opened_at = engagement.opened_at or now


def rows_of(session: Session, engagement: Engagement) -> list[int]:
    """Positions of the agenda that this person presents."""
    return list(session.exec(
        select(AgendaItem.position).where(_is_theirs(engagement)).order_by(col(AgendaItem.position))
    ).all())  # fmt: skip


def personal_path(session: Session, engagement: Engagement) -> str:
    """`/p/…`, the same each time until the link is revoked."""
    return f"/p/{_token(session, engagement.discussion_id, engagement.person_id, engagement.link_version)}"


def hand_over(session: Session, engagement: Engagement, person: Person) -> None:
    """It is this person's from now on, with the rows of the agenda and a link that the old one leads to."""
    before, was = engagement.token_hash, engagement.person_id
    theirs = select(AgendaItem).where(AgendaItem.discussion_id == engagement.discussion_id)
    for item in session.exec(theirs.where(AgendaItem.presenter_id == was)).all():
        item.presenter_id = person.id
    engagement.person_id, engagement.attention = person.id or 0, True
    engagement.token_hash = links.hashed(personal_path(session, engagement).removeprefix("/p/"))
    session.flush()
    move_link(session, before, engagement.token_hash)


def _new_or_again(session: Session, discussion: Discussion, person: Person) -> Engagement:
    """The row of this person; refused when it is active. Asked again it gets a new link, the old one dies."""
    found = session.exec(
        select(Engagement).where(Engagement.discussion_id == discussion.id, Engagement.person_id == person.id)
    ).one_or_none()
    if found is not None and found.is_active:
        raise Conflict(say("{name} has a role in this discussion already.", name=found.full_name), "email")
    assert discussion.id is not None and person.id is not None, "flushed rows have a number"
    version = 0 if found is None else found.link_version + 1
    engagement = found or Engagement(discussion_id=discussion.id, person_id=person.id)  # type: ignore[call-arg]
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


def _refuse_elsewhere(session: Session, people: Sequence[int | None], discussion: Discussion, field: str) -> None:
    """The people are held too, in one order: two discussions may ask for the same person at the same moment."""
    held = select(Person.id).where(col(Person.id).in_(people)).order_by(col(Person.id))
    session.exec(held.with_for_update(key_share=True)).all()
    found = session.exec(
        select(Person.full_name, Discussion.title, Series.office_id).select_from(Engagement)
        .join(Person).join(Discussion).join(Series)
        .where(col(Engagement.person_id).in_(people), col(Engagement.answer).in_(ACTIVE))
        .where(Discussion.id != discussion.id, Discussion.state != DiscussionState.CANCELLED)
        .where(Discussion.starts_at < discussion.ends_at, Discussion.ends_at > discussion.starts_at)
    ).first()  # fmt: skip
    if found is not None:
        name, title, office_id = found
        is_ours = office_id == session.get_one(Series, discussion.series_id).office_id
        raise Conflict(_busy(name, title if is_ours else None), field)


def _held(session: Session, engagement: Engagement) -> Discussion:
    """The discussion under its lock, and the engagement as it is now."""
    discussion = session.get_one(Discussion, engagement.discussion_id)
    hold(session, discussion)
    session.refresh(engagement)
    return discussion


def _answer(session: Session, engagement: Engagement, answer: Answer, now: datetime) -> None:
    engagement.answer, engagement.answered_at, engagement.attention = answer, now, True
    _forget_words(session, engagement, now)
    _decided_by_the_database(session, engagement)


def _end_assistance(session: Session, engagement: Engagement, now: datetime) -> None:
    """Whoever is asked again says anew who assists."""
    named = update(Assistant).where(col(Assistant.engagement_id) == engagement.id, col(Assistant.ended_at).is_(None))
    session.execute(named.values(ended_at=now))


def _forget_words(session: Session, engagement: Engagement, now: datetime) -> None:
    """What was said with an earlier answer holds no longer."""
    key = engagement.discussion_id, engagement.person_id
    if (regret := session.get(Regret, key)) is not None:
        session.delete(regret)
        session.flush()
    proposal = session.get(Proposal, key)
    if proposal is not None and proposal.settled_at is None:
        proposal.settled_at = now


def _leave_agenda(session: Session, engagement: Engagement) -> None:
    session.execute(update(AgendaItem).where(_is_theirs(engagement)).values(presenter_id=None, presenter_role=None))


def _is_theirs(engagement: Engagement) -> ColumnElement[bool]:
    return and_(
        col(AgendaItem.discussion_id) == engagement.discussion_id, col(AgendaItem.presenter_id) == engagement.person_id
    )


def _busy(name: str, title: str | None) -> Message:
    """The other discussion is named within an office; another office's is nobody's business here."""
    if title is None:
        return say("{name} has a role in another discussion at the same time.", name=name)
    return say("{name} has a role in “{title}” at the same time.", name=name, title=title)
