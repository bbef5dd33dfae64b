"""My data, behind the personal link: consents withdrawn with one press, what was typed corrected."""

from pathlib import Path

from sqlmodel import Session, col, select

from foundation.database import Database
from foundation.people import Person
from registrations import seats
from registrations.coordinators.enrol import Intake
from registrations.importing.direct import Direct
from registrations.models import Consent, Purpose, Registration, Status
from registrations.news import wants_news
from registrations.privacy.consents import agree, consents_of, what_holds, withdraw
from registrations.register import Answers, personal_path, register
from registrations.tables import import_registrations
from tests.browsing import Visitor
from tests.builders import FRIDAY, NOW, a_published_discussion, a_series, registered
from tests.desk import at_the_desk
from tests.registrations.coordinators.props import a_coordinator, of_one
from tests.registrations.rows import a_seat, all_registered

UNWILLING = "This person does not want to be registered by others."
EVERYTHING = dict.fromkeys(Purpose, True)


def agreeing(session: Session, discussion: object, **answers: object) -> Registration:
    """Ana, who ticked every box."""
    given = {"email": "ana@union.example", **answers}
    return register(session, discussion, Answers(full_name="Ana", consents=EVERYTHING, **given), NOW)  # type: ignore[arg-type]


def found_in(session: Session, registration: Registration, discussion: object) -> tuple:  # type: ignore[type-arg]
    return registration, discussion, session.get_one(Person, registration.person_id)


def test_each_consent_is_withdrawn_by_itself(session: Session) -> None:
    talk = a_published_discussion(session)
    found = found_in(session, agreeing(session, talk), talk)

    for purpose in (Purpose.STATISTICS, Purpose.NEWS):
        withdraw(session, found, purpose, NOW)
    agree(session, found, Purpose.NEWS, NOW)

    assert what_holds(session, found[0], found[2]) == EVERYTHING | {Purpose.STATISTICS: False}
    assert (found[0].status, wants_news(session, found[2])) == (Status.CONFIRMED, True)


def test_pressing_twice_adds_one_row_and_takes_none_away(session: Session) -> None:
    talk = a_published_discussion(session)
    found = found_in(session, agreeing(session, talk), talk)

    for _ in range(2):
        withdraw(session, found, Purpose.RECORDING, NOW)

    rows = session.exec(select(Consent).where(Consent.purpose == Purpose.RECORDING).order_by(col(Consent.id))).all()
    assert [(row.given, row.channel) for row in rows] == [(True, "web"), (False, "link")]


def test_to_be_counted_is_withdrawn_for_the_whole_series(session: Session) -> None:
    series = a_series(session)
    talk, later = a_published_discussion(session, series=series), a_published_discussion(session, FRIDAY, series=series)
    first, second = agreeing(session, talk), agreeing(session, later)

    withdraw(session, found_in(session, first, talk), Purpose.STATISTICS, NOW)

    assert consents_of(session, second)[Purpose.STATISTICS] is False


def test_withdrawing_to_take_part_frees_the_seat_for_who_waits(session: Session) -> None:
    talk = a_published_discussion(session, capacity=1)
    ana, budi = agreeing(session, talk), registered(session, talk, "Budi")

    withdraw(session, found_in(session, ana, talk), Purpose.TAKE_PART, NOW)

    session.refresh(budi)
    assert (ana.status, budi.status) == (Status.CANCELLED, Status.CONFIRMED)
    assert consents_of(session, ana) == EVERYTHING | {Purpose.TAKE_PART: False}


def test_one_press_withdraws_and_one_comes_back(database: Database, visitor: Visitor) -> None:
    path = a_seat(database)

    page = visitor.press(visitor.open(f"{path}/privacy"), "Withdraw, and give up my seat")
    again = visitor.press(visitor.open(path), "Take part after all")

    assert (page.path, page.texts(".badge")) == (f"{path}/privacy", ["Not agreed"] * 4)
    assert again.texts(".note__title") == ["You have a seat."]
    assert visitor.open(f"{path}/privacy").texts(".badge") == ["You agreed", *["Not agreed"] * 3]


def test_the_desk_brings_nobody_back_who_withdrew(database: Database, visitor: Visitor) -> None:
    path = a_seat(database)
    visitor.press(visitor.open(f"{path}/privacy"), "Withdraw, and give up my seat")

    page = visitor.press(at_the_desk(visitor, database).open("/desk/discussions/talk/registrations"), "Bring back")

    assert page.status == 409
    assert all_registered(database) == [("Ana", "ana@union.example", Status.CANCELLED)]


def test_no_list_brings_back_who_withdrew_until_they_come_by_themselves(session: Session, tmp_path: Path) -> None:
    talk = a_published_discussion(session)
    ana, wati = agreeing(session, talk), a_coordinator(session, talk)
    withdraw(session, found_in(session, ana, talk), Purpose.TAKE_PART, NOW)
    file = tmp_path / "list.csv"
    file.write_text("full_name,email,consent_take_part\nAna,ana@union.example,yes\n", encoding="utf-8")

    [by_file] = import_registrations(session, talk, file, NOW)
    said = [
        *Intake(session, wati, [talk], NOW).admit_all([of_one("Ana")]),
        *Direct(session, talk, NOW).admit_all([of_one("Ana")]),
    ]

    assert [str(one) for one in said] == [UNWILLING] * 2
    assert (by_file.errors, ana.status) == ((f"contact: {UNWILLING}",), Status.CANCELLED)
    agreeing(session, talk)
    assert Direct(session, talk, NOW).admit_all([of_one("Ana")]) == [None]


def test_what_was_typed_is_corrected_in_the_whole_series(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        series = a_series(session)
        for day in (None, FRIDAY):
            talk = a_published_discussion(session, *[day] if day else [], series=series)
            path = personal_path(session, registered(session, talk, "Ana", union="SPN"))

    page = visitor.press(visitor.open(f"{path}/privacy"), "Save", full_name="Ana Contohan", union="KSPI", sex="woman")

    assert page.path == f"{path}/privacy"
    with database.reading() as session:
        rows = session.exec(select(Registration)).all()
        person = session.exec(select(Person).where(Person.email == "ana@union.example")).one()
    assert [(row.full_name, row.union, row.sex) for row in rows] == [("Ana Contohan", "KSPI", "woman")] * 2
    assert person.full_name == "Ana Contohan"


def test_a_name_without_a_letter_is_refused_beside_its_field(database: Database, visitor: Visitor) -> None:
    path = a_seat(database)

    page = visitor.press(visitor.open(f"{path}/privacy"), "Save", full_name=" ")

    assert (page.status, list(page.wrongs)) == (422, ["full_name"])
    assert all_registered(database) == [("Ana", "ana@union.example", Status.CONFIRMED)]


def test_behind_a_phone_number_nothing_is_shown_and_what_is_empty_stays(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        talk = a_published_discussion(session)
        path = personal_path(session, registered(session, talk, "Budi", phone="+6281234567890", union="SPN"))
    shown = visitor.open(f"{path}/privacy")

    visitor.press(shown, "Save", union="KSPI")

    assert [word for word in ("Budi", "81234567890", "SPN") if word in shown.html] == []
    with database.reading() as session:
        row = session.exec(select(Registration)).one()
    assert (row.full_name, row.union, row.phone) == ("Budi", "KSPI", "+6281234567890")


def test_a_seat_given_up_by_hand_is_no_consent_withdrawn(session: Session) -> None:
    talk = a_published_discussion(session)
    ana = agreeing(session, talk)

    seats.give_up(session, talk, ana, NOW)

    assert consents_of(session, ana) == EVERYTHING
