"""The desk: how people register for a series. Own questions, and whether freed seats are offered first."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.models import Series
from events.queries import office_series
from foundation.desk_pages import (
    Asking,
    OpenDesk,
    OpenSession,
    PostedForm,
    desk_page,
    go_to,
    number_in,
    row_number,
    shown_again,
    trying,
)
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.languages import say
from registrations.admission.deciding import set_offer_hours
from registrations.questions import asking
from registrations.questions.answering import questions_of
from registrations.questions.asking import Wish
from registrations.questions.models import OwnQuestion, QuestionKind

HERE = "/series/{slug:str}/registration"
ONE = f"{HERE}/questions/{{number:str}}"
PAGE, QUESTION_PAGE = "registrations/questions/desk_series.html", "registrations/questions/desk_question.html"
KINDS = {QuestionKind.TEXT: say("Text"), QuestionKind.CHOICE: say("One of several answers"),
         QuestionKind.YES_NO: say("Yes or no")}  # fmt: skip


@reads(HERE)
def registration(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    series = office_series(session, desk.office, slug)
    form = Form.showing(offer_hours=series.offer_hours or None, kind=QuestionKind.TEXT.value)
    return desk_page(request, desk, PAGE, form=form, **_around(session, series))


@writes(HERE)
def choose_offer(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    series, hours = office_series(session, desk.office, slug), number_in(form, "offer_hours")
    if not form.errors:
        with trying(form, session):
            set_offer_hours(session, series, hours)
    return _done(request, session, desk, series, form=form)


@writes(f"{HERE}/questions")
def ask(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    series = office_series(session, desk.office, slug)
    with trying(form, session):
        asking.ask(session, series, _wish(form), request.app.state.now())
    return _done(request, session, desk, series, form=form)


@reads(ONE)
def question(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    series, found = _found(session, desk, slug, number)
    form = Form.showing(
        wording=found.wording, purpose=found.purpose, kind=found.kind.value, choices="\n".join(found.choices),
        is_required="yes" if found.is_required else "",
    )  # fmt: skip
    return desk_page(request, desk, QUESTION_PAGE, form=form, question=found, **_around(session, series))


@writes(ONE)
def change(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    series, found = _found(session, desk, slug, number)
    with trying(form, session):
        asking.change(session, found, _wish(form))
    if form.errors:
        return shown_again(request, desk, QUESTION_PAGE, form, question=found, **_around(session, series))
    return go_to(f"/desk/series/{slug}/registration", "saved")


@writes(f"{ONE}/place")
def move(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    series, found = _found(session, desk, slug, number)
    asking.move(session, series, found, up=form["to"] == "up")
    return go_to(f"/desk/series/{slug}/registration", "saved")


@writes(f"{ONE}/switch")
def switch(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    _, found = _found(session, desk, slug, number)
    asking.switch(session, found)
    return go_to(f"/desk/series/{slug}/registration", "saved")


def _found(session: Session, desk: Any, slug: str, number: str) -> tuple[Series, OwnQuestion]:
    series = office_series(session, desk.office, slug)
    return series, asking.question_in(session, series, row_number(number))


def _wish(form: Form) -> Wish:
    return Wish(wording=form["wording"], purpose=form["purpose"], kind=form["kind"], choices=form["choices"],
                is_required=form.has("is_required"))  # fmt: skip


def _done(request: Asking, session: Session, desk: Any, series: Series, *, form: Form) -> Response[Any]:
    if form.errors:
        return shown_again(request, desk, PAGE, form, **_around(session, series))
    return go_to(f"/desk/series/{series.slug}/registration", "saved")


def _around(session: Session, series: Series) -> dict[str, Any]:
    return {
        "series": series, "questions": questions_of(session, series.id, all_of_them=True), "words": KINDS,
        "kinds": [(kind.value, word) for kind, word in KINDS.items()],
    }  # fmt: skip


HANDLERS = [registration, choose_offer, ask, question, change, move, switch]
