"""A letter from the facts of this moment: subject, text, page, and the entry for the calendar.

Nothing is asked of the database here. A kind is one template, `templates/messages/<kind>.txt`: it sets its sentences,
`letter.txt` puts them in order, and `letter.html` shows the same ones as a page. A kind that looks different has a
`<kind>.html` of its own.

What a letter tells is alike for many readers. It is written once with blanks, kept, and filled in for each of them: a
mass mailing renders a handful of templates, not thousands (decisions/0013).
"""

import re
from dataclasses import replace
from functools import cache, lru_cache
from io import StringIO
from typing import Any, NamedTuple

from jinja2 import Template
from markupsafe import escape

from events.calendar import Attendee, Entry, Organiser, cancel, request
from events.calendar_forms import EntryForm, OwnEntry
from events.calendar_values import mail_address
from foundation.blanks import Form
from foundation.languages import say, speaking
from foundation.pages import environment
from foundation.settings import Settings
from foundation.zones import kept_with_rules
from notifications.announcements.words import said_in
from notifications.delivery_marks import mark
from notifications.facts import Facts
from notifications.kinds import KINDS
from notifications.letters import Letter, Mailbox, Quoted, mailbox
from notifications.notice_facts import NoticeFacts
from notifications.notice_words import words_of_notice
from notifications.readers import WORDS as READERS
from notifications.sign_in_facts import SignInFacts
from notifications.told import ALSO, NAME, NEWS, PATH, Own, Told, blank, own_of, told_in
from notifications.trials import TrialFacts
from notifications.wording import opening, shown_by, with_links, words_of, words_of_sign_in

MESSAGES = "notifications/messages"
WIDTH = 76
KEPT_FORMS = 256
"""Of some 20 kB each. One discussion is told in a handful of languages and zones."""
LIST_MARK = re.compile(r" *(?:- |\S+  )?")
"""What the lines of a paragraph hang under: spaces, a dash, or a time with two spaces behind it."""
NEUTRAL_SENDER = say("Online discussion")
"""Who writes to somebody whose employer may read along (domain.md, Law and privacy)."""

sender_of = lru_cache(8)(mailbox)


class Draft(NamedTuple):
    """A letter as the templates wrote it. Each paragraph of `text` is still one line."""

    sender: Mailbox
    subject: str
    text: str
    html: str
    calendar: bytes | None = None
    method: str | None = None
    unsubscribe: str | None = None


def letter_of(facts: Facts | SignInFacts | NoticeFacts | TrialFacts, settings: Settings) -> Letter:
    """The letter to somebody who has an address. The same facts are the same letter, to the byte.

    Raises OrganiserIsAttendee for a calendar letter to the installation's own address."""
    message_id = _message_id(facts.delivery_id, settings)
    if isinstance(facts, Facts):
        return _form_of(told_in(facts), settings).filled(own_of(facts), message_id)
    if isinstance(facts, TrialFacts):
        return _on_trial(facts, message_id, settings)
    return finished(_to_the_desk(facts, settings), "", str(facts.person.email), message_id)


def _on_trial(facts: TrialFacts, message_id: str, settings: Settings) -> Letter:
    """What somebody else would get, to the organiser: marked as a trial, and without an entry for any calendar."""
    shown, person = letter_of(facts.shown, settings), facts.person
    subject = say("Trial ({reader}): {subject}", reader=READERS[facts.reader], subject=shown.subject)
    return replace(
        shown, to_name="", to_email=str(person.email), subject=subject.in_language(person.language),
        message_id=message_id, calendar=None, method=None,
    )  # fmt: skip


def written(told: Told, own: Own, settings: Settings) -> Draft:
    """The draft for one reader, or with `blank(told)` for all who are told the same."""
    sender = _sender_to(told.person.language, settings, discreet=told.person.discreet)
    known = with_links(words_of(told) | {"name": own.name}, settings.base_url, own.also)
    if told.announced is not None:
        known |= said_in(told.announced.text, own.name, settings.base_url + own.path)
        known |= {"announced": told.announced, "unsubscribe_link": settings.base_url + own.news_path}
    with speaking(told.person.language):
        known["opening"] = opening(told, known)
        draft, said = _drafted(told.kind, known, sender, settings.base_url + own.path)
        if own.news_path:
            draft = draft._replace(unsubscribe=settings.base_url + own.news_path)
        method = KINDS[told.kind].method
        if told.calendar is None or own.entry is None or method is None:
            return draft
        return draft._replace(calendar=_calendar_part(told, own.entry, said, sender), method=method)


def finished(draft: Draft, to_name: str, to_email: str, message_id: str) -> Letter:
    """The letter as it stands in the draft."""
    return Letter(
        sender=draft.sender, to_name=to_name, to_email=to_email, subject=draft.subject,
        quoted_text=Quoted.of(_flowing(draft.text)), quoted_html=Quoted.of(draft.html),
        message_id=message_id, calendar=draft.calendar, method=draft.method, unsubscribe=draft.unsubscribe,
    )  # fmt: skip


class LetterForm:
    """A draft with blanks, taken apart at them."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._text = Form(draft.text.split("\n"), lambda line: Quoted.of(_folded(line) + "\n"))
        self._html = Form(StringIO(draft.html), Quoted.of)
        self._entry = draft.calendar and EntryForm(draft.calendar, Organiser(draft.sender.name, draft.sender.email))

    def filled(self, own: Own, message_id: str) -> Letter:
        """One reader's letter, no value of anybody else in it."""
        path = {PATH: own.path, NEWS: own.news_path, **dict(zip(ALSO, own.also, strict=False))}
        return Letter(
            sender=self._draft.sender, to_name=own.name, to_email=own.email, subject=self._draft.subject,
            quoted_text=Quoted(self._text.filled(path | {NAME: own.name})),
            quoted_html=Quoted(self._html.filled(path | {NAME: escape(own.name)})),
            message_id=message_id, method=self._draft.method,
            calendar=self._entry.filled(own.entry, path) if self._entry and own.entry else None,
            unsubscribe=self._draft.unsubscribe and self._draft.unsubscribe.replace(NEWS, own.news_path),
        )  # fmt: skip


@kept_with_rules(KEPT_FORMS)
def _form_of(told: Told, settings: Settings) -> LetterForm:
    return LetterForm(written(told, blank(told), settings))


def _to_the_desk(facts: SignInFacts | NoticeFacts, settings: Settings) -> Draft:
    """Few, and each to one organiser: written anew."""
    person = facts.person
    words = words_of_sign_in(facts) if isinstance(facts, SignInFacts) else words_of_notice(facts, settings)
    sender = _sender_to(person.language, settings, discreet=person.discreet)
    with speaking(person.language):
        draft, _ = _drafted(facts.kind, words, sender, settings.base_url + facts.path)
    return draft


def _sender_to(language: str, settings: Settings, *, discreet: bool) -> Mailbox:
    """The one address of the installation, under a name that may be seen where the letter arrives."""
    sender = sender_of(settings.mail_from)
    return replace(sender, name=NEUTRAL_SENDER.in_language(language)) if discreet else sender


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


def _drafted(kind: str, words: dict[str, Any], sender: Mailbox, link: str) -> tuple[Draft, dict[str, Any]]:
    """Text and page, and all that is said in them."""
    known = {"opening": ""} | words | {"sender": sender.name or sender.email, "personal_link": link}
    text, said = _written(_text_of(kind), known)
    subject, _, body = text.partition("\n\n")
    return Draft(sender, subject, body, _page_of(kind).render(said)), said


def _written(template: Template, known: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The plain text, and all that is said in it: what was `known` and the sentences that the template set."""
    context = template.new_context(known)
    text = "".join(template.root_render_func(context))
    return _without_gaps(text), known | context.get_exported()


def _calendar_part(told: Told, own: OwnEntry, said: dict[str, Any], sender: Mailbox) -> bytes:
    organiser, attendee = Organiser(sender.name, sender.email), Attendee(own.name, own.email, told.role.value)
    entry = _entry(told, own, said)
    if KINDS[told.kind].method == "REQUEST":
        return request(entry, organiser, attendee)
    return cancel(entry, organiser, attendee, discussion_cancelled=told.discussion.is_cancelled)


def _entry(told: Told, own: OwnEntry, said: dict[str, Any]) -> Entry:
    assert told.calendar is not None, "only a letter that changes a calendar has an entry"
    description, _ = _written(_text_of("calendar"), said)
    shown, discussion = shown_by(told), told.discussion
    return Entry(
        uid=own.uid, sequence=own.sequence, dtstamp=own.dtstamp, partstat=told.calendar.partstat,
        starts_at=shown.starts_at, ends_at=shown.ends_at, summary=said["title"], description=description,
        page_url=said["personal_link"], created_at=discussion.created_at, changed_at=discussion.changed_at,
        private=told.person.discreet,
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
