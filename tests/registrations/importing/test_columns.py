"""Columns are recognised in the words of three languages and in the shapes of forms; each field once."""

import pytest

from registrations.importing.columns import guessed, in_our_words


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("Nama Lengkap;L/P;Jabatan;No. HP;Alamat Email;Provinsi", "full_name;sex;;phone;email;province"),
        ("Timestamp;Email Address;Full name;WhatsApp number (with country code);Level",
         ";email;full_name;phone;union_level"),
        ("Cap waktu;Nama Lengkap (sesuai KTP);Nomor WhatsApp aktif;Tingkat serikat;Jenis Kelamin",
         ";full_name;phone;union_level;sex"),
        ("Nome completo;Endereço de e-mail;Telefone;Sexo;Município", "full_name;email;phone;sex;province"),
        ("No;Nama;Nama Serikat;HP;WA", ";full_name;;phone;"),
        ("full_name;email;phone;union_level;consent_take_part", "full_name;email;phone;union_level;"),
        ("", ""),
    ],
)  # fmt: skip
def test_headings_say_what_columns_are(heading: str, fields: str) -> None:
    assert guessed(heading.split(";")) == fields.split(";")


def test_cells_are_read_in_the_words_of_lists() -> None:
    said = [
        ("sex", "P"), ("sex", "Laki-laki"), ("union_level", "Federasi"), ("union_level", "PUK"),
        ("union_level", "Delegação regional"), ("phone", "'0812"), ("full_name", "'t Hart"), ("sex", "?"),
    ]  # fmt: skip

    assert [in_our_words(field, text) for field, text in said] == [
        "woman", "man", "federation", "plant", "branch", "0812", "'t Hart", "?",
    ]  # fmt: skip
