"""What was typed, taken apart; which word was meant; and letters as the database has them."""

import pytest
from django.db import connection

from core.sounds import sound_of
from placements.search.words import Part, best_of, distance, plain, table_of, take_apart

SYNONYMS = table_of(
    [
        ("OT", ["operation theatre", "occupational therapy"]),
        ("X-ray", ["radiography"]),
        ("آئی سی یو", ["intensive care"]),
    ]
)
THEATRE, THERAPY = ("operation", "theatre"), ("occupational", "therapy")


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("", []),
        ('"', []),
        ("Ward  NURSING", [Part(("ward",)), Part(("nursing",))]),
        ('"blood bank" lahore', [Part(("blood", "bank"), exact=True), Part(("lahore",))]),
        ("nursing -night", [Part(("nursing",)), Part(("night",), out=True)]),
        ("follow-up", [Part(("follow",)), Part(("up",))]),
        ("OT technician", [Part(("ot",), frozenset({THEATRE, THERAPY})), Part(("technician",))]),
        ("OTs", [Part(("ots",), frozenset({THEATRE, THERAPY}))]),
        ("operation theatre", [Part(THEATRE, frozenset({("ot",)}))]),
        ("x-ray", [Part(("x", "ray"), frozenset({("radiography",)}))]),
        ("آئی سی یو", [Part(("ایی", "سی", "یو"), frozenset({("intensive", "care")}))]),
    ],
)
def test_what_was_typed_is_taken_apart(typed, parts):
    found = take_apart(typed, SYNONYMS)
    assert [(part.words, part.also, part.exact, part.out) for part in found] == [
        (part.words, part.also, part.exact, part.out) for part in parts
    ]


def test_one_meaning_is_no_bridge_to_another():
    assert SYNONYMS[THEATRE] == {("ot",)}


def test_who_pastes_a_page_is_answered_by_its_beginning():
    assert len(take_apart("word " * 100, {})) == 8


@pytest.mark.parametrize(
    ("typed", "may_be"),
    [("radiografy", True), ("ot", False), ("icd10", False), ('"radiografy"', False), ("-ward", False)],
)
def test_only_a_plain_word_of_some_length_may_be_misspelt(typed, may_be):
    assert [part.may_be_misspelt for part in take_apart(typed, SYNONYMS)] == [may_be]


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("", "", 0),
        ("ward", "ward", 0),
        ("wrad", "ward", 1),
        ("wad", "ward", 1),
        ("wards", "ward", 1),
        ("", "ward", 4),
        ("bed", "ward", 3),
    ],
)
def test_distance_counts_slips_of_the_finger(one, other, steps):
    assert distance(one, other) == distance(other, one) == steps


@pytest.mark.parametrize(
    ("typed", "candidates", "best"),
    [
        ("radiografy", [("radiography", True), ("radiology", False)], ["radiography"]),
        ("cardio", [("cardiology", False), ("cardiologist", False), ("card", False)], ["cardiologist", "cardiology"]),
        ("fisiotherapy", [("physiotherapy", True)], ["physiotherapy"]),
        ("ریڈیالوجی", [("radiology", True), ("radiography", False)], ["radiology"]),
        ("zzqx", [("zinc", False)], []),
        ("bed", [("bad", False)], []),
    ],
)
def test_the_word_that_was_meant_is_begun_spelt_or_sounding_alike(typed, candidates, best):
    assert best_of(typed, candidates) == best


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["Ward 4/B, OB-GYN", "Café Ünal", "كراچي", "زچّہ\u200cبچہ", "A&E (night)", "۱۲۳ ward"])
def test_letters_are_plain_in_python_as_in_the_database(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT institutions_plain(%s)", [text])
        assert " ".join(plain(text)) == cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("latin", "urdu"),
    [
        ("karachi", "کراچی"),
        ("nursing", "نرسنگ"),
        ("radiology", "ریڈیالوجی"),
        ("pharmacy", "فارمیسی"),
        ("physiotherapy", "فزیوتھراپی"),
        ("hospital", "ہسپتال"),
        ("operation", "آپریشن"),
        ("margalla", "مارگلہ"),
    ],
)
def test_a_word_sounds_one_in_both_scripts(latin, urdu):
    with connection.cursor() as cursor:
        cursor.execute("SELECT placements_sound(%s), placements_sound(institutions_plain(%s))", [latin, urdu])
        one, other = cursor.fetchone()
    assert one == other
    assert len(one) > 2
    assert (sound_of(latin), sound_of(urdu)) == (one, one)  # what hides a name hears as the search does
