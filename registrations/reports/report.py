"""One report: several discussions, each by itself, their sum, and what follows from it.

Whatever stands here is computed from what may be said (`merging`), so that it says nothing more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from events.models import Discussion
from foundation.languages import Message, Wording, say, say_many
from foundation.people import Sex
from registrations.evaluation.results import Evaluation
from registrations.reports.merging import Said
from registrations.reports.numbers import Numbers, together
from registrations.reports.spoken import Spoken


@dataclass(frozen=True)
class Time:
    """Minutes of discussion times people who attended; None where it may not be said how many did."""

    hours: float | None
    days: float | None


@dataclass(frozen=True)
class Report:
    """`since` and `until` are days in the zone of each discussion; `day` is how many hours are a training day."""

    name: str
    discussions: Sequence[Discussion]
    each: Sequence[Numbers]
    spoken: Spoken
    evaluation: Evaluation
    words: Mapping[str, str]
    """Of the sentences that participants rated, in the language of the desk."""
    day: float
    since: str = ""
    until: str = ""

    @cached_property
    def all(self) -> Numbers:
        return together(self.each)

    @property
    def time(self) -> Time:
        """Of all together."""
        hours = [self._hours(one, numbers.everybody) for one, numbers in self._pairs()]
        return self._time(sum(one for one in hours if one is not None) if None not in hours else None)

    @property
    def time_each(self) -> list[Time]:
        return [self._time(self._hours(one, numbers.everybody)) for one, numbers in self._pairs()]

    @property
    def sentence(self) -> Wording | None:
        """As donors write it; None where nobody came, or it may not be said how many. Where the women of one discussion
        are too few to be said, there may be more of them."""
        came, women = self.all.everybody.attended, self.all.by["sex"].get(Sex.WOMAN)
        if not came:
            return None
        if women is None or women.attended is None:
            return say_many("{count} person took part.", "{count} people took part.", came)
        if any(Sex.WOMAN not in one.by["sex"] for one in self.each if one.everybody.attended):
            return say_many(
                "{count} person took part (of whom {women} or more were women).",
                "{count} people took part (of whom {women} or more were women).", came, women=women.attended,
            )  # fmt: skip
        return say_many(
            "{count} person took part (of whom {women} were women).",
            "{count} people took part (of whom {women} were women).", came, women=women.attended,
        )  # fmt: skip

    def _pairs(self) -> Sequence[tuple[Discussion, Numbers]]:
        return list(zip(self.discussions, self.each, strict=True))

    def _hours(self, discussion: Discussion, said: Said) -> float | None:
        return None if said.attended is None else discussion.minutes * said.attended / 60

    def _time(self, hours: float | None) -> Time:
        return Time(None, None) if hours is None else Time(round(hours, 1), round(hours / self.day, 1))


EVERYBODY: Message = say("Everybody")
ALL: Message = say("All together")
