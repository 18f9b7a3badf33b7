"""The administrator's window on forms and evaluations."""

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from evaluations.models import Instrument
from evaluations.services.instruments import load_starters
from tests.evaluations.clinic import a_clinic
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def act(client, action, instrument):
    changelist = reverse("admin:evaluations_instrument_changelist")
    return client.post(changelist, {"action": action, "_selected_action": [instrument.pk]}, follow=True)


def test_a_form_is_copied_and_published_by_actions(administrator):
    first = load_starters(now=clock.now())
    act(administrator, "copy", first)
    draft = Instrument.objects.get(slug=first.slug, version=2)
    act(administrator, "publish", draft)
    draft.refresh_from_db()
    assert draft.published_at is not None


def test_an_action_that_is_refused_says_why(administrator):
    first = load_starters(now=clock.now())
    assert "This version is published already." in act(administrator, "publish", first).content.decode()


def test_a_published_form_is_read_only_and_a_draft_is_not(administrator):
    first = load_starters(now=clock.now())
    act(administrator, "copy", first)
    draft = Instrument.objects.get(slug=first.slug, version=2)
    pages = [
        administrator.get(reverse("admin:evaluations_instrument_change", args=[form.pk])) for form in (first, draft)
    ]
    assert ['name="_save"' in page.content.decode() for page in pages] == [False, True]


def test_an_evaluation_is_shown_with_answers_and_history_and_cannot_be_changed(administrator):
    clinic = a_clinic()
    submitted(clinic.evaluation, 4)
    page = administrator.get(reverse("admin:evaluations_evaluation_change", args=[clinic.pk])).content.decode()
    assert ("Keeps records exact and confidential" in page, 'name="_save"' in page) == (True, False)
    found = administrator.get(reverse("admin:evaluations_evaluation_changelist"), {"q": clinic.ward.student.user.name})
    assert "1 evaluation" in found.content.decode()
