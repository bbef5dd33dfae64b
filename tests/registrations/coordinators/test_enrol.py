"""Many at once through a coordinator: within the quota, each once, nobody against their will, and nothing is learnt."""

from datetime import timedelta

from sqlmodel import Session, select

from events.models import Discussion
from events.queries import series_of
from foundation.database import Database
from foundation.people import Person
from registrations import seats
from registrations.coordinators.appoint import revoke
from registrations.coordinators.enrol import places_left
from registrations.coordinators.leave import leave, take_back
from registrations.coordinators.models import Coordinator
from registrations.coordinators.queries import brought_by, listed_by
from registrations.models import Consent, Purpose, Registration, Status
from tests.builders import NOW, THURSDAY, a_published_discussion, at_once, refusals, registered
from tests.registrations.coordinators.props import PHONE, UNION, a_coordinator, entered, names_on

LATER = NOW + timedelta(hours=1)


def test_a_member_is_registered_for_every_discussion_that_was_chosen(session: Session) -> None:
    first = a_published_discussion(session)
    second = a_published_discussion(session, THURSDAY, title="Another", series=series_of(session, first))
    wati = a_coordinator(session, first, second)

    entered(session, wati, "Ana", first, second)

    rows = session.exec(select(Registration).order_by(Registration.discussion_id)).all()  # type: ignore[arg-type]
    assert [(row.discussion_id, row.full_name, row.union, row.status) for row in rows] == [
        (first.id, "Ana", UNION, Status.CONFIRMED), (second.id, "Ana", UNION, Status.CONFIRMED),
    ]  # fmt: skip
    assert (names_on(session, wati), places_left(session, wati)) == (["Ana"], 9)


def test_what_the_coordinator_declared_is_kept_as_their_word(session: Session) -> None:
    discussion = a_published_discussion(session)

    entered(session, a_coordinator(session, discussion), "Ana", discussion)

    said = session.exec(select(Consent).where(Consent.given)).all()
    assert [(one.purpose, one.channel) for one in said] == [(Purpose.TAKE_PART, "coordinator")]


def test_a_list_takes_as_many_as_its_quota_and_a_name_taken_back_makes_room(session: Session) -> None:
    discussion = a_published_discussion(session)
    wati = a_coordinator(session, discussion, quota=1)
    ana = entered(session, wati, "Ana", discussion)

    full = {None: "Your list is full: it has 1 places."}
    assert refusals(session, entered, wati, "Ben", discussion) == full
    take_back(session, wati, ana, LATER)
    entered(session, wati, "Ben", discussion)

    assert names_on(session, wati) == ["Ben"]


def test_two_who_enter_the_last_name_at_once_do_not_both_get_the_place(database: Database) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        wati = a_coordinator(session, discussion, quota=1)

    def enter(session: Session) -> str:
        coordinator, held = session.get_one(Coordinator, wati.id), session.get_one(Discussion, discussion.id)
        return entered(session, coordinator, f"Ana {id(session)}", held).full_name[:3]

    assert sorted(at_once(database, [enter, enter])) == ["Ana", "Your list is full: it has 1 places."]


def test_nobody_is_on_a_list_twice_however_they_are_called(session: Session) -> None:
    discussion = a_published_discussion(session)
    wati = a_coordinator(session, discussion)
    entered(session, wati, "Ana", discussion)

    refused = refusals(session, entered, wati, "Somebody else", discussion, email="ANA@Union.example")

    assert refused == {"contact": "This person is on your list already."}


def test_after_its_end_and_once_revoked_a_link_takes_no_names(session: Session) -> None:
    discussion = a_published_discussion(session)
    over, revoked = a_coordinator(session, discussion, ends_at=LATER), a_coordinator(session, discussion)
    revoke(session, revoked, NOW)

    sentence = {None: "The time of this link is over. The organisers can make it longer."}
    assert refusals(session, entered, over, "Ana", discussion, now=LATER) == sentence
    assert refusals(session, entered, revoked, "Ana", discussion) == sentence


def test_of_who_had_registered_alone_the_coordinator_sees_what_a_newcomer_would_get(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=1)
    ana = registered(session, discussion, "Ana Contohan", union="Another union")
    wati = a_coordinator(session, discussion)

    entered(session, wati, "ana", discussion)
    entered(session, wati, "Ben", discussion)

    shown = [(one.member.full_name, [status for _, _, status in one.places]) for one in listed_by(session, wati)]
    assert shown == [("Ben", [Status.WAITING]), ("ana", [Status.WAITING])]
    assert (ana.full_name, ana.union, ana.status) == ("Ana Contohan", "Another union", Status.CONFIRMED)


def test_when_the_last_seats_go_later_nobody_learns_who_had_registered_alone(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=3)
    registered(session, discussion, "Ana")
    wati = a_coordinator(session, discussion)

    for name in ("Ana", "Ben"):
        entered(session, wati, name, discussion)
    registered(session, discussion, "Cici", now=LATER)
    registered(session, discussion, "Didi", now=LATER)

    shown = [(one.member.full_name, [status for _, _, status in one.places]) for one in listed_by(session, wati)]
    assert (discussion.seats_taken, shown) == (3, [("Ben", [Status.CONFIRMED]), ("Ana", [Status.CONFIRMED])])


def test_taking_back_ends_what_the_list_caused_and_leaves_what_people_did_alone(session: Session) -> None:
    discussion = a_published_discussion(session)
    alone, wati = registered(session, discussion, "Ana"), a_coordinator(session, discussion)
    returned = entered(session, wati, "Ben", discussion)
    members = [entered(session, wati, "Ana", discussion), returned, entered(session, wati, "Cici", discussion)]
    ben, cici = (_registration(session, one.person_id) for one in members[1:])
    seats.give_up(session, discussion, ben, LATER)
    seats.come_back(session, discussion, ben, LATER)

    for member in members:
        take_back(session, wati, member, LATER)

    session.refresh(cici)
    assert [row.status for row in (alone, ben, cici)] == [Status.CONFIRMED, Status.CONFIRMED, Status.CANCELLED]
    assert (names_on(session, wati), discussion.seats_taken) == ([], 2)


def test_who_leaves_is_off_every_list_and_nobody_enters_them_again_but_themselves(session: Session) -> None:
    discussion = a_published_discussion(session)
    wati, budi = (a_coordinator(session, discussion, full_name=name) for name in ("Wati", "Budi"))
    person_id = entered(session, wati, "Ana", discussion).person_id
    entered(session, budi, "Ana", discussion)

    leave(session, session.get_one(Person, person_id), LATER)

    row = _registration(session, person_id)
    assert (row.status, names_on(session, wati), names_on(session, budi)) == (Status.CANCELLED, [], [])
    last = session.exec(select(Consent).where(Consent.purpose == Purpose.TAKE_PART)).all()[-1]
    assert (last.given, last.channel, last.at) == (False, "link", LATER)
    refused = refusals(session, entered, budi, "Ana", discussion)
    assert refused == {"contact": "This person does not want to be registered by others."}
    assert registered(session, discussion, "Ana", now=LATER).is_confirmed


def test_a_letter_names_the_coordinator_as_long_as_the_registration_is_theirs(session: Session) -> None:
    discussion = a_published_discussion(session)
    wati, alone = a_coordinator(session, discussion), registered(session, discussion, "Ana")
    brought = _registration(session, entered(session, wati, "Ben", discussion).person_id)
    entered(session, wati, "Ana", discussion)

    before = brought_by(session, [alone.id, brought.id])
    seats.give_up(session, discussion, brought, LATER)
    seats.come_back(session, discussion, brought, LATER)

    assert {number: one.full_name for number, one in before.items()} == {brought.id: "Wati"}
    assert brought_by(session, [alone.id, brought.id]) == {}


def test_a_member_with_a_number_alone_is_entered_as_well(session: Session) -> None:
    discussion = a_published_discussion(session)
    wati = a_coordinator(session, discussion)

    entered(session, wati, "Oki", discussion, phone=PHONE)

    assert [one.person.phone for one in listed_by(session, wati)] == [PHONE]


def _registration(session: Session, person_id: int) -> Registration:
    return session.exec(select(Registration).where(Registration.person_id == person_id)).one()
