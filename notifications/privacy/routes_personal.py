"""Everything held about me, behind the personal link of a participant or a speaker: to read, as a file, to erase."""

from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic_core import to_json
from sqlmodel import Session

from events.models import Discussion
from foundation.edge import reads, writes
from foundation.pages import PERSONAL, page
from foundation.people import Person
from foundation.refusals import Missing
from notifications.privacy.calendar_left import stays_in_calendar
from notifications.privacy.erasing import erase
from notifications.privacy.held import held_about
from notifications.privacy.held_words import Reader, readable
from registrations import routes_participant
from speakers import routes_speaker

Reading = Request[Any, Any, Any]


@reads("/r/{token:str}/data")
def my_data(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    """Not shown to who came with a phone number alone: anybody may have typed it (decisions/0037)."""
    return _held(request, session, f"/r/{token}", routes_participant.behind(request, session, token)[2])


@reads("/p/{token:str}/data")
def speakers_data(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    return _held(request, session, f"/p/{token}", routes_speaker.behind(request, session, token)[2])


@reads("/r/{token:str}/data.json")
def my_data_as_file(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    return _as_file(session, routes_participant.behind(request, session, token)[2])


@reads("/p/{token:str}/data.json")
def speakers_data_as_file(
    request: Reading, session: NamedDependency[Session], token: FromPath[str]
) -> Response[bytes]:
    return _as_file(session, routes_speaker.behind(request, session, token)[2])


@reads("/r/{token:str}/erasure")
def what_is_erased(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    """The second thought before the button."""
    _, discussion, person = routes_participant.behind(request, session, token)
    return _second_thought(request, session, f"/r/{token}", (discussion, person))


@reads("/p/{token:str}/erasure")
def what_is_erased_of_a_speaker(
    request: Reading, session: NamedDependency[Session], token: FromPath[str]
) -> Response[bytes]:
    _, discussion, person = routes_speaker.behind(request, session, token)
    return _second_thought(request, session, f"/p/{token}", (discussion, person))


@writes("/r/{token:str}/erasure")
def erase_me(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    """Answered with a page and no redirect: the link leads nowhere any more."""
    _, discussion, person = routes_participant.behind(request, session, token)
    return _erased(request, session, discussion, person)


@writes("/p/{token:str}/erasure")
def erase_a_speaker(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    """Their rows of the agenda become "to be confirmed"."""
    _, discussion, person = routes_speaker.behind(request, session, token)
    return _erased(request, session, discussion, person)


def _held(request: Reading, session: Session, path: str, person: Person) -> Response[bytes]:
    is_shown, reader = person.email is not None, Reader(person.timezone, person.language)
    return page(
        request, "notifications/held_about_me.html", language=person.language, headers=PERSONAL, path=path,
        is_shown=is_shown, sections=readable(held_about(session, person), reader) if is_shown else [],
    )  # fmt: skip


def _as_file(session: Session, person: Person) -> Response[bytes]:
    if person.email is None:
        raise Missing
    headers = {**PERSONAL, "Content-Disposition": 'attachment; filename="rembuk-my-data.json"'}
    content = to_json(held_about(session, person), indent=2)
    return Response(content, status_code=200, media_type="application/json", headers=headers)


def _second_thought(
    request: Reading, session: Session, path: str, about: tuple[Discussion, Person]
) -> Response[bytes]:
    discussion, person = about
    return page(
        request, "notifications/erase_me.html", language=person.language, headers=PERSONAL, path=path,
        stays=stays_in_calendar(session, person, request.app.state.now()), zone=person.timezone,
        is_known_by_phone=person.email is None, discussion=discussion,
    )  # fmt: skip


def _erased(request: Reading, session: Session, discussion: Discussion, person: Person) -> Response[bytes]:
    language, here = person.language, 0 if person.email else discussion.id or 0
    erase(session, person, request.app.state.now(), discussion_id=here)
    return page(request, "notifications/erased.html", language=language, headers=PERSONAL)


HANDLERS = [my_data, my_data_as_file, what_is_erased, erase_me, speakers_data, speakers_data_as_file,
            what_is_erased_of_a_speaker, erase_a_speaker]  # fmt: skip
