"""The desk: series, and new discussions in them."""

from typing import Any

from litestar import Response, Router
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import standing
from events.models import Series
from events.plan_forms import discussion_plan, new_discussion_form, new_series_form, series_form, series_plan
from events.queries import discussions_in, office_series
from events.rooms import routes_desk as rooms
from events.schedule import change_series, create_discussion, create_series
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


@reads("/series/new")
def new_series(request: Asking, session: OpenSession, desk: OpenDesk) -> Response[bytes]:
    form = new_series_form(desk.office, desk.person.language)
    return desk_page(request, desk, "events/desk_series_new.html", form=form, zones=zone_choices(request, form))


@writes("/series/new")
def add_series(request: Asking, session: OpenSession, desk: OpenDesk, form: PostedForm) -> Response[Any]:
    plan, series = series_plan(form), None
    if not form.errors:
        with trying(form, session):
            series = create_series(session, desk.office, plan, request.app.state.now())
    if series is None:
        return shown_again(request, desk, "events/desk_series_new.html", form, zones=zone_choices(request, form))
    return go_to(f"/desk/series/{series.slug}", "saved")


@reads("/series/{slug:str}")
def series_page(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    series = office_series(session, desk.office, slug)
    form = series_form(series)
    return desk_page(request, desk, "events/desk_series.html", form=form, **_listing(request, session, series, form))


@writes("/series/{slug:str}")
def save_series(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    series = office_series(session, desk.office, slug)
    plan = series_plan(form)
    if not form.errors:
        with trying(form, session):
            change_series(session, series, plan)
    if form.errors:
        return shown_again(
            request, desk, "events/desk_series.html", form, **_listing(request, session, series, form)
        )
    return go_to(f"/desk/series/{slug}", "saved")


@reads("/series/{slug:str}/discussions/new")
def new_discussion(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    series = office_series(session, desk.office, slug)
    form = new_discussion_form(series, discussions_in(session, series))
    return desk_page(
        request, desk, "events/desk_discussion_new.html", form=form, series=series, zones=zone_choices(request, form),
        rooms=rooms.rooms_offered(request),
    )  # fmt: skip


@writes("/series/{slug:str}/discussions/new")
def add_discussion(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    series = office_series(session, desk.office, slug)
    plan, discussion = discussion_plan(form, series), None
    if not form.errors:
        with trying(form, session):
            discussion = create_discussion(session, series, plan, request.app.state.now())
            rooms.keep_choice(request, session, discussion, form)
    if discussion is None or form.errors:
        return shown_again(
            request, desk, "events/desk_discussion_new.html", form, series=series, zones=zone_choices(request, form),
            rooms=rooms.rooms_offered(request),
        )  # fmt: skip
    return go_to(f"/desk/discussions/{discussion.slug}", "saved")


def _listing(request: Asking, session: Session, series: Series, form: Form) -> dict[str, Any]:
    now = request.app.state.now()
    rows = [(discussion, standing(discussion, now)) for discussion in discussions_in(session, series)]
    return {
        "series": series, "rows": rows, "zones": zone_choices(request, form),
        "is_public": any(discussion.published_at is not None for discussion, _ in rows),
    }  # fmt: skip


router = Router(
    path="/desk", guards=[guards.organisers_only], dependencies=guards.DESK,
    route_handlers=[new_series, add_series, series_page, save_series, new_discussion, add_discussion,
                    *rooms.HANDLERS],
)  # fmt: skip
