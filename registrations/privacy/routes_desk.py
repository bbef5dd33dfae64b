"""The desk: who looked at which list, and the participant list for a purpose."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.queries import office_discussion
from foundation.access_log import looks_of, note_look
from foundation.desk_pages import Asking, OpenDesk, OpenSession, PostedForm, desk_page, shown_again
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.guards import DESK_COOKIE
from foundation.languages import say
from foundation.pages import PERSONAL
from foundation.refusals import Refused
from foundation.sheets import CSV_TYPE, XLSX_TYPE, Sheet, csv_file, xlsx_file
from foundation.sign_in import Desk, is_fresh
from registrations.lists import page_number
from registrations.privacy.participants import (
    COLUMNS,
    OwnAnswers,
    Participant,
    checked_purpose,
    own_answers,
    participants,
)
from registrations.privacy.words import looked_at

HERE = "/discussions/{slug:str}/participants"
ASK_PAGE = "registrations/desk_participants.html"
PER_PAGE = 100
FORMATS = (("page", say("Page to print")), ("xlsx", say("Excel")), ("csv", say("CSV")))


@reads("/access")
def access(request: Asking, session: OpenSession, desk: OpenDesk) -> Response[bytes]:
    """Who of the office, or which program of theirs, looked at personal data; the latest first."""
    page = page_number(request.query_params)
    found = looks_of(session, desk.office, limit=PER_PAGE + 1, offset=PER_PAGE * (page - 1))
    looks = [(look, person, looked_at(look)) for look, person in found[:PER_PAGE]]
    return desk_page(
        request, desk, "registrations/desk_access.html", looks=looks, earlier=page + 1 if found[PER_PAGE:] else None
    )


@reads(HERE)
def ask_for_participants(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]
) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    form = Form.showing(format="page", purpose="")
    return desk_page(request, desk, ASK_PAGE, form=form, **_around(request, session, discussion))


@writes(HERE)
def open_participants(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """The list, and the line that says for what it was opened, in one transaction."""
    discussion, purpose = office_discussion(session, desk.office, slug), ""
    with form.refusing():
        _refuse_stale(request, session)
        purpose = checked_purpose(form["purpose"])
    if form.errors:
        return shown_again(request, desk, ASK_PAGE, form, **_around(request, session, discussion))
    found = participants(session, discussion)
    note_look(session, desk, "participants", request.app.state.now(), people=len(found), about=slug, purpose=purpose)
    if form["format"] in ("csv", "xlsx"):
        return _file(desk, discussion, found, own_answers(session, discussion), kind=form["format"])
    return desk_page(
        request, desk, "registrations/desk_participants_list.html", found=found, columns=COLUMNS,
        **_around(request, session, discussion),
    )  # fmt: skip


def _refuse_stale(request: Asking, session: Session) -> None:
    if not _is_fresh(request, session):
        raise Refused(say("Please sign in once more: this list opens only within 15 minutes of signing in."))


def _is_fresh(request: Asking, session: Session) -> bool:
    return is_fresh(session, request.cookies.get(DESK_COOKIE, ""), request.app.state.now())


def _around(request: Asking, session: Session, discussion: Discussion) -> dict[str, Any]:
    now = request.app.state.now()
    return {"formats": FORMATS, "fresh": _is_fresh(request, session), **head(session, discussion, now)}


def _file(
    desk: Desk, discussion: Discussion, found: list[Participant], own: OwnAnswers, *, kind: str
) -> Response[bytes]:
    """In the language of the organiser, named after the discussion; with the answers to the organisers' questions."""
    language = desk.person.language
    header = [*(column.in_language(language) for column in COLUMNS), *own.questions]
    rows = [(*line.cells(language), *own.of(line.registration_id)) for line in found]
    if kind == "csv":
        content, media_type = csv_file(header, rows), CSV_TYPE
    else:
        title = say("Participants").in_language(language)
        content, media_type = xlsx_file([Sheet(title, header, rows)]), XLSX_TYPE
    name = f'attachment; filename="{discussion.slug}-participants.{kind}"'
    return Response(
        content, status_code=200, media_type=media_type, headers={**PERSONAL, "Content-Disposition": name}
    )


HANDLERS = [access, ask_for_participants, open_participants]
