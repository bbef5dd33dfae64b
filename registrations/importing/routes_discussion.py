"""The desk brings a file with people for one discussion: read, looked at, registered, the refused rows to mend."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.queries import office_discussion
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
from registrations.importing import direct, looking
from registrations.importing.bring import keep_for_office, to_mend, upload_of_office
from registrations.importing.models import Upload
from registrations.importing.posting import WITH_TABLE
from registrations.importing.routes_coordinator import csv_answer

HERE = "/discussions/{slug:str}/registrations/import"
LIST = f"{HERE}/{{upload:str}}"
UPLOAD_PAGE = "registrations/importing/discussion_upload.html"
LOOK_PAGE = "registrations/importing/discussion_look.html"


@reads(HERE)
def ask_for_file(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    return desk_page(request, desk, UPLOAD_PAGE, **head(session, discussion, request.app.state.now()))


@writes(HERE, **WITH_TABLE)
def take_file(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], form: PostedForm, table: NamedDependency[Any],
) -> Response[Any]:  # fmt: skip
    discussion, now, kept = office_discussion(session, desk.office, slug), request.app.state.now(), None
    with trying(form, session):
        kept = keep_for_office(session, discussion, looking.table_of(table), now)
    if kept is None:
        return shown_again(request, desk, UPLOAD_PAGE, form, **head(session, discussion, now))
    return go_to(f"/desk/discussions/{slug}/registrations/import/{kept.id}")


@reads(LIST)
def look(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], upload: FromPath[str]
) -> Response[bytes]:
    discussion, found = _found(request, session, desk, slug, upload)
    form = direct.form_of(session, found, discussion)
    note_look(session, desk, "upload", request.app.state.now(), about=slug, people=len(found.rows))
    return desk_page(request, desk, LOOK_PAGE, **_shown(request, session, discussion, found, form=form))


@writes(LIST)
def enter(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], upload: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    """With the button `look` only the columns are called otherwise."""
    discussion, found = _found(request, session, desk, slug, upload)
    now = request.app.state.now()
    with trying(form, session):
        if form.has("look"):
            direct.look_again(found, form)
        else:
            direct.enter(session, discussion, found, form, language=desk.person.language, now=now)
    if form.errors:
        session.refresh(found)
        shown = _shown(request, session, discussion, found, form=form)
        return desk_page(request, desk, LOOK_PAGE, status=422, **shown)
    return go_to(f"/desk/discussions/{slug}/registrations/import/{upload}")


@reads(f"{LIST}/refused.csv")
def refused_rows(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], upload: FromPath[str]
) -> Response[bytes]:
    _, found = _found(request, session, desk, slug, upload)
    note_look(session, desk, "upload", request.app.state.now(), about=slug, people=len(found.rows))
    return csv_answer(to_mend(found, desk.person.language))


def _found(
    request: Asking, session: Session, desk: OpenDesk, slug: str, upload: str
) -> tuple[Discussion, Upload]:  # fmt: skip
    discussion = office_discussion(session, desk.office, slug)
    return discussion, upload_of_office(session, discussion, row_number(upload), request.app.state.now())


def _shown(
    request: Asking, session: Session, discussion: Discussion, upload: Upload, *, form: Form
) -> dict[str, Any]:  # fmt: skip
    now = request.app.state.now()
    return {**direct.shown(session, discussion, upload, form), **head(session, discussion, now)}


HANDLERS = [ask_for_file, take_file, look, enter, refused_rows]
