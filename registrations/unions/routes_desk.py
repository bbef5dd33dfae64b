"""The desk: the directory of unions of an office."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

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
from foundation.sign_in import Desk
from registrations.form import LEVELS
from registrations.importing.looking import table_of
from registrations.importing.posting import WITH_TABLE
from registrations.unions import directory
from registrations.unions.directory import Wish, entries_of, entry_in
from registrations.unions.models import UnionEntry

HERE = "/unions"
ONE = f"{HERE}/{{number:str}}"
PAGE, ENTRY_PAGE = "registrations/unions/desk_unions.html", "registrations/unions/desk_union.html"


@reads(HERE)
def unions(request: Asking, session: OpenSession, desk: OpenDesk) -> Response[bytes]:
    return desk_page(request, desk, PAGE, **_around(session, desk))


@writes(HERE)
def add(request: Asking, session: OpenSession, desk: OpenDesk, form: PostedForm) -> Response[Any]:
    with trying(form, session):
        directory.add(session, desk.office, _wish(form), request.app.state.now())
    return _done(request, session, desk, form)


@writes(f"{HERE}/import", **WITH_TABLE)
def bring(
    request: Asking, session: OpenSession, desk: OpenDesk, *, form: PostedForm, table: NamedDependency[Any]
) -> Response[Any]:
    """Columns name, level and parent; what is known already is passed over."""
    with trying(form, session):
        directory.bring(session, desk.office, table_of(table), request.app.state.now())
    return _done(request, session, desk, form)


@reads(ONE)
def union(request: Asking, session: OpenSession, desk: OpenDesk, number: FromPath[str]) -> Response[bytes]:
    entry = entry_in(session, desk.office, row_number(number))
    form = Form.showing(name=entry.name, level=entry.level.value, parent=entry.parent_id)
    return desk_page(request, desk, ENTRY_PAGE, form=form, entry=entry, **_around(session, desk))


@writes(ONE)
def change(
    request: Asking, session: OpenSession, desk: OpenDesk, number: FromPath[str], form: PostedForm
) -> Response[Any]:
    entry = entry_in(session, desk.office, row_number(number))
    with trying(form, session):
        directory.change(session, desk.office, entry, _wish(form))
    return _done(request, session, desk, form, entry)


@writes(f"{ONE}/merging")
def merge(
    request: Asking, session: OpenSession, desk: OpenDesk, number: FromPath[str], form: PostedForm
) -> Response[Any]:
    entry = entry_in(session, desk.office, row_number(number))
    with trying(form, session):
        directory.merge(session, desk.office, entry, form.whole_number("into") or 0)
    shown = Form.showing(name=entry.name, level=entry.level.value, parent=entry.parent_id) if form.errors else form
    shown.errors = form.errors
    return _done(request, session, desk, shown, entry)


@writes(f"{ONE}/switch")
def switch(
    request: Asking, session: OpenSession, desk: OpenDesk, number: FromPath[str], form: PostedForm
) -> Response[Any]:
    directory.switch(session, entry_in(session, desk.office, row_number(number)))
    return go_to("/desk/unions", "saved")


def _wish(form: Form) -> Wish:
    return Wish(form["name"], form["level"], form["parent"])


def _done(
    request: Asking, session: Session, desk: Desk, form: Form, entry: UnionEntry | None = None
) -> Response[Any]:
    if not form.errors:
        return go_to("/desk/unions", "saved")
    if entry is None:
        return shown_again(request, desk, PAGE, form, **_around(session, desk))
    return shown_again(request, desk, ENTRY_PAGE, form, entry=entry, **_around(session, desk))


def _around(session: Session, desk: Desk) -> dict[str, Any]:
    entries = entries_of(session, desk.office)
    return {
        "entries": entries, "names": {one.id: one.name for one in entries}, "levels": LEVELS,
        "level_choices": [(level.value, word) for level, word in LEVELS.items()],
        "choices": [(str(one.id), one.name) for one in entries],
    }  # fmt: skip


HANDLERS = [unions, add, bring, union, change, merge, switch]
