"""Behind the link of a speaker, with what only this floor knows: the agenda to print and as PDF, and "my data"."""

from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from events.models import Discussion
from events.queries import series_of
from foundation.edge import reads
from foundation.pages import PERSONAL, page
from foundation.papers import paper_answer
from notifications.agenda_paper import agenda_paper, heading, said_on_paper
from notifications.run_sheet import RunSheet, run_sheet
from speakers.models import Engagement
from speakers.preparing.editing import consent_of
from speakers.preparing.introducing import is_introduced
from speakers.programme import programme_for
from speakers.queries import assists
from speakers.routes_speaker import behind
from speakers.slots import slots_of

Reading = Request[Any, Any, Any]


@reads("/p/{token:str}/agenda")
def my_agenda(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    """To read and to print; for the chair it is the run sheet."""
    engagement, discussion, person = behind(request, session, token)
    return page(
        request, "notifications/my_agenda.html", language=person.language, headers=PERSONAL, path=f"/p/{token}",
        heading=heading(engagement), engagement=engagement, discussion=discussion, person=person,
        series=series_of(session, discussion), programme=programme_for(session, discussion, engagement),
        sheet=_sheet(session, engagement, discussion),
    )  # fmt: skip


@reads("/p/{token:str}/agenda.pdf")
def my_agenda_as_paper(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    engagement, discussion, person = behind(request, session, token)
    said = said_on_paper(session, engagement, (discussion, person), _sheet(session, engagement, discussion))
    return paper_answer(agenda_paper(said, request.app.state.now()), f"agenda-{discussion.slug}")


@reads("/p/{token:str}/privacy")
def speakers_privacy(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    """What we hold and why, and the ways to see, withdraw and erase it."""
    engagement, discussion, person = behind(request, session, token)
    return page(
        request, "notifications/speakers_privacy.html", language=person.language, headers=PERSONAL, path=f"/p/{token}",
        engagement=engagement, discussion=discussion, person=person, consent=consent_of(session, engagement),
        series=series_of(session, discussion), is_introduced=is_introduced(session, engagement),
        assists=assists(engagement, person),
    )  # fmt: skip


def _sheet(session: Session, engagement: Engagement, discussion: Discussion) -> RunSheet:
    return run_sheet(session, engagement, discussion, slots_of(session, discussion))


HANDLERS = [my_agenda, my_agenda_as_paper, speakers_privacy]
