"""The desk: what a donor is told of a discussion, or of a series and a period, as page to print, XLSX and CSV."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion, Series
from events.queries import discussions_in, office_discussion, office_series, series_of
from foundation.desk_pages import Asking, OpenDesk, OpenSession, desk_page
from foundation.edge import reads
from foundation.pages import PERSONAL
from foundation.refusals import Missing
from foundation.sheets import CSV_TYPE, XLSX_TYPE, csv_file, xlsx_file
from foundation.sign_in import Desk
from registrations.evaluation.questions import asked
from registrations.evaluation.results import evaluation_of
from registrations.evaluation.words import broken_down, lines
from registrations.reports.files import groups_sheet, sheets
from registrations.reports.numbers import numbers_of
from registrations.reports.report import Report
from registrations.reports.spoken import spoken
from registrations.reports.words import sections

OF_DISCUSSION, OF_SERIES = "/discussions/{slug:str}/report", "/series/{slug:str}/report"
LAST = "9999"


@reads(OF_DISCUSSION)
def report_of_discussion(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]
) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    report = _of(request, session, desk, [discussion], name=slug)
    return desk_page(
        request, desk, "registrations/desk_report.html", report=report, sections=sections(report.all),
        evaluation=parts_of(report), **head(session, discussion, request.app.state.now()),
    )  # fmt: skip


@reads(f"{OF_DISCUSSION}/{{format:str}}")
def report_file_of_discussion(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], format: FromPath[str]
) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    return _file(_of(request, session, desk, [discussion], name=slug), format, desk.person.language)


@reads(OF_SERIES)
def report_of_series(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    series = office_series(session, desk.office, slug)
    report = _of_series(request, session, desk, series)
    return desk_page(
        request, desk, "registrations/desk_report_series.html", series=series, report=report,
        sections=sections(report.all), evaluation=parts_of(report), path=f"/desk/series/{slug}",
    )  # fmt: skip


@reads(f"{OF_SERIES}/{{format:str}}")
def report_file_of_series(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], format: FromPath[str]
) -> Response[bytes]:
    report = _of_series(request, session, desk, office_series(session, desk.office, slug))
    return _file(report, format, desk.person.language)


def parts_of(report: Report) -> dict[str, Any]:
    """What participants thought of it, for the page."""
    return {"lines": lines(report.evaluation, report.words), "broken": broken_down(report.evaluation, report.words)}


def _of_series(request: Asking, session: Session, desk: Desk, series: Series) -> Report:
    """Of the discussions that begin in the period, drafts and what was cancelled apart."""
    since, until = (_day(request.query_params.get(name, "")) for name in ("since", "until"))
    found = [one for one in discussions_in(session, series) if one.is_published]
    here = [one for one in found if since <= one.starts_at_local.date().isoformat() <= (until or LAST)]
    return _of(request, session, desk, here, name=series.slug, since=since, until=until)


def _of(
    request: Asking, session: Session, desk: Desk, discussions: Sequence[Discussion], *, name: str, **period: str
) -> Report:  # fmt: skip
    found = numbers_of(session, discussions)
    each = [found[one.id] for one in discussions if one.id is not None]
    return Report(
        name, discussions, each, spoken=spoken(session, discussions), words=_words(session, desk, discussions),
        evaluation=evaluation_of(session, discussions, request.app.state.now()),
        day=request.app.state.settings.training_day_hours, **period,
    )  # fmt: skip


def _words(session: Session, desk: Desk, discussions: Sequence[Discussion]) -> Mapping[str, str]:
    if not discussions:
        return {}
    items, _ = asked(session, series_of(session, discussions[0]), desk.person.language)
    return {one.name: one.words for one in items}


def _day(text: str) -> str:
    """A day as browsers write it; anything else is no limit."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _file(report: Report, kind: str, language: str) -> Response[bytes]:
    if kind == "csv":
        content, media_type = csv_file(*groups_sheet(report, language)), CSV_TYPE
    elif kind == "xlsx":
        content, media_type = xlsx_file(sheets(report, language)), XLSX_TYPE
    else:
        raise Missing
    name = f'attachment; filename="{report.name}-report.{kind}"'
    return Response(content, media_type=media_type, headers={**PERSONAL, "Content-Disposition": name})


HANDLERS = [report_of_discussion, report_file_of_discussion, report_of_series, report_file_of_series]
