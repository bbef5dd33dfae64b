"""The questions that were left open, on a page behind the link of a resource person."""

from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from events.models import Discussion
from events.queries import series_of
from foundation.desk_pages import row_number
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.pages import PERSONAL, page, redirect
from foundation.people import Person, Role
from foundation.refusals import Missing
from live.left_open import answer_left_open, to_answer
from speakers import routes_speaker
from speakers.models import Engagement

Reading = Request[Any, Any, Any]


@reads("/{token:str}/live/answers")
def questions_left_open(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    return _page(request, session, token)


@writes("/{token:str}/live/answers/{number:str}")
def answer_question(
    request: Reading, session: NamedDependency[Session], *,
    token: FromPath[str], number: FromPath[str], form: NamedDependency[Form],
) -> Response[Any]:  # fmt: skip
    engagement, discussion, _ = _behind(request, session, token)
    which, now = row_number(number), request.app.state.now()
    with form.refusing():
        answer_left_open(session, discussion, engagement, which, answer=form[f"answer-{which}"], now=now)
    if form.errors:
        return _page(request, session, token, form, status=422)
    return redirect(request, f"/p/{token}/live/answers")


def _behind(request: Reading, session: Session, token: str) -> tuple[Engagement, Discussion, Person]:
    """A resource person who has agreed; to everybody else there is no such page."""
    found = routes_speaker.behind(request, session, token)
    if found[0].role != Role.RESOURCE_PERSON or not found[0].is_accepted:
        raise Missing
    return found


def _page(
    request: Reading, session: Session, token: str, form: Form | None = None, *, status: int = 200
) -> Response[bytes]:
    engagement, discussion, person = _behind(request, session, token)
    now = request.app.state.now()
    questions = to_answer(session, discussion, engagement, now)
    written = Form.showing(**{f"answer-{one.question.id}": one.question.answer for one in questions})
    return page(
        request, "live/left_open.html", status=status, language=person.language, headers=PERSONAL,
        form=form or written, path=f"/p/{token}", discussion=discussion, questions=questions,
        series=series_of(session, discussion), is_over=discussion.is_over(now),
    )  # fmt: skip


HANDLERS = [questions_left_open, answer_question]
