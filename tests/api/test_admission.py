"""How one comes into a discussion, decided by a program."""

from events.models import Discussion
from tests.api.conftest import Program


def test_window_approval_and_places_are_set_and_read(api: Program, published: Discussion) -> None:
    path = f"/discussions/{published.slug}"
    api.patch(path, {"capacity": 40})
    window = {"registration_opens_local": "2027-02-01T08:00", "registration_closes_local": "2027-02-23T17:00",
              "needs_approval": True}  # fmt: skip

    decided = api.put(f"{path}/admission", window)
    status, held = api.post(f"{path}/held-places", {"union": "KSPI", "places": 20, "until_local": "2027-02-20T17:00"})
    read = api.get(f"{path}/admission")
    released = api.post(f"{path}/held-places/{held['id']}/release", {})

    kept = {"id": held["id"], "union": "KSPI", "places": 20, "taken": 0, "until_local": "2027-02-20T17:00"}
    assert decided == (200, window | {"held_places": []})
    assert (status, held) == (201, kept | {"ended_at": None})
    assert read == (200, window | {"held_places": [held]})
    assert released == (200, window | {"held_places": [kept | {"ended_at": "2027-02-01T03:00:00Z"}]})


def test_what_cannot_be_is_refused_at_its_place(api: Program, published: Discussion) -> None:
    path = f"/discussions/{published.slug}"
    window = {"registration_opens_local": "2027-02-23T17:00", "registration_closes_local": "2027-02-01T08:00"}

    refused = [
        api.put(f"{path}/admission", window),
        api.post(f"{path}/held-places", {"union": " ", "places": 5, "until_local": "2027-03-20T17:00"}),
    ]

    assert [(status, problem["errors"]) for status, problem in refused] == [
        (422, [{"pointer": "/registration_closes_local", "detail": "Registration must open before it closes."}]),
        (422, [
            {"pointer": "/union", "detail": "Please write the name of the union."},
            {"pointer": "/places",
             "detail": "Say first how many seats there are: of as many as come none need be held."},
            {"pointer": "/until_local", "detail": "Choose a moment between now and the start."},
        ]),
    ]  # fmt: skip
    assert api.post(f"{path}/held-places/99/release", {})[0] == 404
