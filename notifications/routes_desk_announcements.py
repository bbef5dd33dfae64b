"""The desk: announcements of a discussion. Written, looked at, sent or given an hour, stopped; what became of them."""

from datetime import datetime, timedelta
from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.plan_forms import wall_time
from events.queries import office_discussion, series_of
from foundation.desk_pages import (
    Asking,
    OpenDesk,
    OpenSession,
    PostedForm,
    absolute,
    desk_page,
    go_to,
    row_number,
    shown_again,
    trying,
)
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.languages import say
from foundation.moments import instant_of, wall_of
from foundation.refusals import Refused
from foundation.whatsapp import whatsapp_address
from notifications.announcements.forms import choices_in, form_of, new_form, writing_in
from notifications.announcements.models import Announcement
from notifications.announcements.outcome import asleep, in_words, outcomes, standing
from notifications.announcements.preview import pasted_text, reach, samples
from notifications.announcements.writing import announcement_in, announcements_in, appoint, rewrite, stop, write
from notifications.scope import scope_of

HERE = "/discussions/{slug:str}/announcements"
AT = "send_at_local"


@reads(HERE)
def announcements(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion, now = office_discussion(session, desk.office, slug), request.app.state.now()
    counted, language = outcomes(session, discussion), series_of(session, discussion).language
    rows = [
        (one, one.texts[language if language in one.texts else next(iter(one.texts))]["subject"],
         standing(one, counted.get(one.id or 0, {}), now), in_words(counted.get(one.id or 0, {})))
        for one in announcements_in(session, discussion)
    ]  # fmt: skip
    return desk_page(
        request, desk, "notifications/desk_announcements.html", rows=rows, **head(session, discussion, now)
    )


@reads(f"{HERE}/new")
def new_announcement(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    return desk_page(request, desk, FORM_PAGE, form=new_form(), **_writing(request, session, discussion))


@writes(f"{HERE}/new")
def add_announcement(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    discussion, added = office_discussion(session, desk.office, slug), None
    with trying(form, session):
        added = write(session, discussion, writing_in(form), request.app.state.now())
    if added is None:
        return shown_again(request, desk, FORM_PAGE, form, **_writing(request, session, discussion))
    return go_to(f"/desk/discussions/{slug}/announcements/{added.id}", "drafted")


@reads(f"{HERE}/{{number:str}}")
def announcement(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    discussion, found = _found(session, desk, slug, number)
    zone, due_at = discussion.timezone, found.due_at
    form = Form.showing(**{AT: wall_of(due_at, zone).isoformat("T", "minutes") if due_at else None})
    return desk_page(request, desk, PAGE, form=form, **_looking(request, session, discussion, found))


@reads(f"{HERE}/{{number:str}}/edit")
def edit_announcement(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    discussion, found = _found(session, desk, slug, number)
    return desk_page(request, desk, FORM_PAGE, form=form_of(found), **_writing(request, session, discussion, found))


@writes(f"{HERE}/{{number:str}}/edit")
def save_announcement(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion, found = _found(session, desk, slug, number)
    with trying(form, session):
        rewrite(session, found, writing_in(form), request.app.state.now())
    if form.errors:
        return shown_again(request, desk, FORM_PAGE, form, **_writing(request, session, discussion, found))
    return go_to(f"/desk/discussions/{slug}/announcements/{number}", "saved")


@writes(f"{HERE}/{{number:str}}/sending")
def send_announcement(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    """At once; or with `when` set to later, at the hour in the form."""
    discussion, found = _found(session, desk, slug, number)
    now, is_later = request.app.state.now(), form["when"] == "later"
    with trying(form, session):
        appoint(session, found, _chosen_hour(form, discussion) if is_later else now, now)
    if form.errors:
        return shown_again(request, desk, PAGE, form, **_looking(request, session, discussion, found))
    done = "appointed" if is_later else "leaving"
    return go_to(f"/desk/discussions/{slug}/announcements/{number}", done)


@writes(f"{HERE}/{{number:str}}/cancellation")
def stop_announcement(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    _, found = _found(session, desk, slug, number)
    is_draft = found.due_at is None
    stop(session, found, request.app.state.now())
    path = f"/desk/discussions/{slug}/announcements"
    return go_to(path, "thrown-away") if is_draft else go_to(f"{path}/{number}", "stopped")


FORM_PAGE, PAGE = "notifications/desk_announcement_form.html", "notifications/desk_announcement.html"


def _found(session: Session, desk: OpenDesk, slug: str, number: str) -> tuple[Discussion, Announcement]:
    discussion = office_discussion(session, desk.office, slug)
    return discussion, announcement_in(session, discussion, row_number(number))


def _chosen_hour(form: Form, discussion: Discussion) -> datetime:
    """On the clock that the discussion was agreed by."""
    wall = wall_time(form, AT)
    if wall is None:
        raise Refused(say("Please choose date and hour."), AT)
    return instant_of(wall, discussion.timezone, AT)


def _writing(
    request: Asking, session: Session, discussion: Discussion, found: Announcement | None = None
) -> dict[str, Any]:  # fmt: skip
    context = head(session, discussion, request.app.state.now())
    return {**context, **choices_in(session, discussion, context["series"]), "announcement": found}


def _looking(request: Asking, session: Session, discussion: Discussion, found: Announcement) -> dict[str, Any]:
    now, settings = request.app.state.now(), request.app.state.settings
    context = head(session, discussion, now)
    scope = scope_of(session, discussion, now, timedelta(seconds=settings.settle_seconds))
    reached, counts = reach(session, scope, found), outcomes(session, discussion).get(found.id or 0, {})
    text = pasted_text(found, context["series"], absolute(request, f"/discussions/{discussion.slug}"))
    is_open = not found.is_leaving(now) and found.stopped_at is None
    return {
        **context, "announcement": found, "reached": reached, "state": standing(found, counts, now),
        "samples": samples(session, found, reached, settings, now=now), "outcome": in_words(counts),
        "asleep": asleep(session, scope, found), "text": text, "whatsapp": whatsapp_address(text), "is_open": is_open,
    }  # fmt: skip


HANDLERS = [
    announcements, new_announcement, add_announcement, announcement, edit_announcement, save_announcement,
    send_announcement, stop_announcement,
]  # fmt: skip
