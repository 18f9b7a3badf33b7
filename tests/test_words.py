"""Whoever reads Urdu reads all of it: every text that is marked has its words in the catalogue, and the catalogue is compiled."""

import gettext
from pathlib import Path

import pytest
from django.conf import settings

from tests.marked import MACHINE, catalogue, handed_on, marked

FOLDERS = sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES"))
PO = FOLDERS[0] / "django.po"


@pytest.fixture(scope="module")
def words():
    return catalogue(PO)


def test_every_marked_text_has_its_words(words):
    # A text that also begins a plural has its words there.
    known = {text[:2] for text, said in words.items() if all(said)}
    missing = [
        f"{place}: {text}"
        for text, place in marked().items()
        if not (all(words.get(text, ("",))) or _single(text, known))
    ]
    assert not missing, (
        "These have no words in locale/ur. `manage.py words` brings them into the catalogue (docs/testing.md); then write them:\n"
        + "\n".join(missing)
    )


def test_words_are_asked_for_where_their_text_stands():
    assert handed_on() == []


def _single(text, known):
    return not text[2] and text[:2] in known


def test_no_words_stay_for_a_text_that_is_gone(words):
    gone = sorted(words.keys() - marked().keys())
    assert not gone, "Nothing marks these any more. `manage.py words` takes them out:\n" + "\n".join(map(str, gone))


def test_words_keep_the_names_and_tags_of_the_text(words):
    wrong = [
        f"{text!r} → {said!r}"
        for (_context, one, many), each in words.items()
        for text, said in zip((one, many or one), each, strict=False)
        if sorted(MACHINE.findall(text)) != sorted(MACHINE.findall(said))
    ]
    assert not wrong, "Names in brackets and tags differ:\n" + "\n".join(wrong)


def test_the_compiled_catalogue_says_what_the_written_one_says(words):
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = dict(gettext.GNUTranslations(file)._catalog)
    compiled.pop("")
    said = {}
    for (context, one, many), each in words.items():
        key = f"{context}\x04{one}" if context else one
        said |= {(key, number): form for number, form in enumerate(each)} if many else {key: each[0]}
    assert compiled == said, "`manage.py words` compiles it."
