"""Who presents which row of the agenda."""

from sqlmodel import Session

from events.schedule import cancel
from foundation.people import Role
from speakers.engagements import decline
from speakers.slots import SlotRow, own_slots, plan_agenda, slots_of
from tests.builders import NOW, a_discussion, accepted, asked, refusals

STRANGER = "This presenter has no role in the discussion."


def test_a_slot_has_its_hour_and_its_presenter(session: Session) -> None:
    discussion = a_discussion(session)
    rudi = asked(session, discussion, "Rudi")

    slots = plan_agenda(session, discussion, [
        SlotRow(kind="opening", minutes=5), SlotRow(kind="presentation", minutes=25, title="Wages", presenter=rudi.id),
    ], NOW)  # fmt: skip

    shown = [(slot.item.title, f"{slot.starts_at:%H:%M}–{slot.ends_at:%H:%M}", slot.engagement) for slot in slots]
    assert shown == [("", "07:00–07:05", None), ("Wages", "07:05–07:30", rudi)]
    assert own_slots(slots, rudi) == slots[1:]


def test_whoever_leaves_is_to_be_confirmed(session: Session) -> None:
    discussion = a_discussion(session)
    rudi = accepted(session, discussion, "Rudi")
    plan_agenda(session, discussion, [SlotRow(kind="presentation", minutes=25, presenter=rudi.id)], NOW)

    decline(session, rudi, NOW)

    (slot,) = slots_of(session, discussion)
    assert slot.engagement is None


def test_only_who_has_a_role_presents(session: Session) -> None:
    discussion, other = a_discussion(session), a_discussion(session)
    gone, elsewhere = accepted(session, discussion, "Rudi"), accepted(session, other, "Sari")
    decline(session, gone, NOW)

    said = refusals(session, plan_agenda, discussion, [
        SlotRow(kind="opening", minutes=5),
        *(SlotRow(kind="panel", minutes=5, presenter=number) for number in (gone.id, elsewhere.id, 999, 2**70)),
    ], NOW)  # fmt: skip

    assert said == {f"{position}.presenter": STRANGER for position in (1, 2, 3, 4)}


def test_an_observer_presents_nothing(session: Session) -> None:
    discussion = a_discussion(session)
    olga = accepted(session, discussion, "Olga", Role.OBSERVER)

    said = refusals(
        session, plan_agenda, discussion, [SlotRow(kind="presentation", minutes=25, presenter=olga.id)], NOW
    )

    assert said == {"0.presenter": "An observer has no presentation. Choose technical input, or another presenter."}


def test_the_agenda_of_what_is_over_or_cancelled_stays(session: Session) -> None:
    over, cancelled = a_discussion(session), a_discussion(session)
    cancel(session, cancelled, "", NOW)

    said = refusals(session, plan_agenda, over, [], over.ends_at), refusals(session, plan_agenda, cancelled, [], NOW)

    assert said == (
        {None: "This discussion is over; it can no longer be changed."}, {None: "This discussion is cancelled."},
    )  # fmt: skip
