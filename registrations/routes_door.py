"""The door to the room, for participants and for those who speak: a POST, answered with a page whose one link is the
room. A redirect would be blocked by our own policy (trust.md, fact 5)."""

from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from events.models import Discussion
from events.queries import series_of
from foundation.edge import writes
from foundation.languages import say
from foundation.pages import PERSONAL, page
from foundation.people import Person
from foundation.refusals import Conflict
from registrations import personal, routes_participant
from registrations.data_price import data_price
from registrations.door import join
from speakers import routes_speaker

Reading = Request[Any, Any, Any]


@writes("/r/{token:str}/join")
def join_as_participant(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    registration, discussion, person = routes_participant.behind(request, session, token)
    if not registration.is_confirmed:
        raise Conflict(say("The room is open to those who hold a seat. Your page shows where you stand."))
    return _room(request, session, discussion, person, f"/r/{token}")


@writes("/p/{token:str}/join")
def join_as_speaker(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    engagement, discussion, person = routes_speaker.behind(request, session, token)
    if not engagement.is_accepted:
        raise Conflict(say("Please answer first whether you take part. Then the door opens for you."))
    return _room(request, session, discussion, person, f"/p/{token}")


def _room(request: Reading, session: Session, discussion: Discussion, person: Person, path: str) -> Response[bytes]:
    now = request.app.state.now()
    room_url = join(session, discussion, person.id or 0, now)
    personal.recognise(person, now)
    return page(
        request, "registrations/room.html", language=person.language, headers=PERSONAL, discussion=discussion,
        series=series_of(session, discussion), room_url=room_url, price=data_price(discussion.minutes), path=path,
    )  # fmt: skip


HANDLERS = [join_as_participant, join_as_speaker]
