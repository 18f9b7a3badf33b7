"""Which references go with which application: asked once, chosen for each, and the partner sees no other."""

import pytest
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from notifications.models import Notification
from placements.models import Receipt, Reference
from placements.policies import references as policies
from placements.services.applications import submit_application, take_back_application
from placements.services.references_choosing import choose_references
from tests.factories.placements import ApplicationFactory
from tests.factories.references import ReferenceFactory
from tests.placements.panel import a_panel
from tests.placements.stage import a_stage, acting

pytestmark = pytest.mark.django_db


def choose(application, *references, by=None):
    return choose_references(
        application_id=application.pk,
        by=by or acting(application),
        now=clock.now(),
        references=[reference.pk for reference in references],
    )


def along(application):
    return set(application.references.all())


def seen_by(stage):
    return set(Reference.objects.visible_to(stage.lead.as_actor()))


def test_before_it_is_sent_any_may_come_and_go(stage):
    application = stage.application()
    asked, written = (ReferenceFactory(student=application.student, **{how: True}) for how in ("asked", "answered"))
    choose(application, asked, written)
    assert along(application) == {asked, written}
    choose(application, written)
    assert along(application) == {written}
    choose(application)
    assert along(application) == set()


def test_one_reference_serves_two_applications_and_each_partner_sees_what_was_chosen_for_it():
    one, other = a_stage(), a_stage()
    first = one.application(submitted=True)
    second = ApplicationFactory(slot=other.slot, student=first.student, submitted=True)
    both, alone = (ReferenceFactory(student=first.student, answered=True) for _ in range(2))
    choose(first, both, alone)
    choose(second, both)
    assert (seen_by(one), seen_by(other)) == ({both, alone}, {both})
    assert policies.may_read(other.lead.as_actor(), both)
    assert not policies.may_read(other.lead.as_actor(), alone)


def test_what_went_with_a_sent_one_stays_and_more_may_come(stage):
    application = stage.application()
    first, second = (ReferenceFactory(student=application.student, answered=True) for _ in range(2))
    choose(application, first)
    submit_application(application_id=application.pk, by=acting(application), now=clock.now())
    choose(application, second)
    assert along(application) == {first, second}
    take_back_application(application_id=application.pk, by=acting(application), now=clock.now())
    choose(application, second)
    assert along(application) == {second}


def test_a_written_one_that_comes_to_a_sent_application_is_told_to_the_lead_once(stage):
    application = stage.application(submitted=True)
    written, asked = (ReferenceFactory(student=application.student, **{how: True}) for how in ("answered", "asked"))
    choose(application, written, asked)
    choose(application, written, asked)
    told = Notification.objects.get(kind="reference.received")
    assert (told.reader, told.path) == (stage.lead.user, written.get_absolute_url())


def test_while_a_blind_review_hides_whose_it_is_nobody_at_the_partner_is_told():
    panel = a_panel(blind=True)
    application = panel.application(submitted=True)
    choose(application, ReferenceFactory(student=application.student, answered=True))
    assert (Notification.objects.count(), seen_by(panel.stage)) == (0, set())


def test_neither_declined_ones_nor_those_of_others_can_be_chosen(stage):
    application = stage.application()
    declined = ReferenceFactory(student=application.student, state="declined")
    choose(application, declined, ReferenceFactory(answered=True))
    assert along(application) == set()


def test_one_that_was_declined_meanwhile_stays_where_it_was(stage):
    application = stage.application()
    declined = ReferenceFactory(student=application.student, state="declined", uses=[application])
    choose(application)
    assert along(application) == {declined}


def test_only_the_student_chooses_and_not_for_what_is_over(stage):
    application = stage.application(submitted=True)
    for by in (stage.lead.as_actor(), stage.coordinator.as_actor()):
        with pytest.raises(NotAllowed):
            choose(application, by=by)
    with pytest.raises(Refusal, match="This application is decided"):
        choose(stage.application(state="withdrawn"))


def test_the_receipt_names_those_that_went_along(stage):
    application = stage.application()
    choose(application, ReferenceFactory(student=application.student, asked=True))
    submit_application(application_id=application.pk, by=acting(application), now=clock.now())
    expected = [{"name": "Dr Sana Mirza", "organisation": "Kohsar Teaching Hospital"}]
    assert Receipt.objects.get().facts["references"] == expected


# Pages


def page(application):
    return reverse("application_references", args=[application.pk])


def test_the_page_ticks_what_goes_with_a_draft_and_keeps_what_is_ticked(stage, as_student):
    application = stage.application()
    here, there = (ReferenceFactory(student=application.student, asked=True) for _ in range(2))
    choose(application, here)
    client = as_student(application)
    form = client.get(page(application)).context["form"]
    assert ([pk for pk, _words in form.fields["references"].choices], form["references"].value()) == (
        [here.pk, there.pk],
        [here.pk],
    )
    assert client.post(page(application), {"references": [there.pk]}).url == application.get_absolute_url()
    assert along(application) == {there}


def test_the_page_of_a_sent_one_offers_only_what_does_not_go_with_it_yet(stage, as_student):
    application = stage.application(submitted=True)
    ReferenceFactory(student=application.student, answered=True, uses=[application])
    more = ReferenceFactory(student=application.student, answered=True)
    shown = as_student(application).get(page(application))
    assert [pk for pk, _words in shown.context["form"].fields["references"].choices] == [more.pk]
    assert "what went with it stays" in shown.text


def test_the_page_without_any_says_to_ask_somebody(stage, as_student):
    application = stage.application()
    shown = as_student(application).get(page(application)).text
    assert ("You have asked nobody yet." in shown, reverse("reference_add", args=[application.pk]) in shown) == (
        True,
        True,
    )


def test_the_lead_finds_no_page_to_choose_on(stage, as_lead):
    assert as_lead.get(page(stage.application(submitted=True))).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_much_for_one_reference_as_for_three(rows, stage, as_student, django_assert_num_queries):
    application = stage.application()
    for _ in range(rows):
        ReferenceFactory(student=application.student, asked=True, uses=[application])
    client = as_student(application)
    client.get(page(application))
    with django_assert_num_queries(6):
        assert len(client.get(page(application)).context["form"].fields["references"].choices) == rows
