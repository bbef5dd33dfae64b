"""Mistaken and hostile calls: each is answered with a sentence at its place, and nothing is changed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from litestar.testing import TestClient

from events.models import Discussion
from events.queries import series_of
from foundation.database import Database
from tests.api.conftest import SETTINGS, Program
from tests.api.test_discussions import CHAIR, DISCUSSION, SERIES, SPEAKER
from tests.builders import NOW, a_discussion, every_row
from tests.warm import warm_app

OPENING = {"kind": "opening", "title": "Welcome", "minutes": 5}
ANA = {"full_name": "Ana", "email": "ana@union.example", "consent_take_part": True}
PUBLISHED, DRAFT = "/discussions/who-pays-and-who-gains", "/discussions/draft"
NEW, AGENDA, PEOPLE = "/series/social-protection/discussions", f"{DRAFT}/agenda", f"{PUBLISHED}/engagements"
REGISTRATIONS = f"{PUBLISHED}/registrations"
NAME_LIMIT = "Please write at most 120 characters."
NO_NAME = "Please write your name. A single name is fine."
NO_ADDRESS = "Please enter a valid email address."
NO_TIME = "Write the local time as 2027-02-24T14:00, without seconds or offset; the zone has its own field."
MISSING = "This field is missing."
NUL = "This text holds a character that cannot be kept."


@pytest.fixture(autouse=True)
def untouched(published: Discussion, database: Database) -> Iterator[None]:
    """Whatever a test of this file calls, it leaves no trace."""
    with database.writing() as session:
        a_discussion(session, series=series_of(session, published), slug="draft")
        before = every_row(session)

    yield

    with database.reading() as session:
        after = every_row(session)
    apart: dict[str, list[Any]] = {"spent": [], "apitoken": [], "organiser": [], "office": [], "person": []}
    assert after | apart == before | apart
    assert len(after["person"]) <= len(before["person"]) + 2, "only those who hold the tokens"


WRONG = {
    "an hour that does not exist": ("POST", NEW, DISCUSSION | {
        "starts_at_local": "2027-03-28T02:30", "timezone": "Europe/Zurich"}, {
        "/starts_at_local": "Sunday, 28 March 2027, 02:30 does not exist in the time zone Europe/Zurich: the clocks go "
                            "forward over it. Choose 28 Mar 2027, 01:30 CET or 28 Mar 2027, 03:30 CEST."}),
    "an hour that comes twice": ("POST", NEW, DISCUSSION | {
        "starts_at_local": "2027-10-31T02:30", "timezone": "Europe/Zurich"}, {
        "/starts_at_local": "Sunday, 31 October 2027, 02:30 comes twice in the time zone Europe/Zurich, as the clocks "
                            "go back: 31 Oct 2027, 02:30 CEST and 31 Oct 2027, 02:30 CET. Choose 31 Oct "
                            "2027, 01:30 CEST or 31 Oct 2027, 03:30 CET."}),
    "a start in the past": ("PATCH", DRAFT, {"starts_at_local": "2027-01-31T14:00"}, {
        "/starts_at_local": "The start lies in the past. Choose a later date."}),
    "an unknown zone": ("POST", NEW, DISCUSSION | {"timezone": "Asia/Atlantis"}, {
        "/timezone": "There is no time zone “Asia/Atlantis”. Choose one such as Asia/Jakarta."}),
    "seconds": ("POST", NEW, DISCUSSION | {"starts_at_local": "2027-02-24T14:00:00"}, {"/starts_at_local": NO_TIME}),
    "an offset": ("POST", NEW, DISCUSSION | {"starts_at_local": "2027-02-24T14:00Z"}, {"/starts_at_local": NO_TIME}),
    "the 30th of February": ("POST", NEW, DISCUSSION | {"starts_at_local": "2027-02-30T14:00"}, {
        "/starts_at_local": NO_TIME}),
    "a number for a time": ("POST", NEW, DISCUSSION | {"starts_at_local": 1803452400}, {"/starts_at_local": NO_TIME}),
    "wrong types": ("POST", NEW, DISCUSSION | {"number": "3", "title": 7, "minutes": 90.5, "languages": "id"}, {
        "/number": "This must be a whole number.", "/title": "This must be text.",
        "/minutes": "This must be a whole number.", "/languages": "This must be a list."}),
    "true for a number": ("POST", NEW, DISCUSSION | {"minutes": True}, {"/minutes": "This must be a whole number."}),
    "a number beyond every integer": ("POST", NEW, DISCUSSION | {"number": 10**30}, {
        "/number": "This must be at most 9999."}),
    "missing fields": ("POST", "/series", {"title": "Care"}, {
        "/slug": MISSING, "/timezone": MISSING, "/language": MISSING}),
    "unknown fields": ("PATCH", DRAFT, {"state": "published", "a/b~c.d": 1}, {
        "/state": "There is no such field.", "/a~1b~0c.d": "There is no such field."}),
    "a list for an object": ("POST", "/series", [SERIES], {"": "This must be an object."}),
    "an object for a list": ("PUT", AGENDA, OPENING, {"": "This must be a list."}),
    "null for a title": ("PATCH", DRAFT, {"title": None}, {"/title": "This must be text."}),
    "a room that is no address": ("PATCH", DRAFT, {"room_url": "javascript:alert(1)"}, {
        "/room_url": "Write the address of the room as it stands in the browser, with https://."}),
    "a presentation of 26 minutes": ("PUT", AGENDA, [OPENING, {"kind": "presentation", "minutes": 26}], {
        "/1/minutes": "A presentation takes at most 25 minutes."}),
    "an agenda longer than the discussion": ("PUT", AGENDA, [{"kind": "panel", "minutes": 91}], {
        "": "The agenda takes 91 minutes, the discussion 90. Take away 1 minute."}),
    "an agenda row of a kind nobody knows": ("PUT", AGENDA, [OPENING | {"kind": "lunch"}], {
        "/0/kind": "Please choose what kind of row this is."}),
    "a presenter from elsewhere": ("PUT", AGENDA, [OPENING, OPENING | {"presenter": 2**40}], {
        "/1/presenter": "This presenter has no role in the discussion."}),
    "minutes as text in the second row": ("PUT", AGENDA, [OPENING, OPENING | {"minutes": "5"}], {
        "/1/minutes": "This must be a whole number."}),
    "a role nobody has": ("POST", PEOPLE, SPEAKER | {"role": "participant"}, {
        "/role": "Choose chair, resource person or observer."}),
    "a speaker nobody can reach": ("POST", PEOPLE, {"full_name": "Rudi", "role": "observer"}, {
        "/email": "Write an email address or a phone number, so that they can be reached."}),
    "no name": ("POST", REGISTRATIONS, ANA | {"full_name": "\u200b "}, {"/full_name": NO_NAME}),
    "a name of 300 characters": ("POST", REGISTRATIONS, ANA | {"full_name": "A" * 300}, {"/full_name": NAME_LIMIT}),
    "an address without @": ("POST", REGISTRATIONS, ANA | {"email": "ana.union.example"}, {"/email": NO_ADDRESS}),
    "a header in an address": ("POST", REGISTRATIONS, ANA | {"email": "ana@union.example\r\nBcc: x@y.example"}, {
        "/email": NO_ADDRESS}),
    "both contacts missing": ("POST", REGISTRATIONS, {"full_name": "Ana", "consent_take_part": True}, {
        "/email": "Please give an email address or a phone number. One of the two is enough."}),
    "consent not given": ("POST", REGISTRATIONS, ANA | {"consent_take_part": False}, {
        "/consent_take_part": "Without this consent we cannot register you. Please tick the box."}),
    "consent as text": ("POST", REGISTRATIONS, ANA | {"consent_take_part": "yes"}, {
        "/consent_take_part": "This must be true or false."}),
    "text that PostgreSQL cannot keep": ("POST", REGISTRATIONS, ANA | {"union": "a\x00b"}, {"/union": NUL}),
    "the same in a list": ("POST", NEW, DISCUSSION | {"languages": ["id", "\x00"]}, {"/languages/1": NUL}),
}  # fmt: skip


def test_what_is_wrong_is_said_at_its_place(api: Program) -> None:
    said = {case: api.wrongs(method, path, body) for case, (method, path, body, _) in WRONG.items()}

    assert said == {case: sentences for case, (_, _, _, sentences) in WRONG.items()}


CONFLICTS = {
    "a number that is taken": (NEW, DISCUSSION | {"number": 1}, "/number"),
    "an address that is taken": (NEW, DISCUSSION | {"slug": "draft"}, "/slug"),
    "a second chair": (PEOPLE, CHAIR, "/role"),
    "a person with a role already": (PEOPLE, SPEAKER | {
        "phone": None, "email": "rudi@who-pays-and-who-gains.example"}, "/email"),
}  # fmt: skip


def test_what_is_taken_is_a_conflict(api: Program) -> None:
    answers = {case: api.post(path, body) for case, (path, body, _) in CONFLICTS.items()}

    said = {case: (status, [wrong["pointer"] for wrong in said["errors"]]) for case, (status, said) in answers.items()}
    assert said == {case: (409, [pointer]) for case, (_, _, pointer) in CONFLICTS.items()}


NO_JSON = [b"", b"{", b"{'a': 1}", b'{"a": NaN}', b"[" * 9000, b"\xff\xfe", b'{"title": "\\ud800"}']


def test_what_is_no_json_is_400_and_says_where_it_ends(api: Program) -> None:
    answers = [api.call("POST", "/series", body) for body in NO_JSON]

    said = [(status, problem["errors"][0]["pointer"], problem["detail"][:46]) for status, problem in answers]
    assert said == [(400, "", "The body is not valid JSON; see line 1, column")] * len(NO_JSON)


def test_a_body_of_2_mb_is_too_large(api: Program) -> None:
    status, problem = api.call("POST", REGISTRATIONS, b"[" + b" " * 2_000_000 + b"]")

    assert (status, problem["status"]) == (413, 413)


EVERY_CALL: dict[str, dict[str, Any]] = {
    "POST": {
        "/series": SERIES, NEW: DISCUSSION, f"{PUBLISHED}/cancellation": {"reason": "No."}, PEOPLE: SPEAKER,
        f"{PUBLISHED}/publication": None, REGISTRATIONS: ANA,
    },
    "PUT": {AGENDA: [OPENING]},
    "PATCH": {DRAFT: {"title": "Taken over"}},
    "GET": dict.fromkeys(
        ["/series/social-protection", DRAFT, AGENDA, PEOPLE, REGISTRATIONS, f"{PUBLISHED}/deliveries"]
    ),
}  # fmt: skip
CALLS = [(method, path, body) for method, paths in EVERY_CALL.items() for path, body in paths.items()]


def test_without_a_token_nothing_opens(api: Program) -> None:
    attempts = [b"", b"Bearer", b"Bearer guessed", b"Basic c2FyaTpzYXJp", b"bearer \xe9", api.token.encode()]
    calls = [(*call, [(b"Authorization", attempt)]) for call in CALLS for attempt in attempts]

    answers = [
        api.client.request(method, f"/api{path}", json=body, headers=given) for method, path, body, given in calls
    ]

    assert [answer.status_code for answer in answers] == [401] * len(calls)
    assert {answer.headers["www-authenticate"] for answer in answers} == {"Bearer"}
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}


def test_what_another_office_owns_looks_like_nothing(api: Program, dili: Program) -> None:
    theirs = [(method, path, body) for method, path, body in CALLS if path != "/series"]

    foreign = [dili.call(*call) for call in theirs]
    nowhere = [(method, re.sub("who-|draft|social-", "no", path), body) for method, path, body in theirs]
    missing = [dili.call(*call) for call in nowhere]

    assert [status for status, _ in foreign] == [404] * len(theirs)
    assert foreign == missing


def test_an_address_that_leads_nowhere_is_404(api: Program) -> None:
    paths = ["/nothing", "/discussions/a%2Fb", "/discussions/%00", "/discussions/%ff", "/series/..%2f..%2fhealth"]

    assert [api.get(path)[0] for path in paths] == [404] * len(paths)


def test_a_method_that_is_not_served_is_405_and_says_which_are(api: Program) -> None:
    answer = api.client.delete(f"/api{DRAFT}", headers={"Authorization": f"Bearer {api.token}"})

    assert (answer.status_code, answer.json()["status"]) == (405, 405)
    assert set(answer.headers["allow"].split(", ")) == {"GET", "PATCH", "OPTIONS"}


def test_a_token_has_so_many_calls_a_minute(api: Program, database: Database) -> None:
    settings = replace(SETTINGS, api_calls_per_minute=1)
    with TestClient(warm_app(settings, database, lambda: NOW)) as client:
        headers = {"Authorization": f"Bearer {api.token}"}

        answers = [client.get(f"/api{DRAFT}", headers=headers) for _ in range(3)]

    [refused, *_] = [answer for answer in answers if answer.status_code != 200]  # a new minute may begin between two
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")


def test_a_sentence_is_in_the_language_of_its_reader_and_each_error_in_english(api: Program) -> None:
    body: Any = ANA | {"email": "ana"}
    headers = {"Authorization": f"Bearer {api.token}", "Accept-Language": "id"}

    problem = api.client.post(f"/api{REGISTRATIONS}", json=body, headers=headers).json()

    assert problem["errors"] == [{"pointer": "/email", "detail": NO_ADDRESS}]
    assert problem["detail"] != NO_ADDRESS
