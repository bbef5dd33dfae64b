"""Two rows that are one person, made one: nothing is lost, nothing counts twice."""

from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.database import Database
from foundation.people import Person, Role, person_for
from live.models import Question, Signal, Support, TechnicalInput
from notifications.merging.joining import join_people
from notifications.merging.possible import others
from notifications.privacy.erasing import erase
from registrations import seats
from registrations.attendance.models import Attendance, CheckIn, Way
from registrations.certificates.earning import a_code
from registrations.certificates.models import Certificate
from registrations.certificates.queries import certificate_of_holder, holders_path
from registrations.evaluation.models import Evaluated
from registrations.models import Consent, Registration, Status, Visit
from registrations.queries import registration_behind
from registrations.questions.asking import Wish, ask
from registrations.questions.models import OwnAnswer, Said
from registrations.register import personal_path
from speakers.asking.models import Proposal, Regret
from speakers.asking.proposals import propose
from speakers.engagements import decline
from speakers.engagements import personal_path as speakers_path
from speakers.models import Engagement
from speakers.preparing.models import Material, MaterialKind, Preparation, RecordingConsent
from speakers.queries import engagement_behind
from tests.builders import (
    NOW,
    THURSDAY,
    a_published_discussion,
    a_series,
    accepted,
    an_office,
    asked,
    refusals,
    registered,
)
from tests.notifications.house import DAY, MINUTE, a_quiet_house, again, ana_registers
from tests.outbox import Outbox

NUMBER = "+6281200000001"
Count = dict[int, tuple[int, int]]


def joined(session: Session, stays: int, goes: int, *, name: str = "Ana S.", phone: bool = True) -> None:
    join_people(session, an_office(session), session.get_one(Person, stays), session.get_one(Person, goes),
                full_name=name, keeps_phone=phone, now=NOW + DAY)  # fmt: skip


def test_a_member_known_by_address_and_by_number_is_one_and_both_links_open_the_page(session: Session) -> None:
    series = a_series(session)
    first = a_published_discussion(session, series=series, slug="first", capacity=1)
    second = a_published_discussion(session, THURSDAY, series=series, slug="second")
    seat = registered(session, first, "Ana", email="ana@union.example")
    waits = registered(session, first, "Ana Sitorus", phone=NUMBER, union="SPN")
    alone = registered(session, second, "Ana Sitorus", phone=NUMBER)
    links = [personal_path(session, row)[3:] for row in (seat, waits, alone)]
    ana, other = seat.person_id, waits.person_id

    joined(session, ana, other)

    rows = session.exec(select(Registration).order_by(col(Registration.discussion_id))).all()
    assert [(row.person_id, row.full_name, row.status, row.union) for row in rows] == [
        (ana, "Ana S.", Status.CONFIRMED, "SPN"), (ana, "Ana S.", Status.CONFIRMED, "")]  # fmt: skip
    opened = [registration_behind(session, link) for link in links]
    assert [found[0].id if found else None for found in opened] == [rows[0].id, rows[0].id, rows[1].id]
    assert personal_path(session, rows[1])[3:] not in links
    person = session.get_one(Person, ana)
    assert (person.full_name, person.email, person.phone) == ("Ana S.", "ana@union.example", NUMBER)
    again_by_number = registered(session, second, "Ana", phone=NUMBER)
    assert (again_by_number.id, again_by_number.person_id) == (rows[1].id, ana)


def test_the_second_seat_goes_to_the_first_who_waits_and_evidence_is_counted_once(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=2)
    mine, theirs = registered(session, discussion, "Ana"), registered(session, discussion, "Ana", phone=NUMBER)
    budi = registered(session, discussion, "Budi")
    start = discussion.starts_at
    for row, at in ((mine, start), (theirs, start + 5 * MINUTE)):
        session.add(Visit(discussion_id=row.discussion_id, person_id=row.person_id, joined_at=at))
        session.add(CheckIn(discussion_id=row.discussion_id, person_id=row.person_id, number=1, at=at, way=Way.TAP))
    session.add(CheckIn(
        discussion_id=theirs.discussion_id, person_id=theirs.person_id, number=2, at=start, way=Way.TAP))  # fmt: skip
    consents = session.exec(select(func.count()).select_from(Consent)).one()
    session.flush()
    ana = mine.person_id

    join_people(session, an_office(session), session.get_one(Person, ana), session.get_one(Person, theirs.person_id),
                full_name="Ana", keeps_phone=False, now=discussion.ends_at)  # fmt: skip

    seats.fill_free_seats(session, discussion, NOW)
    assert session.get_one(Discussion, discussion.id).seats_taken == 2
    assert (session.get_one(Registration, budi.id).status) == Status.CONFIRMED
    assert session.exec(select(CheckIn.number).where(CheckIn.person_id == ana).order_by(col(CheckIn.number))).all() == [
        1, 2]  # fmt: skip
    assert session.exec(select(func.count()).select_from(Visit).where(Visit.person_id == ana)).one() == 2
    assert session.exec(select(Attendance.check_ins, Attendance.attended)).all() == [(2, True)]
    assert session.exec(select(func.count()).select_from(Consent)).one() == consents


@pytest.mark.parametrize(("hours", "line", "give_up", "then"), [
    (72, ["Ana Lama", "Ana", "Dewi"], 2, {"Ana S.": True, "Dewi": True}),
    (10, ["Ana Lama", "Dewi", "Ana"], 1, {"Cici": False, "Dewi": True, "Ana S.": False}),
])  # fmt: skip
def test_a_second_offer_goes_to_the_next_and_one_that_lapsed_is_lost(
    session: Session, hours: int, line: list[str], give_up: int, then: dict[str, bool]
) -> None:
    """`then`: who takes part or waits, and whether they are offered a seat, a day after the offers were made."""
    series = a_series(session)
    series.offer_hours = hours
    discussion = a_published_discussion(session, series=series, capacity=2)
    seated = [registered(session, discussion, name) for name in ("Budi", "Cici")]
    person = {name: registered(session, discussion, name).person_id for name in line}
    for row in seated[:give_up]:
        seats.give_up(session, discussion, row, NOW)

    joined(session, person["Ana"], person["Ana Lama"])

    rows = session.exec(select(Registration).where(Registration.status != Status.CANCELLED)).all()
    assert {row.full_name: row.is_offered for row in rows} == then
    assert session.get_one(Discussion, discussion.id).seats_taken == 2


def test_one_calendar_is_emptied_and_the_other_stays(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana = ana_registers(database, discussion, "Ana")
    old = ana_registers(database, discussion, "Ana Lama")
    only = ana_registers(database, discussion, "Budi")
    outbox.tick(NOW)
    outbox.posted.clear()

    with database.writing() as session:
        joined(session, ana.person_id, old.person_id)
    told = outbox.tick(NOW + DAY)

    assert told == [("withdrawn", "ana.lama")]
    letter = outbox.posted[-1]
    assert str(letter.calendar["METHOD"]) == "CANCEL"
    assert "Nothing changes: you take part as before" in " ".join(letter.text.split())
    assert outbox.tick(NOW + DAY + MINUTE) == []
    with database.reading() as session:
        assert again(session, only).is_confirmed


def test_a_speaker_is_one_and_the_agenda_follows(session: Session) -> None:
    discussion = a_published_discussion(session)
    rudi = accepted(session, discussion, "Rudi H", phone=NUMBER)
    link = speakers_path(session, rudi)[3:]
    listener = registered(session, a_published_discussion(session, THURSDAY), "Rudi H", email="rudi@home.example")

    joined(session, listener.person_id, rudi.person_id, name="Rudi H")

    found = engagement_behind(session, link)
    assert found is not None and (found[0].id, found[2].id) == (rudi.id, listener.person_id)


def test_of_what_one_person_has_once_the_better_is_kept(session: Session) -> None:
    series = a_series(session)
    discussion = a_published_discussion(session, series=series)
    asked_of_all = [ask(session, series, Wish(wording=words, purpose="Cars."), NOW).id or 0 for words in ("A?", "B?")]
    mine = registered(session, discussion, "Ana", own=[Said(asked_of_all[0], "A?", "mine")])
    theirs = registered(session, discussion, "Ana", phone=NUMBER,
                        own=[Said(number, "?", "theirs") for number in asked_of_all])  # fmt: skip
    ana, other = mine.person_id, theirs.person_id
    budi = registered(session, discussion, "Budi").person_id
    here: dict[str, Any] = {"discussion_id": mine.discussion_id}
    certificates = [
        Certificate(person_id=row.person_id, code=a_code(), role=Role.PARTICIPANT, full_name="Ana", issued_at=NOW,
                    released_at=NOW, **here) for row in (mine, theirs)
    ]  # fmt: skip
    certificates[0].revoked_at = NOW
    questions = [Question(person_id=who, text="Why?", is_anonymous=True, asked_at=NOW, **here) for who in (ana, budi)]
    session.add_all([*certificates, *questions, Signal(person_id=other, sent_at=NOW, **here),
                     TechnicalInput(person_id=other, note="x", at=NOW, **here),
                     *(Evaluated(registration_id=row.id or 0) for row in (mine, theirs))])  # fmt: skip
    session.flush()
    first, second = (question.id or 0 for question in questions)
    session.add_all([Support(question_id=number, person_id=who, **here)
                     for number, who in ((first, other), (first, budi), (second, ana), (second, other))])  # fmt: skip
    session.flush()
    code, opened_by = certificates[1].code, holders_path(session, certificates[1]).split("/")[-1]

    joined(session, ana, other)

    found = certificate_of_holder(session, code, opened_by)
    assert found is not None and found[0].person_id == ana
    assert session.exec(select(Certificate.code)).all() == [code]
    answers = session.exec(select(OwnAnswer.registration_id, OwnAnswer.answer).order_by(col(OwnAnswer.question_id)))
    assert answers.all() == [(mine.id, "mine"), (mine.id, "theirs")]
    supports = session.exec(select(Support.question_id, Support.person_id).order_by(col(Support.question_id)))
    assert supports.all() == [(first, budi), (second, ana)]
    assert session.exec(select(Evaluated.registration_id)).all() == [mine.id]
    assert [session.exec(select(one.person_id)).all() for one in (Signal, TechnicalInput)] == [[ana], [ana]]


def test_what_the_one_who_speaks_prepared_is_kept(session: Session) -> None:
    discussion = a_published_discussion(session)
    mine = asked(session, discussion, "Sari")
    propose(session, mine, NOW, wall=THURSDAY)
    decline(session, mine, NOW)
    theirs = accepted(session, discussion, "Sari", phone=NUMBER)
    sari, other = mine.person_id, theirs.person_id
    here: dict[str, Any] = {"discussion_id": mine.discussion_id}
    session.add_all(Preparation(person_id=who, biography=f"Of {who}", **here) for who in (sari, other))
    session.add_all([
        RecordingConsent(person_id=other, given=True, version="1", language="en", at=NOW, **here),
        *(Material(person_id=who, kind=kind, file_name=f"{kind} {who}", media_type="a", size=1, uploaded_at=NOW, **here)
          for who, kind in ((sari, MaterialKind.PHOTO), (sari, MaterialKind.SLIDES), (other, MaterialKind.SLIDES))),
    ])  # fmt: skip
    session.flush()

    joined(session, sari, other)

    assert session.exec(select(Engagement.id, Engagement.answer).where(Engagement.person_id == sari)).all() == [
        (theirs.id, "accepted")]  # fmt: skip
    assert session.exec(select(Preparation.person_id, Preparation.biography)).all() == [(sari, f"Of {other}")]
    assert sorted(session.exec(select(Material.person_id, Material.file_name)).all()) == [
        (sari, f"photo {sari}"), (sari, f"slides {other}")]  # fmt: skip
    of_sari = [session.exec(select(one.person_id)).all() for one in (RecordingConsent, Proposal, Regret)]
    assert of_sari == [[sari], [sari], []]


def test_what_cannot_be_one_is_refused(session: Session) -> None:
    office, discussion = an_office(session), a_published_discussion(session)
    elsewhere = a_published_discussion(session, series=a_series(session, "B", office=an_office(session, "B")))
    both = [asked(session, discussion, name, phone=f"+62812000000{n}").person_id for n, name in ((11, "A"), (12, "A"))]
    ana, foreign = registered(session, discussion, "Ana"), registered(session, elsewhere, "Ana", phone=NUMBER)

    def said(stays: int, goes: int) -> dict[str | None, str]:
        people = session.get_one(Person, stays), session.get_one(Person, goes)
        return refusals(session, join_people, office, *people, full_name="Ana", keeps_phone=False, now=NOW)

    assert said(ana.person_id, ana.person_id) == {None: "Please choose two people."}
    assert said(both[0], both[1]) == {
        None: "Both have a role in “Who pays, and who gains”. Take one request back first."}  # fmt: skip
    assert said(ana.person_id, foreign.person_id) == {
        None: "Another office knows this person as well; they cannot be made one from here."}  # fmt: skip


def test_only_a_number_that_both_gave_suggests_anybody(session: Session) -> None:
    discussion = a_published_discussion(session)
    ana = registered(session, discussion, "Ana", email="ana@union.example", phone=NUMBER)
    shares, namesake = registered(session, discussion, "Anna", phone=NUMBER), registered(
        session, discussion, "Ana", email="other@union.example")  # fmt: skip

    def found(search: str) -> list[tuple[int | None, bool]]:
        person = session.get_one(Person, ana.person_id)
        return [(one.id, same) for one, same in others(session, an_office(session), person, search)]

    assert found("") == [(shares.person_id, True)]
    assert found("ana") == [(shares.person_id, True), (namesake.person_id, False)]


def test_whoever_was_made_one_is_erased_whole(session: Session) -> None:
    discussion = a_published_discussion(session)
    ana = registered(session, discussion, "Ana", email="ana@union.example")
    old = registered(session, discussion, "Ana", email="ana.lama@union.example")
    both = (ana.person_id, old.person_id)
    joined(session, *both)

    erase(session, session.get_one(Person, both[0]), NOW + 2 * DAY)

    assert [session.get_one(Person, number).is_gone for number in both] == [True, True]
    back = person_for(session, full_name="Ana", email="ana.lama@union.example", phone=None, language="en",
                      timezone="Asia/Jakarta", now=NOW)  # fmt: skip
    assert back.id not in both
