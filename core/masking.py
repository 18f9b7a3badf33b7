"""Takes out of a text what tells whose it is. Pure; knows no student: what tells comes in as plain words.

It hides what names its writer and where they say whether they are a man or a woman, not all that tells of them: “my ward in Thatta” and a
way of writing stay.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

HIDDEN = "▢▢▢"
SHORTEST = 3  # letters of a name or of initials that are hidden; shorter ones stand in every text
SAME_NUMBER = 9  # last digits that make two phone numbers one: +92 300 1234567 and 0300 1234567
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
LONG_NUMBER = re.compile(r"(?:\((?=\+?\d+\)))?\+?\d(?:[\s().-]*\d){8,}")
WORD = re.compile(r"[^\W_]+")
BETWEEN = rf"[^\w{HIDDEN[0]}]"  # two words, or the groups of a number; never what was hidden already
SMALL_WORDS = frozenset({"of", "and", "for", "the", "in", "at", "&"})  # that initials leave out, or do not
# What any school may be called: alone it tells nothing. What is left of a name is how people call the school every day.
COMMON = SMALL_WORDS | {
    "academy",
    "allied",
    "campus",
    "centre",
    "center",
    "college",
    "faculty",
    "general",
    "government",
}
COMMON |= {"health", "hospital", "institute", "international", "medical", "medicine", "national", "nursing", "private"}
COMMON |= {"public", "school", "science", "sciences", "studies", "teaching", "technology", "university"}
# Where a writer says of themselves whether they are a man or a woman; not every patient who is one.
_GENDERED = r"(?:wom[ae]n|girls?|female|lad(?:y|ies)|m[ae]n|boys?|male|gentlem[ae]n)"
GENDER = re.compile(
    rf"\b(?:(?:as|am|being|I’m|I'm) (?:an? |the )?(?:\w+ )?{_GENDERED}\b|(?:daughter|son|wife|widow|husband|mother|father) of\b"
    rf"|{_GENDERED}(?:['’]s?)? (?:hostel|college|school|campus|section|wing)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Tells:
    """What tells whose a text is: names of people, of which every word does; names of organisations, which tell as a whole, by their
    initials and by each word that not every school has; numbers of a register; phones.
    """

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


def masked(text: str, tells: Tells) -> str:
    """`text` without mail addresses, the writer’s gender and what `tells` names, however it is spaced.

    Capitals count for initials alone.
    """
    text = GENDER.sub(HIDDEN, EMAIL.sub(HIDDEN, text))
    own = [_digits(phone)[-SAME_NUMBER:] for phone in tells.phones if len(_digits(phone)) >= SAME_NUMBER]
    text = LONG_NUMBER.sub(lambda found: HIDDEN if any(n in _digits(found[0]) for n in own) else found[0], text)
    # The longest first: a whole name is one box, not one for each of its words.
    for pattern in sorted(set(_patterns(tells)), key=len, reverse=True):
        text = re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", HIDDEN, text)
    return text


def _patterns(tells: Tells) -> Iterator[str]:
    for name in tells.people:
        yield from _spelt(name, f"{BETWEEN}+")
        for word in name.split():
            yield from _spelt(word, f"{BETWEEN}*")
    for name in tells.organisations:
        yield from _spelt(name, f"{BETWEEN}+")
        yield from {_initials(name, ()), _initials(name, SMALL_WORDS)}
        for word in name.split():
            if word.casefold() not in COMMON:
                yield from _spelt(word, "")
    for number in tells.numbers:
        yield from _spelt(number, f"{BETWEEN}*")


def _spelt(words: str, between: str) -> Iterator[str]:
    """The words in any capitals, with anything that is no letter or digit between them."""
    parts = WORD.findall(words)
    if len("".join(parts)) >= SHORTEST:
        yield f"(?i:{between.join(map(re.escape, parts))})"


def _initials(name: str, without: Container[str]) -> str:
    """“DUHS” for Dow University of Health Sciences; too few are a pattern that fits nothing."""
    letters = "".join(word[0] for word in WORD.findall(name) if word[0].isalpha() and word.casefold() not in without)
    return letters.upper() if len(letters) >= SHORTEST else r"(?!)"


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal())
