"""What was looked at, in the words of the desk."""

from foundation.access_log import Look
from foundation.languages import Message, say

LOOKED_AT = {
    "registrations": say("List of registrations"),
    "registration": say("One registration"),
    "corrected": say("One registration was corrected"),
    "participants": say("Participant list"),
    "attendance": say("Attendance"),
    "members": say("Coordinators"),
    "upload": say("A file with names"),
    "messages": say("List of messages"),
    "message": say("One message"),
    "people": say("Chair and speakers"),
    "person": say("Messages of one person"),
    "held": say("Everything held about one person"),
    "erased": say("One person was erased"),
    "merged": say("Two people were made one"),
    "doubles": say("Two people side by side"),
    "whatsapp": say("People without an email address"),
    "outbox": say("Outbox"),
    "letter": say("One letter of the outbox"),
    "mailbox": say("Mailbox"),
    "arrival": say("One message of the mailbox"),
}


def looked_at(look: Look) -> Message | str:
    """A list that has no words here is called by its own."""
    return LOOKED_AT.get(look.what, look.what)
