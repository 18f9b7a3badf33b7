"""What papers say of who is sponsored."""

import pytest
from django.template.loader import render_to_string

from evaluations.documents.certificates import certificate_paper
from tests.factories.papers import some_papers

pytestmark = pytest.mark.django_db


def test_the_certificate_of_who_is_sponsored_calls_them_no_student_of_the_course():
    papers = some_papers()
    student = papers.placement.student
    type(student).objects.update(sponsored_as="graduate")
    certificate = papers.certificate()
    text = " ".join(render_to_string("pdf/certificate.html", certificate_paper(certificate)).split())
    said = f"Sponsored graduate, {student.programme.name}, number {student.roll_no}, completed"
    assert [said in text, f"student {student.roll_no} of" in text] == [True, False]
