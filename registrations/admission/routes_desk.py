"""The desk: how one comes into a discussion, whom the organisers approve of, and seats that are offered."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.plan_forms import wall_time
from events.queries import office_discussion
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
from registrations.admission import approval, deciding
from registrations.admission.deciding import CLOSES, OPENS, UNTIL, Admission
from registrations.admission.places import places_ever_of
from registrations.lists import registration_in
from registrations.privacy.consents import refuse_if_withdrawn

LIST = "/discussions/{slug:str}/registrations"
HERE = f"{LIST}/admission"
PAGE = "registrations/admission/desk_admission.html"


@reads(HERE)
def admission(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    return desk_page(request, desk, PAGE, form=_form(discussion), **_shown(request, session, discussion))


@writes(HERE)
def decide(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    discussion = office_discussion(session, desk.office, slug)
    said = Admission(
        opens_local=wall_time(form, OPENS), closes_local=wall_time(form, CLOSES),
        needs_approval=form.has("needs_approval"),
    )  # fmt: skip
    if not form.errors:
        with trying(form, session):
            deciding.decide(session, discussion, said)
    if form.errors:
        return shown_again(request, desk, PAGE, form, **_shown(request, session, discussion))
    return go_to(f"/desk/discussions/{slug}/registrations/admission", "saved")


@writes(f"{HERE}/places")
def hold_places(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    discussion = office_discussion(session, desk.office, slug)
    number, until_local = number_in(form, "places"), wall_time(form, UNTIL)
    if not form.errors:
        with trying(form, session):
            deciding.hold_places(
                session, discussion, form["union"], number, until_local=until_local, now=request.app.state.now()
            )
    if form.errors:
        return shown_again(request, desk, PAGE, _both(discussion, form), **_shown(request, session, discussion))
    return go_to(f"/desk/discussions/{slug}/registrations/admission", "saved")


@writes(f"{HERE}/places/{{number:str}}/release")
def release(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion = office_discussion(session, desk.office, slug)
    deciding.release(session, discussion, row_number(number), request.app.state.now())
    return go_to(f"/desk/discussions/{slug}/registrations/admission", "saved")


@writes(f"{LIST}/approval")
def approve_all(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """Everybody who asked until now."""
    approval.approve_all(session, office_discussion(session, desk.office, slug), request.app.state.now())
    return go_to(f"/desk/discussions/{slug}/registrations", "approved")


@writes(f"{LIST}/{{number:str}}/approval")
def approve(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion = office_discussion(session, desk.office, slug)
    registration = registration_in(session, discussion, row_number(number))
    refuse_if_withdrawn(session, registration)
    approval.approve(session, discussion, registration, request.app.state.now())
    return go_to(f"/desk/discussions/{slug}/registrations", "approved")


@writes(f"{LIST}/{{number:str}}/refusal")
def turn_down(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion = office_discussion(session, desk.office, slug)
    registration = registration_in(session, discussion, row_number(number))
    approval.turn_down(session, discussion, registration, form["reason"], now=request.app.state.now())
    return go_to(f"/desk/discussions/{slug}/registrations", "turned-down")


def _form(discussion: Discussion) -> Form:
    opens, closes = discussion.registration_opens_local, discussion.registration_closes_local
    return Form.showing(**{
        OPENS: opens.isoformat("T", "minutes") if opens else "",
        CLOSES: closes.isoformat("T", "minutes") if closes else "",
        "needs_approval": "yes" if discussion.needs_approval else "",
    })  # fmt: skip


def _both(discussion: Discussion, typed: Form) -> Form:
    """What is decided, and beside it what was typed of places."""
    both = Form({**_form(discussion)._typed, **{name: [typed[name]] for name in ("union", "places", UNTIL)}})
    both.errors = typed.errors
    return both


def _shown(request: Asking, session: Session, discussion: Discussion) -> dict[str, Any]:
    held = places_ever_of(session, discussion)
    is_over = discussion.is_over(request.app.state.now())
    return {**head(session, discussion, request.app.state.now()), "held": held, "is_over": is_over}


HANDLERS = [admission, decide, hold_places, release, approve_all, approve, turn_down]
