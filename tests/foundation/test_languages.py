"""Sentences in the language of whoever reads them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment

from foundation.languages import (
    LANGUAGES,
    Message,
    install,
    preferred_language,
    say,
    say_many,
    speaking,
    translations,
)
from foundation.refusals import Refused

UNKNOWN_ZONE = "There is no time zone “{name}”. Choose one such as Asia/Jakarta."


def an_environment(**templates: str) -> Environment:
    environment = Environment(loader=DictLoader(templates), autoescape=True)
    install(environment)
    return environment


def test_a_sentence_is_said_in_the_language_of_its_reader() -> None:
    message = say(UNKNOWN_ZONE, name="Mars")

    said = {language: message.in_language(language) for language in LANGUAGES}

    assert said == {
        "en": "There is no time zone “Mars”. Choose one such as Asia/Jakarta.",
        "id": "Tidak ada zona waktu “Mars”. Pilih salah satu, misalnya Asia/Jakarta.",
        "pt": "Não existe o fuso horário “Mars”. Escolha um, por exemplo Asia/Jakarta.",
        "tet": "Laiha zona oras “Mars”. Favór hili ida, hanesan Asia/Jakarta.",
    }


def test_a_number_takes_the_form_its_language_has_for_it() -> None:
    said = {
        language: [say_many("{count} minute", "{count} minutes", count).in_language(language) for count in (1, 90)]
        for language in LANGUAGES
    }

    assert said == {
        "en": ["1 minute", "90 minutes"],
        "id": ["1 menit", "90 menit"],
        "pt": ["1 minuto", "90 minutos"],
        "tet": ["minutu 1", "minutu 90"],
    }


def test_outside_of_a_page_a_message_reads_as_english() -> None:
    refusal = Refused(say("Choose a date between {first} and {last}.", first="2000", last="2099"))

    assert str(refusal) == str(refusal.message) == "Choose a date between 2000 and 2099."


def test_a_message_inside_a_message_is_said_in_the_same_language() -> None:
    message = say(UNKNOWN_ZONE, name=say_many("{count} minute", "{count} minutes", 90))

    assert message.in_language("id") == "Tidak ada zona waktu “90 menit”. Pilih salah satu, misalnya Asia/Jakarta."


@given(name=st.text())
def test_a_value_is_put_in_as_it_is_whatever_it_contains(name: str) -> None:
    assert say("“{name}” and “{other}”", name=name, other="{name}").in_language("en") == f"“{name}” and “{{name}}”"


def test_a_sentence_that_lacks_a_value_is_a_fault_where_it_is_written() -> None:
    with pytest.raises(ValueError, match="needs a value for limit"):
        say("At most {limit} minutes.")


def test_messages_with_the_same_words_and_values_are_the_same() -> None:
    assert {say("At most {limit}.", limit=25), say("At most {limit}.", limit=25)} == {
        Message("At most {limit}.", {"limit": 25})
    }


def test_a_sentence_without_a_translation_is_said_in_english() -> None:
    assert {say("Never written anywhere.").in_language(language) for language in LANGUAGES} == {
        "Never written anywhere."
    }
    assert {say_many("{count} yak", "{count} yaks", 2).in_language(language) for language in LANGUAGES} == {"2 yaks"}


def test_tetum_falls_back_to_portuguese() -> None:
    tetum = translations("tet")

    assert getattr(tetum, "_fallback") is translations("pt")  # noqa: B009 - the standard library has no other way to ask


def test_a_language_that_is_not_offered_is_a_fault() -> None:
    with pytest.raises(KeyError):
        translations("../../id")


def test_a_page_speaks_the_language_it_is_rendered_with() -> None:
    environment = an_environment(page="{% trans %}Your time zone{% endtrans %} · {{ _('Asia') }} · {{ refusal }}")
    refusal = say(UNKNOWN_ZONE, name="<b>")

    page = environment.get_template("page").render(language="id", refusal=refusal)

    assert page == "Zona waktu Anda · Asia · Tidak ada zona waktu “&lt;b&gt;”. Pilih salah satu, misalnya Asia/Jakarta."


def test_macros_includes_and_bases_speak_the_language_of_the_page() -> None:
    environment = an_environment(
        parts="{% macro title() %}{% trans %}Europe{% endtrans %}{% endmacro %}",
        foot="{% trans %}Africa{% endtrans %}",
        base="{% trans %}Your time zone{% endtrans %}, {% block page %}{% endblock %}",
        page=(
            "{% extends 'base' %}{% import 'parts' as parts %}"
            "{% block page %}{{ parts.title() }}, {% include 'foot' %}{% endblock %}"
        ),
    )

    pages = [environment.get_template("page").render(language=language) for language in ("id", "en", "pt")]

    assert pages == [
        "Zona waktu Anda, Eropa, Afrika",
        "Your time zone, Europe, Africa",
        "O seu fuso horário, Europa, África",
    ]


def test_white_space_in_a_template_is_not_part_of_the_sentence() -> None:
    environment = an_environment(page="{% trans %}\n    Your\n    time zone\n{% endtrans %}")

    assert environment.get_template("page").render(language="id") == "Zona waktu Anda"


def test_a_page_counts_in_the_forms_of_its_language() -> None:
    text = "{% trans count=n %}{{ count }} minute{% pluralize %}{{ count }} minutes{% endtrans %}"
    environment = an_environment(page=text)

    pages = [environment.get_template("page").render(language="en", n=n) for n in (1, 90)]

    assert pages == ["1 minute", "90 minutes"]


def test_after_a_page_the_language_is_what_it_was_before() -> None:
    environment = an_environment(page="{{ 1 / 0 }}")

    with speaking("pt"):
        with pytest.raises(ZeroDivisionError):
            environment.get_template("page").render(language="id")
        assert str(say("Europe")) == "Europa"
    assert str(say("Europe")) == "Europe"


def test_pages_rendered_at_once_do_not_mix_their_languages() -> None:
    meeting = Barrier(4)
    environment = an_environment(
        page="{% if meeting.wait(10) >= 0 %}{% endif %}{% trans %}Your time zone{% endtrans %}"
    )
    page = environment.get_template("page")

    def rendered(language: str) -> str:
        return page.render(language=language, meeting=meeting)

    with ThreadPoolExecutor(4) as threads:
        pages = list(threads.map(rendered, ["en", "id", "pt", "tet"]))

    assert pages == ["Your time zone", "Zona waktu Anda", "O seu fuso horário", "Ita-boot nia zona oras"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7", "id"),
        ("in-ID", "id"),
        ("tet-TL, pt;q=0.5", "tet"),
        ("pt-BR;q=0.5, tet;q=0.6", "tet"),
        ("PT_pt, PT", "pt"),
        ("fr-FR, fr;q=0.9, id;q=0.1", "id"),
        ("id;q=0, pt;q=0.001", "pt"),
        ("en , id", "en"),
        ("id ; q = 0.3 , pt;q=0.4", "pt"),
        ("zh-Hant-TW, *;q=0.5", "en"),
        ("", "en"),
        ("*", "en"),
        (";q=1,,, ;;;=", "en"),
        ("id;q=nan, pt;q=1e9, tet;q=-1", "en"),
        ("id;q=0.5;q=0.6, pt", "pt"),
        ("<script>, ../../etc, \x00id", "en"),
        ("x" * 100_000 + ",id", "en"),
        ("id," + "a-" * 100_000, "id"),
    ],
)
def test_the_browser_is_answered_in_the_language_it_likes_best(header: str, language: str) -> None:
    assert preferred_language(header, "en") == language


def test_only_what_is_offered_is_chosen() -> None:
    assert preferred_language("tet, id;q=0.5", "en", ["en", "id"]) == "id"
    assert preferred_language("tet", "id", ["en", "id"]) == "id"


@given(header=st.text())
def test_any_header_is_answered_in_a_language_we_have(header: str) -> None:
    assert preferred_language(header) in LANGUAGES
