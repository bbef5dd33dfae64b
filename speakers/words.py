"""What answers are called on the desk, and the tone they are shown in."""

from foundation.languages import Message, say
from speakers.asking.models import Proposal
from speakers.models import Answer, Engagement

ANSWERS = {
    Answer.ASKED: say("No answer yet"),
    Answer.ACCEPTED: say("Agreed"),
    Answer.DECLINED: say("Cannot"),
    Answer.WITHDRAWN: say("Taken back"),
}
TONES = {Answer.ASKED: "", Answer.ACCEPTED: "good", Answer.DECLINED: "bad", Answer.WITHDRAWN: ""}


def standing_of(engagement: Engagement, proposal: Proposal | None) -> tuple[Message, str]:
    """Word and tone: grey while nobody has looked at the card, amber once somebody has, then what they said.
    `proposal` is one that is still open."""
    if engagement.answer == Answer.ASKED and proposal is not None:
        return say("Proposes another time"), "wait"
    if engagement.answer == Answer.ASKED and engagement.opened_at is not None:
        return say("Opened, no answer yet"), "wait"
    return ANSWERS[engagement.answer], TONES[engagement.answer]
