"""Certificates are issued once, only to who earned them, and follow when attendance is decided otherwise.

`REMBUK_HISTORIES=500` plays more."""

import os
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from events.models import Discussion
from events.queries import series_of
from foundation.people import Role
from registrations.attendance.check_in import enter
from registrations.attendance.models import Attendance
from registrations.attendance.rule import set_percent
from registrations.certificates.earning import a_code, discussions_due, follow
from registrations.certificates.granting import release_all, restore, revoke, set_rule
from registrations.certificates.models import Certificate
from registrations.models import Registration
from speakers.models import Engagement
from speakers.slots import SlotRow, plan_agenda
from tests.builders import NOW, a_published_discussion, accepted, registered
from tests.registrations.attendance.test_merging import counted, zoom
from tests.registrations.certificates.props import AFTER, clock, was_there

NAMES = ("Ana", "Ben", "Cut")
PLAYED = int(os.environ.get("REMBUK_HISTORIES", "6"))
ACTS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(["check in", "there", "absent", "rule", "clock", "percent"])),
    min_size=4, max_size=10,
)


def held_by(session: Session) -> dict[str, tuple[Role, str]]:
    """Names on valid certificates."""
    session.expire_all()
    rows = session.exec(select(Certificate).order_by(Certificate.full_name)).all()
    return {row.full_name: (row.role, row.code) for row in rows if row.is_valid}


def those_who(session: Session, discussion: Discussion) -> set[str]:
    """Who attended, as attendance itself says."""
    found = select(Registration.full_name).join(
        Attendance, col(Attendance.person_id) == Registration.person_id
    ).where(
        Attendance.discussion_id == discussion.id, Registration.discussion_id == discussion.id, Attendance.attended
    )  # fmt: skip
    return set(session.exec(found).all())


def test_whoever_attended_or_contributed_earns_one_when_it_has_ended(session: Session) -> None:
    discussion = a_published_discussion(session)
    for name, role in (("Oki", Role.OBSERVER), ("Wati", Role.OBSERVER)):
        accepted(session, discussion, name, role)
    speakers = {one.full_name: one.id for one in _engagements(session, discussion)}
    plan_agenda(session, discussion, [SlotRow(kind="technical_input", minutes=10, presenter=speakers["Oki"])], NOW)
    for name in NAMES:
        registered(session, discussion, name)
    enter(session, discussion, [1, 2], _numbers(session, "Ana", "Ben"), by_id=None, now=discussion.starts_at)

    assert discussions_due(session, discussion.ends_at - AFTER) == []
    clock(session, discussion.ends_at)

    assert {name: role for name, (role, _) in held_by(session).items()} == {
        "Ana": "participant", "Ben": "participant", "Citra": "chair", "Oki": "observer", "Rudi": "resource_person",
    }  # fmt: skip
    assert discussions_due(session, discussion.ends_at) == []


def test_a_speaker_who_was_in_the_room_holds_the_certificate_of_a_speaker(session: Session) -> None:
    discussion = a_published_discussion(session)
    accepted(session, discussion, "Tono")
    registered(session, discussion, "Tono")
    counted(session, discussion, zoom(("Tono", "tono@union.example", "02:00", "03:30")))

    clock(session, discussion.ends_at + AFTER)

    assert held_by(session)["Tono"][0] == "resource_person"


def test_an_observer_who_only_listened_holds_the_certificate_of_whoever_was_there(session: Session) -> None:
    discussion = a_published_discussion(session)
    accepted(session, discussion, "Oki", Role.OBSERVER)
    was_there(session, registered(session, discussion, "Oki"), discussion.ends_at + AFTER)

    clock(session, discussion.ends_at + AFTER)

    assert held_by(session)["Oki"][0] == "participant"


def test_it_is_taken_back_and_given_back_with_attendance_under_the_same_code(session: Session) -> None:
    discussion = a_published_discussion(session)
    ana, now = registered(session, discussion, "Ana"), discussion.ends_at + AFTER
    was_there(session, ana, now)
    clock(session, now)
    before = held_by(session)

    was_there(session, ana, now, there=False)
    clock(session, now)
    revoked = session.exec(select(Certificate).where(Certificate.person_id == ana.person_id)).one()
    said = (revoked.revoked_at, revoked.revoked_because, "Ana" in held_by(session))
    was_there(session, ana, now)
    clock(session, now)

    assert said == (now, "seen by the chair", False)
    assert held_by(session) == before


def test_what_an_organiser_takes_back_stays_so_until_they_give_it_back(session: Session) -> None:
    discussion = a_published_discussion(session)
    ana, now = registered(session, discussion, "Ana"), discussion.ends_at + AFTER
    was_there(session, ana, now)
    clock(session, now)
    one = session.exec(select(Certificate).where(Certificate.person_id == ana.person_id)).one()
    revoke(session, one, "It was somebody else", by_id=ana.person_id, now=now)

    for there in (False, True):
        was_there(session, ana, now, there=there)
        clock(session, now)
    is_gone = "Ana" not in held_by(session)
    restore(session, one)

    assert (is_gone, "Ana" in held_by(session)) == (True, True)


def test_a_series_may_hold_them_until_they_are_released(session: Session) -> None:
    discussion = a_published_discussion(session)
    set_rule(session, series_of(session, discussion), by_hand=True)
    ana, now = registered(session, discussion, "Ana"), discussion.ends_at + AFTER
    was_there(session, ana, now)
    clock(session, now)
    before = held_by(session)

    release_all(session, discussion, now + timedelta(days=3))

    assert (before, set(held_by(session))) == ({}, {"Ana", "Citra", "Rudi"})


def test_codes_are_long_enough_and_of_letters_that_nobody_mistakes() -> None:
    codes = {a_code() for _ in range(500)}

    assert len(codes) == 500
    assert {len(code) for code in codes} == {12} and not set("".join(codes)) & set("01ilou")


@pytest.mark.parametrize("database_kind", ["sqlite"])
@settings(max_examples=PLAYED, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_happens_they_are_issued_once_and_only_to_who_earned_them(
    session: Session, acts: Sequence[tuple[str, str]]
) -> None:
    with session.begin_nested() as trial:
        discussion = a_published_discussion(session, slug="trial")
        people = {name: registered(session, discussion, name) for name in NAMES}
        now, codes = discussion.ends_at + AFTER, dict[str, set[str]]()
        for place, (name, act) in enumerate(acts):
            _play(session, discussion, people[name], act, place)
            for holder, (_, code) in held_by(session).items():
                codes.setdefault(holder, set()).add(code)
        clock(session, now)
        follow(session, discussion.id or 0, now)

        held = held_by(session)
        assert {name for name in held if name in NAMES} == those_who(session, discussion)
        assert all(codes.get(name, {code}) == {code} for name, (_, code) in held.items())
        assert len(session.exec(select(Certificate)).all()) <= len(NAMES) + 2
        trial.rollback()


def _play(session: Session, discussion: Discussion, row: Registration, act: str, place: int) -> None:
    now = discussion.ends_at + AFTER
    if act == "check in":
        enter(session, discussion, [1 + place % 2], [row.id or 0], by_id=None, now=now)
    elif act == "percent":
        set_percent(session, series_of(session, discussion), 1 + 9 * place % 100, now)
    elif act == "clock":
        clock(session, now)
    elif act == "rule":
        counted(session, discussion, zoom((row.full_name, "", "02:00", f"02:{10 + 3 * place}")))
    else:
        was_there(session, row, now, there=act == "there")


def _engagements(session: Session, discussion: Discussion) -> list[Engagement]:
    return list(session.exec(select(Engagement).where(Engagement.discussion_id == discussion.id)).all())


def _numbers(session: Session, *names: str) -> list[int]:
    return [row.id or 0 for row in session.exec(select(Registration)).all() if row.full_name in names]
