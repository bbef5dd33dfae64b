"""Links with a source: who registers through one is counted once, who only looks is not, and nobody else makes one."""

from sqlmodel import Session, select

from events.models import Discussion
from foundation.database import Database
from registrations import seats
from registrations.models import Registration
from registrations.sharing.models import CameBy
from registrations.sharing.sources import make_source, note_source, public_path, sources_of
from tests.browsing import Page, Visitor
from tests.builders import NOW, a_published_discussion, refusals, registered
from tests.desk import at_the_desk, said

ANA = {"full_name": "Ana", "email": "ana@union.example", "consent_take_part": "yes"}
GROUP = "WhatsApp group of the federation"


def counts(session: Session, discussion: Discussion) -> list[tuple[str, int]]:
    return [(source.label, number) for source, number in sources_of(session, discussion)]


def test_who_registers_through_a_link_is_counted_once(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        path = public_path(discussion, make_source(session, discussion, GROUP, NOW))
        make_source(session, discussion, "Notice board", NOW)

    for _ in range(2):
        visitor.press(visitor.open(path), "Register", **ANA)
    visitor.open(path)

    with database.reading() as session:
        assert counts(session, discussion) == [(GROUP, 1), ("Notice board", 0)]


def test_the_source_survives_a_mistake_in_the_form(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        path = public_path(discussion, make_source(session, discussion, GROUP, NOW))

    wrong = visitor.press(visitor.open(path), "Register", full_name="")
    visitor.press(wrong, "Register", **ANA)

    with database.reading() as session:
        assert counts(session, discussion) == [(GROUP, 1)]


def test_the_first_link_counts_and_who_gave_up_does_not(session: Session) -> None:
    discussion = a_published_discussion(session)
    first, second = (make_source(session, discussion, label, NOW) for label in ("First", "Second"))
    ana, ben = (registered(session, discussion, name) for name in ("Ana", "Ben"))
    for registration, source in ((ana, first), (ana, second), (ben, second)):
        note_source(session, registration.id or 0, str(source.id))

    seats.give_up(session, discussion, ben, NOW)

    assert counts(session, discussion) == [("First", 1), ("Second", 0)]


def test_a_source_of_another_discussion_or_of_none_says_nothing(session: Session) -> None:
    discussion, other = a_published_discussion(session), a_published_discussion(session, title="Another")
    foreign = make_source(session, other, GROUP, NOW)
    ana = registered(session, discussion, "Ana")

    for text in (str(foreign.id), "999999", "-1", "1 OR 1", "", "٣"):
        note_source(session, ana.id or 0, text)

    assert session.exec(select(CameBy)).all() == []
    assert session.exec(select(Registration)).all() == [ana]


def test_a_label_is_said_once_and_in_few_words(session: Session) -> None:
    discussion = a_published_discussion(session)
    make_source(session, discussion, GROUP, NOW)

    again = refusals(session, make_source, discussion, GROUP.upper(), NOW)
    empty = refusals(session, make_source, discussion, "  ", NOW)

    assert again == {"label": "There is a link for this already."}
    assert empty == {"label": "Please say in a few words where the link goes."}


def test_an_organiser_makes_a_link_with_text_code_and_poster(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        slug = a_published_discussion(session, languages=["id"]).slug
    at_the_desk(visitor, database)

    page = visitor.press(visitor.open(f"/desk/discussions/{slug}/sharing"), "Make the link", label=GROUP)
    poster = visitor.open(page.links["Poster to print"])
    code = visitor.get(page.links["QR code"])

    link = f"https://rembuk.example/discussions/{slug}?from=1"
    assert (said(page), _copied(page)) == ("The link is ready to be passed on.", link)
    assert "0 people registered through it" in page.html
    assert (poster.headers["content-language"], poster.text(".poster__address")) == ("id", link)
    assert code.headers["content-type"] == "image/svg+xml" and "<svg xmlns=" in code.text


def _copied(page: Page) -> str:
    [link] = [one.attributes["value"] for one in page.elements if one.attributes.get("id", "").startswith("link-")]
    return link
