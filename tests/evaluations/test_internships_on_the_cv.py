"""What a partner has confirmed stands on the student's CV, with the certificate that holds."""

import pytest

from core import clock
from evaluations.services import certificates
from placements.services.completion import complete_placement
from students.models import VerifiedInternship
from tests.factories.institutions import a_day
from tests.factories.papers import some_papers
from tests.factories.placements import HoursEntryFactory
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


def test_completing_a_placement_puts_it_on_the_cv(monkeypatch):
    monkeypatch.setattr("placements.services.completion.CHECKS", [])
    ward = a_ward(last=-1)
    HoursEntryFactory.create_batch(2, placement=ward.placement, approved=True)
    assert not VerifiedInternship.objects.exists()
    placement = complete_placement(placement_id=ward.pk, by=ward.office, now=ward.at(a_day(0), 12))
    row = VerifiedInternship.objects.get(placement_key=placement.pk)
    assert (row.student, row.title, row.partner, row.department) == (
        placement.student,
        placement.slot.title,
        placement.partner,
        placement.department,
    )
    assert (row.minutes, row.objectives, row.starts_on, row.ends_on) == (960, 0, placement.starts_on, placement.ends_on)


def test_the_certificate_that_holds_stands_beside_it():
    papers = some_papers()
    VerifiedInternship.objects.create(
        student=papers.placement.student,
        placement_key=papers.ward.pk,
        partner=papers.placement.partner,
        department=papers.placement.department,
        title="Plain films",
        starts_on=papers.placement.starts_on,
        ends_on=papers.placement.ends_on,
        minutes=960,
        objectives=2,
        completed_at=clock.now(),
    )
    acting = {"by": papers.office, "now": clock.now()}
    first = certificates.issue_certificate(placement_id=papers.ward.pk, **acting)
    assert code() == first.code
    student = papers.placement.student.user
    student.name = "Areeba Jamil Khan"
    student.save()
    second = certificates.reissue_certificate(certificate_id=first.pk, reason="Spelling of the name.", **acting)
    assert code() == second.code
    certificates.revoke_certificate(certificate_id=second.pk, reason="Signed for somebody else.", **acting)
    assert code() == ""


def code():
    return VerifiedInternship.objects.get().certificate_code
