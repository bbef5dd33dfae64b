"""A speaker names an assistant, chooses who gets the letters, and ends it; what the assistant did is kept."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from events.models import Discussion
from events.plans import Wrongs
from foundation import links
from foundation.languages import Message, say
from foundation.limits import spend
from foundation.people import Person, checked_email, checked_name, checked_phone, person_for
from foundation.refusals import Conflict, Refused
from speakers.assisting.models import Assistant, AssistantDeed
from speakers.models import Engagement

PURPOSE = "assistant"
NAMED_A_DAY = 5
"""Each gets letters at an address that somebody typed."""
DEEDS = {
    "answer": say("answered the request"), "proposal": say("proposed another time"),
    "slides": say("changed the slides"), "biography": say("changed the biography"), "photo": say("changed the photo"),
    "introduction": say("took photo and biography off the public page"), "recording": say("withdrew a consent"),
    "phone": say("changed the phone for the day"), "rehearsal": say("chose a rehearsal"),
    "join": say("came into the room"), "live": say("acted in the live view"),
}  # fmt: skip
"""By the first word of the address behind the link; what is not here is not kept."""
SHOWN = 10


def name_assistant(
    session: Session, engagement: Engagement, now: datetime, *, full_name: str, email: str, phone: str = "",
    alone: bool = False,
) -> Assistant:  # fmt: skip
    """In the place of an earlier one. Refused for somebody who has a part in this discussion or assists another speaker
    there, and where letters would reach nobody."""
    _refuse_unless_open(session, engagement, now)
    with Wrongs() as wrongs:
        name = wrongs.note(checked_name, full_name, "assistant_name")
        address = wrongs.note(checked_email, email, "assistant_email") if email.strip() else None
        number = wrongs.note(checked_phone, phone, "assistant_phone") if phone.strip() else None
        wrongs.note(_reachable, email, phone, alone)
    spend(session, f"assistants {engagement.id}", now, allowed=NAMED_A_DAY, per=timedelta(days=1))
    speaker = session.get_one(Person, engagement.person_id)
    person = person_for(session, full_name=name, email=address, phone=number, language=speaker.language,
                        timezone=speaker.timezone, now=now)  # fmt: skip
    assistant = _row(session, engagement, person, now)
    end_assistance(session, engagement, now)
    assistant.engagement_id, assistant.full_name = engagement.id or 0, name
    assistant.alone, assistant.ended_at = alone, None
    assistant.named_at = assistant.link_made_at = now
    return _kept(session, engagement, assistant)


def choose_letters(session: Session, engagement: Engagement, now: datetime, *, alone: bool) -> None:
    """To both, or to the assistant alone."""
    _refuse_unless_open(session, engagement, now)
    assistant = _named(session, engagement)
    _reachable(session.get_one(Person, assistant.person_id).email or "", "", alone)
    assistant.alone = alone
    _kept(session, engagement, assistant)


def make_another_link(session: Session, engagement: Engagement, now: datetime) -> None:
    """The one before leads nowhere from now on."""
    _refuse_unless_open(session, engagement, now)
    assistant = _named(session, engagement)
    assistant.link_made_at = max(now, assistant.link_made_at + timedelta(seconds=1))
    _kept(session, engagement, assistant)


def end_assistance(session: Session, engagement: Engagement, now: datetime) -> None:
    """Their link leads nowhere, and what their calendar shows is taken back. Twice is once."""
    if (assistant := assistant_of(session, engagement)) is not None:
        assistant.ended_at = now
        engagement.attention = True
        session.flush()


def assistant_of(session: Session, engagement: Engagement) -> Assistant | None:
    """Whoever assists this speaker now."""
    return session.exec(
        select(Assistant).where(Assistant.engagement_id == engagement.id, col(Assistant.ended_at).is_(None))
    ).one_or_none()


def assistants_in(session: Session, discussion: Discussion) -> dict[int | None, Assistant]:
    """By engagement."""
    found = select(Assistant).where(Assistant.discussion_id == discussion.id, col(Assistant.ended_at).is_(None))
    return {one.engagement_id: one for one in session.exec(found).all()}


def assistants_path(session: Session, assistant: Assistant) -> str:
    """`/p/…`, the same page as behind the link of the speaker."""
    return f"/p/{_token(session, assistant)}"


def look_at_assisted(session: Session, person_id: int) -> None:
    """Something changed about an address: those whom this person assists are looked at with the next tick."""
    assisted = select(Assistant.engagement_id).where(Assistant.person_id == person_id)
    session.execute(update(Engagement).where(col(Engagement.id).in_(assisted)).values(attention=True))


def note_deed(session: Session, engagement: Engagement, person: Person, *, what: str, now: datetime) -> None:
    """What the assistant did for the speaker."""
    if what in DEEDS:
        session.add(AssistantDeed(discussion_id=engagement.discussion_id, engagement_id=engagement.id or 0,
                                  person_id=person.id or 0, what=what, at=now))  # fmt: skip


def deeds_of(session: Session, engagement: Engagement) -> list[tuple[str, Message, datetime]]:
    """Who, what and when, the latest first."""
    found = session.exec(
        select(AssistantDeed, Assistant.full_name).join(Assistant, (
            (col(Assistant.person_id) == AssistantDeed.person_id)
            & (col(Assistant.discussion_id) == AssistantDeed.discussion_id)))
        .where(AssistantDeed.engagement_id == engagement.id).order_by(col(AssistantDeed.id).desc()).limit(SHOWN)
    ).all()  # fmt: skip
    return [(name, DEEDS[deed.what], deed.at) for deed, name in found]


def _refuse_unless_open(session: Session, engagement: Engagement, now: datetime) -> None:
    """One act at a time; refused when nothing comes any more."""
    session.refresh(engagement, with_for_update=True)
    discussion = session.get_one(Discussion, engagement.discussion_id)
    if not engagement.is_active or discussion.is_cancelled or discussion.is_over(now):
        raise Conflict(say("This discussion is over, cancelled, or not yours any more."))


def _reachable(email: str, phone: str, alone: bool) -> None:
    if not (email.strip() or phone.strip()):
        raise Refused(say("Write an email address or a phone number, so that they can be reached."), "assistant_email")
    if alone and not email.strip():
        raise Refused(say("Letters can go to them alone only with an email address."), "assistant_alone")


def _row(session: Session, engagement: Engagement, person: Person, now: datetime) -> Assistant:
    """Of this person in this discussion, as it was when they were named before, or new."""
    key = Assistant.discussion_id == engagement.discussion_id, Assistant.person_id == person.id
    found = session.exec(select(Assistant).where(*key)).one_or_none()
    speaks = select(Engagement.id).where(
        Engagement.discussion_id == engagement.discussion_id, Engagement.person_id == person.id)  # fmt: skip
    is_taken = found is not None and found.ended_at is None and found.engagement_id != engagement.id
    if is_taken or session.exec(speaks).first() is not None:
        raise Conflict(say("This person has a part in the discussion already."), "assistant_email")
    return found or Assistant(discussion_id=engagement.discussion_id, engagement_id=engagement.id or 0,
                              person_id=person.id or 0, full_name=person.full_name, named_at=now, link_made_at=now,
                              token_hash="")  # fmt: skip


def _named(session: Session, engagement: Engagement) -> Assistant:
    found = assistant_of(session, engagement)
    if found is None:
        raise Conflict(say("Nobody is named any more. Please look again."))
    return found


def _kept(session: Session, engagement: Engagement, assistant: Assistant) -> Assistant:
    """Whoever hears something else from now on is looked at with the next tick."""
    session.add(assistant)
    session.flush()
    assistant.token_hash = links.hashed(_token(session, assistant))
    engagement.attention = True
    session.flush()
    return assistant


def _token(session: Session, assistant: Assistant) -> str:
    assert assistant.id is not None, "flushed rows have a number"
    return links.token(session, PURPOSE, assistant.id, int(assistant.link_made_at.timestamp()))
