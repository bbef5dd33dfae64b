"""The desk: who earned a certificate in a discussion, releasing them, other names, and taking one back."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.queries import office_discussion, series_of
from foundation.access_log import note_look
from foundation.desk_pages import (
    Asking,
    OpenDesk,
    OpenSession,
    PostedForm,
    absolute,
    desk_page,
    go_to,
    row_number,
    shown_again,
    trying,
)
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.languages import Message, say
from foundation.pages import reader_language
from foundation.paging import pages_offered
from foundation.papers import paper_answer
from foundation.refusals import Missing
from registrations.certificates import granting, queries
from registrations.certificates.models import Certificate
from registrations.certificates.printing import printed
from registrations.certificates.wording import Shown, shown
from registrations.lists import PER_PAGE, page_number

HERE = "/discussions/{slug:str}/certificates"
PAGE, ONE_PAGE = "registrations/certificates/desk_list.html", "registrations/certificates/desk_one.html"
ONE = f"{HERE}/{{number:str}}"
STATES = {"": say("All"), queries.HELD: say("Held"), queries.ASKED: say("Another name asked"),
          queries.REVOKED: say("Not valid")}  # fmt: skip


@reads(HERE)
def certificates(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion, now = office_discussion(session, desk.office, slug), request.app.state.now()
    asked, page = request.query_params, page_number(request.query_params)
    wanted = {"state": asked.get("state", ""), "search": asked.get("search", "").strip()[:100]}
    found, in_all = queries.certificates_in(session, discussion, page=page, **wanted)
    numbers = queries.numbers_by_state(session, discussion)
    note_look(session, desk, "certificates", now, about=slug, people=len(found))
    return desk_page(
        request, desk, PAGE, **head(session, discussion, now), certificates=[(one, _standing(one)) for one in found],
        states=[(word, label, numbers[word]) for word, label in STATES.items()], page=page, wanted=wanted,
        pages=pages_offered(-(-in_all // PER_PAGE), page), held=numbers[queries.HELD],
        is_over=discussion.is_over(now), by_hand=granting.is_by_hand(session, discussion.series_id),
    )  # fmt: skip


@writes(f"{HERE}/release")
def release(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    granting.release_all(session, office_discussion(session, desk.office, slug), request.app.state.now())
    return go_to(f"/desk/discussions/{slug}/certificates", "certificates-released")


@writes(f"{HERE}/rule")
def choose_rule(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """For the whole series."""
    series = series_of(session, office_discussion(session, desk.office, slug))
    granting.set_rule(session, series, by_hand=form["release"] == "by-hand")
    return go_to(f"/desk/discussions/{slug}/certificates", "saved")


@reads(ONE)
def one_certificate(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    discussion, one = _found(session, desk, slug, number)
    note_look(session, desk, "certificates", request.app.state.now(), about=slug, people=1)
    return desk_page(request, desk, ONE_PAGE, form=Form(), **_shown(request, session, discussion, one))


@reads(f"{ONE}/paper")
def paper_of_one(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    """The PDF, for a holder who cannot get it; in the language of the series."""
    _, one = _found(session, desk, slug, number)
    certificate = one.certificate
    if not certificate.is_valid or not certificate.full_name:
        raise Missing
    note_look(session, desk, "certificates", request.app.state.now(), about=slug, people=1)
    language = reader_language(request, one.series.language)
    return paper_answer(printed(one, absolute(request, ""), language), f"certificate-{certificate.grouped_code}")


@writes(f"{ONE}/name")
def decide_name(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion, one = _found(session, desk, slug, number)
    with trying(form, session):
        if form["decision"] == "granted":
            granting.grant_name(session, one.certificate, form["wished"])
        else:
            granting.refuse_name(session, one.certificate, form["reason"])
    return _saved(request, session, desk, discussion, one=one, form=form)


@writes(f"{ONE}/revocation")
def take_back(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion, one = _found(session, desk, slug, number)
    with trying(form, session):
        granting.revoke(
            session, one.certificate, form["reason"], by_id=desk.person.id, now=request.app.state.now()
        )
    return _saved(request, session, desk, discussion, one=one, form=form)


@writes(f"{ONE}/restoration")
def give_back(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion, one = _found(session, desk, slug, number)
    with trying(form, session):
        granting.restore(session, one.certificate)
    return _saved(request, session, desk, discussion, one=one, form=form)


def _saved(
    request: Asking, session: Session, desk: OpenDesk, discussion: Discussion, *, one: Shown, form: Form
) -> Response[Any]:
    if form.errors:
        return shown_again(request, desk, ONE_PAGE, form, **_shown(request, session, discussion, one))
    return go_to(f"/desk/discussions/{discussion.slug}/certificates/{one.certificate.id}", "saved")


def _found(session: Session, desk: OpenDesk, slug: str, number: str) -> tuple[Discussion, Shown]:
    discussion = office_discussion(session, desk.office, slug)
    return discussion, shown(session, queries.certificate_in(session, discussion, row_number(number)), discussion)


def _shown(request: Asking, session: Session, discussion: Discussion, one: Shown) -> dict[str, Any]:
    return {
        **head(session, discussion, request.app.state.now()), "one": one, "certificate": one.certificate,
        "state": _standing(one.certificate), "address": absolute(request, queries.public_path(one.certificate)),
    }  # fmt: skip


def _standing(certificate: Certificate) -> tuple[Message, str]:
    if certificate.is_revoked:
        return say("Not valid"), "bad"
    return (say("Held"), "wait") if certificate.is_held else (say("Valid"), "good")


HANDLERS = [certificates, release, choose_rule, one_certificate, paper_of_one, decide_name, take_back, give_back]
