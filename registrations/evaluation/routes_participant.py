"""The evaluation of a participant: reached through the personal link, kept without it."""

from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from events.queries import series_of
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.pages import PERSONAL, page, reader_language, redirect
from registrations.evaluation.answering import Answers, answer, standing
from registrations.evaluation.closing import closes_at
from registrations.evaluation.questions import ITEMS, OPEN, SCALE, asked
from registrations.form import GROUPS, SEXES
from registrations.models import Group, Sex
from registrations.routes_participant import behind

Reading = Request[Any, Any, Any]
MARKS = {str(mark): mark for mark in SCALE}


@reads("/r/{token:str}/evaluation")
def questions(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    return _page(request, session, token, Form())


@writes("/r/{token:str}/evaluation")
def take_answers(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any] | Redirect:
    registration, discussion, _ = behind(request, session, token)
    with form.refusing(), session.begin_nested():
        answer(session, discussion, registration, _answers(form), now=request.app.state.now())
    if form.errors:
        return _page(request, session, token, form)
    return redirect(request, f"/r/{token}/evaluation")


def _answers(form: Form) -> Answers:
    """What is none of the choices was not ticked."""
    return Answers(
        ratings={name: MARKS[form[name]] for name in ITEMS if form[name] in MARKS},
        remarks={name: form[name] for name in OPEN},
        sex=Sex(form["sex"]) if form["sex"] in list(Sex) else None,
        group=Group(form["group"]) if form["group"] in list(Group) else None,
    )  # fmt: skip


def _page(request: Reading, session: Session, token: str, form: Form) -> Response[bytes]:
    registration, discussion, person = behind(request, session, token)
    series = series_of(session, discussion)
    items, remarks = asked(session, series, reader_language(request, person.language))
    return page(
        request, "registrations/evaluation/questions.html", status=422 if form.errors else 200, form=form,
        language=person.language, headers=PERSONAL, path=f"/r/{token}", discussion=discussion, series=series,
        standing=standing(session, discussion, registration, request.app.state.now()), items=items, remarks=remarks,
        scale=[(mark, mark) for mark in SCALE], sexes=list(SEXES.items()), groups=list(GROUPS.items()),
        closes_at=closes_at(session, discussion), zone=person.timezone,
    )  # fmt: skip


HANDLERS = [questions, take_answers]
