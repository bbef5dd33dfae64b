"""A programme is made by a program: series, discussion, people, agenda, publication, change, cancellation."""

from typing import Any

import pytest

from events.models import Discussion
from tests.api.conftest import Program

SERIES = {
    "slug": "social-protection", "title": "Trade Unions Discussions on Social Protection", "summary": "Evenings.",
    "timezone": "Asia/Jakarta", "language": "id",
}  # fmt: skip
DISCUSSION = {
    "slug": "pensions", "number": 3, "title": "Pensions for platform workers", "summary": "What two unions tried.",
    "starts_at_local": "2027-02-24T14:00", "timezone": "Asia/Jakarta", "minutes": 90, "capacity": 300,
    "room_url": "https://room.example/3", "languages": ["id", "en"],
}  # fmt: skip
CHAIR = {"full_name": "Citra", "email": "citra@office.example", "role": "chair", "organisation": "Country Office",
         "position": "National Officer", "language": "id", "timezone": "Asia/Jakarta"}  # fmt: skip
SPEAKER = {"full_name": "Rudi", "phone": "0812 3456 7890", "role": "resource_person", "minutes_offered": 20,
           "spoken_name": "ROO-dee", "assistant": "Wati"}  # fmt: skip
SHOWN = {
    **DISCUSSION, "series": "social-protection", "starts_at": "2027-02-24T07:00:00Z", "ends_at": "2027-02-24T08:30:00Z",
    "seats_taken": 0, "state": "draft", "cancellation_reason": "", "revision": 0, "published_at": None,
    "links": {
        "page": "https://rembuk.example/discussions/pensions",
        "calendar": "https://rembuk.example/discussions/pensions.ics",
    },
}  # fmt: skip


@pytest.fixture
def draft(api: Program) -> dict[str, Any]:
    """The discussion `pensions`, as the API answered when it was made."""
    api.post("/series", SERIES)
    answer: dict[str, Any] = api.post("/series/social-protection/discussions", DISCUSSION)[1]
    return answer


def test_a_series_is_made_and_read_again(api: Program) -> None:
    made = api.post("/series", SERIES | {"presentation_limit_minutes": 20, "presentation_limit_scope": "total"})

    shown = SERIES | {
        "presentation_limit_minutes": 20, "presentation_limit_scope": "total", "created_at": "2027-02-01T03:00:00Z",
        "links": {
            "page": "https://rembuk.example/series/social-protection",
            "calendar": "https://rembuk.example/series/social-protection.ics",
        },
    }  # fmt: skip
    assert made == (201, shown)
    assert api.get("/series/social-protection") == (200, shown)


def test_a_presentation_takes_25_minutes_each_unless_the_series_says_less(api: Program) -> None:
    _, made = api.post("/series", SERIES)

    assert (made["presentation_limit_minutes"], made["presentation_limit_scope"]) == (25, "each")
    assert api.wrongs("POST", "/series", SERIES | {"slug": "more", "presentation_limit_minutes": 26}) == {
        "/presentation_limit_minutes": "This must be at most 25."
    }


def test_a_discussion_is_made_as_a_draft_with_its_instants_derived(api: Program) -> None:
    api.post("/series", SERIES)

    made = api.post("/series/social-protection/discussions", DISCUSSION)

    assert made == (201, SHOWN)
    assert api.get("/discussions/pensions") == (200, SHOWN)


def test_a_change_names_only_what_is_different(api: Program, draft: dict[str, Any]) -> None:
    changed = api.patch("/discussions/pensions", {"starts_at_local": "2027-02-25T09:30", "timezone": "Asia/Dili"})

    assert changed == (200, draft | {
        "starts_at_local": "2027-02-25T09:30", "timezone": "Asia/Dili", "starts_at": "2027-02-25T00:30:00Z",
        "ends_at": "2027-02-25T02:00:00Z", "revision": 1,
    })  # fmt: skip


def test_null_takes_the_limit_and_the_room_away(api: Program, draft: dict[str, Any]) -> None:
    _, changed = api.patch("/discussions/pensions", {"capacity": None, "room_url": None})

    assert changed == draft | {"capacity": None, "room_url": None, "revision": 1}


def test_a_change_of_nothing_is_no_change(api: Program, draft: dict[str, Any]) -> None:
    assert api.patch("/discussions/pensions", {}) == (200, draft)


def test_somebody_is_asked_and_gets_a_personal_link(api: Program, draft: dict[str, Any]) -> None:
    status, chair = api.post("/discussions/pensions/engagements", CHAIR)
    _, speaker = api.post("/discussions/pensions/engagements", SPEAKER)

    assert status == 201
    assert chair == CHAIR | {
        "id": chair["id"], "phone": None, "answer": "asked", "asked_at": "2027-02-01T03:00:00Z", "answered_at": None,
        "minutes_offered": None, "spoken_name": "", "assistant": "", "personal_link": chair["personal_link"],
    }  # fmt: skip
    assert chair["personal_link"].startswith("https://rembuk.example/p/")
    assert (speaker["language"], speaker["timezone"], speaker["phone"]) == ("id", "Asia/Jakarta", "+6281234567890")
    assert {name: speaker[name] for name in ("minutes_offered", "spoken_name", "assistant")} == {
        "minutes_offered": 20, "spoken_name": "ROO-dee", "assistant": "Wati"
    }
    assert api.get("/discussions/pensions/engagements") == (200, [chair, speaker])


def test_the_agenda_comes_back_with_its_times_and_presenters(api: Program, draft: dict[str, Any]) -> None:
    _, speaker = api.post("/discussions/pensions/engagements", SPEAKER)

    written = api.put("/discussions/pensions/agenda", [
        {"kind": "opening", "minutes": 10, "title": "Welcome"},
        {"kind": "presentation", "minutes": 25, "title": "What the reform changes", "presenter": speaker["id"]},
    ])  # fmt: skip

    assert written == (200, [
        {"position": 0, "kind": "opening", "title": "Welcome", "minutes": 10, "starts_at_local": "2027-02-24T14:00",
         "starts_at": "2027-02-24T07:00:00Z", "ends_at": "2027-02-24T07:10:00Z", "presenter": None,
         "presenter_name": None},
        {"position": 1, "kind": "presentation", "title": "What the reform changes", "minutes": 25,
         "starts_at_local": "2027-02-24T14:10", "starts_at": "2027-02-24T07:10:00Z", "ends_at": "2027-02-24T07:35:00Z",
         "presenter": speaker["id"], "presenter_name": "Rudi"},
    ])  # fmt: skip
    assert api.get("/discussions/pensions/agenda") == written


def test_an_observer_has_no_presentation(api: Program, draft: dict[str, Any]) -> None:
    _, observer = api.post("/discussions/pensions/engagements", SPEAKER | {"role": "observer"})
    row = {"kind": "presentation", "minutes": 10, "presenter": observer["id"]}

    assert api.wrongs("PUT", "/discussions/pensions/agenda", [row]) == {
        "/0/presenter": "An observer has no presentation. Choose technical input, or another presenter."
    }
    assert api.put("/discussions/pensions/agenda", [row | {"kind": "technical_input"}])[0] == 200


def test_a_discussion_cannot_become_shorter_than_its_agenda(api: Program, draft: dict[str, Any]) -> None:
    api.put("/discussions/pensions/agenda", [{"kind": "panel", "minutes": 80}])

    assert api.wrongs("PATCH", "/discussions/pensions", {"minutes": 60}) == {
        "/minutes": "The agenda takes 80 minutes, the discussion 60. Take away 20 minutes."
    }


def test_a_speaker_is_not_in_two_discussions_at_the_same_time(api: Program, draft: dict[str, Any]) -> None:
    api.post("/discussions/pensions/engagements", SPEAKER)
    api.post("/series/social-protection/discussions", DISCUSSION | {"slug": "care", "number": 4})

    status, problem = api.post("/discussions/care/engagements", SPEAKER)

    assert (status, problem["detail"]) == (
        409, "Rudi has a role in “Pensions for platform workers” at the same time."
    )  # fmt: skip


def test_publication_names_each_thing_that_is_missing(api: Program, draft: dict[str, Any]) -> None:
    missing = api.wrongs("POST", "/discussions/pensions/publication")

    assert missing == {
        "/chair": "Ask somebody to chair. A discussion has exactly one chair who has not declined.",
        "/resource_persons": "Ask at least one resource person.",
    }
    assert api.get("/discussions/pensions") == (200, draft)


def test_a_discussion_with_chair_and_resource_person_is_published(api: Program, draft: dict[str, Any]) -> None:
    api.post("/discussions/pensions/engagements", CHAIR)
    api.post("/discussions/pensions/engagements", SPEAKER)

    published = api.post("/discussions/pensions/publication")

    assert published == (200, draft | {"state": "published", "published_at": "2027-02-01T03:00:00Z"})


def test_a_discussion_is_cancelled_once_with_its_reason(api: Program, published: Discussion) -> None:
    path = f"/discussions/{published.slug}/cancellation"

    status, cancelled = api.post(path, {"reason": "The hall is\tflooded."})
    again = api.post(path, {"reason": "Again."})

    assert (status, cancelled["state"], cancelled["cancellation_reason"]) == (200, "cancelled", "The hall is flooded.")
    assert (again[0], again[1]["detail"]) == (409, "This discussion is cancelled already.")


def test_every_message_of_a_discussion_is_told_with_its_reason(api: Program, published: Discussion) -> None:
    status, messages = api.get(f"/discussions/{published.slug}/deliveries")

    shown = {"kind", "full_name", "channel", "state", "due_at", "sent_at", "attempts", "reason"}
    assert (status, {frozenset(message) for message in messages}) == (200, {frozenset(shown)})
    assert {(message["full_name"], message["state"]) for message in messages} == {
        ("Citra", "planned"), ("Rudi", "planned"), ("sari@jakarta.example", "planned"),
    }  # fmt: skip
