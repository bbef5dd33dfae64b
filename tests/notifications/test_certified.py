"""Whoever gets a certificate after the letter of thanks hears of it, once; organisers of who asks for another name."""

from events.models import Discussion
from events.queries import series_of
from foundation.database import Database
from registrations.attendance.lines import set_by_hand
from registrations.certificates.granting import release_all, set_rule
from registrations.certificates.holding import wish_name
from registrations.certificates.queries import own_certificate
from registrations.door import join
from registrations.models import Registration
from tests.notifications.house import DAY, HOUR, MINUTE, START, a_quiet_house, again, ana_registers
from tests.notifications.test_message_plan import olga_organises
from tests.outbox import Outbox

END = START + 90 * MINUTE
THANKED = END + HOUR
EVENING = END + 3 * DAY + 6 * HOUR
"""21:30 in Jakarta, three days later."""
MORNING = EVENING + 9 * HOUR + 30 * MINUTE
NEXT_EIGHT = EVENING + 10 * HOUR + 30 * MINUTE
"""When organisers read what is new."""


def was_there(database: Database, discussion: Discussion, who: Registration) -> None:
    with database.writing() as session:
        set_by_hand(session, again(session, discussion), again(session, who), True, reason="Seen", by_id=None, now=END)


def test_a_certificate_that_comes_after_the_thanks_has_a_letter_of_its_own(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana, budi = ana_registers(database, discussion), ana_registers(database, discussion, "Budi")
    with database.writing() as session:
        join(session, again(session, discussion), ana.person_id, START)
    was_there(database, discussion, budi)
    outbox.tick(END)
    assert sorted(outbox.tick(THANKED)) == [("thanks", name) for name in ("ana", "budi", "citra", "rudi")]
    assert "Your certificate stands on your personal page" in outbox.to("budi")[-1].text

    was_there(database, discussion, ana)
    heard = [outbox.tick(at) for at in (EVENING, EVENING + MINUTE, MORNING, MORNING + MINUTE, MORNING + DAY)]

    assert heard == [[], [], [("certified", "ana")], [], []]
    assert "https://rembuk.example/c/" in outbox.to("ana")[-1].text


def test_held_certificates_are_told_when_they_are_released(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    with database.writing() as session:
        set_rule(session, series_of(session, again(session, discussion)), by_hand=True)
    was_there(database, discussion, ana_registers(database, discussion))
    outbox.tick(END), outbox.tick(THANKED)

    with database.writing() as session:
        release_all(session, again(session, discussion), MORNING)
    outbox.tick(MORNING + MINUTE), outbox.tick(MORNING + DAY)

    told = {name: outbox.to(name)[-1].message["Subject"].partition(":")[0] for name in ("ana", "citra", "rudi")}
    assert told == dict.fromkeys(("ana", "citra", "rudi"), "Your certificate")


def test_who_asks_for_another_name_is_news_of_the_next_morning(database: Database, outbox: Outbox) -> None:
    olga_organises(database)
    discussion = a_quiet_house(database, outbox)
    ana = ana_registers(database, discussion)
    was_there(database, discussion, ana)
    outbox.tick(END), outbox.tick(THANKED), outbox.tick(EVENING)
    with database.writing() as session:
        certificate = own_certificate(session, discussion.id, ana.person_id)
        assert certificate is not None
        wish_name(session, certificate, "Ana Contohan", EVENING + MINUTE)

    heard = [outbox.tick(at) for at in (EVENING + 2 * MINUTE, MORNING, NEXT_EIGHT, NEXT_EIGHT + DAY)]

    assert heard == [[], [], [("digest", "olga")], []]
    assert "Another name asked for on certificates: 1." in outbox.to("olga")[-1].text
