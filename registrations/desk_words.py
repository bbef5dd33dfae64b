"""What the states of a registration are called on the desk, and the tone they are shown in."""

from foundation.languages import say
from registrations.models import Status

STATUSES = {
    Status.CONFIRMED: say("Confirmed"),
    Status.WAITING: say("Waiting"),
    Status.PENDING: say("Pending"),
    Status.CANCELLED: say("Cancelled"),
}
TONES = {Status.CONFIRMED: "good", Status.WAITING: "wait", Status.PENDING: "wait", Status.CANCELLED: ""}
