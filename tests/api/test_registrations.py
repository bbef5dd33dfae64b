"""Registering by a program: one person, or a union's whole list with a result for each row."""

from typing import Any

import pytest

from events.models import Discussion, Series
from foundation.database import Database
from registrations.admission.deciding import Admission, decide
from registrations.models import Purpose
from registrations.questions.asking import Wish, ask
from tests.api.conftest import Program
from tests.builders import NOW, a_published_discussion, every_row, registered

ANA = {
    "full_name": "Ana", "email": "ana@union.example", "phone": "0812 3456 7890", "union": "Federation of Port Workers",
    "union_level": "branch", "group": "workers", "sex": "woman", "age_band": "25-34", "province": "", "language": "tet",
    "timezone": "Asia/Dili", "support": "Captions, please.", "question": "Who pays?", "discreet": True,
    "consent_take_part": True, "consent_statistics": True, "consent_recording": False, "consent_news": False,
}  # fmt: skip


@pytest.fixture
def path(published: Discussion) -> str:
    return f"/discussions/{published.slug}/registrations"


def a_row(name: str, **more: Any) -> dict[str, Any]:
    return {"full_name": name, "email": f"{name.lower()}@union.example", "consent_take_part": True, **more}


def test_one_person_is_registered_and_listed_with_every_answer(api: Program, path: str) -> None:
    status, result = api.post(path, ANA)

    link = result["personal_link"]
    assert (status, result) == (201, {"status": "confirmed", "id": result["id"], "personal_link": link, "errors": []})
    assert link.startswith("https://rembuk.example/r/")
    assert api.get(path) == (200, [ANA | {
        "id": result["id"], "phone": "+6281234567890", "status": "confirmed", "personal_link": link,
        "registered_at": "2027-02-01T03:00:00Z", "confirmed_at": "2027-02-01T03:00:00Z", "waiting_since": None,
        "cancelled_at": None, "answers": {},
    }])  # fmt: skip


def test_language_and_zone_are_those_of_the_discussion_unless_said(api: Program, path: str) -> None:
    api.post(path, {"full_name": "Ben", "phone": "+67077123456", "consent_take_part": True})

    _, [ben] = api.get(path)

    assert (ben["language"], ben["timezone"], ben["email"]) == ("en", "Asia/Jakarta", None)


def test_consent_given_to_a_program_is_kept_as_such(api: Program, database: Database, path: str) -> None:
    api.post(path, ANA)

    with database.reading() as session:
        consents = every_row(session)["consent"]
    assert {(row[2], row[3], row[6]) for row in consents} == {
        (purpose.value, purpose in (Purpose.TAKE_PART, Purpose.STATISTICS), "api") for purpose in Purpose
    }  # fmt: skip


NAMES = {"A": "A", "🙂": "🙂", "شيرين": "شيرين", "  Ni  Luh ": "Ni Luh", "Ana\r\nBcc: x@y.z": "Ana Bcc: x@y.z"}


def test_a_name_is_kept_as_it_is_written_on_one_line(api: Program, path: str) -> None:
    _, results = api.post(path, [a_row(f"Ana{n}", full_name=name) for n, name in enumerate(NAMES)])

    assert [result["status"] for result in results] == ["confirmed"] * len(NAMES)
    assert [row["full_name"] for row in reversed(api.get(path)[1])] == list(NAMES.values())


def test_registering_twice_is_one_registration(api: Program, path: str) -> None:
    first = api.post(path, a_row("Ana"))

    assert api.post(path, a_row("Somebody Else", email="Ana@Union.example")) == first
    assert [row["full_name"] for row in api.get(path)[1]] == ["Ana"]


def test_each_row_of_a_list_has_its_result_and_the_right_ones_are_registered(api: Program, path: str) -> None:
    silent = a_row("Dian", consent_take_part=False)
    rows = [a_row("Ana"), a_row("Ben", email="ben", surname="B"), a_row("Cut"), 7, silent]

    status, results = api.post(path, rows)

    assert (status, [result["status"] for result in results]) == (
        201, ["confirmed", "refused", "confirmed", "refused", "refused"]
    )  # fmt: skip
    assert [result["errors"] for result in results] == [
        [],
        [{"pointer": "/1/surname", "detail": "There is no such field."}],
        [],
        [{"pointer": "/3", "detail": "This must be an object."}],
        [{"pointer": "/4/consent_take_part",
          "detail": "Without this consent we cannot register you. Please tick the box."}],
    ]  # fmt: skip
    assert [row["full_name"] for row in api.get(path)[1]] == ["Cut", "Ana"]


def test_everything_that_is_wrong_with_a_row_is_said_at_once(api: Program, path: str) -> None:
    wrong = {"full_name": " ", "email": "ana", "union_level": "village", "language": "xx", "timezone": "Asia/Atlantis"}

    assert api.wrongs("POST", path, wrong) == {
        "/full_name": "Please write your name. A single name is fine.",
        "/email": "Please enter a valid email address.",
        "/union_level": "Please choose one of the answers offered.",
        "/language": "Please choose one of the languages offered.",
        "/timezone": "There is no time zone “Asia/Atlantis”. Choose one such as Asia/Jakarta.",
        "/consent_take_part": "Without this consent we cannot register you. Please tick the box.",
    }


def test_a_list_fills_the_last_seats_in_its_order_and_the_rest_wait(api: Program, database: Database) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, capacity=2)
        registered(session, discussion, "Ana")

    rows = [a_row(name) for name in ("Ben", "Cut", "Dian")]
    _, results = api.post(f"/discussions/{discussion.slug}/registrations", rows)

    assert [result["status"] for result in results] == ["confirmed", "waiting", "waiting"]
    assert api.get(f"/discussions/{discussion.slug}")[1]["seats_taken"] == 2


def test_a_list_of_more_than_5000_is_refused_whole(api: Program, path: str) -> None:
    assert api.wrongs("POST", path, [{}] * 5001) == {"": "Please send at most 5000 at once."}
    assert api.get(path) == (200, [])


def test_an_empty_list_registers_nobody(api: Program, path: str) -> None:
    assert api.post(path, []) == (201, [])


def test_nobody_registers_for_a_draft_or_a_cancelled_discussion(api: Program, published: Discussion, path: str) -> None:
    api.post(f"/discussions/{published.slug}/cancellation", {"reason": "The hall is flooded."})

    status, problem = api.post(path, [a_row("Ana")])

    assert (status, problem["errors"]) == (409, [{"pointer": "", "detail": "This discussion is cancelled."}])


def test_own_questions_are_listed_answered_and_read(api: Program, database: Database, published: Discussion) -> None:
    with database.writing() as session:
        series = session.get_one(Series, published.series_id)
        ask(session, series, Wish(wording="By bus?", purpose="Cars.", kind="yes_no", is_required=True), NOW)
        decide(session, session.get_one(Discussion, published.id), Admission(needs_approval=True))
    path = f"/discussions/{published.slug}/registrations"

    answers = [api.post(path, a_row(name, **more)) for name, more in (
        ("Ana", {"answers": {"1": "yes"}}), ("Ben", {}), ("Caca", {"answers": {"1": "maybe"}}),
        ("Dewi", {"answers": {"7": "yes"}}),
    )]  # fmt: skip
    _, listed = api.get(path)

    assert [status for status, _ in answers] == [201, 201, 422, 422]
    assert [(one["full_name"], one["status"], one["answers"]) for one in listed] == [
        ("Ben", "pending", {}), ("Ana", "pending", {"1": "yes"})
    ]  # fmt: skip
    assert api.get(f"/series/{series.slug}/questions") == (200, [{
        "id": 1, "wording": "By bus?", "purpose": "Cars.", "kind": "yes_no", "choices": [], "is_required": True,
        "is_on": True,
    }])  # fmt: skip
