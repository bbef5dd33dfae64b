"""Texts that a coordinator, or the organiser for a coordinator, passes on by WhatsApp."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from events.models import Series
from foundation.languages import say
from foundation.moments import Moment
from foundation.whatsapp import whatsapp_address
from registrations.coordinators.appoint import personal_path as coordinators_path
from registrations.coordinators.models import Coordinator
from registrations.coordinators.queries import Listed
from registrations.models import Status
from registrations.register import personal_path

Absolute = Callable[[str], str]


def to_coordinator(session: Session, coordinator: Coordinator, series: Series, absolute: Absolute) -> tuple[str, str]:
    """Their link, and the address that opens WhatsApp with it."""
    link = absolute(coordinators_path(session, coordinator))
    text = say(
        "Hello {name}, with this link you register members of {union} for: {series}. Until {when}. "
        "The link is yours alone: {link}",
        name=coordinator.full_name, union=coordinator.union, series=series.title, link=link,
        when=Moment(coordinator.ends_at, series.timezone),
    )  # fmt: skip
    return link, whatsapp_address(text.in_language(coordinator.language), coordinator.phone)


def to_member(session: Session, listed: Listed, absolute: Absolute, now: datetime) -> str | None:
    """The chat of a member with their personal links; None for who has an address, and gets them by letter. So nobody
    sees the link of an address that they only typed."""
    person = listed.person
    places = [
        (registration, discussion) for registration, discussion, status in listed.places
        if status != Status.CANCELLED and not discussion.is_over(now)
    ]  # fmt: skip
    if person.email is not None or not places:
        return None
    lines = [
        say("{what}, {when}: {link}", what=say("Online discussion") if person.discreet else discussion.title,
            when=Moment(discussion.starts_at, person.timezone), link=absolute(personal_path(session, registration)))
        for registration, discussion in places
    ]  # fmt: skip
    hello = say(
        "Hello {name}, I have registered you. This is your own page, where you find the way into the room, and where "
        "you can say that you do not want it:",
        name=listed.member.full_name,
    )  # fmt: skip
    text = "\n".join(line.in_language(person.language) for line in (hello, *lines))
    return whatsapp_address(text, person.phone)
