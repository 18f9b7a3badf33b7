"""What something lacks before it is sent, one check for each thing, and the one that every text passes."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.errors import Words
from core.screening import patient_data
from core.verdict import YES, Verdict, no
from core.words import listed

NAMES_A_PATIENT = _("Your text seems to name a patient: %(found)s.")
TAKE_IT_OUT = _("Take it out and send again; your text is kept.")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that an application needs before it is sent: what it is called, what is wrong, and the address where it is put right."""

    label: Words
    verdict: Verdict
    route: str = ""
    argument: str | int | None = None

    @property
    def url(self) -> str:
        """Where it is put right; empty where it is not the student's to do."""
        if not self.route:
            return ""
        return reverse(self.route, args=[] if self.argument is None else [self.argument])


def names_no_patient(text: str) -> Verdict:
    """Whether nothing in the text looks like a patient's identifier."""
    if found := patient_data(text):
        return no(str(NAMES_A_PATIENT) % {"found": listed(found)}, TAKE_IT_OUT)
    return YES
