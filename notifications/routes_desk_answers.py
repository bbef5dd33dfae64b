"""The desk: pages of lower floors, with what only this one knows (decisions/0015): how calendars answered, and that
something in the mailbox wants a decision."""

from litestar import Response
from litestar.params import FromPath

from events.queries import office_discussion
from foundation.access_log import note_look
from foundation.desk_pages import Asking, OpenDesk, OpenSession, desk_page
from foundation.edge import reads
from notifications.calendar_answers import answers_of
from notifications.mailbox_list import number_held
from notifications.sending_state import sending_state
from registrations.routes_desk import home_of, registrations_in
from speakers.routes_desk_people import ask_somebody, people_of


@reads("/")
def home(request: Asking, session: OpenSession, desk: OpenDesk) -> Response[bytes]:
    """Where one arrives."""
    now = request.app.state.now()
    return desk_page(
        request, desk, "notifications/desk_home.html", held=number_held(session, desk.office),
        sending=sending_state(session, desk.office, request.app.state.settings, now), **home_of(session, desk, now),
    )  # fmt: skip


@reads("/discussions/{slug:str}/registrations")
def registrations_page(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    context = registrations_in(request, session, discussion)
    note_look(session, desk, "registrations", request.app.state.now(), about=slug, people=len(context["lines"]))
    answers = answers_of(session, discussion, [line.person.id for line in context["lines"]])
    return desk_page(request, desk, "notifications/desk_registrations.html", answers=answers, **context)


@reads("/discussions/{slug:str}/people")
def people_page(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    context = people_of(request, session, desk, discussion)
    note_look(session, desk, "people", request.app.state.now(), about=slug, people=len(context["cards"]))
    answers = answers_of(session, discussion, [card.person.id for card in context["cards"]])
    return desk_page(request, desk, "notifications/desk_people.html", answers=answers, **context)


HANDLERS = [home, registrations_page, people_page, ask_somebody]  # the last shares its address with a page
