"""Provinces of Indonesia and municipalities of Timor-Leste by ISO 3166-2, which reports count by."""

from foundation.people import clean_text

INDONESIA = {
    "ID-AC": "Aceh", "ID-BA": "Bali", "ID-BT": "Banten", "ID-BE": "Bengkulu", "ID-YO": "DI Yogyakarta",
    "ID-JK": "DKI Jakarta", "ID-GO": "Gorontalo", "ID-JA": "Jambi", "ID-JB": "Jawa Barat", "ID-JT": "Jawa Tengah",
    "ID-JI": "Jawa Timur", "ID-KB": "Kalimantan Barat", "ID-KS": "Kalimantan Selatan", "ID-KT": "Kalimantan Tengah",
    "ID-KI": "Kalimantan Timur", "ID-KU": "Kalimantan Utara", "ID-BB": "Kepulauan Bangka Belitung",
    "ID-KR": "Kepulauan Riau", "ID-LA": "Lampung", "ID-MA": "Maluku", "ID-MU": "Maluku Utara",
    "ID-NB": "Nusa Tenggara Barat", "ID-NT": "Nusa Tenggara Timur", "ID-PA": "Papua", "ID-PB": "Papua Barat",
    "ID-PD": "Papua Barat Daya", "ID-PE": "Papua Pegunungan", "ID-PS": "Papua Selatan", "ID-PT": "Papua Tengah",
    "ID-RI": "Riau", "ID-SR": "Sulawesi Barat", "ID-SN": "Sulawesi Selatan", "ID-ST": "Sulawesi Tengah",
    "ID-SG": "Sulawesi Tenggara", "ID-SA": "Sulawesi Utara", "ID-SB": "Sumatera Barat", "ID-SS": "Sumatera Selatan",
    "ID-SU": "Sumatera Utara",
}  # fmt: skip
TIMOR_LESTE = {
    "TL-AL": "Aileu", "TL-AN": "Ainaro", "TL-AT": "Ataúro", "TL-BA": "Baucau", "TL-BO": "Bobonaro", "TL-CO": "Covalima",
    "TL-DI": "Díli", "TL-ER": "Ermera", "TL-LA": "Lautém", "TL-LI": "Liquiçá", "TL-MT": "Manatuto",
    "TL-MF": "Manufahi", "TL-OE": "Oé-Cusse Ambeno", "TL-VI": "Viqueque",
}  # fmt: skip
BY_COUNTRY = (("Indonesia", tuple(INDONESIA.items())), ("Timor-Leste", tuple(TIMOR_LESTE.items())))
"""For a select; names of places are the same in every language we speak."""
NAMES = INDONESIA | TIMOR_LESTE
_CODES = {name.casefold(): code for code, name in NAMES.items()}


def province_code(text: str) -> str:
    """The code of a province given by code or name; any other text stays as it is written."""
    written = clean_text(text)
    code = written.upper()
    return code if code in NAMES else _CODES.get(written.casefold(), written)


def province_name(code: str) -> str:
    return NAMES.get(code, code)
