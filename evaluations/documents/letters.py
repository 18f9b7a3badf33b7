"""What the letter's template prints, from what the writer signed."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from evaluations.documents.certificates import say_recorded
from evaluations.models import Letter


def letter_title(letter: Letter) -> str:
    """What a reader's window and a screen reader call the file."""
    return _("Letter of recommendation for %(student)s by %(writer)s") % {
        "student": letter.facts["student"]["name"],
        "writer": letter.facts["writer"]["name"],
    }


def letter_page(letter: Letter) -> list[dict[str, Any]]:
    """The paragraphs that will be printed, each with its sources."""
    return [block for block in letter.blocks if block["text"]]


def letter_paper(letter: Letter) -> dict[str, Any]:
    """The context of `pdf/letter.html`: paragraphs with the numbers of their notes, and the notes."""
    notes: list[str] = []
    paragraphs = []
    for block in letter_page(letter):
        first = len(notes) + 1
        notes += [source["label"] for source in block["sources"]]
        paragraphs.append({"text": block["text"], "notes": range(first, len(notes) + 1)})
    return {
        "facts": letter.facts,
        "paragraphs": paragraphs,
        "notes": notes,
        "recorded": say_recorded(letter.facts.get("recorded")),
        "signed_on": date.fromisoformat(letter.facts["signed_on"]),
        "demo": settings.DEMO,
    }
