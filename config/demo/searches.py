"""What the demo’s slots are found by beside their words, and a search that a student keeps."""

from datetime import datetime, timedelta
from typing import Any

from config.demo import term
from placements.models import HandsOn, Language, SavedSearch, Setting, Shifts, Specialty
from placements.services.searches import save_search
from students.models import Student

# Specialty, setting, hands-on level, language, shifts, by the key of the slot.
TERMS = {
    "past": ("radiography", "academic-hospital", "works-beside-a-supervisor", "urdu", Shifts.DAY),
    "now": ("radiography", "academic-hospital", "works-beside-a-supervisor", "urdu", Shifts.DAY),
    "coding": ("medical-coding", "office", "works-with-a-supervisor-nearby", "english", Shifts.DAY),
    "bench": ("haematology", "laboratory", "works-beside-a-supervisor", "urdu", Shifts.DAY),
    "trauma": ("radiography", "academic-hospital", "works-with-a-supervisor-nearby", "urdu", Shifts.ROTATING),
    "ct": ("ct", "clinic", "watches", "english", Shifts.DAY),
    "mammography": ("mammography", "clinic", "helps", "urdu", Shifts.DAY),
    "ward": ("medical-and-surgical-nursing", "academic-hospital", "works-beside-a-supervisor", "urdu", Shifts.ROTATING),
    "claims": ("claims", "office", "works-with-a-supervisor-nearby", "english", Shifts.DAY),
    "icu": ("intensive-care", "community-hospital", "works-beside-a-supervisor", "saraiki", Shifts.NIGHT),
    "draft": ("microbiology", "laboratory", "works-beside-a-supervisor", "urdu", Shifts.DAY),
}


def described(key: str) -> dict[str, Any]:
    """What the slot’s form says of it, by the names of its fields; nothing of a slot that is not named here."""
    if key not in TERMS:
        return {}
    specialty, setting, hands_on, language, shifts = TERMS[key]
    return {
        "specialty": Specialty.objects.get(slug=specialty),
        "setting": Setting.objects.get(slug=setting),
        "hands_on": HandsOn.objects.get(slug=hands_on),
        "language": Language.objects.get(slug=language),
        "shifts": shifts,
    }


def keep(student: Student, *, now: datetime) -> SavedSearch:
    """Imaging around Karachi, kept a month ago: the clock tells what opened since."""
    return save_search(
        by=term.actor_of_student(student),
        now=now - timedelta(days=30),
        name="Imaging around Karachi",
        query="track=imaging&city=Karachi&within=25",
    )
