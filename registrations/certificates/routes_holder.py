"""A certificate for whoever has its code, without a name; and for its holder, with all that they may do with it."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from foundation import guards, limits
from foundation.codes import code_in_page
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.links import hashed
from foundation.pages import PERSONAL, page, reader_language, redirect
from foundation.papers import paper_answer
from foundation.people import Person
from foundation.refusals import Missing
from registrations.certificates import holding
from registrations.certificates.models import Certificate
from registrations.certificates.printing import printed
from registrations.certificates.queries import certificate_of_code, certificate_of_holder, holders_path, public_path
from registrations.certificates.wording import Shown, shown

Reading = Request[Any, Any, Any]
CHECKED, MINE = "registrations/certificates/checked.html", "registrations/certificates/mine.html"
NAMES_PER_HOUR = 20


@reads("/c/{code:str}")
def check(request: Reading, session: NamedDependency[Session], code: FromPath[str]) -> Response[bytes]:
    """No account; a code that leads nowhere looks like no page at all."""
    found = certificate_of_code(session, code)
    guards.refuse_unless_found(request, session, found)
    assert found is not None, "refused above"
    return page(request, CHECKED, headers=PERSONAL, one=shown(session, *found))


@reads("/c/{code:str}/{key:str}")
def mine(request: Reading, session: NamedDependency[Session], code: FromPath[str], key: FromPath[str]) -> Response[Any]:
    one, person = _behind(request, session, code, key)
    return _mine(request, session, one, person, Form())


@writes("/c/{code:str}/{key:str}/paper")
def download(
    request: Reading, session: NamedDependency[Session], *,
    code: FromPath[str], key: FromPath[str], form: NamedDependency[Form],
) -> Response[Any]:  # fmt: skip
    """The PDF. It changes nothing; a form asks for it, since some have to say their name first."""
    _limit_names(request, key, form)
    one, person = _behind(request, session, code, key)
    _try_name(one.certificate, person, form)
    if form.errors:
        return _mine(request, session, one, person, form)
    if not one.certificate.is_valid or not one.certificate.full_name:
        raise Missing
    base_url = request.app.state.settings.base_url
    content = printed(one, base_url, reader_language(request, person.language))
    return paper_answer(content, f"certificate-{one.certificate.grouped_code}")


@writes("/c/{code:str}/{key:str}/visibility")
def choose_visibility(
    request: Reading, session: NamedDependency[Session], *,
    code: FromPath[str], key: FromPath[str], form: NamedDependency[Form],
) -> Response[Any] | Redirect:  # fmt: skip
    _limit_names(request, key, form)
    one, person = _behind(request, session, code, key)
    if form["name"] != "shown":
        holding.hide_name(session, one.certificate)
        return redirect(request, holders_path(session, one.certificate))
    _try_name(one.certificate, person, form)
    if form.errors:
        return _mine(request, session, one, person, form)
    holding.show_name(session, one.certificate, request.app.state.now())
    return redirect(request, holders_path(session, one.certificate))


@writes("/c/{code:str}/{key:str}/name")
def ask_for_name(
    request: Reading, session: NamedDependency[Session], *,
    code: FromPath[str], key: FromPath[str], form: NamedDependency[Form],
) -> Response[Any] | Redirect:  # fmt: skip
    _limit_names(request, key, form)
    one, person = _behind(request, session, code, key)
    _try_name(one.certificate, person, form)
    if not form.errors:
        with form.refusing():
            holding.wish_name(session, one.certificate, form["wished_name"], request.app.state.now())
    if form.errors:
        return _mine(request, session, one, person, form)
    return redirect(request, holders_path(session, one.certificate))


def _behind(request: Reading, session: Session, code: str, key: str) -> tuple[Shown, Person]:
    found = certificate_of_holder(session, code, key)
    guards.refuse_unless_found(request, session, found)
    assert found is not None, "refused above"
    return shown(session, *found), session.get_one(Person, found[0].person_id)


def _try_name(certificate: Certificate, person: Person, form: Form) -> None:
    with form.refusing():
        holding.refuse_stranger(person, certificate, form[holding.NAME])


def _limit_names(request: Reading, key: str, form: Form) -> None:
    """Who tries many names does not know it. Counted apart, since what is refused is not kept; before the session of
    the request begins, since SQLite has one writer."""
    if not form.has(holding.NAME):
        return
    now, bucket = request.app.state.now(), f"names {hashed(key)}"[:80]
    request.app.state.database.write(
        lambda session: limits.spend(session, bucket, now, allowed=NAMES_PER_HOUR, per=timedelta(hours=1))
    )


def _mine(request: Reading, session: Session, one: Shown, person: Person, form: Form) -> Response[Any]:
    certificate, base_url = one.certificate, request.app.state.settings.base_url
    address = base_url + public_path(certificate)
    must_say_name = holding.must_say_name(person, certificate)
    return page(
        request, MINE, status=422 if form.errors else 200, language=person.language, headers=PERSONAL, form=form,
        one=one, path=holders_path(session, certificate), address=address, code=code_in_page(address),
        must_say_name=must_say_name, full_name="" if must_say_name else certificate.full_name,
    )  # fmt: skip


HANDLERS = [check, mine, download, choose_visibility, ask_for_name]
