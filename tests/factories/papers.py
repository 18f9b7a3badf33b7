"""Completed placements, certificates and letters for tests: made as the services make them, so that the database believes them."""

from dataclasses import dataclass
from typing import Any

from core import clock
from core.actor import Actor
from evaluations.models import Certificate, Letter
from evaluations.services.certificates import issue_certificate
from evaluations.services.letters import accept_letter, ask_letter, edit_letter, sign_letter
from placements.models import ObjectiveConfirmation, Placement, ScalePoint
from tests.factories.placements import HoursEntryFactory, ObjectiveFactory
from tests.placements.ward import Ward, a_ward

SHIFT = 8  # hours
OWN_WORDS = "I would trust her with my own family's films."


@dataclass
class Papers:
    """A placement with everybody around it, and its papers."""

    ward: Ward

    @property
    def placement(self) -> Placement:
        return self.ward.placement

    @property
    def office(self) -> Actor:
        """The coordinator of the institute."""
        return self.ward.office

    def certificate(self) -> Certificate:
        """Issue the placement's certificate."""
        return issue_certificate(placement_id=self.ward.pk, by=self.office, now=clock.now())

    def letter(self, **said: Any) -> Letter:
        """Ask for a letter as the student."""
        said = {"purpose": "A residency in radiology", "needed_by": None} | said
        return ask_letter(placement_id=self.ward.pk, by=self.ward.intern, now=clock.now(), **said)

    def draft(self) -> Letter:
        """A letter that the supervisor has accepted to write."""
        return accept_letter(letter_id=self.letter().pk, by=self.ward.doctor, now=clock.now())

    def signed(self) -> Letter:
        """A letter with the supervisor's own words, signed."""
        letter = self.draft()
        texts = [block["text"] or OWN_WORDS for block in letter.blocks]
        edit_letter(letter_id=letter.pk, by=self.ward.doctor, now=clock.now(), texts=texts)
        return sign_letter(letter_id=letter.pk, by=self.ward.doctor, now=clock.now())


def some_papers(*, levels: tuple[int, ...] = (4, 3), shifts: int = 2, **fields: Any) -> Papers:
    """A completed placement with `shifts` approved shifts and one objective confirmed at each of `levels`."""
    asked = {"application__slot__required_hours": shifts * SHIFT}
    ward = a_ward(**({"completed": True} | asked | fields))
    placement = ward.placement
    for _shift in range(shifts):
        HoursEntryFactory(placement=placement, approved=True)
    for rank in levels:
        ObjectiveConfirmation.objects.create(
            placement=placement,
            objective=ObjectiveFactory(slot=placement.slot),
            level=ScalePoint.objects.get(scale__slug="supervision", scale__version=1, rank=rank),
            by=ward.supervisor.user,
            membership=ward.supervisor,
            at=clock.now(),
        )
    placement.refresh_from_db()
    return Papers(ward)
