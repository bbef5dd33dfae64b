"""What each role asks of a person, in three lines (product.md, The series as its organisers describe it)."""

from foundation.languages import say
from foundation.people import Role

TASKS = {
    Role.CHAIR: (
        say("You open the discussion, keep to the times of the agenda and close it."),
        say("You lead the panel discussion and give the floor to questions."),
        say("You give technical input on principles and on practice in other countries."),
    ),
    Role.RESOURCE_PERSON: (
        say("You speak for workers' organisations: what your members know and have lived through."),
        say("Your presentation takes 25 minutes at most; your own time is marked in the agenda."),
        say("After it you answer on the panel and in the questions."),
    ),
    Role.OBSERVER: (
        say("You listen: the floor belongs to workers' organisations."),
        say("The chair may ask you for technical input."),
        say("You have no presentation, and your name does not stand on the public page."),
    ),
}
