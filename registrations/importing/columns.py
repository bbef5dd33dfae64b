"""What the columns of somebody's table are: guessed from their headings, in the words of three languages and in the
shapes of forms; and what stands in their cells, in the words of this program."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from foundation.languages import say
from registrations.form import FIELDS
from registrations.models import Sex, UnionLevel

OFFERED = ("full_name", "email", "phone", "union_level", "sex", "province", "support", "question")
"""Fields that a list may bring. The union is that of the coordinator, consents are declared for the whole list."""
OFFERED_OFFICE = (*OFFERED, "union")
"""A list of the office holds people of several."""
HEADINGS: Mapping[str, Sequence[str]] = {
    "full_name": ("full_name", "nama", "nama lengkap", "nama peserta", "name", "full name", "participant", "nome",
                  "nome completo", "naran"),
    "email": ("email", "e mail", "email address", "alamat email", "surel", "alamat surel", "correio eletronico",
              "endereco de e mail", "endereco de email", "username"),
    "phone": ("phone", "no hp", "nomor hp", "hp", "no wa", "nomor wa", "wa", "whatsapp", "no whatsapp",
              "nomor whatsapp", "whatsapp number", "phone number", "mobile", "telepon", "no telepon", "nomor telepon",
              "telefone", "telemovel", "numero de telefone", "no telp", "handphone", "nomor handphone"),
    "union_level": ("union_level", "level", "tingkat", "tingkatan", "union level", "nivel", "tingkat serikat"),
    "union": ("union", "serikat", "serikat pekerja", "serikat buruh", "organisasi", "organization", "organisation",
              "instansi", "lembaga", "sindicato", "organizacao", "sindikatu"),
    "sex": ("sex", "l p", "jenis kelamin", "gender", "sexo", "genero", "kelamin"),
    "province": ("province", "provinsi", "asal provinsi", "municipality", "municipio", "provincia", "propinsi"),
    "support": ("support", "kebutuhan khusus", "special needs", "dukungan", "apoio"),
    "question": ("question", "pertanyaan", "pergunta"),
}  # fmt: skip
"""Folded: small letters without accents, signs become spaces."""
LEVELS: Mapping[str, UnionLevel] = {
    **{level.value: level for level in UnionLevel},
    "konfederasi": UnionLevel.CONFEDERATION, "confederacao": UnionLevel.CONFEDERATION,
    "federasi": UnionLevel.FEDERATION, "federacao": UnionLevel.FEDERATION, "dpp": UnionLevel.FEDERATION,
    "cabang": UnionLevel.BRANCH, "delegacao regional": UnionLevel.BRANCH, "delegacao": UnionLevel.BRANCH,
    "dpc": UnionLevel.BRANCH, "perusahaan": UnionLevel.PLANT, "pabrik": UnionLevel.PLANT, "empresa": UnionLevel.PLANT,
    "puk": UnionLevel.PLANT, "basis": UnionLevel.PLANT, "unit kerja": UnionLevel.PLANT,
}  # fmt: skip
SEXES: Mapping[str, Sex] = {
    **{sex.value: sex for sex in Sex},
    **dict.fromkeys(("p", "perempuan", "wanita", "female", "f", "mulher", "feminino", "feto"), Sex.WOMAN),
    **dict.fromkeys(("l", "laki laki", "lelaki", "pria", "male", "m", "homem", "masculino", "mane"), Sex.MAN),
}
LABELS = {field.name: field.label for field in FIELDS if field.name in OFFERED_OFFICE} | {
    "full_name": say("Name"), "email": say("Email address"), "phone": say("WhatsApp number"),
}  # fmt: skip
NOT_ONLY = re.compile(r"\(.*?\)|\[.*?\]")
"""What stands in brackets explains the heading."""


def guessed(heading: Sequence[str], offered: Sequence[str] = OFFERED) -> list[str]:
    """A field for each column, empty where none is recognised. Each field is given once: the first column that is
    called just so, else the first that begins so."""
    folded = [_folded(NOT_ONLY.sub(" ", name)) for name in heading]
    fields = [""] * len(folded)
    for fits in (_is_called, _begins):
        for column, name in enumerate(folded):
            found = next((field for field in offered if field not in fields and fits(name, field)), "")
            fields[column] = fields[column] or found
    return fields


def in_our_words(field: str, text: str) -> str:
    """A cell as the form takes it: the levels and sexes of lists, and a number without the mark of a spreadsheet."""
    words: Mapping[str, str] = {"union_level": LEVELS, "sex": SEXES}.get(field, {})
    bare = text.strip()
    if field in ("phone", "email") and bare.startswith("'"):
        bare = bare[1:]
    return words.get(_folded(bare), bare) if words else bare


def _is_called(name: str, field: str) -> bool:
    return name in HEADINGS[field]


def _begins(name: str, field: str) -> bool:
    return any(name.startswith(f"{word} ") for word in HEADINGS[field] if len(word) > 2)


def _folded(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", plain).split()).casefold()
