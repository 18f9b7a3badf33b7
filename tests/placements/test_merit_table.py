"""The table of merit: who is led to it, what it says of ranks that are missing, and that nobody's gender is read from it."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from core import clock
from institutions.models import Institute
from placements.models import Application, Decision, Selection
from placements.ranking import published_order_of
from placements.services.applications import withdraw_application
from placements.services.decisions_release import prepare_by_merit
from tests.factories.institutions import InstituteFactory
from tests.factories.selection import DecisionFactory, QuotaGroupFactory, ReviewFactory
from tests.placements.pages_of_applications import act, words
from tests.placements.panel import a_panel
from tests.placements.stage import acting

pytestmark = pytest.mark.django_db


def scored(panel, *percents, **fields):
    made = [panel.application(**fields) for _percent in percents]
    for application, percent in zip(made, percents, strict=True):
        ReviewFactory(application=application, membership=panel.lead, percent=percent)
    return made


def published(panel):
    panel.slot.partner.is_public = True
    panel.slot.partner.save()
    Selection.objects.filter(slot=panel.slot).update(shows_merit=True, released_at=clock.now())
    panel.slot.selection.refresh_from_db()
    return reverse("internship_merit", args=[panel.slot.pk])


def test_student_coordinator_lead_and_stranger_are_led_to_it(client):
    panel = a_panel()
    (application,) = scored(panel, 80)
    DecisionFactory(application=application, rejecting=True, released_at=clock.now())
    address = published(panel)
    assert address in words(client.get(panel.slot.get_absolute_url()))
    for person in (application.student.user, panel.stage.coordinator.user, panel.lead.user):
        client.force_login(person)
        page = words(client.get(application.get_absolute_url()))
        assert (address in page, application.number in page) == (True, True)
    assert "Others stood higher in the order of merit" in words(client.get(address))


def test_who_was_not_decided_on_is_told_that_the_table_has_no_row_of_theirs(client):
    panel = a_panel()
    waiting, gone = scored(panel, 80, 70)
    DecisionFactory(application=gone, rejecting=True, released_at=clock.now())
    address = published(panel)
    for application, has_row in ((waiting, False), (gone, True)):
        client.force_login(application.student.user)
        page = words(client.get(application.get_absolute_url()))
        said = (f"Its row is {application.number}." in page, "no decision on it was released" in page)
        assert (address in page, *said) == (True, has_row, not has_row)
    assert "has moved since" not in words(client.get(address))


def test_nobody_is_led_to_a_table_that_is_not_published(client):
    panel = a_panel()
    (application,) = scored(panel, 80)
    client.force_login(application.student.user)
    assert "Table of merit" not in words(client.get(application.get_absolute_url()))


def test_a_rank_that_is_missing_is_explained_and_who_withdrew_after_the_release_keeps_theirs(client):
    panel = a_panel()
    undecided, gone, last = scored(panel, 90, 80, 70)
    for application in (gone, last):
        panel.prepare(application, "waitlist")
    panel.release()
    withdraw_application(application_id=gone.pk, by=acting(gone), now=clock.now())
    address = published(panel)
    table = published_order_of(panel.slot)
    assert [(row.application, row.rank) for row in table.rows] == [(gone, 2), (last, 3)]
    assert "A rank that is missing belongs to" in words(client.get(address))
    DecisionFactory(application=undecided, released_at=clock.now())
    assert "A rank that is missing belongs to" not in words(client.get(address))


def with_a_womens_place(*, blind):
    """The second by merit is the only woman, and gets the only place."""
    panel = a_panel(places=1, blind=blind)
    QuotaGroupFactory(selection=panel.selection, name="Ladies", places=1, for_women=True)
    (first,) = scored(panel, 90, student=panel.stage.student(gender="male"))
    (second,) = scored(panel, 60, student=panel.stage.student(gender="female"))
    prepare_by_merit(slot_id=panel.slot.pk, by=panel.lead.as_actor(), now=clock.now())
    assert dict(Decision.objects.values_list("application", "outcome")) == {first.pk: "waitlist", second.pk: "offer"}
    return panel, first, second


def test_where_places_are_kept_for_women_no_outcome_stands_beside_a_rank(client):
    panel, first, second = with_a_womens_place(blind=False)
    panel.release()
    shown = client.get(published(panel))
    rows = words(shown).partition("<tbody>")[2].partition("</tbody>")[0]
    assert [number in rows for number in (first.number, second.number)] == [True, True]
    assert [word for word in ("Offer", "Waiting", "Ladies") if word in rows] == []
    assert shown.context["table"].outcomes == [("Offer a place", 1), ("Waiting list", 1)]
    assert "Ladies" not in words(shown)


def test_a_group_of_a_college_is_named_beside_the_rank(client):
    panel = a_panel(places=1)
    (application,) = scored(panel, 60)
    QuotaGroupFactory(selection=panel.selection, name="Own college").institutes.add(application.institute)
    QuotaGroupFactory(selection=panel.selection, name="Others", places=0).institutes.add(InstituteFactory())
    prepare_by_merit(slot_id=panel.slot.pk, by=panel.lead.as_actor(), now=clock.now())
    panel.release()
    assert "Own college" in words(client.get(published(panel)))


@pytest.mark.parametrize(("blind", "is_shown"), [(True, False), (False, True)])
def test_a_blind_review_does_not_tell_by_what_is_prepared_who_is_a_woman(client, blind, is_shown):
    panel, _first, second = with_a_womens_place(blind=blind)
    client.force_login(panel.lead.user)
    ranking = words(client.get(reverse("slot_ranking", args=[panel.slot.pk]))).partition("<tbody>")[2]
    rows = ranking.partition("</tbody>")[0]
    assert ["Offer a place" in rows, "Ladies" in rows, "none left" in rows] == [is_shown, False, False]
    page = words(client.get(second.get_absolute_url()))
    assert ("Prepared:" in page, "Offer a place" in page.partition("Prepared:")[2][:80]) == (True, is_shown)
    form = client.get(act(second, "decide")).context["form"]
    assert form["outcome"].value() == ("offer" if is_shown else None)


@pytest.mark.parametrize("kept_for", ["college", "city", None])
def test_a_blind_review_does_not_tell_by_groups_of_whom_they_are(client, kept_for):
    panel = a_panel(places=1, blind=True)
    _first, second = scored(panel, 90, 60)
    group = QuotaGroupFactory(selection=panel.selection, name="Kept", cities="Thatta" if kept_for == "city" else "")
    group.institutes.set([second.institute] if kept_for == "college" else [])
    prepare_by_merit(slot_id=panel.slot.pk, by=panel.lead.as_actor(), now=clock.now())
    client.force_login(panel.lead.user)
    ranking = reverse("slot_ranking", args=[panel.slot.pk])
    shown = words(client.get(ranking))
    tells = [word in shown for word in ("In the place of", "Waiting list", "would tell whose an application is")]
    assert tells == ([False, False, True] if kept_for else [True, True, False])
    panel.release()
    assert "In the place of" in words(client.get(ranking))


def test_whose_name_shows_before_the_release_tells_nothing_of_those_who_are_hidden(client):
    panel, first, _second = with_a_womens_place(blind=True)
    Application.objects.filter(pk=first.pk).update(state="interview")
    client.force_login(panel.lead.user)
    rows = words(client.get(reverse("slot_ranking", args=[panel.slot.pk]))).partition("<tbody>")[2]
    assert (first.student.user.name in rows, "Waiting list" in rows.partition("</tbody>")[0]) == (True, False)
    page = words(client.get(first.get_absolute_url()))
    assert "Waiting list" not in page.partition("Prepared:")[2][:80]


@pytest.mark.parametrize("asks", [True, False])
def test_an_institute_that_asks_for_it_makes_the_table_of_its_applicants_public_with_the_release(client, asks):
    panel = a_panel()
    (application,) = scored(panel, 80)
    Institute.objects.filter(pk=application.institute_id).update(asks_for_merit=asks)
    panel.slot.partner.is_public = True
    panel.slot.partner.save()
    panel.prepare(application)
    client.force_login(panel.lead.user)
    said = words(client.get(reverse("slot_release", args=[panel.slot.pk])))
    switched = words(client.get(reverse("slot_selection", args=[panel.slot.pk])))
    panel.release()
    table = client.get(reverse("internship_merit", args=[panel.slot.pk]))
    shown = ("becomes public" in said, "asks for it" in switched, table.status_code == HTTPStatus.OK)
    assert shown == (asks, asks, asks)


def test_an_institute_that_asks_later_changes_no_release_that_was(client):
    panel = a_panel()
    (application,) = scored(panel, 80)
    panel.prepare(application)
    panel.release()
    Institute.objects.filter(pk=application.institute_id).update(asks_for_merit=True)
    assert client.get(reverse("internship_merit", args=[panel.slot.pk])).status_code == HTTPStatus.NOT_FOUND


def test_who_only_drafts_asks_for_nothing():
    panel = a_panel()
    draft = panel.stage.application()
    Institute.objects.filter(pk=draft.institute_id).update(asks_for_merit=True)
    assert panel.selection.is_asked_for_merit is False


def test_the_student_reads_before_sending_that_a_table_will_be_public(client):
    panel = a_panel()
    draft = panel.stage.application()
    client.force_login(draft.student.user)
    assert "a table of merit is public" not in words(client.get(act(draft, "submit")))
    Institute.objects.filter(pk=draft.institute_id).update(asks_for_merit=True)
    assert "a table of merit is public" in words(client.get(act(draft, "submit")))
