"""The words of a verdict: why a message comes or does not, for the organiser."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from events.words import ROLES
from foundation.languages import Message, say
from foundation.moments import Moment, short_time
from foundation.people import Role
from notifications.desk_words import kind_word, reason_word
from notifications.why import Because, Verdict

BETWEEN = {
    Because.NOT_CONFIRMED: say("No: their registration is not confirmed."),
    Because.WAITING: say("No: they wait for a seat."),
    Because.GAVE_UP: say("No: they have given up their seat."),
    Because.NOT_ANSWERED: say("No: they were asked to take a role and have not answered."),
    Because.DECLINED: say("No: they have declined their role."),
    Because.TAKEN_BACK: say("No: the request to take a role was taken back."),
    Because.NO_PART: say("No: they have no part in this discussion."),
    Because.CANCELLED: say("No: the discussion is cancelled."),
    Because.NO_ADDRESS: say("No: there is no email address."),
    Because.REFUSED_ADDRESS: say("No: their mail server refuses the address."),
    Because.INVITATION_FIRST: say("Not yet: the invitation to their calendar comes first."),
    Because.CHANGE_FIRST: say("Not yet: their calendar still shows an earlier state. They hear of the change first."),
    Because.SWITCHED_OFF: say("No: it is switched off in the message plan."),
    Because.UNDER_WAY: say("It is leaving at this moment."),
    Because.DISCARDED: say("No: an organiser decided that it shall not leave."),
}
MEANT_FOR = {
    "withdrawn": say("No: it is for those whose calendar shows it and who have no part any more."),
    "called_off": say("No: it is for those who were asked or waited, when nothing comes of it."),
    "changed": say("No: it is for those whose calendar shows something else than what is planned."),
    "link": say("No: it is for those who register once more."),
    "invited": say("No: it is for those who have a part and no entry in their calendar yet."),
    "waiting": say("No: it is for those who wait for a seat."),
    "offer": say("No: it is for those to whom a freed seat is offered."),
    "lapsed": say("No: it is for those who let an offer pass."),
    "requested": say("No: it is for those who wait for the organisers' word."),
    "turned_down": say("No: it is for those whom the organisers refused."),
    **dict.fromkeys(
        ("card", "answer_first", "answer_second", "answer_last"),
        say("No: it is for those who were asked to take a role and have not answered."),
    ),
    "editing": say("No: it is for those who speak, when the preparation is closed or opened."),
    "time_kept": say("No: it is for those who proposed another time, when the time stays."),
    "thanks": say("No: it is for those who were there."),
    "missed": say("No: it is for those who had a seat and did not come."),
    "certified": say("No: it is for those whose certificate was issued after they were thanked."),
}
AT: dict[Because, Callable[[Moment], Message]] = {
    Because.GOT: lambda at: say("Sent at {time}.", time=at),
    Because.LOST: lambda at: say("It was due at {time} and did not arrive.", time=at),
    Because.HELD: lambda at: say("It is held. Its hour is {time}.", time=at),
    Because.COMES_AFTER_NIGHT: lambda at: say("It leaves at {time}, when their quiet hours end.", time=at),
    Because.CAME_LATER: lambda at: say(
        "No: it was due at {time}, before they had their part or the last letter to their calendar.", time=at
    ),
    Because.TOO_LATE: lambda at: say("No: it would have been of use until {time}.", time=at),
    Because.OVER: lambda at: say("No: the discussion is over since {time}.", time=at),
}
TONES = {
    Because.GOT: "good", Because.COMES: "wait", Because.COMES_AFTER_NIGHT: "wait", Because.UNDER_WAY: "wait",
    Because.HELD: "wait", Because.LOST: "bad", Because.REFUSED_ADDRESS: "bad",
}  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """One kind, and what is to be said of it. `reason` is what a mail server said, or why it is held."""

    verdict: Verdict
    kind: Message | str
    text: Message
    tone: str

    @property
    def reason(self) -> Message | str:
        is_told = self.verdict.because in (Because.LOST, Because.HELD)
        return reason_word(self.verdict.reason) if is_told else ""


def sentence(verdict: Verdict, now: datetime, timezone: str) -> Sentence:
    """Hours are those of the office."""
    return Sentence(
        verdict, kind_word(verdict.kind), _text(verdict, now, timezone), TONES.get(verdict.because, "")
    )


def _text(verdict: Verdict, now: datetime, timezone: str) -> Message:
    if verdict.because in BETWEEN:
        return BETWEEN[verdict.because]
    if verdict.because == Because.OTHER_ROLE:
        role = ROLES[verdict.role or Role.PARTICIPANT]
        return say("No: it is for others. In their role they get other letters: {role}.", role=role)
    if verdict.at is None:
        return MEANT_FOR.get(verdict.kind, say("No: nothing has happened that it tells of."))
    at = Moment(verdict.at, timezone, short_time)
    if verdict.because in AT:
        return AT[verdict.because](at)
    return say("It leaves at {time}.", time=at) if verdict.at > now else say("It leaves now.")
