"""Names as rooms show them, compared with names as people registered: "Siti Aminah, S.H._KSPI (iPhone)" is Siti Aminah.

A name only tells apart what is written the same, and suggests what is similar; it never decides between two people.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

APART = re.compile(r"[_,|/\\()\[\]{}@:;–—•·#]+|\s-+\s")
HYPHEN = re.compile(r"-+")
SHORTENED = re.compile(r"\b(\w{1,2})\.(?=\w)")
POSSESSIVE = re.compile(r"['’`´]s\b")
WORDS = re.compile(r"[^\W_]+")
TITLES = frozenset({
    "dr", "drs", "dra", "prof", "ir", "h", "hj", "haji", "hajjah", "bapak", "ibu", "pak", "bu", "bp", "sdr", "sdri",
    "kak", "mas", "mbak", "bang", "mr", "mrs", "ms", "sr", "sra", "sh", "mh", "se", "mm", "msi", "spd", "mpd", "skm",
    "mkes", "st", "mt", "ssos", "sip", "map", "spsi", "mpsi", "skom", "mkom", "amd", "mba", "ma", "msc", "phd", "sag",
    "shi", "sos",
})  # fmt: skip
DEVICES = frozenset({
    "iphone", "ipad", "android", "samsung", "galaxy", "oppo", "vivo", "redmi", "xiaomi", "realme", "huawei",
    "infinix", "nokia", "asus", "acer", "lenovo", "laptop", "pc", "hp", "macbook", "desktop", "phone", "mobile",
    "handphone", "zoom", "user", "guest", "tamu", "external", "unverified", "host", "cohost", "panitia", "peserta",
    "note", "pro", "max", "plus", "mini", "lite", "ultra",
})  # fmt: skip
LEAST_ALIKE, BEARS_ALL = 50, 70
"""Of a hundred."""
TOO_COMMON = 1_000

Key = tuple[str, ...]


def key_of(name: str) -> Key:
    """The words of a name without titles, capitals, accents and order; empty when nothing else is left."""
    return tuple(sorted(word for word in _words(name) if word not in TITLES))


def keys_in(shown: str) -> frozenset[Key]:
    """Whatever in a shown name may be the person's: the whole, and each part beside institution, device and degree."""
    parts = {shown, *APART.split(shown)}
    parts |= {piece for part in list(parts) for piece in HYPHEN.split(part)}
    keys = {key for part in parts for key in (key_of(part), _without_device(key_of(part)))}
    return frozenset(key for key in keys if _without_device(key))


class Directory:
    """The names under which people registered for one discussion. What is worked out is kept no longer than this:
    names of people do not stay in memory."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        self._by_key: dict[Key, set[int]] = defaultdict(set)
        for person_id, name in names:
            self._by_key[key_of(name)].add(person_id)
        self._by_word: dict[str, set[int]] = defaultdict(set)
        self._by_piece: dict[str, list[int]] = defaultdict(list)
        self._keys = [(key, _pieces(key)) for key in self._by_key]
        for number, (key, pieces) in enumerate(self._keys):
            for word in key:
                self._by_word[word] |= self._by_key[key]
            for piece in pieces:
                self._by_piece[piece].append(number)

    def called(self, shown: str) -> set[int]:
        """Everybody who is written so. A single word is nobody's as long as others bear it as well."""
        found = set()
        for key in keys_in(shown):
            people = self._by_key.get(key, set())
            found |= self._by_word[key[0]] if people and len(key) == 1 else people
        return found

    def alike(self, shown: str) -> list[tuple[int, int]]:
        """Who is written similarly, and by how many of a hundred, the likeliest first. "Ana" is like every Ana."""
        best: dict[int, int] = {}
        for key in keys_in(shown):
            for person_id in self._who_bears_all(key):
                best[person_id] = max(best.get(person_id, 0), BEARS_ALL)
            for other, score in self._similar(key):
                for person_id in self._by_key[other]:
                    best[person_id] = max(best.get(person_id, 0), score)
        return sorted(best.items(), key=lambda one: (-one[1], one[0]))

    def _similar(self, key: Key) -> Iterator[tuple[Key, int]]:
        """Names that share enough letters, three at a time; who shares less than a third of ours cannot."""
        pieces, shared = _pieces(key), Counter[int]()
        for found in filter(None, map(self._by_piece.get, pieces)):
            if len(found) <= TOO_COMMON:
                shared.update(found)
        for number, count in shared.items():
            if 3 * count >= len(pieces):
                other, theirs = self._keys[number]
                score = round(200 * count / (len(pieces) + len(theirs)))
                if score >= LEAST_ALIKE:
                    yield other, score

    def _who_bears_all(self, key: Key) -> set[int]:
        """Whose name holds all these words."""
        bearers = [self._by_word.get(word, set()) for word in key if len(word) > 1]
        return set.intersection(*bearers) if bearers else set()


def _words(name: str) -> Iterator[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    return (found[0] for found in WORDS.finditer(SHORTENED.sub(r"\1", POSSESSIVE.sub("", plain))))


def _without_device(key: Key) -> Key:
    return tuple(word for word in key if word not in DEVICES and not any(c.isdigit() for c in word))


def _pieces(key: Key) -> frozenset[str]:
    """Three letters at a time, with the edges of words, so that a slip of the finger leaves most of them."""
    return frozenset(f" {word} "[at : at + 3] for word in key for at in range(len(word)))
