"""Signing in to the desk and out again. Nobody learns here whether an address belongs to an organiser."""

from datetime import timedelta
from typing import Any

from litestar import Response, Router
from litestar.datastructures import Cookie
from litestar.di import Provide
from litestar.params import FromPath
from sqlmodel import Session

from foundation import guards, links
from foundation.desk_pages import Asking, OpenDesk, OpenSession, PostedForm, go_to, keeps_mail, zone_choices
from foundation.edge import reads, writes
from foundation.first_organiser import Founding, empty_office, found_office, has_begun, refuse_late_comers
from foundation.forms import Form
from foundation.languages import LANGUAGES, say
from foundation.limits import spend
from foundation.pages import PERSONAL, page, reader_language, redirect
from foundation.people import Person, checked_email, contact_of
from foundation.refusals import Refused
from foundation.sign_in import CODE_TRIES, ask_for_sign_in, close_desk, open_desk, use_code, use_link

QUARTER = timedelta(minutes=15)


@reads("/sign-in")
def sign_in(request: Asking, session: OpenSession) -> Response[bytes]:
    return page(request, "foundation/sign_in.html", headers=PERSONAL)


@writes("/sign-in")
def ask(request: Asking, session: OpenSession, form: PostedForm) -> Response[bytes]:
    """The same page for every address; a letter follows where there is somebody to write to."""
    contact = ""
    with form.refusing():
        contact = contact_of(checked_email(form["email"]), None)
    if not contact:
        return page(request, "foundation/sign_in.html", status=422, headers=PERSONAL, form=form)
    _limit_asking(request, session, contact)
    ask_for_sign_in(session, form["email"], request.app.state.now())
    return _code_page(request, form, 200)


@writes("/sign-in/code")
def enter_code(request: Asking, session: OpenSession, form: PostedForm) -> Response[Any]:
    """Come in with the code. A wrong try is counted although the answer is a refusal, so in its own transaction."""
    now, person = request.app.state.now(), None
    with request.app.state.database.writing() as counting:
        _limit_tries(request, counting)
        with form.refusing():
            person = use_code(counting, form["email"], form["code"], now)
    if person is None and not form.errors:
        form.refuse(Refused(say("This code is not right, or no longer valid."), "code"))
    return _at_the_desk(request, session, person) if person else _code_page(request, form, 422)


@reads("/sign-in/{token:str}")
def open_link(request: Asking, session: OpenSession, token: FromPath[str]) -> Response[bytes]:
    """One button: scanners open every link in a letter, and opening must not use it up."""
    return page(request, "foundation/sign_in_link.html", headers=PERSONAL)


@writes("/sign-in/{token:str}")
def use(request: Asking, session: OpenSession, token: FromPath[str], form: PostedForm) -> Response[Any]:
    person = None
    with form.refusing():
        person = use_link(session, token, request.app.state.now())
    if person is None:
        return page(request, "foundation/sign_in.html", status=410, headers=PERSONAL, form=form)
    return _at_the_desk(request, session, person)


@reads("/welcome/{token:str}")
def welcome(request: Asking, session: OpenSession, token: FromPath[str]) -> Response[Any]:
    """Begin: only while there is no organiser, and only for who holds the printed link. Later it leads to the desk."""
    if has_begun(session, token):
        return go_to("/desk")
    refuse_late_comers(session, token)
    office = empty_office(session)
    form = Form.showing(
        office_name=office.name if office else "", timezone=office.timezone if office else "Asia/Jakarta"
    )
    return _welcome_page(request, form, 200)


@writes("/welcome/{token:str}")
def begin(request: Asking, session: OpenSession, token: FromPath[str], form: PostedForm) -> Response[Any]:
    refuse_late_comers(session, token)
    person = None
    with form.refusing():
        person = found_office(session, _founding(request, form), request.app.state.now())
    return _at_the_desk(request, session, person) if person else _welcome_page(request, form, 422)


@writes("/sign-out", dependencies={"form": Provide(guards.form_of_this_desk)})
def sign_out(request: Asking, session: OpenSession, form: PostedForm) -> Response[Any]:
    close_desk(session, request.cookies.get(guards.DESK_COOKIE, ""))
    answer = redirect(request, "/desk/sign-in")
    answer.set_cookie(_cookie("", max_age=0))
    return answer


@writes("/language", guards=[guards.organisers_only], dependencies=guards.DESK)
def choose_language(request: Asking, session: OpenSession, desk: OpenDesk, form: PostedForm) -> Response[Any]:
    """The language of the desk and of the letters to this organiser."""
    if form["language"] not in LANGUAGES:
        raise Refused(say("Please choose one of the languages offered."), "language")
    session.get_one(Person, desk.person.id).language = form["language"]
    return go_to("/desk")


def _limit_asking(request: Asking, session: Session, contact: str) -> None:
    """Five a quarter of an hour for one address and for one network (trust.md, Headers and cookies)."""
    settings, now = request.app.state.settings, request.app.state.now()
    for bucket in (links.keyed(settings.secret_key, f"contact {contact}"), guards.network_of(request)):
        spend(session, f"sign-in {bucket}", now, allowed=settings.sign_ins_per_quarter, per=QUARTER)


def _limit_tries(request: Asking, session: Session) -> None:
    """Each way in bears a few wrong codes; one network may not go through many of them."""
    settings = request.app.state.settings
    spend(session, f"codes {guards.network_of(request)}", request.app.state.now(),
          allowed=CODE_TRIES * settings.sign_ins_per_quarter, per=QUARTER)  # fmt: skip


def _code_page(request: Asking, form: Form, status: int) -> Response[bytes]:
    return page(request, "foundation/sign_in_code.html", status=status, headers=PERSONAL, form=form,
                keeps_mail=keeps_mail(request))  # fmt: skip


def _founding(request: Asking, form: Form) -> Founding:
    return Founding(
        email=form["email"], full_name=form["full_name"], office_name=form["office_name"], timezone=form["timezone"],
        language=reader_language(request),
    )  # fmt: skip


def _welcome_page(request: Asking, form: Form, status: int) -> Response[bytes]:
    zones = zone_choices(request, form)
    return page(request, "foundation/welcome.html", status=status, headers=PERSONAL, form=form, zones=zones)


def _at_the_desk(request: Asking, session: Session, person: Person) -> Response[Any]:
    answer = go_to("/desk")
    answer.set_cookie(_cookie(open_desk(session, person, request.app.state.now())))
    return answer


def _cookie(token: str, max_age: int | None = None) -> Cookie:
    return Cookie(guards.DESK_COOKIE, value=token, secure=True, httponly=True, samesite="lax", max_age=max_age)


router = Router(
    path="/desk", dependencies=guards.PUBLIC,
    route_handlers=[sign_in, ask, enter_code, open_link, use, welcome, begin, sign_out, choose_language],
)  # fmt: skip
