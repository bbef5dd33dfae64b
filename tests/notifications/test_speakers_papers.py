"""The agenda of a speaker as page and PDF, the run sheet of the chair, and "my data" of those who speak."""

from events.channels import set_channels
from foundation.database import Database
from foundation.people import Person
from notifications.agenda_paper import agenda_paper, said_on_paper
from notifications.run_sheet import run_sheet
from registrations.models import Registration
from speakers.engagements import chair_of, personal_path
from speakers.models import Engagement
from speakers.preparing.editing import save_phone
from speakers.slots import SlotRow, plan_agenda, slots_of
from tests.browsing import Visitor, visitor
from tests.builders import DILI, NOW, a_published_discussion, accepted, registered

__all__ = ["visitor"]


def test_the_chair_gets_a_run_sheet_and_the_others_the_agenda_without_phones(
    database: Database, visitor: Visitor
) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, languages=["id", "en"])
        sari = accepted(session, discussion, "Sari", timezone=DILI, spoken_name="SA-ri", organisation="Port Workers")
        plan_agenda(session, discussion, [SlotRow(kind="presentation", minutes=20, title="#let <Iuran>",
                                                  presenter=sari.id)], NOW)  # fmt: skip
        save_phone(session, sari, "+6281200000002", NOW)
        session.get_one(Registration, registered(session, discussion, "Ana").id).question = "Berapa iurannya?"
        set_channels(session, discussion, "Bahasa Indonesia: 1\nTetum: 2")
        chair = chair_of(session, discussion)
        assert chair is not None
        sheet = run_sheet(session, chair, discussion, slots_of(session, discussion))
        said = said_on_paper(session, chair, (discussion, session.get_one(Person, chair.person_id)), sheet)
        paths = personal_path(session, chair), personal_path(session, sari)

    assert (said["heading"], said["rows"], said["questions"], said["languages"], said["channels"]) == (
        "Run sheet", [{"time": "14:00", "is_mine": False, "who": "Sari", "what": "#let <Iuran>",
                       "length": "20 minutes"}], ["Berapa iurannya?"], "Bahasa Indonesia, English",
        ["Bahasa Indonesia: 1", "Tetum: 2"],
    )  # fmt: skip
    about = "Port Workers, Resource person, 20 minutes, +6281200000002"
    assert {"name": "Sari (“SA-ri”)", "about": about} in said["people"]
    assert agenda_paper(said, NOW.replace(microsecond=1))[:5] == b"%PDF-"
    pages = [visitor.open(f"{path}/agenda") for path in paths]
    assert all("Tetum: 2" in page.html for page in pages)
    assert ["+6281200000002" in page.html for page in pages] == [True, False]
    assert visitor.get(f"{paths[1]}/agenda.pdf").content[:5] == b"%PDF-"


def test_a_speaker_sees_withdraws_and_erases_what_we_hold(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        sari = accepted(session, a_published_discussion(session), "Sari")
        path = personal_path(session, sari)
    visitor.press(visitor.open(path), "I agree")

    withdrawn = visitor.press(visitor.open(f"{path}/privacy"), "Withdraw")
    held = visitor.get(f"{path}/data.json").json()
    visitor.press(visitor.open(f"{path}/erasure"), "Erase it now")

    assert "You refused on 1 Feb 2027." in withdrawn.html
    assert [row["given"] for row in held["recordingconsent"]] == [True, False]
    assert visitor.open(path).status == 404
    with database.reading() as session:
        assert session.get(Engagement, sari.id) is None
