"""The desk: asking people to chair, speak and observe, and their answers."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.queries import office_discussion
from events.words import ROLES
from foundation.desk_pages import (
    Asking,
    OpenDesk,
    OpenSession,
    PostedForm,
    go_to,
    row_number,
    shown_again,
    trying,
    zone_choices,
)
from foundation.edge import writes
from foundation.forms import UNSAID, Form
from foundation.people import Person, Role
from foundation.sign_in import Desk
from speakers.asked_people import ask_form, cards, invitation, invitation_again
from speakers.asking.earlier import last_before
from speakers.asking.proposals import keep, take
from speakers.asking.replacing import ask_instead
from speakers.asking.routes_desk import ask_earlier, board, choose_earlier
from speakers.engagements import ask, withdraw
from speakers.queries import engagement_in

PAGE = "speakers/desk_people.html"


@writes("/discussions/{slug:str}/people")
def ask_somebody(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    discussion = office_discussion(session, desk.office, slug)
    wanted, now = invitation(form), request.app.state.now()
    gone = engagement_in(session, discussion, row_number(form["instead"])) if form.has("instead") else None
    if not form.errors:
        with trying(form, session):
            if gone is None:
                ask(session, discussion, wanted, now)
            else:
                ask_instead(session, gone, wanted, now, words=form["words"])
    if form.errors:
        return shown_again(request, desk, PAGE, **people_of(request, session, desk, discussion, form=form))
    return go_to(f"/desk/discussions/{slug}/people", "asked")


@writes("/discussions/{slug:str}/people/{number:str}/withdrawal")
def take_back(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion = office_discussion(session, desk.office, slug)
    engagement = engagement_in(session, discussion, row_number(number))
    with trying(form, session):
        withdraw(session, engagement, request.app.state.now(), words=form["parting"])
    return _pressed(request, session, desk, discussion=discussion, form=form, done="taken-back")


@writes("/discussions/{slug:str}/people/{number:str}/request")
def ask_again(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion = office_discussion(session, desk.office, slug)
    engagement = engagement_in(session, discussion, row_number(number))
    person = session.get_one(Person, engagement.person_id)
    with trying(form, session):
        ask(session, discussion, invitation_again(engagement, person), request.app.state.now())
    return _pressed(request, session, desk, discussion=discussion, form=form, done="asked")


@writes("/discussions/{slug:str}/people/{number:str}/proposal")
def decide_time(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    """Take the time that was proposed, or keep the one that is planned."""
    discussion = office_discussion(session, desk.office, slug)
    engagement = engagement_in(session, discussion, row_number(number))
    decide, done = (take, "time-taken") if form["decision"] == "take" else (keep, "time-kept")
    with trying(form, session):
        decide(session, engagement, request.app.state.now())
    return _pressed(request, session, desk, discussion=discussion, form=form, done=done)


def _pressed(
    request: Asking, session: Session, desk: Desk, *, discussion: Discussion, form: Form, done: str
) -> Response[Any]:
    """After a button of a card. What was refused stands above the page, not in the form that asks somebody else."""
    if not form.errors:
        return go_to(f"/desk/discussions/{discussion.slug}/people", done)
    context = people_of(request, session, desk, discussion)
    context["form"].errors = {UNSAID: [message for messages in form.errors.values() for message in messages]}
    return shown_again(request, desk, PAGE, **context)


def people_of(
    request: Asking, session: Session, desk: Desk, discussion: Discussion, *, form: Form | None = None
) -> dict[str, Any]:
    """For `speakers/desk_people.html`, as far as this floor knows (decisions/0015)."""
    now = request.app.state.now()
    context = head(session, discussion, now)
    asked = cards(request, session, discussion, desk.office.name)
    wanted = form["instead"] if form else request.query_params.get("instead", "")
    gone = next((card for card in asked if str(card.engagement.id) == wanted), None)
    form = form or ask_form(discussion, context["series"], asked, gone)
    return {
        **context, "cards": asked, "gone": gone, "form": form, "zones": zone_choices(request, form),
        "earlier": last_before(session, discussion),
        "roles": [(role.value, ROLES[role]) for role in Role if role != Role.PARTICIPANT],
        "may_ask": not discussion.is_over(now) and not discussion.is_cancelled,
    }  # fmt: skip


HANDLERS = [take_back, ask_again, decide_time, choose_earlier, ask_earlier, board]
