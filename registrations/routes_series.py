"""Joining more of a series from the personal page: one discussion, or all that come."""

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from events.queries import series_of
from foundation.edge import writes
from foundation.pages import redirect
from registrations.models import Registration
from registrations.personal import recognise
from registrations.register import personal_path
from registrations.routes_participant import behind
from registrations.whole_series import Part, discussion_beside, join, rows_of

Reading = Request[Any, Any, Any]


@writes("/r/{token:str}/series/{slug:str}")
def join_one(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], slug: FromPath[str]
) -> Redirect:
    """To the personal page of the discussion that was joined."""
    registration, discussion, person = behind(request, session, token)
    other, now = discussion_beside(session, series_of(session, discussion), slug), request.app.state.now()
    [number] = join(session, registration, person, [other], now=now)
    recognise(person, now)
    return redirect(request, personal_path(session, session.get_one(Registration, number)))


@writes("/r/{token:str}/series")
def join_all(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Redirect:
    """All that are open and not joined yet."""
    registration, discussion, person = behind(request, session, token)
    now = request.app.state.now()
    rows = rows_of(session, series_of(session, discussion), registration, person, now=now)
    join(session, registration, person, [row.discussion for row in rows if row.part is Part.OPEN], now=now)
    recognise(person, now)
    return redirect(request, f"/r/{token}")


HANDLERS = [join_one, join_all]
