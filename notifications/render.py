"""A letter from the facts of this moment: subject, text, page, and the entry for the calendar.

Nothing is asked of the database here. A kind is one template, `templates/messages/<kind>.txt`: it sets its sentences,
`letter.txt` puts them in order, and `letter.html` shows the same ones as a page. A kind that looks different has a
`<kind>.html` of its own.
"""

import re
from functools import cache, lru_cache
from typing import Any

from jinja2 import Template

from events.calendar import Attendee, Entry, Organiser, cancel, request
from events.calendar_values import mail_address
from foundation.languages import speaking
from foundation.pages import environment
from foundation.settings import Settings
from notifications.delivery_marks import mark
from notifications.facts import CalendarLetter, Facts, SignInFacts
from notifications.kinds import KINDS
from notifications.letters import Letter, mailbox
from notifications.wording import shown_by, words_of, words_of_sign_in

MESSAGES = "notifications/messages"
WIDTH = 76
LIST_MARK = re.compile(r" *(?:- |\S+  )?")
"""What the lines of a paragraph hang under: spaces, a dash, or a time with two spaces behind it."""

sender_of = lru_cache(8)(mailbox)


def letter_of(facts: Facts | SignInFacts, settings: Settings) -> Letter:
    """The letter to somebody who has an address. The same facts are the same letter, to the byte.

    Raises OrganiserIsAttendee for a calendar letter to the installation's own address."""
    person, sender = facts.person, sender_of(settings.mail_from)
    assert person.email is not None, "planned only for people who can be reached"
    words = words_of(facts) if isinstance(facts, Facts) else words_of_sign_in(facts)
    path = facts.personal_path if isinstance(facts, Facts) else facts.path
    known = words | {"sender": sender.name or sender.email, "personal_link": settings.base_url + path}
    with speaking(person.language):
        written, said = _written(_text_of(facts.kind), known)
        page = _page_of(facts.kind).render(said)
        event, method = _calendar_part(facts, said, settings) if isinstance(facts, Facts) else (None, None)
    subject, _, text = written.partition("\n\n")
    return Letter(
        to_name=words["name"], to_email=person.email, subject=subject, text=_flowing(text), html=page,
        message_id=_message_id(facts.delivery_id, settings), calendar=event, method=method,
    )  # fmt: skip


def _message_id(delivery_id: int, settings: Settings) -> str:
    """Of a delivery, whatever its letter says by then: a second copy is recognised (trust.md, the promise), and so is
    a letter that comes back."""
    domain = mail_address(sender_of(settings.mail_from).email).rpartition("@")[2]
    return f"<{mark(settings.secret_key, delivery_id)}@{domain}>"


@cache
def _text_of(kind: str) -> Template:
    return environment().get_template(f"{MESSAGES}/{kind}.txt")


@cache
def _page_of(kind: str) -> Template:
    return environment().select_template([f"{MESSAGES}/{kind}.html", f"{MESSAGES}/letter.html"])


def _written(template: Template, known: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The plain text, and all that is said in it: what was `known` and the sentences that the template set."""
    context = template.new_context(known)
    text = "".join(template.root_render_func(context))
    return _without_gaps(text), known | context.get_exported()


def _calendar_part(facts: Facts, said: dict[str, Any], settings: Settings) -> tuple[bytes | None, str | None]:
    """The entry as bytes, and its method."""
    letter, method = facts.calendar, KINDS[facts.kind].method
    if letter is None or method is None:
        return None, None
    sender, email = sender_of(settings.mail_from), str(facts.person.email)
    organiser, attendee = Organiser(sender.name, sender.email), Attendee(facts.name or email, email, facts.role.value)
    entry = _entry(facts, letter, said)
    if method == "REQUEST":
        return request(entry, organiser, attendee), method
    return cancel(entry, organiser, attendee, discussion_cancelled=facts.discussion.is_cancelled), method


def _entry(facts: Facts, letter: CalendarLetter, said: dict[str, Any]) -> Entry:
    description, _ = _written(_text_of("calendar"), said)
    shown, discussion = shown_by(facts), facts.discussion
    return Entry(
        uid=letter.uid, sequence=letter.sequence, dtstamp=letter.dtstamp, partstat=letter.partstat,
        starts_at=shown.starts_at, ends_at=shown.ends_at, summary=said["title"], description=description,
        page_url=said["personal_link"], created_at=discussion.created_at, changed_at=discussion.changed_at,
        private=facts.person.discreet,
    )  # fmt: skip


def _without_gaps(text: str) -> str:
    """One empty line between paragraphs, however many parts between them were left out."""
    return re.sub(r"\n{3,}", "\n\n", text.strip())


def _flowing(text: str) -> str:
    return "\n".join(map(_folded, text.split("\n"))) + "\n"


def _folded(paragraph: str) -> str:
    """Lines of `WIDTH` at most; an address stays whole."""
    if len(paragraph) <= WIDTH:
        return paragraph
    mark = LIST_MARK.match(paragraph)[0]  # type: ignore[index]  # the pattern matches every text
    first, *rest = paragraph[len(mark) :].split(" ")
    lines = [mark + first]
    for word in rest:
        if len(lines[-1]) + len(word) < WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(" " * len(mark) + word)
    return "\n".join(lines)
