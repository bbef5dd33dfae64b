"""`/p/{token}/live` opens the view of the role. The clock of a resource person, what they have seen, and the rehearsal
beforehand, which keeps nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

from litestar import Request, Response, Router
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from events.models import LONGEST_PRESENTATION, Discussion, ItemKind
from foundation import guards
from foundation.desk_pages import row_number
from foundation.edge import reads, writes
from foundation.languages import say
from foundation.pages import PERSONAL, page, redirect
from foundation.people import Person, Role
from foundation.refusals import Conflict
from live import routes_chair, routes_left_open, routes_observer
from live.run_of_show import MINUTE
from live.signals import see, unseen, words_of
from live.stage import WORDS, shown_on_stage, time_left, tone_of
from speakers import routes_speaker
from speakers.models import Engagement
from speakers.programme import Part, programme_for

Reading = Request[Any, Any, Any]


@reads("/{token:str}/live")
def view_of_the_role(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    found = behind(request, session, token)
    views = {Role.CHAIR: routes_chair.console, Role.OBSERVER: routes_observer.agenda}
    return views.get(found[0].role, _clock)(request, session, token, found)


@writes("/{token:str}/live/signals/{number:str}/seen")
def say_seen(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], number: FromPath[str]
) -> Redirect:
    engagement, discussion, _ = behind(request, session, token)
    see(session, discussion, engagement.person_id, row_number(number), now=request.app.state.now())
    return redirect(request, f"/p/{token}/live")


@reads("/{token:str}/live/rehearsal")
def rehearse(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[Any]:
    """A clock for oneself. When it began stands in the address: nobody else learns of it, and a reload loses nothing.
    """
    engagement, discussion, person = behind(request, session, token)
    now, path = request.app.state.now(), f"/p/{token}/live/rehearsal"
    minutes = _minutes(request, programme_for(session, discussion, engagement))
    if "start" in request.query_params:
        return Redirect(f"{path}?minutes={minutes}&since={int(now.timestamp())}", status_code=303, headers=PERSONAL)
    since = _since(request.query_params.get("since", ""), now)
    due_at = since + minutes * MINUTE if since else None
    return page(
        request, "live/rehearsal.html", language=person.language, headers=PERSONAL, path=path, minutes=minutes,
        due_at=due_at, words=WORDS, tone=tone_of(due_at - now) if due_at else "", discussion=discussion,
        left=time_left(due_at - now) if due_at else "", now_milliseconds=int(now.timestamp() * 1000),
        back=f"/p/{token}",
    )  # fmt: skip


def behind(request: Reading, session: Session, token: str) -> tuple[Engagement, Discussion, Person]:
    """Who the link belongs to; refused to those who have not said that they take part."""
    found = routes_speaker.behind(request, session, token)
    if not found[0].is_accepted:
        raise Conflict(say("Please answer first whether you take part. Then this page opens for you."))
    return found


def _clock(
    request: Reading, session: Session, token: str, found: tuple[Engagement, Discussion, Person]
) -> Response[bytes]:
    engagement, discussion, person = found
    signal = unseen(session, discussion, engagement.person_id)
    return page(
        request, "live/clock.html", language=person.language, headers=PERSONAL, person=person, path=f"/p/{token}/live",
        signal=signal, said=words_of(signal) if signal else "",
        **shown_on_stage(request, session, discussion, programme_for(session, discussion, engagement)),
    )  # fmt: skip


def _minutes(request: Reading, programme: list[Part]) -> int:
    """As asked for, or of the own presentation, or the longest there is."""
    asked = request.query_params.get("minutes", "")
    if asked.isascii() and asked.isdigit() and 0 < int(asked[:4]) <= LONGEST_PRESENTATION:
        return int(asked[:4])
    own = [part.item.minutes for part in programme if part.is_mine and part.item.kind == ItemKind.PRESENTATION]
    return own[0] if own else LONGEST_PRESENTATION


def _since(text: str, now: datetime) -> datetime | None:
    """A moment of the last three hours; anything else is no rehearsal."""
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        return None
    since = datetime.fromtimestamp(int(text), UTC)
    return since if now - timedelta(hours=3) < since <= now else None


router = Router(
    path="/p", dependencies=guards.PUBLIC,
    route_handlers=[view_of_the_role, say_seen, rehearse, *routes_chair.HANDLERS, *routes_left_open.HANDLERS],
)  # fmt: skip
