"""What kinds and states of messages are called on the desk."""

from foundation.kept_sentences import as_kept
from foundation.languages import Message, say
from notifications.models import DeliveryState, IncomingKind, IncomingState
from notifications.outbox import Stage

KINDS = {
    "withdrawn": say("Out of the calendar"),
    "called_off": say("Called off"),
    "changed": say("News of a change"),
    "reminder_hour": say("Reminder, the last"),
    "reminder_day": say("Reminder, the first"),
    "link": say("Personal link again"),
    "invited": say("Confirmation with calendar"),
    "waiting": say("Place in the waiting list"),
    "offer": say("Offer of a seat"),
    "lapsed": say("An offer has passed"),
    "requested": say("We have your request"),
    "turned_down": say("Registration refused"),
    "card": say("Request to take a role"),
    "editing": say("Preparation closed or opened"),
    "time_kept": say("The time stays: asked once more"),
    "agenda": say("Agenda beforehand"),
    "answer_first": say("Reminder to answer, the first"),
    "answer_second": say("Reminder to answer, the second"),
    "answer_last": say("Reminder to answer, the last"),
    "thanks": say("Thanks, after the end"),
    "missed": say("To those who did not come"),
    "certified": say("The certificate is there"),
    "announcement": say("Announcement"),
    "login": say("Sign-in link"),
    "trial": say("Letter on trial"),
    "refused": say("To the organisers: somebody cannot"),
    "forgetting": say("To the organisers: names are forgotten soon"),
    "zone_moved": say("To the organisers: new clock rules"),
    "open_answers": say("To the organisers: open answers"),
    "readiness": say("To the organisers: what is still to do"),
    "eve": say("To the organisers: before it begins"),
    "result": say("To the organisers: the change is told"),
    "digest": say("To the organisers: what is new"),
    "attendance": say("To the organisers: it is over"),
    "report": say("To the organisers: in numbers"),
}
CHANNELS = {"email": say("by email")}
STATES: dict[str, Message] = {
    DeliveryState.PLANNED: say("Planned"),
    DeliveryState.HELD: say("Held"),
    DeliveryState.SENDING: say("Leaving now"),
    DeliveryState.SENT: say("Sent"),
    Stage.DOUBTFUL: say("Doubtful"),
    DeliveryState.FAILED: say("Failed"),
    DeliveryState.BOUNCED: say("Came back"),
    DeliveryState.SKIPPED: say("Skipped"),
    DeliveryState.DISCARDED: say("Discarded"),
}
TONES: dict[str, str] = {
    DeliveryState.PLANNED: "",
    DeliveryState.HELD: "wait",
    DeliveryState.SENDING: "wait",
    DeliveryState.SENT: "good",
    Stage.DOUBTFUL: "wait",
    DeliveryState.FAILED: "bad",
    DeliveryState.BOUNCED: "bad",
    DeliveryState.SKIPPED: "",
    DeliveryState.DISCARDED: "",
}
PERHAPS_TWICE = say("It was interrupted and sent once more: it may have arrived twice, recognisable as the same.")
ARRIVALS = {
    IncomingKind.ANSWER: say("Answer from a calendar"),
    IncomingKind.COUNTER: say("Another time"),
    IncomingKind.REFRESH: say("Wish for the invitation"),
    IncomingKind.BOUNCE: say("Letter that came back"),
    IncomingKind.AUTOMATIC: say("Automatic message"),
    IncomingKind.OTHER: say("Letter"),
}
OUTCOMES = {
    IncomingState.APPLIED: say("Followed"),
    IncomingState.NOTED: say("Noted"),
    IncomingState.HELD: say("Wants a decision"),
    IncomingState.SETTLED: say("Settled"),
}


def kind_word(kind: str) -> Message | str:
    """A kind that was added since reads as its plain name."""
    return KINDS.get(kind, kind.replace("_", " "))


def reason_word(reason: str) -> Message | str:
    """Kept in English; said in the language of the desk where it is a sentence of ours and not a mail server's."""
    return as_kept(reason)
