"""The agenda as it runs, for those who listen: now, next, how late. Observers read the questions and ask none."""

from typing import Any

from litestar import Request, Response
from sqlmodel import Session

from events.models import Discussion
from foundation.forms import Form
from foundation.pages import PERSONAL, page
from foundation.people import Person
from live.questions import questions_for_all
from live.stage import shown_on_stage
from speakers.models import Engagement
from speakers.programme import programme_for

Reading = Request[Any, Any, Any]


def agenda(
    request: Reading, session: Session, token: str, found: tuple[Engagement, Discussion, Person]
) -> Response[bytes]:
    engagement, discussion, person = found
    programme = programme_for(session, discussion, engagement)
    return page(
        request, "live/agenda.html", language=person.language, headers=PERSONAL, form=Form(), person=person,
        path=f"/p/{token}/live", back=f"/p/{token}", may_ask=False, is_crowd=False,
        questions=questions_for_all(session, discussion),
        **shown_on_stage(request, session, discussion, programme),
    )  # fmt: skip
