"""A report as a workbook, and as one table: the sheets that donors know (domain.md, What reports must say)."""

from collections.abc import Sequence

from foundation.languages import Message, Wording, say
from foundation.sheets import Cell, Sheet
from registrations.evaluation.words import HEADER as ASKED
from registrations.evaluation.words import rows
from registrations.reports.merging import Said
from registrations.reports.numbers import Numbers
from registrations.reports.report import ALL, EVERYBODY, Report, Time
from registrations.reports.words import sections

GROUPS = (say("Discussion"), say("Counted by"), say("Group"), say("Registered"), say("Attended"))
TOTALS = (say("Discussion"), say("Date"), say("Registered"), say("Attended"), say("Hours of attending"),
          say("Training days"))  # fmt: skip
SUMMARY, BY_DISCUSSION, BY_GROUP = say("Summary"), say("By discussion"), say("By sex, level, province")
EVALUATION = say("Evaluation")
SPOKE, OF_THEM = say("Resource persons"), say("How many")
Rows = list[list[Cell]]


def sheets(report: Report, language: str) -> list[Sheet]:
    """Summary; by discussion; by sex, level and province; evaluation."""
    of_all = [ALL.in_language(language), "", *_both(report.all.everybody), *_time(report.time)]
    of_each = [
        [f"{one.number}. {one.title}", one.starts_at_local.date().isoformat(), *_both(numbers.everybody), *_time(time)]
        for one, numbers, time in zip(report.discussions, report.each, report.time_each, strict=True)
    ]
    totals = _in(TOTALS, language)
    summary = [of_all, *_spoken(report, language), *_sentence(report, language)]
    return [
        Sheet(SUMMARY.in_language(language), totals, summary),
        Sheet(BY_DISCUSSION.in_language(language), totals, of_each),
        Sheet(BY_GROUP.in_language(language), *groups_sheet(report, language)),
        Sheet(EVALUATION.in_language(language), _in(ASKED, language), rows(report.evaluation, report.words, language)),
    ]


def groups_sheet(report: Report, language: str) -> tuple[list[str], Rows]:
    """Heading and rows: everybody, and every group of which something may be said, of all and of each."""
    of_each = [row for one, numbers in zip(report.discussions, report.each, strict=True)
               for row in _groups(f"{one.number}. {one.title}", numbers, language)]  # fmt: skip
    return _in(GROUPS, language), [*_groups(ALL.in_language(language), report.all, language), *of_each]


def _groups(title: str, numbers: Numbers, language: str) -> Rows:
    """What is not said is an empty cell."""
    everybody = EVERYBODY.in_language(language)
    return [[title, everybody, everybody, *_both(numbers.everybody)]] + [
        [title, section.title.in_language(language), _word(line.label, language), *_both(line.said)]
        for section in sections(numbers) for line in section.lines
    ]  # fmt: skip


def _spoken(report: Report, language: str) -> Rows:
    spoke = report.spoken
    groups = [(SPOKE, spoke.people), *spoke.by_sex, *spoke.by_organisation]
    head: Rows = [[], [SPOKE.in_language(language), "", OF_THEM.in_language(language)]]
    groups_of: Rows = [[_word(label, language), "", count] for label, count in groups]
    return head + groups_of


def _sentence(report: Report, language: str) -> Rows:
    return [] if report.sentence is None else [[], [report.sentence.in_language(language)]]


def _both(said: Said) -> list[Cell]:
    return [said.registered, said.attended]


def _time(time: Time) -> list[Cell]:
    return [time.hours, time.days]


def _in(words: Sequence[Message], language: str) -> list[str]:
    return [word.in_language(language) for word in words]


def _word(label: Wording | str, language: str) -> str:
    return label if isinstance(label, str) else label.in_language(language)
