"""Free text is screened for what would name a patient. Knows patterns, not medicine: it asks the writer to look again.

Kept to what is told apart with few false alarms: hours, weeks, years, doses and room numbers pass. Names are looked for only where a
writer has no reason to name anybody but colleagues (`names=True`), whose titles pass: Dr, Prof, Nurse, Sister.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import Refusal, Words
from core.words import listed

HOLDS = _("This seems to hold %(found)s.")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_SEPARATOR = r"[\s.\-]?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = "(?:{})".format(
    "|".join(
        (
            r"\d{1,2}[./\- ]\d{1,2}[./\- ]\d{2,4}",
            r"\d{4}[./\-]\d{1,2}[./\-]\d{1,2}",
            rf"\d{{1,2}}(?:st|nd|rd|th)?[ \-]{_MONTH}[, \-]*\d{{2,4}}",
            rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}",
        )
    )
)


@dataclass(frozen=True, slots=True)
class _Sign:
    """One kind of identifier: how it is called, and what it looks like."""

    label: str | Promise
    pattern: re.Pattern[str]


def _sign(label: str | Promise, *shapes: str) -> _Sign:
    return _Sign(label, re.compile("|".join(shapes), re.IGNORECASE))


_SIGNS = (
    # 42101-1234567-1, with any or no separators.
    _sign(_("an identity card number"), rf"(?<!\d)\d{{5}}{_SEPARATOR}\d{{7}}{_SEPARATOR}\d(?!\d)"),
    _sign(
        _("a phone number"),
        # Mobile: 0300 1234567, +92 300 1234567, 0092…, grouped in any way.
        rf"(?<!\d)(?:\+?92|0092|0)[\s.\-()]*3(?:{_SEPARATOR}\d){{9}}(?!\d)",
        # Landline with its area code: 021-34567890, (042) 3576 1999.
        r"(?<!\d)\(?0[1-9]\d{1,2}\)?[\s\-]\d{3,4}[\s\-]?\d{3,4}(?!\d)",
        # Any country's, written with its plus.
        rf"\+[1-9](?:{_SEPARATOR}\d){{8,13}}(?!\d)",
    ),
    _sign(
        _("a record number"),
        r"\bM\.?R\.?N\.?[\s:#.\-]*(?:no|number|is)?[\s:#.\-]*[a-z]{0,4}[\-/]?\d{3,}",
        # Words that stand before other numbers too need “no”, “number”, “id” or “#” after them.
        r"\b(?:M\.?R|medical record|hospital|patient(?:['’]s)?|chart|case|file|admission|registration|UHID|OPD|IPD|lab)"
        r"\s*(?:no\b\.?|number|id\b|#)[\s:#.\-]*(?:is\s+)?[a-z]{0,4}[\-/]?\d{4,}",
        # The same in Urdu: “MRN” spelt out, and words that need “number” after them.
        r"ایم\s*آر\s*این[\s:#.\-]*(?:نمبر)?[\s:#.\-]*\d{3,}",
        r"(?:ایم\s*آر|ریکارڈ|فائل|کیس|مریضہ?(?:\s+کا)?|ہسپتال|ہاسپٹل|داخلہ|داخلے|رجسٹریشن|چارٹ|لیب)\s*نمبر[\s:#.\-]*\d{4,}",
    ),
    _sign(
        _("a date of birth"),
        rf"\b(?:d\.?o\.?b\b\.?|date of birth|birth ?date|birthday|born)[\s:,.\-]*(?:on|is|was|in)?[\s:,.\-]*{_DATE}",
        rf"تاریخ پیدائش\s*:?\s*{_DATE}",
    ),
)
# Urdu has no capitals: given names that are met most, behind the word for a patient.
_URDU_NAME = (
    r"(?:محمد|احمد|علی|حسن|حسین|عمر|عثمان|بلال|حمزہ|عبد\w*|غلام|خالد|طارق|زاہد|شاہد|ناصر|یوسف|ابراہیم|اسلم|اکرم|اکبر|رشید|سلیم|کریم|رحیم|"
    r"فاطمہ|عائشہ|زینب|خدیجہ|مریم|آمنہ|حنا|ثنا|صائمہ|نادیہ|رابعہ|شازیہ|پروین|نسرین|بشریٰ|کلثوم|صغریٰ|رقیہ|خان|بی بی|شیخ|ملک)\b"
)
# A name begins with a capital: “MR brain”, “miss a dose” and “master patient index” are none.
_NAMED = r"(?-i:[A-Z][a-z'’]+)"
_NAMES = (
    _sign(
        _("a person’s name"),
        rf"(?-i:\b(?:Mr|Mrs|Ms|Mst|Miss)\b)\.?\s*{_NAMED}",
        rf"\b(?:baby of|[BSDW]/O|(?:son|daughter|wife) of)[\s:.]*{_NAMED}",
        rf"\b(?:patient|m[ae]n|wom[ae]n|boy|girl|child|lady|baby|infant)\s+(?:named|called|by the name of)\s+{_NAMED}",
        rf"\b(?:patient|his|her|their)(?:['’]s)? name(?:\s+is|\s+was|\s*:)\s*{_NAMED}",
        r"(?:مسٹر|مسز|محترمہ|جناب)\s+\w+",
        r"مریضہ?\s+(?:بنام|کا نام|مسمی|مسماۃ)\s*:?\s*\w+",
        rf"مریضہ?\s+{_URDU_NAME}",
    ),
)


def patient_data(text: str, *, names: bool = False) -> list[str]:
    """What in `text` looks like a patient's identifier, in the reader's words; empty when nothing does. Of names only when asked.

    Says the kind and never the number, so that the answer may be shown and logged.
    """
    plain = _plain(text)
    signs = (*_SIGNS, *_NAMES) if names else _SIGNS
    return [str(sign.label) for sign in signs if sign.pattern.search(plain)]


def refuse_patient_data(
    text: str, *, field: str | None, instead: Words, says: Words = HOLDS, names: bool = False
) -> None:
    """Raise the Refusal that names what in `text` looks like a patient's identifier. `says` is a sentence with `%(found)s` in it."""
    if found := patient_data(text, names=names):
        raise Refusal(str(says) % {"found": listed(found)}, instead=instead, field=field)


def _plain(text: str) -> str:
    """Digits of any script as 0 to 9, dashes of any length as one, invisible characters gone."""
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return "".join(str(unicodedata.decimal(ch, ch)) for ch in folded if unicodedata.category(ch) != "Cf")
