"""What the templates of letters to organisers may say. They are told everything, names as well."""

from collections.abc import Sequence
from typing import Any

from events.sharing import shared_text, text_language
from events.stages import Stage
from events.words import ROLES
from foundation.moments import both_zones, long_date
from foundation.people import Role
from foundation.settings import Settings
from notifications.calendars import Saying
from notifications.clocks import Clocks
from notifications.digest import News
from notifications.notice_facts import NoticeFacts
from notifications.told import line
from notifications.wording import Beside, short, words_of_time
from speakers.asking.models import Proposal, Regret
from speakers.words import ANSWERS


def words_of_notice(facts: NoticeFacts, settings: Settings) -> dict[str, Any]:
    """The same names as in other letters, and those of the kind."""
    person, discussion = facts.person, facts.discussion
    title = line(discussion.title)
    return words_of_time(Saying.of(discussion), _clocks(facts)) | {
        "language": person.language, "name": "", "speaks": False, "discreet": False, "title": title,
        "short_title": short(title), "series_title": line(facts.series.title),
        "series_language": facts.series.language, "own": (), "agenda": (), "tasks": (), "waits_for_slot": False,
        "zone_name": discussion.timezone, "refused": _named(facts.refused), "unanswered": _named(facts.unanswered),
        "said": [_regret(name, regret) for name, regret in facts.regrets if regret.reason or regret.suggested_name],
        "proposed": [_proposed(facts, *found) for found in facts.proposed],
        "unreachable": _named(facts.unreachable), "lacks": facts.lacks, "numbers": facts.numbers,
        "is_draft": discussion.is_draft, "is_cancelled": discussion.is_cancelled,
        "news": [_news(facts, news) for news in facts.news], "also": _also(facts, settings),
        "whatsapp": _for_groups(facts, settings), "forgets_on": _day(facts),
    }  # fmt: skip


def _for_groups(facts: NoticeFacts, settings: Settings) -> str:
    """The reminder to paste into WhatsApp groups."""
    series, discussion = facts.series, facts.discussion
    address, language = f"{settings.base_url}/discussions/{discussion.slug}", text_language(series, discussion)
    return shared_text(Stage.EVE, series, discussion, address, language=language)


def _day(facts: NoticeFacts) -> str:
    """For the reader, on their own calendar; empty in letters that are about something else."""
    return "" if facts.forgets_at is None else long_date(facts.forgets_at, facts.person.timezone, facts.person.language)


def _clocks(facts: NoticeFacts) -> Clocks:
    return Clocks(facts.person.timezone, facts.discussion.timezone, facts.person.language)


def _named(people: Sequence[tuple[str, Role]]) -> list[dict[str, Any]]:
    return [{"name": line(name), "role": ROLES[role]} for name, role in people]


def _regret(name: str, regret: Regret) -> dict[str, str]:
    return {"name": line(name), "reason": line(regret.reason), "instead": line(regret.suggested_name),
            "contact": regret.suggested_contact}  # fmt: skip


def _proposed(facts: NoticeFacts, name: str, role: Role, proposal: Proposal) -> dict[str, Any]:
    person, home = facts.person, facts.discussion.timezone
    when = both_zones(proposal.starts_at, person.timezone, home, person.language)
    return {"name": line(name), "role": ROLES[role], "when": when, "sentence": line(proposal.sentence)}


def _news(facts: NoticeFacts, news: News) -> dict[str, Any]:
    clocks = Clocks(facts.person.timezone, news.discussion.timezone, facts.person.language)
    return {
        "title": line(news.discussion.title), "when": words_of_time(Saying.of(news.discussion), clocks)["when"],
        "short_title": short(line(news.discussion.title)),
        "registered": news.registered, "given_up": news.given_up, "seats": news.discussion.seats_taken,
        "wishes": news.wishes,
        "answers": [{"name": line(name), "answer": ANSWERS[answer]} for name, answer in news.answers],
    }  # fmt: skip


def _also(facts: NoticeFacts, settings: Settings) -> list[Beside]:
    return [
        Beside(line(other.title), both_zones(other.starts_at, facts.person.timezone, other.timezone,
                                             facts.person.language), settings.base_url + other.path)
        for other in facts.also
    ]  # fmt: skip
