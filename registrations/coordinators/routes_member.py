"""Off the list with one press, for somebody whom a coordinator registered: behind the link in their first letter."""

from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from events.queries import series_of
from foundation.edge import reads, writes
from foundation.pages import PERSONAL, page, redirect
from foundation.refusals import Missing
from registrations import routes_participant
from registrations.coordinators.leave import leave
from registrations.coordinators.models import Coordinator
from registrations.coordinators.queries import last_brought_by

Reading = Request[Any, Any, Any]


@reads("/r/{token:str}/removal")
def ask_removal(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    """Opening the link changes nothing: scanners open every link (product.md, rule 10)."""
    registration, discussion, person = routes_participant.behind(request, session, token)
    coordinator, has_left = _brought(session, registration.id)
    return page(
        request, "registrations/coordinators/removal.html", language=person.language, headers=PERSONAL,
        discussion=discussion, series=series_of(session, discussion), coordinator=coordinator, has_left=has_left,
        path=f"/r/{token}", is_discreet=person.discreet,
    )  # fmt: skip


@writes("/r/{token:str}/removal")
def remove(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Redirect:
    registration, _, person = routes_participant.behind(request, session, token)
    _brought(session, registration.id)
    leave(session, person, request.app.state.now())
    return redirect(request, f"/r/{token}/removal")


def _brought(session: Session, registration_id: int | None) -> tuple[Coordinator, bool]:
    """Who registered this person, and whether they have said no to it. Who registered alone has nothing here."""
    found = last_brought_by(session, registration_id)
    if found is None:
        raise Missing
    return found


HANDLERS = [ask_removal, remove]
