"""A coordinator brings a file: upload, look, enter, and the rows to mend."""

from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from events.models import Series
from foundation.desk_pages import row_number
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.pages import PERSONAL, page, reader_language, redirect
from registrations.coordinators.models import Coordinator
from registrations.coordinators.queries import open_discussions
from registrations.coordinators.routes_coordinator import behind
from registrations.importing import looking
from registrations.importing.bring import keep, to_mend, upload_of
from registrations.importing.models import Upload
from registrations.importing.posting import WITH_TABLE_BEHIND_LINK

HERE, ONE = "/k/{token:str}/import", "/k/{token:str}/import/{number:str}"
UPLOAD_PAGE, LOOK_PAGE = "registrations/importing/upload.html", "registrations/importing/look.html"
Reading = Request[Any, Any, Any]


@reads(HERE)
def ask_for_file(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    return _page(request, session, UPLOAD_PAGE, behind(request, session, token), token=token)


@writes(HERE, **WITH_TABLE_BEHIND_LINK)
def take_file(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form],
    table: NamedDependency[Any],
) -> Response[Any] | Redirect:  # fmt: skip
    coordinator, upload = behind(request, session, token), None
    with form.refusing():
        upload = keep(session, coordinator, looking.table_of(table), request.app.state.now())
    if upload is None:
        return _page(request, session, UPLOAD_PAGE, coordinator, token=token, status=422, form=form)
    return redirect(request, f"/k/{token}/import/{upload.id}")


@reads(ONE)
def look(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    coordinator, upload = _found(request, session, token, number)
    form = looking.form_of(upload, coordinator, open_discussions(session, coordinator, request.app.state.now()))
    return _look_page(request, session, coordinator, upload, token=token, form=form)


@writes(ONE)
def enter(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], number: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any] | Redirect:  # fmt: skip
    """With the button `look` only the columns are called otherwise."""
    coordinator, upload = _found(request, session, token, number)
    language = reader_language(request, coordinator.language)
    with form.refusing():
        if form.has("look"):
            looking.look_again(upload, form)
        else:
            now = request.app.state.now()
            looking.enter(session, coordinator, upload, form, language=language, now=now)
    if form.errors:
        session.rollback()
        coordinator, upload = _found(request, session, token, number)
        return _look_page(request, session, coordinator, upload, token=token, form=form, status=422)
    return redirect(request, f"/k/{token}/import/{number}")


@reads(f"{ONE}/refused.csv")
def refused_rows(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    coordinator, upload = _found(request, session, token, number)
    return csv_answer(to_mend(upload, reader_language(request, coordinator.language)))


def csv_answer(content: bytes) -> Response[bytes]:
    """A file to open in a spreadsheet."""
    headers = {**PERSONAL, "Content-Disposition": 'attachment; filename="to-mend.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _found(request: Reading, session: Session, token: str, number: str) -> tuple[Coordinator, Upload]:
    coordinator = behind(request, session, token)
    return coordinator, upload_of(session, coordinator, row_number(number), request.app.state.now())


def _look_page(
    request: Reading, session: Session, coordinator: Coordinator, upload: Upload, *,
    token: str, form: Form, status: int = 200,
) -> Response[bytes]:  # fmt: skip
    shown = looking.shown(session, coordinator, upload, form=form, now=request.app.state.now())
    return _page(request, session, LOOK_PAGE, status=status, token=token, **shown)


def _page(
    request: Reading, session: Session, template: str, coordinator: Coordinator, *, token: str, **more: Any
) -> Response[bytes]:
    return page(
        request, template, language=coordinator.language, headers=PERSONAL, coordinator=coordinator,
        series=session.get_one(Series, coordinator.series_id), path=f"/k/{token}", **more,
    )  # fmt: skip


HANDLERS = [ask_for_file, take_file, look, enter, refused_rows]
