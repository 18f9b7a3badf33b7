"""What was typed, as the full text can answer it: synonyms put beside words, unknown words by their likes."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.core.cache import cache
from django.db import connection

from placements.models import Synonym
from placements.search.words import Part, Phrase, Synonyms, best_of, table_of, take_apart

CACHE, KEPT_FOR = "search_synonyms", 300  # seconds; the admin forgets it on every change
ABBREVIATED = 5  # letters: what is as short is an abbreviation as often as a slip
MOST_ALIKE = 12  # words looked at for each that is unknown

# For each typed word that no slot says in any form: the words that begin with it, look or sound like it; one row without any for a word
# that nothing is like. All by index.
ALIKE = """
SELECT typed, alike.word, alike.sounds
  FROM unnest(%(words)s::text[]) typed, ts_lexize('english_stem', typed) stem
 LEFT JOIN LATERAL (
    SELECT word, bool_or(length(sound) > 2 AND sound = placements_sound(typed)) AS sounds, similarity(word, typed) AS nearness
      FROM placements_word
     WHERE word %% typed OR word LIKE typed || '%%' OR placements_word.sound = nullif(placements_sound(typed), '')
     GROUP BY word
     ORDER BY sounds DESC, nearness DESC, word
     LIMIT %(most)s
 ) alike ON true
 WHERE cardinality(stem) > 0 AND NOT EXISTS (SELECT 1 FROM placements_word said WHERE said.lexeme = stem[1])
"""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The parts of what was typed, and for those that nothing says, the words taken instead. `query` is a tsquery, None for no words."""

    parts: tuple[Part, ...]
    instead: dict[str, list[str]] = field(default_factory=dict)

    @property
    def query(self) -> Any:
        """All parts together."""
        return reduce(and_, map(self._one, self.parts)) if self.parts else None

    @property
    def is_guess(self) -> bool:
        """True when some word was taken for another one that does not begin with it."""
        return any(not word.startswith(typed) for typed, words in self.instead.items() for word in words)

    @property
    def read_as(self) -> str:
        """What was looked for, in the words that slots say."""
        return " ".join(self.instead.get(str(part), [str(part)])[0] for part in self.parts if not part.out)

    def without(self, left_out: Part) -> "Meaning":
        """The same with one part less."""
        return Meaning(tuple(part for part in self.parts if part is not left_out), self.instead)

    def _one(self, part: Part) -> Any:
        ways = {part.words, *part.also, *((word,) for word in self.instead.get(str(part), ()))}
        found = reduce(or_, [_phrase(words) for words in sorted(ways)])
        if part.also:  # an abbreviation, which English may take for a word that says nothing
            found |= SearchQuery(str(part), config="simple", search_type="phrase")
        return ~found if part.out else found


def _phrase(words: Phrase) -> SearchQuery:
    return SearchQuery(" ".join(words), config="portal", search_type="phrase")


def understand(typed: str) -> Meaning:
    """Take apart what was typed. At most one query; none where every word has a known meaning or none could be misspelt."""
    if not typed:
        return Meaning(())
    known = synonyms()
    parts = take_apart(typed, known)
    unknown = [str(part) for part in parts if part.may_be_misspelt]
    # Who writes quotation marks, or leaves a word out, wants no guesses.
    if not unknown or any(part.exact or part.out for part in parts):
        return Meaning(tuple(parts))
    instead = _instead_of(unknown, [phrase[0] for phrase in known if len(phrase) == 1])
    return Meaning(tuple(_with_meanings(part, instead, known) for part in parts), instead)


def _with_meanings(part: Part, instead: dict[str, list[str]], known: Synonyms) -> Part:
    """A word that was taken for one which means others is looked for as those, too."""
    also = {meaning for word in instead.get(str(part), ()) for meaning in known.get((word,), ())}
    return replace(part, also=part.also | also) if also else part


def _instead_of(words: Iterable[str], meaningful: Iterable[str]) -> dict[str, list[str]]:
    """Words that slots say, and words that mean what slots say, which are longer than an abbreviation."""
    long = [(word, False) for word in meaningful if len(word) > ABBREVIATED]
    near: dict[str, list[tuple[str, bool]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, {"words": list(words), "most": MOST_ALIKE})
        for typed, word, sounds in cursor.fetchall():
            candidates = near.setdefault(typed, list(long) if len(typed) > ABBREVIATED else [])
            if word is not None:
                candidates.append((word, bool(sounds)))
    found = {typed: best_of(typed, candidates) for typed, candidates in near.items()}
    return {typed: best for typed, best in found.items() if best}


def synonyms() -> Synonyms:
    """Every synonym both ways. Kept in the cache."""
    return cache.get_or_set(CACHE, _synonyms, KEPT_FOR)  # type: ignore[return-value]


def _synonyms() -> Synonyms:
    rows = Synonym.objects.order_by("pk")
    return table_of((row.word, row.meaning_list) for row in rows)


def forget_synonyms() -> None:
    """Read them anew at the next search."""
    cache.delete(CACHE)
