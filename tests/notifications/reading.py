"""Letters as a reader sees them: the words of a page without its marks, and the parts of a mail."""

import email
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from html.parser import HTMLParser


class Page(HTMLParser):
    """The tags of a page in order, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def visible_text(page: str) -> str:
    return Page(page).text


def folded(text: str) -> str:
    """Every run of white space as one space."""
    return " ".join(text.split())


def part(message: EmailMessage, content_type: str) -> str:
    """The one part of this type, with the lines of Unix."""
    (found,) = (part for part in message.walk() if part.get_content_type() == content_type)
    payload = found.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


def people_in(content: bytes, header: str) -> list[tuple[str, str]]:
    """Name and address of each mailbox, by the older parser: the newer one of Python 3.11 leaves a space between two
    encoded words of a name."""
    pairs = getaddresses([email.message_from_bytes(content)[header]])
    return [(str(make_header(decode_header(name))) if "=?" in name else name, address) for name, address in pairs]
