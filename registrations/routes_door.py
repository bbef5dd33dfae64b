"""The door to the room, for participants and for those who speak: a POST, answered with a page whose one link is the
room. A redirect would be blocked by our own policy (trust.md, fact 5)."""

from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from events.models import Discussion
from events.queries import series_of
from events.rooms import providers
from events.rooms.choosing import shows_name
from events.words import ROLES
from foundation.edge import writes
from foundation.forms import Form
from foundation.languages import say
from foundation.pages import PERSONAL, page
from foundation.people import NAME_LIMIT, Person, Role, clean_text
from foundation.refusals import Conflict
from registrations import personal, routes_participant
from registrations.data_price import data_price
from registrations.door import join
from speakers import routes_speaker
from speakers.queries import assists

Reading = Request[Any, Any, Any]


@writes("/r/{token:str}/join")
def join_as_participant(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[bytes]:
    registration, discussion, person = routes_participant.behind(request, session, token)
    if not registration.is_confirmed:
        raise Conflict(say("The room is open to those who hold a seat. Your page shows where you stand."))
    name = _name(form, person, registration.full_name, Role.PARTICIPANT)
    return _room(request, session, discussion, person, path=f"/r/{token}", name=name)


@writes("/p/{token:str}/join")
def join_as_speaker(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[bytes]:
    engagement, discussion, person = routes_speaker.behind(request, session, token)
    if not engagement.is_accepted:
        raise Conflict(say("Please answer first whether you take part. Then the door opens for you."))
    known = person.full_name if assists(engagement, person) else engagement.full_name
    name, is_chair = _name(form, person, known, engagement.role), engagement.role == Role.CHAIR
    return _room(request, session, discussion, person, path=f"/p/{token}", name=name, moderates=is_chair)


def _name(form: Form, person: Person, known: str, role: Role) -> str:
    """What others in the room see: whatever somebody likes, else what they are called here; of who wants to be
    discreet, only what they are."""
    chosen = clean_text(form["shown_name"])[:NAME_LIMIT]
    return chosen or (ROLES[role].in_language(person.language) if person.discreet else known)


def _room(
    request: Reading, session: Session, discussion: Discussion, person: Person, *,
    path: str, name: str, moderates: bool = False,
) -> Response[bytes]:  # fmt: skip
    now, offered = request.app.state.now(), providers(request.app.state.settings)
    room_url = join(session, discussion, person.id or 0, now, offered=offered, name=name, moderates=moderates)
    personal.recognise(person, now)
    return page(
        request, "registrations/room.html", language=person.language, headers=PERSONAL, discussion=discussion,
        series=series_of(session, discussion), room_url=room_url, price=data_price(discussion.minutes), path=path,
        name=name if shows_name(session, discussion, offered) else "",
    )  # fmt: skip


HANDLERS = [join_as_participant, join_as_speaker]
