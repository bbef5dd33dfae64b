"""The door: when it opens, and that coming through it is recorded."""

from datetime import timedelta

from sqlmodel import Session, select

from events.schedule import cancel
from registrations.door import join
from registrations.models import Visit
from tests.builders import NOW, a_published_discussion, refusals, registered


def test_the_door_is_open_from_half_an_hour_before_until_an_hour_after(session: Session) -> None:
    discussion = a_published_discussion(session, room_url="https://room.example/1")
    ana = registered(session, discussion, "Ana")
    opens, closes = discussion.starts_at - timedelta(minutes=30), discussion.ends_at + timedelta(minutes=60)
    moment = timedelta(seconds=1)

    early = refusals(session, join, discussion, ana.person_id, opens - moment)
    late = refusals(session, join, discussion, ana.person_id, closes)
    rooms = [join(session, discussion, ana.person_id, when) for when in (opens, closes - moment)]

    assert early == {None: "The door opens 30 minutes before the start. Please come back then."}
    assert late == {None: "This discussion is over."}
    assert rooms == ["https://room.example/1"] * 2
    visits = session.exec(select(Visit.discussion_id, Visit.person_id, Visit.joined_at).order_by(Visit.joined_at)).all()  # type: ignore[arg-type]
    assert visits == [(discussion.id, ana.person_id, when) for when in (opens, closes - moment)]


def test_a_cancelled_discussion_and_one_without_a_room_have_no_door(session: Session) -> None:
    no_room, cancelled = a_published_discussion(session, room_url=None), a_published_discussion(session)
    ana, budi = registered(session, no_room, "Ana"), registered(session, cancelled, "Budi")
    cancel(session, cancelled, "", NOW)

    said = [
        refusals(session, join, discussion, member.person_id, discussion.starts_at)
        for discussion, member in ((no_room, ana), (cancelled, budi))
    ]

    assert said == [
        {None: "The room has no address yet. Please try again in a few minutes."},
        {None: "This discussion is cancelled."},
    ]


def test_the_address_of_the_moment_counts_so_a_new_room_needs_no_letter(session: Session) -> None:
    discussion = a_published_discussion(session)
    ana = registered(session, discussion, "Ana")

    discussion.room_url = "tel:+62215550100"

    assert join(session, discussion, ana.person_id, discussion.starts_at) == "tel:+62215550100"
