"""The desk: texts to pass on by WhatsApp, moment by moment; whoever has a phone only gets theirs from the organiser."""

from functools import partial
from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion, Series
from events.queries import office_discussion
from events.sharing import shared_text, text_languages
from events.stages import NAMES, Stage, stages
from foundation.access_log import note_look
from foundation.desk_pages import Asking, OpenDesk, OpenSession, absolute, desk_page
from foundation.edge import reads
from foundation.languages import LANGUAGES
from foundation.paging import pages_offered
from foundation.whatsapp import whatsapp_address
from registrations.lists import page_number
from registrations.phone_people import phone_people, whatsapp_to

PER_PAGE = 50


@reads("/discussions/{slug:str}/whatsapp")
def whatsapp(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    """For one moment of the plan, the next one unless another is asked for."""
    discussion, now = office_discussion(session, desk.office, slug), request.app.state.now()
    context, offered = head(session, discussion, now), stages(discussion, now)
    asked = request.query_params.get("moment", "")
    stage = Stage(asked) if asked in offered else next(iter(offered), None)
    shown = {} if stage is None else {
        "texts": _texts(request, context["series"], discussion, stage),
        **_people(request, session, discussion, stage),
    }  # fmt: skip
    note_look(session, desk, "whatsapp", now, about=slug, people=len(shown.get("people", ())))
    return desk_page(
        request, desk, "registrations/desk_whatsapp.html", **context, **shown, stage=stage,
        stages=[(one.value, NAMES[one]) for one in offered],
    )  # fmt: skip


def _texts(request: Asking, series: Series, discussion: Discussion, stage: Stage) -> list[tuple[str, str, str, str]]:
    """(code, name of the language, text, address that opens it), the languages of the discussion first."""
    path = f"/series/{series.slug}" if stage is Stage.THANKS else f"/discussions/{discussion.slug}"
    texts = [
        (language, shared_text(stage, series, discussion, absolute(request, path), language=language))
        for language in text_languages(series, discussion)
    ]  # fmt: skip
    return [(language, LANGUAGES[language], text, whatsapp_address(text)) for language, text in texts]


def _people(request: Asking, session: Session, discussion: Discussion, stage: Stage) -> dict[str, Any]:
    """One page of those who have a phone only, each with the address that opens their chat."""
    page, found = page_number(request.query_params), phone_people(session, discussion, stage)
    here = found[PER_PAGE * (page - 1) : PER_PAGE * page]
    return {
        "people": [(one, whatsapp_to(one, discussion, stage, partial(absolute, request))) for one in here],
        "in_all": len(found), "page": page, "pages": pages_offered(-(-len(found) // PER_PAGE), page),
    }  # fmt: skip


HANDLERS = [whatsapp]
