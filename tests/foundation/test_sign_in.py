"""Coming to the desk: by mailed link or code, the first organiser by the printed link, and out again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from foundation.database import Database
from foundation.first_organiser import welcome_path
from foundation.guards import DESK_COOKIE
from foundation.people import Office, Person
from foundation.sign_in import DeskSession, Organiser, SignIn, add_organiser, code_of, token_of
from tests.browsing import SETTINGS, Visitor
from tests.builders import NOW, an_office
from tests.desk import SARI, at_the_desk

QUARTER = timedelta(minutes=15)
BEGINNING = {"full_name": "Sari", "email": SARI, "office_name": "Country Office Dili", "timezone": "Asia/Dili"}


@pytest.fixture
def sari(database: Database) -> str:
    """The address of an organiser."""
    with database.writing() as session:
        add_organiser(session, SARI, an_office(session), NOW, full_name="Sari")
    return SARI


def asked(database: Database) -> tuple[str, str]:
    """Link and code of the last way in that was asked for, as they stand in the letter."""
    with database.reading() as session:
        last = session.exec(select(SignIn).order_by(SignIn.id.desc())).first()  # type: ignore[union-attr]
        assert last is not None
        return f"/desk/sign-in/{token_of(session, last)}", code_of(session, last)


def test_an_organiser_comes_in_by_the_mailed_link(database: Database, visitor: Visitor, sari: str) -> None:
    page = visitor.press(visitor.open("/desk/sign-in"), "Send me a link", email=sari)
    link, _ = asked(database)

    desk = visitor.press(visitor.open(link), "Open my desk")

    assert page.text(".lead") == "If this address belongs to an organiser, a link and a code are on their way."
    assert (desk.status, desk.path, desk.text(".account__name")) == (200, "/desk", "Sari")


def test_without_signing_in_the_desk_leads_to_the_sign_in(visitor: Visitor) -> None:
    assert visitor.open("/desk").path == "/desk/sign-in"
    assert visitor.post("/desk/series/new", {"title": "Mine"}).status == 401


def test_the_cookie_is_for_this_site_and_no_script(database: Database, visitor: Visitor, sari: str) -> None:
    visitor.post("/desk/sign-in", {"email": sari})
    link, _ = asked(database)

    answer = visitor.client.post(link, follow_redirects=False)

    name, _, rest = answer.headers["set-cookie"].partition("=")
    assert name == DESK_COOKIE
    assert set(rest.split("; ")[1:]) == {"HttpOnly", "Path=/", "SameSite=lax", "Secure"}
    assert answer.headers["cache-control"] == "no-store"


def test_opening_a_link_does_not_use_it_up_and_using_it_does(database: Database, visitor: Visitor, sari: str) -> None:
    visitor.post("/desk/sign-in", {"email": sari})
    link, _ = asked(database)
    visitor.open(link)

    first = visitor.post(link, {})
    second = visitor.post(link, {})

    assert (first.status, first.path) == (200, "/desk")
    assert (second.status, second.text(".wrongs")) == (
        410, "Please look at this again: This sign-in link is no longer valid. Please ask for a new one.",
    )  # fmt: skip


def test_a_link_lasts_ten_minutes(database: Database, visitor: Visitor, sari: str) -> None:
    visitor.post("/desk/sign-in", {"email": sari})
    link, _ = asked(database)

    visitor.now = NOW + timedelta(minutes=10)

    assert visitor.post(link, {}).status == 410


def test_an_organiser_comes_in_by_the_code_however_it_is_typed(database: Database, visitor: Visitor, sari: str) -> None:
    page = visitor.post("/desk/sign-in", {"email": sari.upper()})
    _, code = asked(database)

    desk = visitor.press(page, "Sign in", code=f"{code[:4].lower()} {code[4:]}")

    assert (desk.status, desk.path) == (200, "/desk")


def test_a_wrong_code_is_counted_and_the_sixth_try_is_in_vain(database: Database, visitor: Visitor, sari: str) -> None:
    page = visitor.post("/desk/sign-in", {"email": sari})
    _, code = asked(database)

    wrong = [visitor.press(page, "Sign in", code="AAAAAAAA") for _ in range(5)]
    right = visitor.press(page, "Sign in", code=code)

    sentence = {"code": "This code is not right, or no longer valid."}
    assert [answer.status for answer in [*wrong, right]] == [422] * 6
    assert [answer.wrongs for answer in [*wrong, right]] == [sentence] * 6


def test_nobody_learns_whether_an_address_belongs_to_an_organiser(visitor: Visitor, sari: str) -> None:
    known = visitor.post("/desk/sign-in", {"email": sari})
    unknown = visitor.post("/desk/sign-in", {"email": "budi@office.example"})
    wrong = [visitor.post("/desk/sign-in/code", {"email": email, "code": "AAAAAAAA"})
             for email in (sari, "budi@office.example", "nobody@office.example")]  # fmt: skip

    assert known.html == unknown.html.replace("budi@", "sari@")
    assert {page.html.replace("budi@", "sari@").replace("nobody@", "sari@") for page in wrong} == {wrong[0].html}
    assert [page.status for page in wrong] == [422] * 3


def test_an_address_is_written_to_five_times_in_a_quarter_of_an_hour(visitor: Visitor, sari: str) -> None:
    answers = [visitor.post("/desk/sign-in", {"email": sari}).status for _ in range(6)]
    visitor.now = NOW + QUARTER
    later = visitor.post("/desk/sign-in", {"email": sari}).status

    assert (answers, later) == ([200, 200, 200, 200, 200, 429], 200)


def test_one_network_asks_five_times_whatever_the_addresses(visitor: Visitor) -> None:
    answers = [visitor.post("/desk/sign-in", {"email": f"{n}@office.example"}).status for n in range(6)]

    assert answers == [200, 200, 200, 200, 200, 429]


def test_what_is_no_address_is_shown_again_as_it_was_typed(visitor: Visitor) -> None:
    page = visitor.press(visitor.open("/desk/sign-in"), "Send me a link", email="sari")

    assert (page.status, page.wrongs) == (422, {"email": "Please enter a valid email address."})
    assert page.form_with("Send me a link").values == {"email": "sari"}


def test_a_session_that_the_browser_made_up_is_never_adopted(database: Database, visitor: Visitor, sari: str) -> None:
    visitor.post("/desk/sign-in", {"email": sari})
    link, _ = asked(database)

    visitor.post(link, {}, Cookie=f"{DESK_COOKIE}=made-up")

    assert visitor.client.cookies[DESK_COOKIE] != "made-up"
    assert visitor.open("/desk", Cookie=f"{DESK_COOKIE}=made-up").path == "/desk/sign-in"


def test_signing_out_ends_the_session_everywhere(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    token = desk.client.cookies[DESK_COOKIE]

    page = desk.press(desk.open("/desk"), "Sign out")
    desk.client.cookies.set(DESK_COOKIE, token)

    assert page.path == "/desk/sign-in"
    assert desk.open("/desk").path == "/desk/sign-in"
    assert rows(database, DeskSession) == []


@pytest.mark.parametrize("token", ["", "of another session"])
def test_a_form_that_no_page_of_this_session_showed_is_refused(
    database: Database, visitor: Visitor, token: str
) -> None:
    desk = at_the_desk(visitor, database)

    answers = [desk.post(path, {"form_token": token}).status for path in ("/desk/series/new", "/desk/sign-out")]

    assert answers == [403, 403]
    assert desk.open("/desk").path == "/desk"


def test_a_form_on_another_site_is_refused(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)

    answer = desk.post("/desk/sign-out", {}, Origin="https://else.example")

    assert answer.status == 403


def test_the_desk_speaks_the_language_its_organiser_chose(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    form = desk.open("/desk").form_with("Bahasa Indonesia")

    page = desk.post(form.action, {**form.values, "language": "id"})
    refused = desk.post(form.action, {**form.values, "language": "xx"})

    assert 'lang="id"' in page.html
    assert (refused.status, rows(database, Person)[0].language) == (422, "id")


# The first organiser


def test_the_first_organiser_makes_the_office_and_sits_down(database: Database, visitor: Visitor) -> None:
    path = welcome_path(SETTINGS.secret_key)

    desk = visitor.press(visitor.open(path), "Open the desk", **BEGINNING)

    assert (desk.status, desk.path, desk.text(".account__name")) == (200, "/desk", "Sari")
    assert [(one.name, one.timezone) for one in rows(database, Office)] == [("Country Office Dili", "Asia/Dili")]
    assert visitor.open(path).path == "/desk"
    assert visitor.post(path, BEGINNING | {"email": "thief@else.example"}).status == 404


def test_the_printed_link_leads_to_the_desk_once_it_was_used(visitor: Visitor, sari: str) -> None:
    late = visitor.open(welcome_path(SETTINGS.secret_key))

    assert (late.status, late.path, late.text("h1")) == (200, "/desk/sign-in", "Sign in to the desk")


def test_the_welcome_behind_a_guessed_link_looks_like_any_missing_page(visitor: Visitor) -> None:
    guessed, nothing = visitor.open("/desk/welcome/guessed"), visitor.open("/discussions/nothing")

    assert (guessed.status, nothing.status, guessed.html) == (404, 404, nothing.html)


def test_the_first_organiser_takes_over_the_office_that_was_loaded(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        an_office(session, "Demo Country Office")
    page = visitor.open(welcome_path(SETTINGS.secret_key))

    visitor.press(page, "Open the desk", **BEGINNING)

    assert page.form_with("Open the desk").values["office_name"] == "Demo Country Office"
    assert [one.name for one in rows(database, Office)] == ["Country Office Dili"]


def test_everything_wrong_is_said_at_once_and_nothing_is_made(database: Database, visitor: Visitor) -> None:
    page = visitor.open(welcome_path(SETTINGS.secret_key))

    again = visitor.press(page, "Open the desk", full_name=" ", email="sari", office_name="", timezone="Asia/Atlantis")

    assert again.status == 422
    assert again.wrongs == {
        "full_name": "Please write your name. A single name is fine.",
        "email": "Please enter a valid email address.",
        "office_name": "Please write the name of your office.",
        "timezone": "There is no time zone “Asia/Atlantis”. Choose one such as Asia/Jakarta.",
    }
    assert (rows(database, Office), rows(database, Organiser), rows(database, Person)) == ([], [], [])


def rows(database: Database, table: Any) -> list[Any]:
    with database.reading() as session:
        return list(session.exec(select(table)).all())
