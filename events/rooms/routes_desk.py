"""The desk: which room a discussion has, and another attempt at one that did not open."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.models import Discussion
from events.queries import office_discussion
from events.rooms import providers
from events.rooms.choosing import PASTED, choose_room, room_of, standing_of, try_now
from foundation.desk_pages import Asking, OpenDesk, OpenSession, PostedForm, go_to
from foundation.edge import writes
from foundation.forms import Form
from foundation.languages import Wording, say


def rooms_offered(request: Asking) -> list[tuple[str, Wording | str]]:
    """What an organiser may choose between; nothing where no provider is set up."""
    offered = [(word, provider.name) for word, provider in providers(request.app.state.settings).items()]
    return [(PASTED, say("The address above")), *offered] if offered else []


def room_chosen(session: Session, discussion: Discussion) -> str:
    """The word of the room it has."""
    room = room_of(session, discussion)
    return PASTED if room is None else room.kind.value


def keep_choice(request: Asking, session: Session, discussion: Discussion, form: Form) -> None:
    """The room chosen in the form of a discussion; a form without the question changes nothing."""
    if form.has("room_kind"):
        offered = providers(request.app.state.settings)
        choose_room(session, discussion, form["room_kind"], offered=offered, now=request.app.state.now())


def room_shown(request: Asking, session: Session, discussion: Discussion) -> dict[str, Any]:
    """For the form of a discussion: what is offered, and how it stands with the room that was chosen."""
    room = room_of(session, discussion)
    return {"rooms": rooms_offered(request), "room": room, "room_standing": standing_of(discussion, room)}


@writes("/discussions/{slug:str}/room")
def try_room(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """The clock, which wakes after every write, asks the provider."""
    try_now(session, office_discussion(session, desk.office, slug))
    return go_to(f"/desk/discussions/{slug}/edit", "tried")


HANDLERS = [try_room]
