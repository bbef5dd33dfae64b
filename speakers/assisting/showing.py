"""What the page of a speaker shows of the assistant, and theirs of whom they assist."""

from typing import Any

from sqlmodel import Session

from foundation.people import Person
from speakers.assisting.naming import assistant_of, assistants_path, deeds_of
from speakers.models import Engagement
from speakers.queries import assists


def assistance(session: Session, engagement: Engagement, person: Person, base_url: str) -> dict[str, Any]:
    """For `speakers/assisting/mine.html`; to an assistant only that they are one."""
    if assists(engagement, person):
        return {"assists": True, "assisted_by": None, "deeds": []}
    found = assistant_of(session, engagement)
    them = session.get_one(Person, found.person_id) if found else None
    return {
        "assists": False, "assisted_by": found, "deeds": deeds_of(session, engagement),
        "assistants_contact": (them.email or them.phone) if them else "",
        "assistants_link": base_url + assistants_path(session, found) if found else "",
    }  # fmt: skip
