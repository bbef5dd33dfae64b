"""Everything held about me, behind the personal link: to read, as a file, and to erase."""

from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic_core import to_json
from sqlmodel import Session

from foundation.edge import reads, writes
from foundation.pages import PERSONAL, page
from foundation.refusals import Missing
from notifications.privacy.calendar_left import stays_in_calendar
from notifications.privacy.erasing import erase
from notifications.privacy.held import held_about, readable
from registrations.routes_participant import behind

Reading = Request[Any, Any, Any]


@reads("/r/{token:str}/data")
def my_data(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    """Not shown to who came with a phone number alone: anybody may have typed it (decisions/0037)."""
    _, _, person = behind(request, session, token)
    is_shown = person.email is not None
    return page(
        request, "notifications/held_about_me.html", language=person.language, headers=PERSONAL, path=f"/r/{token}",
        is_shown=is_shown, sections=readable(held_about(session, person)) if is_shown else [],
    )  # fmt: skip


@reads("/r/{token:str}/data.json")
def my_data_as_file(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    _, _, person = behind(request, session, token)
    if person.email is None:
        raise Missing
    headers = {**PERSONAL, "Content-Disposition": 'attachment; filename="rembuk-my-data.json"'}
    content = to_json(held_about(session, person), indent=2)
    return Response(content, status_code=200, media_type="application/json", headers=headers)


@reads("/r/{token:str}/erasure")
def what_is_erased(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    """The second thought before the button."""
    _, discussion, person = behind(request, session, token)
    return page(
        request, "notifications/erase_me.html", language=person.language, headers=PERSONAL, path=f"/r/{token}",
        stays=stays_in_calendar(session, person, request.app.state.now()), zone=person.timezone,
        is_known_by_phone=person.email is None, discussion=discussion,
    )  # fmt: skip


@writes("/r/{token:str}/erasure")
def erase_me(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    """Answered with a page and no redirect: the link leads nowhere any more."""
    _, discussion, person = behind(request, session, token)
    language, here = person.language, 0 if person.email else discussion.id or 0
    erase(session, person, request.app.state.now(), discussion_id=here)
    return page(request, "notifications/erased.html", language=language, headers=PERSONAL)


HANDLERS = [my_data, my_data_as_file, what_is_erased, erase_me]
