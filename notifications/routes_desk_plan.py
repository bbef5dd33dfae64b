"""The desk: the plan of messages of a series or a discussion, each line, previews, and letters on trial."""

from collections.abc import Callable
from typing import Any

from litestar import MediaType, Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.queries import office_discussion, office_series, series_of
from foundation.desk_pages import Asking, OpenDesk, OpenSession, PostedForm, desk_page, go_to, shown_again, trying
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.languages import LANGUAGES
from foundation.refusals import Missing
from foundation.sign_in import Desk
from notifications.line_form import line_form, modes, save_line
from notifications.own_words import list_of_placeholders
from notifications.plan_changes import back_to_default, why_fixed
from notifications.plan_models import WORDS_LIMIT
from notifications.plan_places import Place, example_in
from notifications.preview import Wanted, previewed
from notifications.readers import WORDS, Reader, readers_of
from notifications.render import letter_of
from notifications.routes_desk_outbox import IN_NEW_TABS, LETTER_HEADERS, WITH_FRAME
from notifications.time_line import Line, time_line
from notifications.trials import ask_for_trials, letters_in

OF_SERIES = "/desk/series/"


def _both(declare: Callable[[str], Any], path: str) -> Callable[[Callable[..., Any]], list[Any]]:
    """The same page for a series and for a discussion. A route each: Litestar would hand a handler with two paths to a
    thread twice."""
    return lambda handler: [declare(f"/{kind}/{{slug:str}}{path}")(handler) for kind in ("series", "discussions")]


@_both(reads, "/plan")
def plan(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    place = _place(request, session, desk, slug)
    lines = time_line(session, place, request.app.state.now())
    return desk_page(
        request, desk, "notifications/desk_plan.html", lines=lines, letters=len(letters_in(lines)),
        **_head(request, session, place),
    )  # fmt: skip


@_both(reads, "/plan/{kind:str}")
def line(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], *, kind: FromPath[str]
) -> Response[bytes]:  # fmt: skip
    place = _place(request, session, desk, slug)
    found = _line(request, session, place, kind)
    return desk_page(
        request, desk, "notifications/desk_plan_line.html", form=line_form(session, found),
        **_line_page(request, session, found),
    )  # fmt: skip


@_both(writes, "/plan/{kind:str}")
def change(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], kind: FromPath[str], form: PostedForm
) -> Response[Any]:  # fmt: skip
    place = _place(request, session, desk, slug)
    found = _line(request, session, place, kind)
    with trying(form, session):
        save_line(session, found, form, request.app.state.now())
    return _saved(request, session, desk, line=found, form=form)


@_both(writes, "/plan/{kind:str}/default")
def undo(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], kind: FromPath[str], form: PostedForm
) -> Response[Any]:  # fmt: skip
    place = _place(request, session, desk, slug)
    found = _line(request, session, place, kind)
    stored = line_form(session, found)
    with trying(stored, session):
        back_to_default(session, place, found.kind, request.app.state.now())
    return _saved(request, session, desk, line=found, form=stored)


@_both(reads, "/plan/{kind:str}/preview")
def preview(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], *, kind: FromPath[str]
) -> Response[bytes]:  # fmt: skip
    place = _place(request, session, desk, slug)
    found = _line(request, session, place, kind)
    wanted = _wanted(request, desk, found)
    letter = letter_of(previewed(session, place, wanted, request.app.state.now()), request.app.state.settings)
    return desk_page(
        request, desk, "notifications/desk_plan_preview.html", headers=WITH_FRAME, letter=letter, wanted=wanted,
        readers=[(reader, WORDS[reader]) for reader in readers_of(kind)],
        **_line_page(request, session, found),
    )  # fmt: skip


@_both(reads, "/plan/{kind:str}/preview/page")
def preview_page(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], *, kind: FromPath[str]
) -> Response[str]:  # fmt: skip
    """The letter as a page, in a frame that may run nothing."""
    place = _place(request, session, desk, slug)
    wanted = _wanted(request, desk, _line(request, session, place, kind))
    letter = letter_of(previewed(session, place, wanted, request.app.state.now()), request.app.state.settings)
    return Response(IN_NEW_TABS + letter.html, media_type=MediaType.HTML, headers=dict(LETTER_HEADERS))


@_both(writes, "/trial")
def send_trials(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """Every letter of the plan, to the organiser who asks and to nobody else."""
    place = _place(request, session, desk, slug)
    ask_for_trials(session, place, desk.person, language=form["spoken"], now=request.app.state.now())
    return go_to(f"{place.path}/plan", "on-trial")


def _place(request: Asking, session: Session, desk: Desk, slug: str) -> Place:
    if request.url.path.startswith(OF_SERIES):
        return Place(office_series(session, desk.office, slug))
    discussion = office_discussion(session, desk.office, slug)
    return Place(series_of(session, discussion), discussion)


def _line(request: Asking, session: Session, place: Place, kind: str) -> Line:
    found = [line for line in time_line(session, place, request.app.state.now()) if line.kind.name == kind]
    if not found:
        raise Missing
    return found[0]


def _wanted(request: Asking, desk: Desk, line: Line) -> Wanted:
    """Whose letter, and in which language; without a wish, or with one that cannot be, the first reader's."""
    if not line.can_be_seen:
        raise Missing
    readers, query = readers_of(line.kind.name), request.query_params
    reader, spoken = query.get("reader", ""), query.get("spoken", "")
    return Wanted(
        line.kind.name, Reader(reader) if reader in readers else readers[0],
        spoken if spoken in LANGUAGES else desk.person.language, desk.person,
    )  # fmt: skip


def _saved(request: Asking, session: Session, desk: Desk, *, line: Line, form: Form) -> Response[Any]:
    """Back to the line, or the form again with what was typed and why it is refused."""
    if not form.errors:
        return go_to(line.path, "saved")
    return shown_again(
        request, desk, "notifications/desk_plan_line.html", form, **_line_page(request, session, line)
    )


def _line_page(request: Asking, session: Session, line: Line) -> dict[str, Any]:
    return {
        **_head(request, session, line.place), "line": line, "modes": modes(line.place), "words_limit": WORDS_LIMIT,
        "placeholders": list_of_placeholders(), "why_fixed": why_fixed(line.kind),
    }  # fmt: skip


def _head(request: Asking, session: Session, place: Place) -> dict[str, Any]:
    """What the frame of these pages shows; `discussion` is None in a series."""
    now = request.app.state.now()
    example = example_in(session, place, now)
    context: dict[str, Any] = {"series": place.series, "discussion": None, "path": place.path, "example": example}
    return context | (head(session, place.discussion, now) if place.discussion is not None else {})


HANDLERS = [*plan, *line, *change, *undo, *preview, *preview_page, *send_trials]
