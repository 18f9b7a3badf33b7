"""One page holds the criteria and the package that is judged by them; who stepped back says why to the leads."""

import pytest
from django.urls import reverse

from core import clock
from placements.models import Conflict
from placements.services.applications import submit_application
from students.models import DocumentKind
from tests.factories.institutions import MembershipFactory
from tests.factories.references import ReferenceFactory
from tests.files import a_pdf, upload
from tests.placements.pages_of_applications import act, words
from tests.placements.panel import a_panel
from tests.placements.stage import acting

pytestmark = pytest.mark.django_db

STATEMENT = "I have learnt positioning in the skills laboratory. " * 4


def with_package(client, **panel):
    """An application that was sent with a CV, a transcript and a reference."""
    panel = a_panel(documents_asked=[DocumentKind.TRANSCRIPT], **panel)
    application = panel.stage.application(statement=STATEMENT)
    ReferenceFactory(answered=True, student=application.student, uses=[application])
    client.force_login(application.student.user)
    client.post(reverse("package_document_set", args=["transcript"]), {"document": upload(a_pdf(), "marks.pdf")})
    submit_application(application_id=application.pk, by=acting(application), now=clock.now())
    return panel, application


def files_on(page):
    return [name for name in ("cv.pdf", "marks.pdf", "Dr Sana Mirza") if name in words(page)]


def test_cv_documents_and_references_stand_beside_the_criteria(client):
    panel, application = with_package(client)
    client.force_login(panel.reviewer.user)
    page = client.get(act(application, "score"))
    assert files_on(page) == ["cv.pdf", "marks.pdf", "Dr Sana Mirza"]
    assert client.get(application.references.get().get_absolute_url()).status_code == 200


def test_a_blind_review_names_no_file_and_no_referee_beside_the_criteria(client):
    panel, application = with_package(client, blind=True)
    client.force_login(panel.reviewer.user)
    page = client.get(act(application, "score"))
    assert (files_on(page), "Hidden until decisions are released" in words(page)) == ([], True)


@pytest.mark.parametrize(("blind", "is_shown"), [(False, True), (True, False)])
def test_a_lead_reads_why_somebody_stepped_back_unless_it_may_tell_whose_it_is(client, blind, is_shown):
    panel = a_panel(blind=blind)
    application = panel.application()
    panel.step_back(application)
    client.force_login(panel.lead.user)
    page = words(client.get(application.get_absolute_url()))
    assert (panel.reviewer.user.name in page, "My niece." in page) == (True, is_shown)


def test_why_somebody_stepped_back_is_for_the_partners_leads_without_a_conflict_of_their_own():
    panel = a_panel()
    application = panel.application()
    panel.step_back(application)
    colleague = MembershipFactory(lead=True, partner=panel.slot.partner)
    panel.step_back(application, by=colleague)
    readers = [panel.lead, colleague, panel.reviewer, panel.stage.coordinator, MembershipFactory(lead=True)]
    assert [Conflict.objects.visible_to(reader.as_actor()).count() for reader in readers] == [2, 0, 0, 0, 0]
