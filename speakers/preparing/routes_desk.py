"""The desk: what the speakers of a discussion have prepared, rehearsals, release of files, and the summary after it."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, Router
from litestar.params import FromPath
from litestar.response import Stream
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.plan_forms import wall_time
from events.queries import office_discussion
from events.words import ROLES
from foundation import guards
from foundation.desk_pages import (
    Asking,
    OpenDesk,
    OpenSession,
    PostedForm,
    desk_page,
    go_to,
    number_in,
    row_number,
    shown_again,
    trying,
)
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.languages import Message
from speakers.models import Engagement
from speakers.preparing import editing, materials, rehearsals, summing_up
from speakers.preparing.introducing import is_introduced
from speakers.preparing.models import Material, MaterialKind, Preparation, RecordingConsent, Summary
from speakers.preparing.routes_speaker import download
from speakers.preparing.showing import due
from speakers.queries import active_engagements

HERE, SUMMARY = "/discussions/{slug:str}/preparation", "/discussions/{slug:str}/summary"
PAGE, SUMMARY_PAGE = "speakers/preparing/desk.html", "speakers/preparing/desk_summary.html"


@dataclass(frozen=True)
class Row:
    """One speaker and what is there."""

    engagement: Engagement
    role: Message
    tasks: list[editing.Task]
    kept: Preparation
    consent: RecordingConsent | None
    is_introduced: bool
    files: list[Material]


@reads(HERE)
def preparation_page(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    return desk_page(request, desk, PAGE, **_context(request, session, discussion, Form()))


@writes(HERE)
def open_or_close(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """Close the preparation or open it again; the speakers are told."""
    discussion, now = office_discussion(session, desk.office, slug), request.app.state.now()
    editing.close_preparation(session, discussion, now, closed=form["door"] == "close")
    return go_to(f"/desk/discussions/{slug}/preparation", "saved")


@writes(HERE + "/days")
def set_days(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """How long before a discussion everything shall be there, for the whole series."""
    discussion = office_discussion(session, desk.office, slug)
    days = number_in(form, "days_before")
    if not form.errors:
        with trying(form, session):
            editing.set_deadline(session, discussion.series_id, days)
    return _after(request, session, desk, discussion=discussion, form=form)


@writes(HERE + "/rehearsals")
def offer_rehearsal(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    discussion = office_discussion(session, desk.office, slug)
    wall = wall_time(form, "rehearsal_at")
    if not form.errors:
        with trying(form, session):
            rehearsals.offer_rehearsal(session, discussion, wall, request.app.state.now())
    return _after(request, session, desk, discussion=discussion, form=form)


@writes(HERE + "/rehearsals/{number:str}/withdrawal")
def take_back_rehearsal(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion = office_discussion(session, desk.office, slug)
    rehearsals.take_back_rehearsal(session, discussion, row_number(number))
    return go_to(f"/desk/discussions/{slug}/preparation", "saved")


@reads(HERE + "/files/{number:str}")
def one_file(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], number: FromPath[str]
) -> Stream:
    discussion = office_discussion(session, desk.office, slug)
    return download(request, materials.material_in(session, discussion, row_number(number)))


@writes(HERE + "/files/{number:str}/release")
def release_file(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion = office_discussion(session, desk.office, slug)
    material = materials.material_in(session, discussion, row_number(number))
    materials.release(material, is_released=form["released"] == "yes", now=request.app.state.now())
    return go_to(f"/desk/discussions/{slug}/preparation", "saved")


@reads(SUMMARY)
def summary_page(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    summary = session.get(Summary, discussion.id)
    form = Form.showing(
        key_points=summary.key_points if summary else "", recording_url=summary.recording_url if summary else ""
    )
    return desk_page(request, desk, SUMMARY_PAGE, form=form, **_summed_up(request, session, discussion))


@writes(SUMMARY)
def save_summary(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """Save, and publish or take back as the button says."""
    discussion, now = office_discussion(session, desk.office, slug), request.app.state.now()
    with trying(form, session):
        summing_up.write_summary(session, discussion, now, key_points=form["key_points"],
                                 recording_url=form["recording_url"])  # fmt: skip
        if form["step"] == "approve":
            summing_up.approve_summary(session, discussion, now)
        elif form["step"] == "take-back":
            summing_up.take_back_summary(session, discussion)
    if form.errors:
        return shown_again(request, desk, SUMMARY_PAGE, form, **_summed_up(request, session, discussion))
    return go_to(f"/desk/discussions/{slug}/summary", "saved")


def _after(
    request: Asking, session: Session, desk: Any, *, discussion: Discussion, form: Form
) -> Response[Any]:
    if form.errors:
        return shown_again(request, desk, PAGE, **_context(request, session, discussion, form))
    return go_to(f"/desk/discussions/{discussion.slug}/preparation", "saved")


def _context(request: Asking, session: Session, discussion: Discussion, form: Form) -> dict[str, Any]:
    form.fill(days_before=editing.days_before(session, discussion.series_id))
    now = request.app.state.now()
    return {
        **head(session, discussion, now), "rows": _rows(session, discussion), "form": form,
        **due(session, discussion, now), "is_closed": editing.is_closed(session, discussion),
        "rehearsals": editing.rehearsals_of(session, discussion),
        "is_open": not discussion.is_cancelled and not discussion.has_begun(now), "is_over": discussion.is_over(now),
    }  # fmt: skip


def _rows(session: Session, discussion: Discussion) -> list[Row]:
    files = [one for kind in MaterialKind for one in materials.materials_in(session, discussion, kind)]
    return [
        Row(one, ROLES[one.role], editing.tasks_of(session, one), editing.stored_preparation(session, one),
            editing.consent_of(session, one), is_introduced(session, one),
            [file for file in files if file.person_id == one.person_id])
        for one in active_engagements(session, discussion) if one.is_accepted
    ]  # fmt: skip


def _summed_up(request: Asking, session: Session, discussion: Discussion) -> dict[str, Any]:
    now = request.app.state.now()
    return {
        **head(session, discussion, now), "summary": session.get(Summary, discussion.id),
        "is_over": discussion.is_over(now),
    }  # fmt: skip


router = Router(
    path="/desk", guards=[guards.organisers_only], dependencies=guards.DESK,
    route_handlers=[preparation_page, open_or_close, set_days, offer_rehearsal, take_back_rehearsal, one_file,
                    release_file, summary_page, save_summary],
)  # fmt: skip
