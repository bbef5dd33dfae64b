"""The desk: what a donor is told of a discussion, or of a series and a period, as page to print, XLSX and CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from foundation.languages import Message, say
from foundation.pages import PERSONAL
from foundation.refusals import Missing
from foundation.sheets import CSV_TYPE, XLSX_TYPE, Cell, Sheet, csv_file, xlsx_file
from foundation.sign_in import Desk
from registrations.evaluation.questions import asked
from registrations.evaluation.results import Evaluation, evaluation_of
from registrations.evaluation.words import HEADER as ASKED
from registrations.evaluation.words import broken_down, lines, rows
from registrations.reports.merging import Said
from registrations.reports.numbers import Numbers, numbers_of, together
from registrations.reports.words import MOST, sections

OF_DISCUSSION, OF_SERIES = "/discussions/{slug:str}/report", "/series/{slug:str}/report"
HEADER = (say("Discussion"), say("Counted by"), say("Group"), say("Registered"), say("Attended"))
EVERYBODY, ALL, EVALUATION = say("Everybody"), say("All together"), say("Evaluation")
LAST = "9999"
Rows = list[list[Cell]]


@dataclass(frozen=True)
class Report:
    """Several discussions, each by itself, and their sum. `since` and `until` are days in the zone of each."""

    name: str
    discussions: Sequence[Discussion]
    each: Sequence[Numbers]
    evaluation: Evaluation
    words: Mapping[str, str]
    """Of the sentences that participants rated, in the language of the desk."""
    since: str = ""
    until: str = ""

    @property
    def all(self) -> Numbers:
        return together(self.each)


@reads(OF_DISCUSSION)
def report_of_discussion(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]
) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    report = _of(request, session, desk, [discussion], name=slug)
    return desk_page(
        request, desk, "registrations/desk_report.html", report=report, sections=sections(report.all), most=MOST,
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
        sections=sections(report.all), most=MOST, evaluation=parts_of(report), path=f"/desk/series/{slug}",
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
) -> Report:
    found = numbers_of(session, discussions)
    return Report(
        name, discussions, [found[one.id] for one in discussions if one.id is not None],
        evaluation_of(session, discussions, request.app.state.now()), _words(session, desk, discussions), **period,
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
    header = [title.in_language(language) for title in HEADER]
    of_all = _rows(ALL.in_language(language), report.all, language)
    of_each = [row for one, numbers in zip(report.discussions, report.each, strict=True)
               for row in _rows(f"{one.number}. {one.title}", numbers, language)]  # fmt: skip
    if kind == "csv":
        content, media_type = csv_file(header, [*of_all, *of_each]), CSV_TYPE
    elif kind == "xlsx":
        names = (say("Summary").in_language(language), say("By discussion").in_language(language))
        sheets = [Sheet(name, header, table) for name, table in zip(names, (of_all, of_each), strict=True)]
        sheets.append(Sheet(EVALUATION.in_language(language), [title.in_language(language) for title in ASKED],
                            rows(report.evaluation, report.words, language)))  # fmt: skip
        content, media_type = xlsx_file(sheets), XLSX_TYPE
    else:
        raise Missing
    name = f'attachment; filename="{report.name}-report.{kind}"'
    return Response(content, media_type=media_type, headers={**PERSONAL, "Content-Disposition": name})


def _rows(title: str, numbers: Numbers, language: str) -> Rows:
    """What is not said is an empty cell."""
    everybody = EVERYBODY.in_language(language)
    return [[title, everybody, everybody, *_both(numbers.everybody)]] + [
        [title, section.title.in_language(language), _in(line.label, language), *_both(line.said)]
        for section in sections(numbers) for line in section.lines
    ]  # fmt: skip


def _both(said: Said) -> list[Cell]:
    return [said.registered, said.attended]


def _in(label: Message | str, language: str) -> str:
    return label if isinstance(label, str) else label.in_language(language)


HANDLERS = [report_of_discussion, report_file_of_discussion, report_of_series, report_file_of_series]
