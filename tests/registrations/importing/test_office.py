"""The office brings a list for one discussion: read, looked at, registered, and the rows that were refused."""

import pytest
from sqlmodel import select

from foundation.database import Database
from registrations.models import Consent, Purpose, Registration
from tests.browsing import Page, Visitor
from tests.builders import a_published_discussion
from tests.desk import at_the_desk

HERE = "/desk/discussions/talk/registrations"
LIST = (b"Nama;Serikat;Email\nAna;SPN;ana@union.example\nBen;KSPI;ben@union.example\nCici;;nowhere\n"
        b"Ana;SPN;ANA@union.example\n")  # fmt: skip


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_list_of_several_unions_is_registered(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        a_published_discussion(session, slug="talk")
    desk = at_the_desk(visitor, database)

    form = desk.open(desk.open(HERE).links["Bring a file"]).form_with("Look at the list")
    sent = desk.client.post(
        form.action, data={"form_token": form.values["form_token"]}, files={"file": ("list.csv", LIST, "text/csv")},
        headers={"Origin": "https://rembuk.example"},
    )  # fmt: skip
    look = Page(sent)
    unsaid = register_all(desk, look)
    done = register_all(desk, unsaid, declared="yes", language="id")

    assert look.texts(".lead") == ["2 of 4 rows can be entered."]
    assert unsaid.wrongs == {"declared": "Please confirm that everybody on this list knows of it and has agreed."}
    assert done.text(".note--good") == "2 people are on the list now."
    assert "“nowhere”" not in done.html and "Line 4" in done.html and "Line 5" in done.html
    assert b"Cici" in desk.get(done.links["Save these rows to mend them"]).content
    with database.reading() as session:
        rows = session.exec(select(Registration.full_name, Registration.union).order_by(Registration.id)).all()  # type: ignore[arg-type]
        said = session.exec(select(Consent.channel).where(Consent.purpose == Purpose.TAKE_PART, Consent.given)).all()
    assert (rows, said) == ([("Ana", "SPN"), ("Ben", "KSPI")], ["desk", "desk"])


def register_all(desk: Visitor, page: Page, **typed: str) -> Page:
    """The form has a question for each column."""
    form = page.form_with("Register everybody who fits")
    sent = {**form.values, "columns": ["full_name", "union", "email"], **typed}
    return Page(desk.client.post(form.action, data=sent, headers={"Origin": "https://rembuk.example"}))
