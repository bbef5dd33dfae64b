"""What rows of an agenda and roles are called when they are read (domain.md, Words)."""

from events.models import ItemKind
from foundation.languages import say
from foundation.people import Role

KINDS = {
    ItemKind.OPENING: say("Opening"),
    ItemKind.CEREMONIAL: say("Ceremonial part"),
    ItemKind.WELCOME: say("Welcome"),
    ItemKind.PRESENTATION: say("Presentation"),
    ItemKind.PANEL: say("Panel discussion"),
    ItemKind.TECHNICAL_INPUT: say("Technical input"),
    ItemKind.QUESTIONS: say("Questions and answers"),
    ItemKind.BREAK: say("Break"),
    ItemKind.CLOSING: say("Closing"),
}
ROLES = {
    Role.CHAIR: say("Chair"),
    Role.RESOURCE_PERSON: say("Resource person"),
    Role.OBSERVER: say("Observer"),
    Role.PARTICIPANT: say("Participant"),
}
