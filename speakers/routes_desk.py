"""The desk: a discussion's details, and the steps of its life. Who speaks decides with it, hence on this floor."""

from datetime import datetime, timedelta
from typing import Any

from litestar import Response, Router
from litestar.params import FromPath
from sqlmodel import Session

from events import schedule
from events.channels import channels_of, set_channels
from events.desk_head import head
from events.models import Discussion
from events.observances import observances
from events.plan_forms import discussion_form, discussion_plan
from events.queries import office_discussion, series_of
from events.rooms import routes_desk as rooms
from foundation import guards
from foundation.desk_pages import (
    Asking,
    OpenDesk,
    OpenSession,
    PostedForm,
    desk_page,
    go_to,
    shown_again,
    trying,
    zone_choices,
)
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.moments import instant_followed, wall_of
from foundation.refusals import Refused
from foundation.zones import zone
from speakers import readiness, routes_desk_agenda, routes_desk_people
from speakers.asking.better_hours import Hours, better_hours
from speakers.queries import active_engagements


@reads("/discussions/{slug:str}/edit")
def edit(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    form = discussion_form(discussion, rooms.room_chosen(session, discussion))
    context = _details(request, session, discussion, form)
    return desk_page(request, desk, "speakers/desk_edit.html", form=form, **context)


@writes("/discussions/{slug:str}/edit")
def save(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    discussion = office_discussion(session, desk.office, slug)
    if form.has("take"):
        form = form.with_values(starts_at_local=form["take"], timezone=discussion.timezone)
        context = _details(request, session, discussion, form)
        return desk_page(request, desk, "speakers/desk_edit.html", form=form, is_unsaved=True, **context)
    plan = discussion_plan(form, series_of(session, discussion))
    if not form.errors:
        with trying(form, session):
            readiness.change(session, discussion, plan, request.app.state.now())
            rooms.keep_choice(request, session, discussion, form)
            if form.all("channels"):
                set_channels(session, discussion, form["channels"])
    if form.errors:
        context = _details(request, session, discussion, form)
        return shown_again(request, desk, "speakers/desk_edit.html", form, **context)
    return go_to(f"/desk/discussions/{slug}", "saved")


@writes("/discussions/{slug:str}/publication")
def publish(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    readiness.publish(session, office_discussion(session, desk.office, slug), request.app.state.now())
    return go_to(f"/desk/discussions/{slug}", "published")


@reads("/discussions/{slug:str}/cancellation")
def ask_to_cancel(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    """The second thought: who will be told, and the reason they will read."""
    discussion = office_discussion(session, desk.office, slug)
    return desk_page(request, desk, "speakers/desk_cancel.html", **_head(request, session, discussion))


@writes("/discussions/{slug:str}/cancellation")
def cancel(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    discussion = office_discussion(session, desk.office, slug)
    with trying(form, session):
        schedule.cancel(session, discussion, form["reason"], request.app.state.now())
    if form.errors:
        return shown_again(request, desk, "speakers/desk_cancel.html", form, **_head(request, session, discussion))
    return go_to(f"/desk/discussions/{slug}", "cancelled")


@writes("/discussions/{slug:str}/restoration")
def restore(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    readiness.restore(session, office_discussion(session, desk.office, slug), request.app.state.now())
    return go_to(f"/desk/discussions/{slug}", "restored")


@writes("/discussions/{slug:str}/reversal")
def undo(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """Take back the last change while it rests."""
    readiness.undo(session, office_discussion(session, desk.office, slug), request.app.state.now())
    return go_to(f"/desk/discussions/{slug}", "undone")


@writes("/discussions/{slug:str}/announcement")
def tell_now(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """Do not let the last change rest any longer."""
    settle = timedelta(seconds=request.app.state.settings.settle_seconds)
    schedule.tell_now(session, office_discussion(session, desk.office, slug), settle, request.app.state.now())
    return go_to(f"/desk/discussions/{slug}", "told")


def _head(request: Asking, session: Session, discussion: Discussion) -> dict[str, Any]:
    """The head of the page, and how many hear of a change: who agreed to speak, and who holds a seat."""
    speaking = sum(engagement.is_accepted for engagement in active_engagements(session, discussion))
    now = request.app.state.now()
    return {
        **head(session, discussion, now), "concerned": speaking + discussion.seats_taken,
        "is_open": not discussion.is_over(now) and not discussion.is_cancelled,
        "minutes_of_rest": max(1, request.app.state.settings.settle_seconds // 60),
    }  # fmt: skip


def _details(request: Asking, session: Session, discussion: Discussion, form: Form) -> dict[str, Any]:
    form.fill(channels="\n".join(channels_of(session, discussion)))
    return {
        **_head(request, session, discussion), "zones": zone_choices(request, form),
        "better": _better(session, discussion, form, request.app.state.now()),
        **rooms.room_shown(request, session, discussion),
    }  # fmt: skip


def _better(session: Session, discussion: Discussion, form: Form, now: datetime) -> dict[str, Any]:
    """Hours near the one in the form, each as the form takes it; why that one is not good, as far as it is known."""
    wished = _wished(form, discussion)
    hours = Hours(wished, wished + timedelta(minutes=discussion.minutes))
    found = better_hours(session, discussion, wished, now) if discussion.starts_at > now else []
    return {
        "warnings": observances(hours),
        "hours": [(wall_of(start, discussion.timezone).isoformat("T", "minutes"), start) for start in found],
    }  # fmt: skip


def _wished(form: Form, discussion: Discussion) -> datetime:
    """The start that is typed; the one that is planned where that cannot be read."""
    try:
        wall = datetime.fromisoformat(form["starts_at_local"]).replace(tzinfo=None)
        return instant_followed(wall, zone(form["timezone"]).key)
    except (ValueError, OverflowError, Refused):
        return discussion.starts_at


router = Router(
    path="/desk", guards=[guards.organisers_only], dependencies=guards.DESK,
    route_handlers=[edit, save, publish, ask_to_cancel, cancel, restore, undo, tell_now,
                    *routes_desk_people.HANDLERS, *routes_desk_agenda.HANDLERS],
)  # fmt: skip
