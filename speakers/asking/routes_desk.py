"""The desk: asking the people of the discussion before."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.queries import discussions_in, office_discussion, office_series
from events.words import ROLES
from foundation.access_log import note_look
from foundation.desk_pages import Asking, OpenDesk, OpenSession, PostedForm, desk_page, go_to, shown_again, trying
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.languages import say
from speakers.asking.earlier import ask_from_before, last_before, to_ask_again
from speakers.asking.series_board import series_board, silent_people

PAGE = "speakers/asking/desk_earlier.html"


@reads("/discussions/{slug:str}/people/earlier")
def choose_earlier(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    """Everybody of the discussion before, ticked."""
    discussion = office_discussion(session, desk.office, slug)
    context = _choices(request, session, discussion)
    form = Form({"people": [value for value, _ in context["choices"]]})
    return desk_page(request, desk, PAGE, form=form, **context)


@writes("/discussions/{slug:str}/people/earlier")
def ask_earlier(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    discussion = office_discussion(session, desk.office, slug)
    with trying(form, session):
        ask_from_before(session, discussion, form.all("people"), request.app.state.now())
    if form.errors:
        return shown_again(request, desk, PAGE, form, **_choices(request, session, discussion))
    return go_to(f"/desk/discussions/{slug}/people", "asked")


@reads("/series/{slug:str}/board")
def board(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    """Who was asked in a whole series, and what they say."""
    series, now = office_series(session, desk.office, slug), request.app.state.now()
    discussions = discussions_in(session, series)
    rows = series_board(session, discussions, now)
    named = sum(len(row.chair) + len(row.resource_persons) + len(row.observers) for row in rows)
    note_look(session, desk, "people", now, about=slug, people=named)
    return desk_page(
        request, desk, "speakers/asking/desk_board.html", series=series, path=f"/desk/series/{slug}", rows=rows,
        silent=silent_people(session, discussions, now),
    )  # fmt: skip


def _choices(request: Asking, session: Session, discussion: Discussion) -> dict[str, Any]:
    """Who may be asked again, by the number of their earlier part."""
    found = to_ask_again(session, discussion)
    return {
        **head(session, discussion, request.app.state.now()), "before": last_before(session, discussion),
        "choices": [
            (str(one.id), say("{name} ({role})", name=one.full_name, role=ROLES[one.role])) for one, _ in found
        ],
    }  # fmt: skip
