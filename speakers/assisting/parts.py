"""Whose rows of the agenda are whose: of those who speak, and of those who assist them."""

from sqlmodel import Session, select

from events.models import Discussion
from speakers.assisting.models import Assistant
from speakers.queries import active_engagements
from speakers.slots import part_in, slots_of


def parts_of(session: Session, discussion: Discussion) -> dict[int, str]:
    """Person → own rows of the agenda, of everybody who has agreed to speak; for an assistant those of the speaker."""
    slots, speaking = slots_of(session, discussion), active_engagements(session, discussion)
    parts = {one.id: part_in(slots, one, discussion.starts_at) for one in speaking if one.is_accepted}
    assisting = select(Assistant.person_id, Assistant.engagement_id).where(Assistant.discussion_id == discussion.id)
    found = {person: parts[number] for person, number in session.exec(assisting).all() if number in parts}
    return found | {one.person_id: parts[one.id] for one in speaking if one.id in parts}
