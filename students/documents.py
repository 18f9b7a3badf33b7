"""What the CV prints: its facts, and the context of `pdf/cv.html`."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.utils.translation import gettext as _

from students.models import CvEntry, CvSection, Student, VerifiedInternship

# From the roomiest to the tightest; what is left out last is what an entry says beside its heading.
LAYOUTS = ("roomy", "tight", "brief")
LATER = (CvSection.EXPERIENCE, CvSection.RESEARCH, CvSection.COURSE)  # below education and internships


@dataclass(frozen=True, slots=True)
class CvFacts:
    """Everything that a student's CV says."""

    student: Student
    entries: tuple[CvEntry, ...]
    internships: tuple[VerifiedInternship, ...]

    @classmethod
    def of(cls, student: Student) -> Self:
        """Expects person, programme, intake and institute loaded. Two queries."""
        return cls(
            student=student,
            entries=tuple(student.cv_entries.newest_first()),
            internships=tuple(student.internships.select_related("partner", "department").newest_first()),
        )

    def under(self, section: str) -> list[CvEntry]:
        """The entries of a section, the newest first."""
        return [entry for entry in self.entries if entry.section == section]

    @property
    def skills(self) -> list[str]:
        """One each."""
        return [line.strip() for line in self.student.skills.splitlines() if line.strip()]

    @property
    def hash(self) -> str:
        """Of what is printed: when it differs, a CV that was made earlier says something else."""
        student = self.student
        said = [
            (student.user.name, student.user.email, student.user.phone, student.city, student.about),
            (student.studies, student.institute.name, self.skills, student.languages),
            *((e.section, e.title, e.place, e.starts_on, e.ends_on, e.text, e.link) for e in self.entries),
            *((i.placement_key, i.minutes, i.objectives, i.certificate_code) for i in self.internships),
        ]
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def cv_title(student: Student) -> str:
    """What a reader's window and a screen reader call the file."""
    return _("Curriculum vitae, %(name)s") % {"name": student.user.name}


def cv_paper(facts: CvFacts, layout: str) -> dict[str, Any]:
    """The context of the template."""
    return {
        "student": facts.student,
        "layout": layout,
        "schools": facts.under(CvSection.EDUCATION),
        "internships": facts.internships,
        "sections": [(section, section.label, rows) for section in LATER if (rows := facts.under(section))],
        "skills": facts.skills,
        "verify_url": f"{settings.SITE_URL}/verify/",
        "demo": settings.DEMO,
    }
