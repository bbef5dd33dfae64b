"""The desk: one person's messages in all discussions of the office, why they get which, and their address mended."""

from typing import Any

from litestar import MediaType, Response
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
from foundation.people import Person
from foundation.refusals import Missing
from foundation.sign_in import Desk
from notifications.desk_words import kind_word
from notifications.kept_letters import OpenedLetter
from notifications.letter_preview import letter_now
from notifications.mending import may_mend, mend_address, mended_before, person_of_office
from notifications.message_list import Wanted, shown
from notifications.models import Delivery
from notifications.outbox import of_person
from notifications.plan import EMAIL
from notifications.routes_desk_messages import settle_of
from notifications.routes_desk_outbox import IN_NEW_TABS, LETTER_HEADERS, WITH_FRAME
from notifications.why import verdicts
from notifications.why_words import sentence

IN_DISCUSSION = "/discussions/{slug:str}/messages/people/{number:str}"


@reads("/people/{number:str}/messages")
def messages_of_person(request: Asking, session: OpenSession, desk: OpenDesk, number: FromPath[str]) -> Response[bytes]:
    person = person_of_office(session, desk.office, row_number(number))
    form = Form.showing(email=person.email)
    note_look(session, desk, "person", request.app.state.now(), people=1)
    return desk_page(
        request, desk, "notifications/desk_person.html", form=form, **_person(request, session, desk, person)
    )


@writes("/people/{number:str}/address")
def mend(
    request: Asking, session: OpenSession, desk: OpenDesk, *, number: FromPath[str], form: PostedForm
) -> Response[Any]:
    """Correct the address, and send again what is still true."""
    person = person_of_office(session, desk.office, row_number(number))
    with trying(form, session):
        mend_address(session, desk, person, form["email"], now=request.app.state.now(), settle=settle_of(request))
        return go_to(f"/desk/people/{number}/messages", "mended")
    return shown_again(
        request, desk, "notifications/desk_person.html", form, **_person(request, session, desk, person)
    )


@reads(IN_DISCUSSION)
def why(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    """Why this person gets which message of this discussion."""
    discussion, person = _both(session, desk, slug, number)
    now = request.app.state.now()
    note_look(session, desk, "person", now, about=slug, people=1)
    found = verdicts(session, discussion, person, now=now, settle=settle_of(request))
    return desk_page(
        request, desk, "notifications/desk_why.html", person=person,
        sentences=[sentence(verdict, now, desk.office.timezone) for verdict in found],
        **head(session, discussion, now),
    )  # fmt: skip


@reads(f"{IN_DISCUSSION}/{{kind:str}}")
def letter_to_come(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], number: FromPath[str],
    kind: FromPath[str],
) -> Response[bytes]:  # fmt: skip
    """The letter of a kind as this person would get it now."""
    discussion, person = both = _both(session, desk, slug, number)
    note_look(session, desk, "message", request.app.state.now(), about=slug, people=1)
    return desk_page(
        request, desk, "notifications/desk_letter_to_come.html", headers=WITH_FRAME, person=person, kind=kind,
        kind_word=kind_word(kind), letter=_letter(request, session, both, kind),
        **head(session, discussion, request.app.state.now()),
    )


@reads(f"{IN_DISCUSSION}/{{kind:str}}/page")
def letter_to_come_page(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], number: FromPath[str],
    kind: FromPath[str],
) -> Response[str]:  # fmt: skip
    opened = _letter(request, session, _both(session, desk, slug, number), kind)
    return Response(IN_NEW_TABS + opened.html, media_type=MediaType.HTML, headers=dict(LETTER_HEADERS))


def _both(session: Session, desk: Desk, slug: str, number: str) -> tuple[Discussion, Person]:
    discussion = office_discussion(session, desk.office, slug)
    return discussion, person_of_office(session, desk.office, row_number(number))


def _letter(request: Asking, session: Session, both: tuple[Discussion, Person], kind: str) -> OpenedLetter:
    """That of a message that is no row yet, and owed."""
    discussion, person, now = *both, request.app.state.now()
    found = verdicts(session, discussion, person, now=now, settle=settle_of(request))
    if kind not in {verdict.kind for verdict in found if verdict.is_owed}:
        raise Missing
    imagined = Delivery(
        id=0, kind=kind, person_id=person.id or 0, discussion_id=discussion.id or 0, occasion=0, channel=EMAIL,
        priority=0, due_at=now, expires_at=now, created_at=now,
    )  # fmt: skip
    return letter_now(session, imagined, request.app.state.settings, now)


def _person(request: Asking, session: Session, desk: Desk, person: Person) -> dict[str, Any]:
    now, wanted = request.app.state.now(), Wanted.from_query(request.query_params)
    reach = of_person(session, desk.office, person, now=now, settle=settle_of(request))
    found = shown(session, reach, wanted, desk.person.language)
    numbers = {message.line.discussion_id for message in found.lines}
    return {
        "person": person, "wanted": wanted, "shown": found, "may_mend": may_mend(session, desk.office, person),
        "mended": mended_before(session, desk.office, person),
        "discussions": {number: session.get_one(Discussion, number) for number in numbers},
    }  # fmt: skip


HANDLERS = [messages_of_person, mend, why, letter_to_come, letter_to_come_page]
