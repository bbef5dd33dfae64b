"""The desk: reports of the room, uploaded, looked at by the clock of a zone, counted or thrown away."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.queries import office_discussion
from events.rooms import providers
from foundation.desk_pages import (
    Asking,
    OpenDesk,
    OpenSession,
    PostedForm,
    desk_page,
    go_to,
    row_number,
    shown_again,
    trying,
)
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.languages import say
from foundation.refusals import Refused
from foundation.uploads import BESIDE, Upload, file_of_form
from foundation.zones import UnknownZone, offered_zones
from registrations.attendance.fetching import ask_for_report, source_of
from registrations.attendance.models import Platform, RoomReport
from registrations.attendance.report_text import MOST_BYTES
from registrations.attendance.room_reports import (
    count_report,
    discard_report,
    preview,
    report_in,
    reports_of,
    take_in,
)

HERE = "/discussions/{slug:str}/attendance/reports"
PAGE, UPLOAD_PAGE = "registrations/desk_room_report.html", "registrations/desk_room_reports.html"
NAMES = {Platform.ZOOM: "Zoom", Platform.TEAMS: "Teams"}


@reads(HERE)
def room_reports(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    return desk_page(request, desk, UPLOAD_PAGE, **_list(request, session, discussion))


@writes(HERE, request_max_body_size=MOST_BYTES + BESIDE, dependencies={"upload": file_of_form(MOST_BYTES)})
def upload_report(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], form: PostedForm, upload: NamedDependency[Upload | None],
) -> Response[Any]:  # fmt: skip
    discussion, report = office_discussion(session, desk.office, slug), None
    with trying(form, session):
        report = take_in(session, discussion, *_chosen(upload), by_id=desk.person.id, now=request.app.state.now())
    if report is None:
        return shown_again(request, desk, UPLOAD_PAGE, form, **_list(request, session, discussion))
    return go_to(f"/desk/discussions/{slug}/attendance/reports/{report.id}", "uploaded")


@reads(f"{HERE}/{{number:str}}")
def room_report(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    """By the clock of its zone, or of another that is asked for."""
    discussion, report = _found(session, desk, slug, number)
    form = Form.showing(timezone=request.query_params.get("timezone", "") or report.timezone)
    return desk_page(request, desk, PAGE, form=form, **_looking(request, session, discussion, report, form))


@writes(f"{HERE}/{{number:str}}/counting")
def count_now(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion, report = _found(session, desk, slug, number)
    with trying(form, session):
        count_report(session, discussion, report, timezone=form["timezone"], now=request.app.state.now())
    if form.errors:
        return shown_again(request, desk, PAGE, form, **_looking(request, session, discussion, report, form))
    return go_to(f"/desk/discussions/{slug}/attendance", "report-counted")


@writes(f"{HERE}/{{number:str}}/deletion")
def discard(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion, report = _found(session, desk, slug, number)
    discard_report(session, discussion, report, request.app.state.now())
    return go_to(f"/desk/discussions/{slug}/attendance/reports", "report-gone")


def _chosen(upload: Upload | None) -> tuple[bytes, str]:
    if upload is None:
        raise Refused(say("Please choose the file of the report."), "file")
    return upload.content, upload.file_name


def _found(session: Session, desk: OpenDesk, slug: str, number: str) -> tuple[Discussion, RoomReport]:
    discussion = office_discussion(session, desk.office, slug)
    return discussion, report_in(session, discussion, row_number(number))


def _list(request: Asking, session: Session, discussion: Discussion) -> dict[str, Any]:
    now = request.app.state.now()
    reports = [(one, NAMES[one.platform]) for one in reports_of(session, discussion)]
    source = source_of(session, discussion, providers(request.app.state.settings))
    return {
        **head(session, discussion, now), "source": source, "reports": reports, "may_upload": discussion.has_begun(now),
        "most_megabytes": MOST_BYTES // 1_000_000,
    }  # fmt: skip


def _looking(
    request: Asking, session: Session, discussion: Discussion, report: RoomReport, form: Form
) -> dict[str, Any]:  # fmt: skip
    now, asked = request.app.state.now(), form["timezone"]
    try:
        seen = preview(session, discussion, report, asked)
    except UnknownZone as refusal:
        form.refuse(refusal)
        asked = report.timezone
        seen = preview(session, discussion, report, asked)
    return {
        **head(session, discussion, now), "report": report, "platform": NAMES[report.platform], "seen": seen,
        "zones": offered_zones(now, asked),
    }  # fmt: skip


@writes(f"{HERE}/fetching")
def fetch_report(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """The clock, which wakes after every write, asks the provider of the room."""
    discussion = office_discussion(session, desk.office, slug)
    ask_for_report(session, discussion, offered=providers(request.app.state.settings), now=request.app.state.now())
    return go_to(f"/desk/discussions/{slug}/attendance/reports", "fetching")


HANDLERS = [room_reports, upload_report, fetch_report, room_report, count_now, discard]
