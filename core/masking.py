"""Takes out of a text what tells whose it is. Pure; knows no student: what tells comes in as plain words.

It hides what names its writer and where they say whether they are a man or a woman, not all that tells of them: “my ward in Thatta” and a
way of writing stay.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from core.sounds import is_urdu, sound_of

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
    rf"\b(?:(?:as|am|being|I’m|I'm) (?:an? |the )?(?:\w+ )?{_GENDERED}\b"
    rf"|(?:daughter|son|sister|brother|wife|widow|husband|mother|father) of\b"
    rf"|my (?:husband|wife|fianc[eé]e?|pregnancy)\b|(?:my|wear(?:ing)?(?: an?| the| my)?) (?:hijab|niqab|burqa|abaya|dupatta|beard)\b"
    rf"|(?:I am|I’m|I'm|as|me) (?:a )?(?:Mrs?|Ms|Miss)\b\.?"
    rf"|{_GENDERED}(?:['’]s?)? (?:hostel|college|school|campus|section|wing)\b)",
    re.IGNORECASE,
)
# The same in what others write of them, where every such word may be theirs.
HE_OR_SHE = re.compile(
    rf"\b(?:s?he|his|hers?|him|himself|herself|mrs?|ms|miss|sir|madam|bhai|baji|sahiba?|begum|bibi|brothers?|sisters?|{_GENDERED}"
    r"|daughters?|sons?|wife|husband|mothers?|fathers?|خاتون|عورت|لڑکی|لڑکا|لڑکے|طالبہ|بیٹی|بیٹا|بہن|بھائی|محترمہ|محترم|صاحبہ?)\b",
    re.IGNORECASE,
)
# Names in the same letters, as others spell them: which vowels stand between the consonants is anybody's guess.
VOWELS = re.compile(r"[aeiou]+")
ALIKE = 0.65  # of all letters: Ayesha and Aisha are, Sara and Sure are not


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
    return _without_other_script(_without_other_spellings(text, tells.people), tells.people)


def _without_other_spellings(text: str, people: Iterable[str]) -> str:
    """`text` without the names of `people` in the letters that they are registered in, with other vowels: Vaniya for Vania.

    In capitals, as names are; what is as short as a word of every text stays.
    """
    names = {_spelling(word) for name in people for word in WORD.findall(name)}

    def box(found: re.Match[str]) -> str:
        word = found[0]
        is_name = len(word) > SHORTEST and word[0].isupper() and any(_alike(_spelling(word), name) for name in names)
        return HIDDEN if is_name else word

    return WORD.sub(box, text)


def _spelling(word: str) -> str:
    """One spelling for letters that stand for one sound: “vasim” for Waseem."""
    said = word.casefold().removesuffix("h")
    for written, sound in (("ph", "f"), ("w", "v"), ("ee", "i"), ("oo", "u"), ("y", "i")):
        said = said.replace(written, sound)
    return re.sub(r"(.)\1+", r"\1", said)


def _alike(said: str, name: str) -> bool:
    """The same consonants with about the same vowels."""
    return VOWELS.sub("-", said) == VOWELS.sub("-", name) and SequenceMatcher(None, name, said).ratio() >= ALIKE


def _without_other_script(text: str, people: Iterable[str]) -> str:
    """`text` without the names of `people` in the letters that they are not registered in, as far as two words sound like one of them."""
    names: dict[bool, frozenset[str]] = {}
    for name in filter(None, people):
        names[is_urdu(name)] = names.get(is_urdu(name), frozenset()) | _sounds(name)
    if not names:
        return text
    found = list(WORD.finditer(text))
    boxes, at = [], 0
    while at < len(found):
        for length in (2, 1):
            run = found[at : at + length]
            said = [word[0] for word in run]
            if len(run) == length and _is_one_of(said, names.get(not is_urdu(said[0]), frozenset())):
                boxes.append((run[0].start(), run[-1].end()))
                at += length - 1
                break
        at += 1
    for start, end in reversed(boxes):
        text = text[:start] + HIDDEN + text[end:]
    return text


def _sounds(name: str) -> frozenset[str]:
    """Of each of its words, and of each two that others write as one."""
    parts = list(map(sound_of, WORD.findall(name)))
    return frozenset([*parts, *map("".join, pairwise(parts))])


def _is_one_of(said: list[str], sounds: frozenset[str]) -> bool:
    """Two consonants are many words: a name of so few is known by its capital as well."""
    parts = list(map(sound_of, said))
    sound, word = "".join(parts), "".join(said)
    is_short = len(sound) < SHORTEST and not (len(sound) > 1 and len(word) > SHORTEST and word[0].isupper())
    return all(parts) and not is_short and sound in sounds


def without_he_or_she(text: str) -> str:
    """What somebody else writes of a person, without the small words that say whether they are a man or a woman."""
    return HE_OR_SHE.sub(HIDDEN, text)


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
