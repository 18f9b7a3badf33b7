"""Saved searches: kept, told once a day, stopped; seen by their person alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.actor import CLOCK
from core.errors import NotAllowed, Refusal
from notifications.models import Notification
from placements.models import SavedSearch, Word
from placements.policies.searches import MOST
from placements.services import searches as services
from placements.sweeps.searches import sweep_searches, sweep_words
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import SlotFactory
from tests.factories.searches import SavedSearchFactory
from tests.placements.stage import a_stage
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon(monkeypatch):
    """Today at noon, when people may be told."""
    at = timezone.localtime(clock.now()).replace(hour=12, minute=0, second=0, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: at)
    return at


def a_student():
    stage = a_stage()
    student = stage.student()
    return stage, student, student.user.memberships.get()


def told(membership):
    rows = Notification.objects.filter(reader=membership.user, kind="search.new").order_by("pk")
    return [row.subject for row in rows]


def test_a_search_that_cannot_be_read_is_not_kept_and_one_that_no_longer_can_says_so(client):
    member = MembershipFactory(student=True)
    client.force_login(member.user)
    for query in ("track=nope", "begins=2026-13-45"):
        page = client.post(f"{reverse('search_add')}?{query}", {"name": "Scans"})
        assert "could not be read" in page.text
    assert not SavedSearch.objects.exists()
    good, gone = (
        SavedSearchFactory(membership=member, query="q=ct"),
        SavedSearchFactory(membership=member, query="track=gone"),
    )
    page = client.get(reverse("search_list"))
    assert dict(page.context["searches"]) == {good: True, gone: False}
    assert page.text.count("Cannot be read any more") == 1


def test_a_search_is_kept_by_its_conditions_alone(client):
    member = MembershipFactory(student=True)
    client.force_login(member.user)
    address = reverse("search_add") + "?kind=rotation&q=ultrasound&city=&after=xyz&kind=internship&utm=1"
    page = client.get(address)
    assert page.context["form"]["name"].value() == "ultrasound, Rotation, Internship"
    client.post(address, {"name": "Scans"})
    kept = SavedSearch.objects.get()
    assert (kept.name, kept.query, kept.membership) == (
        "Scans",
        "q=ultrasound&kind=internship&kind=rotation",
        member,
    )


def test_one_search_is_kept_once_however_it_was_written():
    actor = MembershipFactory(student=True).as_actor()
    services.save_search(by=actor, now=clock.now(), name="One", query="q=ct&paid=yes")
    with pytest.raises(Refusal, match="You keep this search already"):
        services.save_search(by=actor, now=clock.now(), name="Two", query="paid=yes&q=ct&page=3")


def test_nobody_keeps_more_than_can_be_read(client):
    member = MembershipFactory(student=True)
    for n in range(MOST):
        SavedSearchFactory(membership=member, query=f"q={n}")
    with pytest.raises(Refusal, match="which is the most"):
        services.save_search(by=member.as_actor(), now=clock.now(), name="One more", query="q=ct")
    client.force_login(member.user)
    assert client.get(reverse("search_add"), {"q": "ct"}).status_code == 409


def test_the_database_keeps_one_search_once_and_named():
    search = SavedSearchFactory()
    for wrong in ({"name": "Again"}, {"name": "", "query": "q=ct"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedSearchFactory(membership=search.membership, **wrong)


def test_what_is_new_is_told_once_a_day_with_how_to_stop(noon):
    old = SlotFactory(title="Old radiography", published_at=noon - timedelta(days=2))
    search = SavedSearchFactory()
    new = SlotFactory(title="New radiography", published_at=noon - timedelta(hours=1))
    SlotFactory(title="Coding", summary="Claims.", published_at=noon - timedelta(hours=1))
    assert [sweep_searches(), sweep_searches()] == [1, 0]
    message = Notification.objects.get(reader=search.membership.user)
    assert (message.subject, message.path) == ("1 new internship: Radiography anywhere", f"/searches/{search.pk}/")
    assert new.title in message.body
    assert old.title not in message.body
    assert search.stop_path in message.body


def test_the_next_day_tells_what_came_since(noon, monkeypatch):
    search = SavedSearchFactory()
    SlotFactory(published_at=noon - timedelta(hours=1))
    sweep_searches()
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(days=1))
    assert sweep_searches() == 0
    for days in (2, 3):
        monkeypatch.setattr(clock, "now", lambda days=days: noon + timedelta(days=days))
        SlotFactory.create_batch(days, published_at=noon + timedelta(days=days, hours=-1))
        sweep_searches()
    assert told(search.membership) == [
        "1 new internship: Radiography anywhere",
        "2 new internships: Radiography anywhere",
        "3 new internships: Radiography anywhere",
    ]


def test_before_seven_nobody_is_told(monkeypatch):
    night = timezone.localtime(clock.now()).replace(hour=6, minute=59)
    monkeypatch.setattr(clock, "now", lambda: night)
    SavedSearchFactory()
    SlotFactory(published_at=night - timedelta(hours=1))
    assert sweep_searches() == 0


def test_what_the_person_may_not_see_is_not_told(noon):
    visitor = SavedSearchFactory(membership=MembershipFactory(lead=True))
    student = SavedSearchFactory()
    SlotFactory(is_public=False, published_at=noon - timedelta(hours=1))
    sweep_searches()
    assert (told(visitor.membership), len(told(student.membership))) == ([], 1)


def test_only_what_a_student_may_apply_for_is_told_where_that_was_asked(noon):
    stage, _student, member = a_student()
    SavedSearchFactory(membership=member, query="mine=on")
    stage.slot.published_at = noon - timedelta(hours=1)
    stage.slot.save()
    SlotFactory(published_at=noon - timedelta(hours=1))
    sweep_searches()
    assert told(member) == ["1 new internship: Radiography anywhere"]


def test_a_search_that_was_stopped_or_whose_role_ended_tells_nothing(noon):
    stopped = SavedSearchFactory(tells=False)
    left = SavedSearchFactory()
    left.membership.end(noon)
    SlotFactory(published_at=noon - timedelta(hours=1))
    sweep_searches()
    assert (told(stopped.membership), told(left.membership)) == ([], [])


def test_a_search_for_what_is_no_more_does_not_tell_of_everything(noon):
    search = SavedSearchFactory(query="specialty=phrenology")
    SlotFactory(published_at=noon - timedelta(hours=1))
    assert (sweep_searches(), told(search.membership)) == (0, [])


def test_one_that_breaks_silences_no_other(noon, monkeypatch):
    broken, sound = SavedSearchFactory(query="q=broken"), SavedSearchFactory()
    SlotFactory(published_at=noon - timedelta(hours=1))
    honest = services.new_in

    def new_in(search, **when):
        if search.pk == broken.pk:
            raise ZeroDivisionError
        return honest(search, **when)

    monkeypatch.setattr(services, "new_in", new_in)
    assert sweep_searches() == 1
    assert len(told(sound.membership)) == 1


@pytest.mark.django_db(transaction=True)
def test_ten_clocks_at_once_tell_once():
    search = SavedSearchFactory()
    SlotFactory(published_at=clock.now() - timedelta(hours=1))
    now = clock.now()
    done = race([lambda: services.tell_what_is_new(search_id=search.pk, by=CLOCK, now=now)] * 10)
    assert sorted(done) == [0] * 9 + [1]
    assert len(told(search.membership)) == 1


def test_nobody_tells_but_the_clock():
    search = SavedSearchFactory()
    with pytest.raises(NotAllowed):
        services.tell_what_is_new(search_id=search.pk, by=search.membership.as_actor(), now=clock.now())


def test_stopping_by_the_link_of_a_mail_needs_no_account_and_takes_one_button(client):
    search = SavedSearchFactory()
    address = search.stop_path
    assert "Stop telling me" in client.get(address).text
    assert SavedSearch.objects.get().tells
    assert f"You hear no more of “{search.name}”." in client.post(address).text
    assert not SavedSearch.objects.get().tells
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("token", ["1", "1:wrong", "x:y:z"])
def test_a_stop_link_that_was_made_up_opens_nothing(client, token):
    SavedSearchFactory()
    assert client.get(reverse("search_stop_by_link", args=[token])).status_code == 404


def test_a_person_stops_resumes_renames_and_deletes(client):
    search = SavedSearchFactory()
    client.force_login(search.membership.user)

    def does(act, **data):
        assert client.get(reverse(act, args=[search.pk])).status_code == 200
        client.post(reverse(act, args=[search.pk]), {**data, "idempotency_key": act})
        return SavedSearch.objects.filter(pk=search.pk).values_list("name", "tells").first()

    assert does("search_stop") == ("Radiography anywhere", False)
    assert does("search_resume") == ("Radiography anywhere", True)
    assert does("search_edit", name="Films") == ("Films", True)
    assert does("search_delete") is None


def test_what_came_while_it_was_stopped_is_not_told_afterwards(noon):
    search = SavedSearchFactory(tells=False, looked_on=noon.date() - timedelta(days=9))
    SlotFactory(published_at=noon - timedelta(hours=1))
    services.resume_search(search_id=search.pk, by=search.membership.as_actor(), now=noon)
    assert (sweep_searches(), told(search.membership)) == (0, [])


@pytest.mark.parametrize("name", ["search_detail", "search_edit", "search_stop", "search_resume", "search_delete"])
def test_anothers_search_is_not_there(client, name):
    search = SavedSearchFactory()
    client.force_login(MembershipFactory(student=True).user)
    assert client.get(reverse(name, args=[search.pk])).status_code == 404


def test_search_detail_shows_what_was_new_and_is_open(client, noon):
    search = SavedSearchFactory()
    new = SlotFactory(published_at=noon - timedelta(hours=1))
    SlotFactory(published_at=noon - timedelta(days=3))
    sweep_searches()
    client.force_login(search.membership.user)
    page = client.get(search.get_absolute_url())
    assert [slot.pk for slot in page.context["new"]] == [new.pk]


@pytest.mark.parametrize("rows", [1, 3])
def test_search_list_takes_the_same_queries_for_any_number_of_rows(client, django_assert_num_queries, rows):
    member = MembershipFactory(student=True)
    for n in range(rows):
        SavedSearchFactory(membership=member, query=f"q={n}")
    client.force_login(member.user)
    client.get(reverse("search_list"))  # the terms are known from here on
    with django_assert_num_queries(3):
        page = client.get(reverse("search_list"))
    assert len(page.context["searches"]) == rows


def test_words_that_no_slot_says_any_more_are_forgotten(client):
    slot = SlotFactory(title="Zebrafish laboratory")
    Word.objects.create(word="zebrafish", lexeme="zebrafish", sound="sbrfs")
    assert sweep_words() == 1
    assert Word.objects.filter(word="zebrafish").count() == 1
    slot.title = "Laboratory"
    slot.save()
    sweep_words()
    assert not Word.objects.filter(word="zebrafish").exists()
