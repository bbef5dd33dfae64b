"""An organiser at the desk: the visitor of the other pages, signed in."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from foundation.database import Database
from foundation.people import Office
from foundation.sign_in import add_organiser, ask_for_sign_in, token_of
from tests.browsing import Page, Visitor
from tests.builders import NOW, an_office

SARI = "sari@office.example"


def at_the_desk(
    visitor: Visitor, database: Database, *, email: str = SARI, office: str = "Country Office Jakarta",
    language: str = "en",
) -> Visitor:  # fmt: skip
    """The visitor, signed in as an organiser of this office, both made if new."""
    with database.writing() as session:
        person = add_organiser(session, email, an_office(session, office), NOW, full_name="Sari")
        person.language = language
        link = f"/desk/sign-in/{token_of(session, ask_for_sign_in(session, email, visitor.now))}"
    visitor.press(visitor.open(link), "Open my desk")
    return visitor


def another_office(database: Database) -> Office:
    """An office that Sari does not belong to."""
    with database.writing() as session:
        return an_office(session, "Country Office B")


def said(page: Page) -> str | None:
    """What the page after a redirect says was done."""
    return next(iter(page.texts(".note--good")), None)


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Every SQL statement that is executed inside the block."""
    executed: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        executed.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield executed
    finally:
        event.remove(Engine, "before_cursor_execute", note)
