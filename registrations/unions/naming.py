"""When two spellings are the same union."""

import unicodedata

KEY_LIMIT = 200
ACCENTS = frozenset(map(chr, range(0x300, 0x370)))
"""Of Latin, Greek and Cyrillic letters; the marks of other scripts are vowels."""


def key_of(name: str) -> str:
    """What is left of a name when capitals, accents, spaces and signs are taken out: "F.S.P.M.I." and "FSPMI" are one.
    Empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", name[:KEY_LIMIT]).casefold()
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LNM" and c not in ACCENTS)[:KEY_LIMIT]
