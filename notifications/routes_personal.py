"""The pages behind personal links, with what only this floor knows: how the person's calendar answered."""

from typing import Any

from litestar import Request, Response, Router
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from events.models import Discussion
from foundation.edge import reads
from foundation.people import Person
from live.left_open import left_open, own_questions
from live.way_in import way_for_participant, way_for_speaker
from notifications import routes_speakers_papers as papers
from notifications.announcements.outcome import Shown, shown_to
from notifications.calendar_answers import own_answer
from notifications.privacy import routes_personal as privacy
from registrations import routes_participant
from registrations.certificates.queries import holders_path, own_certificate
from registrations.evaluation.answering import standing
from speakers import routes_speaker

CALENDAR = ".ics"
Reading = Request[Any, Any, Any]


@reads("/r/{token:str}")
def my_registration(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[Any]:
    registration, discussion, person = routes_participant.behind(request, session, token.removesuffix(CALENDAR))
    answered = own_answer(session, discussion, person.id, is_gone=registration.is_cancelled)
    now = request.app.state.now()
    return routes_participant.my_registration(
        request, session, token, template="notifications/my_registration.html", answered=answered,
        announced=_announced(request, session, discussion, person), **_certificate(session, discussion, person),
        evaluation=standing(session, discussion, registration, now),
        way_in=way_for_participant(registration, discussion, f"/r/{token}", now),
        asked=own_questions(session, discussion, registration.person_id) if discussion.is_over(now) else [],
    )  # fmt: skip


@reads("/p/{token:str}")
def my_part(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[Any]:
    engagement, discussion, person = routes_speaker.behind(request, session, token.removesuffix(CALENDAR))
    answered = own_answer(session, discussion, person.id, is_gone=not engagement.is_active)
    now = request.app.state.now()
    questions_left = len(left_open(session, discussion, now))
    return routes_speaker.my_part(
        request, session, token, template="notifications/my_part.html", answered=answered,
        announced=_announced(request, session, discussion, person), **_certificate(session, discussion, person),
        way_in=way_for_speaker(engagement, discussion, f"/p/{token}", now, questions_left=questions_left),
    )  # fmt: skip


def _certificate(session: Session, discussion: Discussion, person: Person) -> dict[str, Any]:
    own = own_certificate(session, discussion.id, person.id or 0)
    return {"certificate": own, "certificate_path": holders_path(session, own) if own else ""}


def _announced(request: Reading, session: Session, discussion: Discussion, person: Person) -> list[Shown]:
    link = request.app.state.settings.base_url + request.url.path
    return shown_to(session, discussion, person, link, now=request.app.state.now())


router = Router(path="/", route_handlers=[my_registration, my_part, *privacy.HANDLERS, *papers.HANDLERS])
