"""The desk brings a file for a coordinator, such as a list that a union sent by mail."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from events.models import Series
from foundation.access_log import note_look
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
from registrations.coordinators.models import Coordinator
from registrations.coordinators.queries import open_discussions
from registrations.coordinators.routes_desk import ONE, around, coordinator_at
from registrations.importing import looking
from registrations.importing.bring import keep, to_mend, upload_of
from registrations.importing.models import Upload
from registrations.importing.posting import WITH_TABLE
from registrations.importing.routes_coordinator import csv_answer

HERE, LIST = f"{ONE}/import", f"{ONE}/import/{{upload:str}}"
UPLOAD_PAGE, LOOK_PAGE = "registrations/importing/desk_upload.html", "registrations/importing/desk_look.html"


@reads(HERE)
def ask_for_file(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    series, coordinator = coordinator_at(session, desk, slug, number)
    return desk_page(request, desk, UPLOAD_PAGE, coordinator=coordinator, **around(series))


@writes(HERE, **WITH_TABLE)
def take_file(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm, table: NamedDependency[Any],
) -> Response[Any]:  # fmt: skip
    (series, coordinator), kept = coordinator_at(session, desk, slug, number), None
    with trying(form, session):
        kept = keep(session, coordinator, looking.table_of(table), request.app.state.now())
    if kept is None:
        return shown_again(request, desk, UPLOAD_PAGE, form, coordinator=coordinator, **around(series))
    return go_to(f"/desk/series/{slug}/coordinators/{number}/import/{kept.id}")


@reads(LIST)
def look(
    request: Asking, session: OpenSession, desk: OpenDesk,
    slug: FromPath[str], number: FromPath[str], upload: FromPath[str],
) -> Response[bytes]:  # fmt: skip
    (series, coordinator), now = coordinator_at(session, desk, slug, number), request.app.state.now()
    found = upload_of(session, coordinator, row_number(upload), now)
    form = looking.form_of(found, coordinator, open_discussions(session, coordinator, now))
    note_look(session, desk, "upload", now, about=slug, people=len(found.rows))
    return desk_page(request, desk, LOOK_PAGE, **_shown(request, session, series, coordinator, upload=found, form=form))


@writes(LIST)
def enter(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], upload: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    (series, coordinator), now = coordinator_at(session, desk, slug, number), request.app.state.now()
    found = upload_of(session, coordinator, row_number(upload), now)
    with trying(form, session):
        if form.has("look"):
            looking.look_again(found, form)
        else:
            looking.enter(session, coordinator, found, form, language=desk.person.language, now=now)
    if form.errors:
        session.refresh(found)
        shown = _shown(request, session, series, coordinator, upload=found, form=form)
        return desk_page(request, desk, LOOK_PAGE, status=422, **shown)
    return go_to(f"/desk/series/{slug}/coordinators/{number}/import/{upload}")


@reads(f"{LIST}/refused.csv")
def refused_rows(
    request: Asking, session: OpenSession, desk: OpenDesk,
    slug: FromPath[str], number: FromPath[str], upload: FromPath[str],
) -> Response[bytes]:  # fmt: skip
    _, coordinator = coordinator_at(session, desk, slug, number)
    now = request.app.state.now()
    found = upload_of(session, coordinator, row_number(upload), now)
    note_look(session, desk, "upload", now, about=slug, people=len(found.rows))
    return csv_answer(to_mend(found, desk.person.language))


def _shown(
    request: Asking, session: Session, series: Series, coordinator: Coordinator, *, upload: Upload, form: Form
) -> dict[str, Any]:
    now = request.app.state.now()
    return {**looking.shown(session, coordinator, upload, form=form, now=now), **around(series)}


HANDLERS = [ask_for_file, take_file, look, enter, refused_rows]
