"""What somebody typed, taken apart: phrases in quotation marks, words to leave out, words that mean others. Pure: knows no table."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

MOST = 8  # words; who pastes a page is answered by its beginning
LONGEST = 4  # words of a synonym
SHORTEST = 3  # letters of a word that may have been typed wrongly
# Arabic letters as Urdu writes them; the database's `institutions_plain` does the same.
_URDU = str.maketrans("يىكۀةھؤئأإآٱ", "ییکہہہویاااا")
_MARKS = re.compile("[\u064b-\u065f\u0670\u0640\u200c\u200d]")
_PARTS = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+))')
_URDU_LETTER = re.compile("[\u0600-\u06ff\u0750-\u077f]")

Phrase = tuple[str, ...]
Synonyms = Mapping[Phrase, frozenset[Phrase]]


def plain(text: str) -> Phrase:
    """The words of a text in small letters without accents, marks and signs."""
    spread = unicodedata.normalize("NFKC", text)
    spread = _MARKS.sub("", spread).casefold().translate(_URDU)
    letters = unicodedata.normalize("NFKD", spread) if not _URDU_LETTER.search(spread) else spread
    return tuple("".join(map(_letter, letters)).split())


def _letter(ch: str) -> str:
    """Itself; nothing for a mark, a blank for a sign, and for digits that are not 0 to 9, as the database has it."""
    if ch.isalnum() and (ch.isascii() or not ch.isdecimal()):
        return ch
    return "" if unicodedata.combining(ch) else " "


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of what was typed: a word, or several that stand together; what they also mean; whether to leave them out."""

    words: Phrase
    also: frozenset[Phrase] = frozenset()
    exact: bool = False
    out: bool = False

    @property
    def may_be_misspelt(self) -> bool:
        """A single plain word of some length, which means nothing that we know."""
        only = self.words[0]
        return not (self.exact or self.out or self.also) and len(only) >= SHORTEST and only.isalpha()

    def __str__(self) -> str:
        return " ".join(self.words)


def take_apart(typed: str, synonyms: Synonyms) -> list[Part]:
    """The parts in order; all of them must be found."""
    parts: list[Part] = []
    run: list[str] = []
    for found in _PARTS.finditer(typed):
        quoted, out = found["quoted"], bool(found["minus"])
        words = plain(quoted if quoted is not None else found["plain"])
        if quoted is None and not out:
            run.extend(words)
            continue
        parts.extend(_known(run, synonyms))
        run = []
        if words:
            parts.append(Part(words, exact=quoted is not None, out=out))
    parts.extend(_known(run, synonyms))
    return parts[:MOST]


def _known(run: list[str], synonyms: Synonyms) -> Iterator[Part]:
    """The words of a run, the longest stretches that mean something together."""
    at = 0
    while at < len(run):
        for length in range(min(LONGEST, len(run) - at), 0, -1):
            words = tuple(run[at : at + length])
            also = synonyms.get(words) or synonyms.get(_singular(words), frozenset())
            if also or length == 1:
                yield Part(words, also - {words})
                at += length
                break


def _singular(words: Phrase) -> Phrase:
    """OTs as OT, nurses as nurse."""
    last = words[-1]
    return (*words[:-1], last[:-1]) if last.endswith("s") and len(last) > 2 else words


def table_of(rows: Iterable[tuple[str, Iterable[str]]]) -> dict[Phrase, frozenset[Phrase]]:
    """(word, its meanings) both ways. What one word means does not mean what another does: OT is no bridge from theatres to therapy."""
    table: dict[Phrase, set[Phrase]] = {}
    for word, meanings in rows:
        short = plain(word)
        for long in filter(None, map(plain, meanings)):
            table.setdefault(short, set()).add(long)
            table.setdefault(long, set()).add(short)
    return {words: frozenset(others) for words, others in table.items()}


def is_urdu(word: str) -> bool:
    """True for a word in Urdu letters."""
    return bool(_URDU_LETTER.search(word))


def best_of(typed: str, candidates: Iterable[tuple[str, bool]]) -> list[str]:
    """Of (word, sounds like it), those that were meant: begun alike, spelt alike, or sounding alike, in this order; the best alone."""
    near: dict[str, int] = {}
    for word, sounds_alike in candidates:
        if is_urdu(typed) != is_urdu(word):
            steps = 1 if sounds_alike else len(typed)
        elif word.startswith(typed):
            steps = 0
        else:
            steps = distance(typed, word)
            if sounds_alike and len(word) > SHORTEST:
                steps = min(steps, _slips(typed))
        if steps <= _slips(typed):
            near[word] = steps
    least = min(near.values(), default=0)
    return sorted(word for word, steps in near.items() if steps == least)


def _slips(word: str) -> int:
    """How many slips of the finger a word of this length may have."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2 if len(word) < 10 else 3


def distance(one: str, other: str) -> int:
    """Letters to add, drop, replace or swap with their neighbour, to make one of the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        next_row = [i]
        for j, b in enumerate(other, 1):
            steps = min(row[j] + 1, next_row[j - 1] + 1, row[j - 1] + (a != b))
            if before and j > 1 and a == other[j - 2] and one[i - 2] == b:
                steps = min(steps, before[j - 2] + 1)
            next_row.append(steps)
        before, row = row, next_row
    return row[-1]
