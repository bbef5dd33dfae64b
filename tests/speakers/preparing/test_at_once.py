"""A line that breaks sends a form twice, and two people press at one moment: neither meets an error."""

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from foundation.database import Database
from speakers.models import Engagement
from speakers.preparing.editing import close_preparation, save_biography, save_phone, stored_preparation
from speakers.preparing.materials import Brought, take
from speakers.preparing.models import MaterialKind
from speakers.preparing.rehearsals import offer_rehearsal
from speakers.preparing.summing_up import write_summary
from tests.builders import NOW, TUESDAY, Work, a_discussion, accepted, overlapping
from tests.speakers.preparing.corpus import PDF

OfOrganisers = Callable[[Session, Discussion], object]


def test_two_things_that_a_speaker_saves_at_once_are_both_kept(database: Database) -> None:
    with database.writing() as session:
        accepted(session, a_discussion(session), "Sari")

    overlapping(database, _of_sari(lambda session, sari: save_biography(session, sari, "Ketua serikat.", NOW)),
                _of_sari(lambda session, sari: save_phone(session, sari, "+6281234567890", NOW)))  # fmt: skip

    with database.reading() as session:
        kept = stored_preparation(session, _sari(session))
    assert (kept.biography, kept.phone) == ("Ketua serikat.", "+6281234567890")


def test_slides_that_are_sent_twice_are_there_once(database: Database) -> None:
    with database.writing() as session:
        accepted(session, a_discussion(session), "Sari")

    def bring(session: Session, sari: Engagement) -> str:
        brought = Brought(MaterialKind.SLIDES, "Iuran.pdf", "application/pdf", BytesIO(PDF), len(PDF))
        return take(session, sari, brought, NOW).file_name

    assert overlapping(database, _of_sari(bring), _of_sari(bring)) == ["Iuran.pdf"] * 2


@pytest.mark.parametrize("act", [
    lambda session, discussion: offer_rehearsal(session, discussion, TUESDAY, NOW).id,
    lambda session, discussion: close_preparation(session, discussion, NOW, closed=True),
    lambda session, discussion: write_summary(session, discussion, NOW, key_points="Yes", recording_url="").key_points,
], ids=["rehearsal", "closing", "summary"])  # fmt: skip
def test_what_two_organisers_do_at_once_is_done_once(database: Database, act: OfOrganisers) -> None:
    with database.writing() as session:
        number = a_discussion(session).id

    def work(session: Session) -> object:
        return act(session, session.get_one(Discussion, number))

    first, second = overlapping(database, work, work)
    assert first == second


def _of_sari(act: Callable[[Session, Engagement], object]) -> Work:
    return lambda session: act(session, _sari(session))


def _sari(session: Session) -> Engagement:
    return session.exec(select(Engagement)).one()
