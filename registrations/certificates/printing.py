"""The certificate on paper: one sheet, with a code to scan."""

from pathlib import Path

from foundation.codes import code_file
from foundation.languages import say
from foundation.papers import paper
from registrations.certificates.queries import public_path
from registrations.certificates.wording import Shown

SHEET = Path(__file__).parent / "sheets" / "certificate.typ"
CERTIFIES, IN_SERIES = say("This certifies that"), say("of the series")
ISSUED, LENGTH = say("Issued on"), say("Length")
CHECK = say("To check whether it is genuine")


def printed(shown: Shown, base_url: str, language: str) -> bytes:
    """PDF, with the name that stands on it."""
    certificate, address = shown.certificate, f"{base_url}{public_path(shown.certificate)}"
    words = {
        "heading": shown.heading, "certifies": CERTIFIES, "did": shown.did, "of": IN_SERIES, "day": shown.day,
        "length": shown.length, "length_label": LENGTH, "issued": shown.issued_on, "issued_label": ISSUED,
        "check": CHECK,
    }  # fmt: skip
    said = {name: wording.in_language(language) for name, wording in words.items()}
    return paper(SHEET, {
        **said, "language": language, "name": certificate.full_name, "title": shown.discussion.title,
        "title_language": shown.series.language, "series": shown.series.title, "office": shown.office.name,
        "address": address, "picture": code_file(address).decode(),
    }, certificate.issued_at)  # fmt: skip
