"""The agenda as it runs, and questions: asking, supporting, seeing what became of them."""

from typing import Any

from litestar import Request, Response, Router
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from foundation import guards
from foundation.desk_pages import row_number
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.pages import PERSONAL, page, redirect
from live.questions import ask, questions_for_all, support
from live.stage import shown_on_stage
from registrations import personal, routes_participant
from speakers.programme import public_programme

Reading = Request[Any, Any, Any]


@reads("/{token:str}/live")
def follow(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    return _page(request, session, token, Form())


@writes("/{token:str}/live/questions")
def ask_question(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any]:
    registration, discussion, person = routes_participant.behind(request, session, token)
    now = request.app.state.now()
    with form.refusing():
        ask(session, discussion, registration, form["text"], is_anonymous=form.has("is_anonymous"), now=now)
    if form.errors:
        return _page(request, session, token, form, status=422)
    personal.recognise(person, now)
    return redirect(request, f"/r/{token}/live")


@writes("/{token:str}/live/questions/{number:str}/support")
def support_question(
    request: Reading, session: NamedDependency[Session], *,
    token: FromPath[str], number: FromPath[str], form: NamedDependency[Form],
) -> Redirect:  # fmt: skip
    registration, discussion, _ = routes_participant.behind(request, session, token)
    wanted, now = form["support"] != "no", request.app.state.now()
    support(session, discussion, registration, row_number(number), wanted=wanted, now=now)
    return redirect(request, f"/r/{token}/live")


def _page(request: Reading, session: Session, token: str, form: Form, *, status: int = 200) -> Response[bytes]:
    registration, discussion, person = routes_participant.behind(request, session, token)
    is_open = registration.is_confirmed and discussion.is_door_open(request.app.state.now())
    return page(
        request, "live/agenda.html", status=status, language=person.language, headers=PERSONAL, form=form,
        person=person, path=f"/r/{token}/live", back=f"/r/{token}", may_ask=is_open and not discussion.is_cancelled,
        is_crowd=True, questions=questions_for_all(session, discussion, registration.person_id),
        **shown_on_stage(request, session, discussion, public_programme(session, discussion)),
    )  # fmt: skip


router = Router(path="/r", route_handlers=[follow, ask_question, support_question], dependencies=guards.PUBLIC)
