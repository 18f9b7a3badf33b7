"""What those who applied hear when an internship becomes another one: each term, as it was and as it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.words import day, when
from notifications.services.posting import Notice
from placements.models import Application, Slot
from placements.notices.applications_words import student, told
from placements.states import ApplicationState
from students.models import DocumentKind


@dataclass(frozen=True, slots=True)
class Terms:
    """What a student weighs before applying."""

    title: str
    first: date | None
    last: date | None
    place: str
    weekly_hours: int
    shifts: str
    stipend: int
    apply_by: datetime | None
    documents: tuple[str, ...]
    references: int

    @classmethod
    def of(cls, slot: Slot) -> Self:
        """Those of the slot as it stands in memory."""
        place = f"{slot.department.name}, {slot.city}"
        return cls(
            title=slot.title,
            first=slot.starts_on,
            last=slot.ends_on,
            place=place,
            weekly_hours=slot.weekly_hours,
            shifts=slot.shifts,
            stipend=slot.stipend,
            apply_by=slot.apply_by,
            documents=tuple(slot.documents_asked),
            references=slot.references_asked,
        )

    def in_words(self) -> dict[str, str]:
        """Each by its name, in the language of the moment."""
        return {
            _("Title"): self.title,
            _("First day"): day(self.first) if self.first else "",
            _("Last day"): day(self.last) if self.last else "",
            _("Where"): self.place,
            _("Hours a week"): str(self.weekly_hours),
            _("Shifts"): str(dict(Slot._meta.get_field("shifts").flatchoices).get(self.shifts, "")),
            _("Rupees a month"): str(self.stipend),
            _("Apply by"): when(self.apply_by) if self.apply_by else "",
            _("Documents"): ", ".join(str(DocumentKind(kind).label) for kind in self.documents),
            _("References"): str(self.references),
        }


@dataclass(frozen=True, slots=True)
class Changed:
    """One application, and the terms before and after."""

    application: Application
    before: Terms
    after: Terms

    @property
    def pk(self) -> str:
        """What makes the notice once-only: the same change of the same slot is told once."""
        return f"{self.application.pk}:{self.application.slot.version}"


def changed_to_student(changed: Changed, _row: Any) -> Iterator[Notice]:
    """Old and new, side by side."""
    was, now = changed.before.in_words(), changed.after.in_words()
    lines = "\n".join(f"– {name}: {was[name] or '–'} → {now[name] or '–'}" for name in now if was[name] != now[name])
    subject = gettext_lazy("What you applied for has changed: “%(slot)s”")
    body = gettext_lazy(
        "%(partner)s has changed this:\n\n%(lines)s\n\nIf it does not suit you any more, you may withdraw."
    )
    if changed.application.state == ApplicationState.ACCEPTED:
        body = gettext_lazy("%(partner)s has changed this:\n\n%(lines)s\n\nIf something is not clear, write to them.")
    application = changed.application
    yield from told(student(application), application, "application.terms", subject, body, lines=lines)
