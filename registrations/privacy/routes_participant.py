"""My data, behind the personal link: what I agreed to, and what I typed. It is open as long as the link is."""

from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from events.queries import series_of
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.pages import PERSONAL, page, redirect
from foundation.refusals import Missing
from registrations import personal, provinces
from registrations.form import FIELDS
from registrations.models import Purpose
from registrations.privacy import consents, correction
from registrations.questions.answering import questions_about
from registrations.routes_participant import behind

Reading = Request[Any, Any, Any]
SENTENCES = {field.purpose: field.label for field in FIELDS if field.purpose}


@reads("/r/{token:str}/privacy")
def my_data(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    return _page(request, session, token, correction.shown(session, behind(request, session, token)))


@writes("/r/{token:str}/consents/{purpose:str}/withdrawal")
def withdraw(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], purpose: FromPath[str]
) -> Redirect:
    found, now = behind(request, session, token), request.app.state.now()
    consents.withdraw(session, found, _purpose(purpose), now)
    personal.recognise(found[2], now)
    return redirect(request, f"/r/{token}/privacy")


@writes("/r/{token:str}/consents/{purpose:str}/agreement")
def agree(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], purpose: FromPath[str]
) -> Redirect:
    found, now, wanted = behind(request, session, token), request.app.state.now(), _purpose(purpose)
    if wanted is Purpose.TAKE_PART:
        raise Missing
    consents.agree(session, found, wanted, now)
    personal.recognise(found[2], now)
    return redirect(request, f"/r/{token}/privacy")


@writes("/r/{token:str}/correction")
def correct(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any] | Redirect:
    found = behind(request, session, token)
    with form.refusing():
        correction.correct(session, found, form)
    if form.errors:
        return _page(request, session, token, form, status=422)
    personal.recognise(found[2], request.app.state.now())
    return redirect(request, f"/r/{token}/privacy")


def _purpose(word: str) -> Purpose:
    if word not in list(Purpose):
        raise Missing
    return Purpose(word)


def _page(request: Reading, session: Session, token: str, form: Form, status: int = 200) -> Response[bytes]:
    registration, discussion, person = behind(request, session, token)
    held = consents.what_holds(session, registration, person)
    is_over = discussion.is_over(request.app.state.now())
    return page(
        request, "registrations/my_data.html", status=status, language=person.language, headers=PERSONAL, form=form,
        path=f"/r/{token}", registration=registration, discussion=discussion, person=person,
        series=series_of(session, discussion), is_over=is_over,
        fields=correction.fields_to_correct(registration, person),
        questions=questions_about(session, registration, discussion.series_id),
        countries=provinces.BY_COUNTRY, is_known_by_phone=person.email is None,
        consents=[(purpose, SENTENCES[purpose], held[purpose]) for purpose in Purpose],
    )  # fmt: skip


HANDLERS = [my_data, withdraw, agree, correct]
