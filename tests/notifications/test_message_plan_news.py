"""What organisers hear of a change, and of a day (product.md, the default message plan)."""



from foundation.database import Database
from registrations.seats import give_up
from tests.builders import NOW, THURSDAY
from tests.notifications.house import DAY, HOUR, MINUTE, a_quiet_house, again, ana_registers, move
from tests.notifications.test_message_plan import MORNING, another_of_the_series, hours_between, letters, olga_organises
from tests.outbox import Outbox


def test_the_organisers_hear_once_how_a_move_was_told(database: Database, outbox: Outbox) -> None:
    olga_organises(database)
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    move(database, discussion, THURSDAY, NOW + HOUR)
    heard = letters(outbox, [NOW + HOUR + 2 * MINUTE, NOW + 2 * HOUR, NOW + 2 * HOUR + 2 * MINUTE, NOW + 5 * HOUR])

    assert [line for line in heard if line[1] != "changed"] == [(NOW + 2 * HOUR + 2 * MINUTE, "result", "olga")]
    assert "People who were told by letter: 3." in outbox.to("olga")[-1].text


def test_the_result_waits_for_those_who_sleep(database: Database, outbox: Outbox) -> None:
    olga_organises(database)
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, timezone="America/Sao_Paulo")
    outbox.tick(NOW)  # midnight there

    move(database, discussion, THURSDAY, NOW + MINUTE)
    heard = letters(outbox, hours_between(NOW + HOUR, NOW + 10 * HOUR))

    assert [line for line in heard if line[2] in ("ana", "olga")] == [
        (NOW + 7 * HOUR, "changed", "ana"), (NOW + 8 * HOUR, "result", "olga"),
    ]  # fmt: skip


def test_a_seat_given_up_is_told_by_the_digest_alone(database: Database, outbox: Outbox) -> None:
    olga_organises(database)
    discussion = a_quiet_house(database, outbox)
    ana = ana_registers(database, discussion)
    outbox.tick(NOW)
    with database.writing() as session:
        give_up(session, again(session, discussion), again(session, ana), NOW + HOUR)

    heard = letters(outbox, hours_between(NOW + HOUR, NOW + 2 * DAY, 3 * HOUR))

    assert [(moment, kind) for moment, kind, name in heard if name == "olga"] == [(NOW + 22 * HOUR, "digest")]
    assert "Given up: 1." in outbox.to("olga")[-1].text


def test_the_digest_comes_at_eight_and_only_when_there_is_news(database: Database, outbox: Outbox) -> None:
    olga_organises(database)
    discussion = a_quiet_house(database, outbox)
    other = another_of_the_series(database, discussion, THURSDAY + DAY)
    ana_registers(database, discussion)
    ana_registers(database, other, "Budi", now=NOW + HOUR)

    heard = letters(outbox, hours_between(NOW + HOUR, NOW + 4 * DAY, 3 * HOUR))

    assert [(moment, kind) for moment, kind, name in heard if name == "olga"] == [(NOW + 22 * HOUR, "digest")]
    text = outbox.to("olga")[-1].text
    assert text.count("New registrations: 1. Seats taken: 1.") == 2


def test_news_that_were_told_are_not_told_again(database: Database, outbox: Outbox) -> None:
    olga_organises(database)
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW), outbox.tick(NOW + 22 * HOUR)
    ana_registers(database, discussion, "Budi", now=NOW + DAY)
    outbox.tick(NOW + DAY)

    assert ("digest", "olga") in outbox.tick(NOW + DAY + 22 * HOUR)
    assert "New registrations: 1. Seats taken: 2." in outbox.to("olga")[-1].text


def test_the_digest_gives_way_to_the_letter_a_week_before(database: Database, outbox: Outbox) -> None:
    olga_organises(database)
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, now=MORNING - 8 * DAY + 4 * HOUR)
    outbox.tick(MORNING - 8 * DAY + 4 * HOUR)

    heard = letters(outbox, [MORNING - 7 * DAY, MORNING - 7 * DAY + 3 * HOUR, MORNING - 6 * DAY])

    assert [(moment, kind) for moment, kind, name in heard if name == "olga"] == [
        (MORNING - 7 * DAY, "readiness"), (MORNING - 6 * DAY, "digest"),
    ]  # fmt: skip
