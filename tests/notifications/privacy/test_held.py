"""Everything that is held about a person is shown to them, and to nobody else."""

import json
from datetime import timedelta

import pytest
from sqlmodel import Session, SQLModel, select

from foundation.database import Database
from foundation.people import Person
from main import tick
from notifications.privacy.held import MACHINERY, SECRET, held_about
from registrations.models import Visit
from registrations.register import personal_path
from tests.browsing import SETTINGS, Visitor
from tests.builders import NOW, a_published_discussion, registered


def test_the_file_holds_every_table_that_is_about_the_person(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        talk = a_published_discussion(session, slug="talk", title="Who pays")
        ana = registered(session, talk, "Ana", union="SPN")
        registered(session, talk, "Budi")
        session.add(Visit(discussion_id=ana.discussion_id, person_id=ana.person_id, joined_at=NOW))
        path = personal_path(session, ana)
    tick(database, SETTINGS, NOW + timedelta(minutes=5))

    answer = visitor.get(f"{path}/data.json")

    held = json.loads(answer.content)
    assert set(held) == {"person", "registration", "visit", "delivery", "consent"}
    assert [(row["union"], row["discussion"]) for row in held["registration"]] == [("SPN", "Who pays")]
    assert [row["email"] for row in held["person"]] == ["ana@union.example"]
    assert "budi" not in answer.text.lower()
    assert answer.headers["cache-control"] == "no-store"


def test_the_page_says_it_in_words(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        path = personal_path(session, registered(session, a_published_discussion(session), "Ana", union="SPN"))

    page = visitor.open(f"{path}/data")

    assert page.texts("h2") == ["You", "Registrations", "What you agreed to"]
    assert {"SPN", "ana@union.example"} <= set(page.texts("dd"))
    assert {"English", "Confirmed", "You may count my answers in reports, without my name."} <= set(page.texts("dd"))
    assert page.texts("dd").count("No") == 4  # discreet letters, and three consents
    assert not {said for said in page.texts("dd") if "+00:00" in said}


def test_behind_a_phone_number_nothing_is_told(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        talk = a_published_discussion(session)
        path = personal_path(session, registered(session, talk, "Budi", phone="+6281234567890", union="SPN"))

    page = visitor.open(f"{path}/data")

    assert ("SPN" in page.html, "Budi" in page.html, page.texts("dd")) == (False, False, [])
    assert visitor.get(f"{path}/data.json").status_code == 404


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_no_column_about_a_person_is_left_out_but_keys_and_machinery(session: Session) -> None:
    ana = registered(session, a_published_discussion(session), "Ana")
    person = session.exec(select(Person).where(Person.id == ana.person_id)).one()

    [row] = held_about(session, person)["registration"]

    columns = {column.name for column in SQLModel.metadata.tables["registration"].columns}
    assert columns - row.keys() == columns & (SECRET | MACHINERY) == {
        "attention", "link_version", "token_hash", "turn",
    }  # fmt: skip
