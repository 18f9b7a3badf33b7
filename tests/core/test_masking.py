"""Taking out of a text what tells whose it is: every spelling of it, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.masking import HIDDEN, Tells, masked, without_he_or_she

TELLS = Tells(
    people=("Zarmeena Khan", "Gulbaz Khan"),
    organisations=("Chiltan Institute of Medical Sciences", "Chiltan", ""),
    numbers=("RX-90017",),
    phones=("+923001234567", ""),
)
H = HIDDEN


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I am Zarmeena Khan.", f"I am {H}."),
        ("ZARMEENA  KHAN, or zarmeena\nkhan", f"{H}, or {H}"),
        ("Zarmeena’s friend; Miss Khan", f"{H}’s friend; Miss {H}"),
        ("daughter of Gulbaz", f"{H} {H}"),
        ("as a young woman from the girls’ hostel I was calm", f"{H} from the {H} I was calm"),
        ("My hijab was no obstacle, my husband helps", f"{H} was no obstacle, {H} helps"),
        ("I’m Mrs. Khan, sister of a nurse", f"{H} {H}, {H} a nurse"),
        ("I read at Chiltan, in its general ward", f"I read at {H}, in its general ward"),
        ("at the Chiltan Institute of Medical Sciences", f"at the {H}"),
        ("at Chiltan-Institute of medical sciences", f"at {H}"),
        ("two years at CIMS, which CIOMS was", f"two years at {H}, which {H} was"),
        ("roll rx 90017, RX90017 or RX/90017", f"roll {H}, {H} or {H}"),
        ("0300 1234567, +92 300 123 4567, (0300) 123-4567", f"{H}, {H}, {H}"),
        ("zk.2027@students.chiltan.edu.pk or Khan@x.example!", f"{H} or {H}!"),
    ],
)
def test_every_spelling_of_what_tells_is_hidden(text, left):
    assert masked(text, TELLS) == left


@pytest.mark.parametrize(
    "text",
    [
        "She said that her ward in Khanpur was calm.",
        "Medical sciences, and an institute.",
        "The cims of the machine.",
        "My teacher’s number is 0300 7654321.",
        "In 2024 I saw 1200 films in 16 weeks, 900-1700 each day.",
        "RX-900175 is another.",
        "Miss Bano taught me; her husband waited, and her hijab was clean.",
        "",
    ],
)
def test_every_other_word_stays(text):
    assert masked(text, TELLS) == text


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        (
            "ثنا اللہ خان",
            "This is Sanaullah Khan. Yours, S. Khan; I know you can.",
            f"This is {H} {H}. Yours, S. {H}; I know you can.",
        ),
        ("Zarmeena Khan", "میرا نام زرمینہ ہے، وارڈ میں سب خوش ہیں۔", f"میرا نام {H} ہے، وارڈ میں سب خوش ہیں۔"),
        ("Sanaullah", "میں ثنا اللہ ہوں۔", f"میں {H} ہوں۔"),
    ],
)
def test_a_name_is_hidden_in_the_other_letters_too(name, text, left):
    for people in ((name,), (name, "Rashid"), ("راشد", name)):
        assert masked(text, Tells(people=people)) == left


def test_what_others_write_says_neither_he_nor_she():
    said = "He is the best of his year; Mr X and X bhai know him. The others, she-oak and history stay."
    left = f"{H} is the best of {H} year; {H} X and X {H} know {H}. The others, {H}-oak and history stay."
    assert without_he_or_she(said) == left


def test_what_others_write_says_neither_woman_nor_lady():
    said = "A calm young lady, the best girl of these women, a gentleman’s daughter; Sir, وہ ایک محنتی لڑکی ہے. Salad and manual stay."
    left = f"A calm young {H}, the best {H} of these {H}, a {H}’s {H}; {H}, وہ ایک محنتی {H} ہے. Salad and manual stay."
    assert without_he_or_she(said) == left


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Vania Rehman", "Vaniya is calm, VANYA Rahman too.", f"{H} is calm, {H} {H} too."),
        ("Ayesha", "Aisha, Aysha and Ayeshah", f"{H}, {H} and {H}"),
        ("Muhammad Wasim", "Mohammed Vaseem", f"{H} {H}"),
        ("Sara Amina", "Sure, and Sir; Immune, and soar; Sarah", f"Sure, and Sir; Immune, and soar; {H}"),
        ("Khan", "Khawaja can know Kahn", "Khawaja can know Kahn"),
        ("Li Noor", "Lee was Near", "Lee was Near"),
    ],
)
def test_a_name_is_hidden_as_others_spell_it(name, text, left):
    assert masked(text, Tells(people=(name,))) == left


def test_short_and_empty_names_hide_nothing():
    tells = Tells(people=("Li", "…"), organisations=("AB", "?"), numbers=("7",), phones=("12345",))
    assert masked("Li of AB, 7, 12345", tells) == "Li of AB, 7, 12345"


names = st.text("abcdefgh .-[(*+", max_size=20)


@given(text=st.text(max_size=80), name=names, number=names)
def test_whatever_people_are_called_it_is_hidden_and_hiding_again_changes_nothing(text, name, number):
    tells = Tells(people=(name,), organisations=(name,), numbers=(number,))
    once = masked(f"{text} {name}", tells)
    assert masked(once, tells) == once
