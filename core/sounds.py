"""How a word sounds in Latin and in Urdu letters alike: its consonants, those that sound alike as one.

The database's `placements_sound`, by which the search finds a word in both, does the same.
"""

import re

_URDU = str.maketrans("بپتٹثجچخدڈذرڑزژسشصضطظغفقکگلمنں", "bpttsgkkddsrrsssssstsgfkkglmnn", "حعوہھءیےاآئؤ")
_LATIN = str.maketrans("cqzj", "kksg", "aeiouyhwv")

_URDU_LETTER = re.compile("[\u0600-\u06ff\u0750-\u077f]")


def is_urdu(word: str) -> bool:
    """True for a word in Urdu letters."""
    return bool(_URDU_LETTER.search(word))


def sound_of(word: str) -> str:
    """Such as “snl” for Sanaullah and for ثنااللہ."""
    said = word.casefold().translate(_URDU).replace("ph", "f")
    said = re.sub(r"c([eiy])", r"s\1", re.sub(r"ti(on|al)", r"s\1", said)).replace("x", "ks")
    return re.sub(r"(.)\1+", r"\1", said.translate(_LATIN))
