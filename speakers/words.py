"""What answers are called on the desk, and the tone they are shown in."""

from foundation.languages import say
from speakers.models import Answer

ANSWERS = {
    Answer.ASKED: say("No answer yet"),
    Answer.ACCEPTED: say("Agreed"),
    Answer.DECLINED: say("Cannot"),
    Answer.WITHDRAWN: say("Taken back"),
}
TONES = {Answer.ASKED: "wait", Answer.ACCEPTED: "good", Answer.DECLINED: "bad", Answer.WITHDRAWN: ""}
