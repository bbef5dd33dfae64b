"""The desk: the agenda. Buttons rearrange what was typed; only saving writes."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion, ItemKind
from events.queries import office_discussion
from events.words import KINDS, ROLES
from foundation.desk_pages import Asking, OpenDesk, OpenSession, PostedForm, desk_page, go_to, shown_again, trying
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.languages import Message, say
from speakers.agenda_form import rearranged, shown_rows, slot_rows, stored_form, total, typed_rows
from speakers.planned_rows import planned_rows
from speakers.queries import active_engagements
from speakers.slots import plan_agenda, slots_of

PAGE = "speakers/desk_agenda.html"


@reads("/discussions/{slug:str}/agenda")
def agenda_page(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    form = stored_form(slots_of(session, discussion))
    return desk_page(request, desk, PAGE, form=form, **_table(request, session, discussion, form))


@writes("/discussions/{slug:str}/agenda")
def save_agenda(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    discussion = office_discussion(session, desk.office, slug)
    other = rearranged(form, head(session, discussion, request.app.state.now())["series"])
    if other is not None:
        return desk_page(
            request, desk, PAGE, form=other, is_unsaved=True, **_table(request, session, discussion, other)
        )
    rows = slot_rows(form)
    if not form.errors:
        with trying(form, session):
            plan_agenda(session, discussion, rows, request.app.state.now())
    if form.errors:
        return shown_again(request, desk, PAGE, form, **_table(request, session, discussion, form))
    return go_to(f"/desk/discussions/{slug}/agenda", "saved")


def _table(request: Asking, session: Session, discussion: Discussion, form: Form) -> dict[str, Any]:
    now = request.app.state.now()
    context = head(session, discussion, now)
    return {
        **context, "rows": shown_rows(form, discussion), "total": total(form, discussion, context["series"]),
        "is_empty": not typed_rows(form), "kinds": [(kind.value, KINDS[kind]) for kind in ItemKind],
        "presenters": _presenters(session, discussion),
        "planned": planned_rows(session, discussion),
        "is_open": not discussion.is_over(now) and not discussion.is_cancelled,
    }  # fmt: skip


def _presenters(session: Session, discussion: Discussion) -> list[tuple[int | None, Message]]:
    return [
        (one.id, say("{name} ({role})", name=one.full_name, role=ROLES[one.role]))
        for one in active_engagements(session, discussion)
    ]


HANDLERS = [agenda_page, save_agenda]
