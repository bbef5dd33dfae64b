"""The page of a coordinator: rows to type, nothing kept of a wrong one, links that only go where no letter does."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from sqlmodel import Session, select

from events.models import Discussion
from events.queries import series_of
from foundation.database import Database
from foundation.people import Person
from registrations.coordinators.appoint import personal_path, revoke
from registrations.coordinators.models import Coordinator, Member
from registrations.models import Consent, Purpose, Registration, Sex, UnionLevel
from registrations.register import personal_path as members_path
from tests.browsing import Page, Visitor
from tests.builders import NOW, THURSDAY, a_published_discussion, registered
from tests.registrations.coordinators.props import UNION, a_coordinator, entered

REGISTER = "Register these members"
ANA = {"0.full_name": "Ana", "0.contact": "ana@union.example"}
OKI = {"1.full_name": "Oki", "1.contact": "0812 3456 7890"}


def a_list(database: Database, **said: object) -> str:
    """The path of Wati's page, for one discussion."""
    with database.writing() as session:
        return personal_path(session, a_coordinator(session, a_published_discussion(session), **said))


def press(visitor: Visitor, path: str, button: str = REGISTER, **typed: str) -> Page:
    return visitor.press(visitor.open(path), button, **typed)


def on_the_list(page: Page) -> list[str]:
    """Names with their state."""
    return page.texts(".listed-members__who")


def test_the_page_says_how_many_places_are_left_and_offers_ten_rows(database: Database, visitor: Visitor) -> None:
    page = visitor.open(a_list(database))

    assert page.text("h1") == f"Members of {UNION}"
    assert page.text(".lead") == "10 of 10 places are left. This page takes names until 21 Feb 2027, 10:00 WIB."
    assert len([name for name in page.form_with(REGISTER).names if name.endswith(".full_name")]) == 10


def test_members_are_registered_and_who_has_no_address_gets_the_link_by_hand(
    database: Database, visitor: Visitor
) -> None:
    path = a_list(database)

    page = press(visitor, path, **ANA, **OKI, **{"0.union_level": "branch", "1.sex": "man"}, declared="yes",
                 consent_statistics="yes", language="id")  # fmt: skip

    assert on_the_list(page) == ["Oki Confirmed", "Ana Confirmed"]
    with database.reading() as session:
        ana, oki = session.exec(select(Registration).order_by(Registration.id)).all()  # type: ignore[arg-type]
        assert [(one.union, one.union_level, one.sex) for one in (ana, oki)] == [
            (UNION, UnionLevel.BRANCH, None), (UNION, None, Sex.MAN),
        ]  # fmt: skip
        assert {person.language for person in session.exec(select(Person).join(Registration)).all()} == {"id"}
        given = session.exec(select(Consent.purpose).where(Consent.given, Consent.registration_id == oki.id)).all()
        assert set(given) == {Purpose.TAKE_PART, Purpose.STATISTICS}
        link = f"https://rembuk.example{members_path(session, oki)}"
    text = parse_qs(urlsplit(page.links["Pass their link on: Oki"]).query)["text"][0]
    assert page.links["Pass their link on: Oki"].startswith("https://wa.me/6281234567890?")
    assert text.startswith("Halo Oki, saya telah mendaftarkan Anda.") and text.endswith(link)


def test_of_a_form_with_a_mistake_nobody_is_registered_and_all_that_was_typed_stays(
    database: Database, visitor: Visitor
) -> None:
    path = a_list(database)

    page = press(visitor, path, **ANA, **{"3.full_name": "Ben", "3.contact": "nowhere", "4.contact": "x@union.example"})

    assert (page.status, page.wrongs) == (422, {
        "declared": "Without the consent of your members we cannot register them. Please tick the box.",
        "3.contact": "Please enter a phone number with its country code, such as +62 812 3456 7890.",
        "4.full_name": "Please write your name. A single name is fine.",
    })  # fmt: skip
    assert page.form_with(REGISTER).values["0.full_name"] == "Ana"
    with database.reading() as session:
        assert session.exec(select(Registration)).all() == []


def test_more_rows_come_when_asked_for_and_keep_what_was_typed(database: Database, visitor: Visitor) -> None:
    page = press(visitor, a_list(database), "More rows", **ANA, declared="yes")

    form = page.form_with(REGISTER)
    assert (page.status, form.values["rows"], form.values["0.full_name"], form.values["declared"]) == (
        200, "20", "Ana", "yes")  # fmt: skip
    assert "19.contact" in form.names
    with database.reading() as session:
        assert session.exec(select(Member)).all() == []


def test_one_too_many_and_one_twice_are_refused_at_their_rows(database: Database, visitor: Visitor) -> None:
    path = a_list(database, quota=1)

    page = press(visitor, path, **ANA, **OKI, **{"2.full_name": "A", "2.contact": "ana@union.example"}, declared="yes")

    assert (page.status, page.wrongs) == (422, {
        "1.full_name": "Your list is full: it has 1 places.", "2.contact": "This person is on your list already.",
    })  # fmt: skip


def test_the_answer_is_the_same_for_who_was_registered_before(database: Database, visitor: Visitor) -> None:
    pages = []
    for is_known in (False, True):
        with database.writing() as session:
            discussion = a_published_discussion(session, title=f"Discussion {is_known}")
            wati = a_coordinator(session, discussion)
            if is_known:
                registered(session, discussion, "Ana Contohan", email="ana@union.example")
            path = personal_path(session, wati)
        pages.append(press(visitor, path, **ANA, declared="yes").texts("section"))

    assert pages[0] == pages[1]


def test_a_name_taken_back_is_gone(database: Database, visitor: Visitor) -> None:
    path = a_list(database)
    press(visitor, path, **ANA, declared="yes")

    page = press(visitor, path, "Take this name back")

    assert (on_the_list(page), page.text(".lead")[:8]) == ([], "10 of 10")


def test_only_the_discussions_that_were_ticked_are_meant(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        first = a_published_discussion(session)
        second = a_published_discussion(session, THURSDAY, title="Another", series=series_of(session, first))
        path = personal_path(session, a_coordinator(session, first, second))

    press(visitor, path, **ANA, declared="yes", discussions=str(second.id))

    with database.reading() as session:
        assert session.exec(select(Registration.discussion_id)).all() == [second.id]


def test_after_its_end_the_list_can_be_read_and_takes_nobody(database: Database, visitor: Visitor) -> None:
    path = a_list(database)
    press(visitor, path, **ANA, declared="yes")
    visitor.now = NOW + timedelta(days=21)

    page = visitor.open(path)
    late = visitor.post(f"{path}/members", {**OKI, "declared": "yes"})

    assert REGISTER not in page.buttons
    assert on_the_list(page) == ["Ana Confirmed"]
    assert late.status == 422


def test_a_revoked_link_and_one_that_is_too_old_show_nothing(database: Database, visitor: Visitor) -> None:
    path, another = a_list(database), a_list(database)
    with database.writing() as session:
        revoke(session, session.exec(select(Coordinator)).all()[0], NOW)

    statuses = [visitor.open(path).status, visitor.open(another).status]
    visitor.now = NOW + timedelta(days=60)

    assert [*statuses, visitor.open(another).status] == [404, 200, 404]


def test_the_first_letter_leads_to_a_page_that_takes_one_off_with_one_press(
    database: Database, visitor: Visitor
) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        path = _path_of_ana(session, discussion)

    asked = visitor.open(f"{path}/removal")
    done = visitor.press(asked, "Take me off the list")

    assert f"Wati put your name on the list of {UNION} and told us that you agreed." in asked.html
    assert (done.text("h1"), done.path) == ("You are off the list", f"{path}/removal")
    assert "You are not registered any more." in visitor.open(path).html


def test_who_registered_alone_finds_no_such_page(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        path = members_path(session, registered(session, discussion, "Ana"))
        entered(session, a_coordinator(session, discussion), "Ana", discussion)

    assert visitor.open(f"{path}/removal").status == 404


def _path_of_ana(session: Session, discussion: Discussion) -> str:
    member = entered(session, a_coordinator(session, discussion), "Ana", discussion)
    registration = session.exec(select(Registration).where(Registration.person_id == member.person_id)).one()
    return members_path(session, registration)
