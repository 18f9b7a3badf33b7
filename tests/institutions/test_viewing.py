"""An administrator looks through somebody's eyes: sees what they see, changes nothing, opens no file, is written down and told of."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import get_resolver, reverse

from accounts.models import ReadLog
from core import clock
from core.errors import NotAllowed
from evaluations.models import Letter
from institutions.models import ViewAs, ViewAsPage
from institutions.policies.viewing import may_view_as
from institutions.services.viewing import begin_view, end_view, end_views_over_time
from notifications.models import Notification
from placements.models import FeedbackNote
from tests.evaluations.test_letters_pages import with_fresh_password
from tests.factories.institutions import MembershipFactory
from tests.factories.papers import some_papers
from tests.institutions.recording import from_paper
from tests.placements.ward import a_ward
from tests.races import race, refusals

pytestmark = pytest.mark.django_db
WHY = "She wrote that no slot is shown to her."


def an_administrator():
    return MembershipFactory(administrator=True)


def looking(membership, administrator=None):
    """A browser in which an administrator looks through these eyes, and the look."""
    client = with_fresh_password(administrator or an_administrator())
    client.post(reverse("view_as_begin", args=[membership.pk]), {"reason": WHY})
    return client, ViewAs.objects.latest("pk")


@pytest.mark.parametrize("who", ["student", "supervisor", "lead", "coordinator"])
def test_the_pages_are_the_persons_own_with_a_banner_on_each(who):
    ward = a_ward()
    membership = getattr(ward, who)
    client, _view = looking(membership)
    for address in (reverse("home"), ward.placement.get_absolute_url()):
        page = client.get(address)
        assert page.status_code == 200
        assert f"You see the portal as {membership.user.name}, {membership.label}." in page.text
        assert (page.context["actor"].membership_id, page.context["actor"].viewed_by is None) == (membership.pk, False)
    elsewhere = a_ward().placement
    assert client.get(elsewhere.get_absolute_url()).status_code == 404


def test_it_begins_only_with_the_password_given_again_and_a_reason():
    ward = a_ward()
    administrator = an_administrator()
    address = reverse("view_as_begin", args=[ward.student.pk])
    client = with_fresh_password(administrator)
    client.post(address, {"reason": ""})
    assert list(ViewAs.objects.all()) == []
    client.logout()
    client.force_login(administrator.user)
    assert client.post(address, {"reason": WHY})["Location"].startswith(reverse("account_reauthenticate"))
    assert list(ViewAs.objects.all()) == []


def test_nobody_but_an_administrator_looks_and_nobody_at_an_administrator_or_themselves():
    ward = a_ward()
    administrator = an_administrator()
    for membership in (ward.coordinator, ward.lead, ward.supervisor, ward.student):
        assert not may_view_as(membership.as_actor(), ward.student)
    own = MembershipFactory(coordinator=True, user=administrator.user)
    powerful = MembershipFactory(lead=True, user__is_superuser=True)
    gone = MembershipFactory(lead=True, ended_at=clock.now())
    for membership in (an_administrator(), own, powerful, gone):
        assert not may_view_as(administrator.as_actor(), membership)
    assert may_view_as(administrator.as_actor(), ward.student)


def test_a_look_is_not_begun_from_within_another():
    ward = a_ward()
    client, _view = looking(ward.lead)
    page = client.post(reverse("view_as_begin", args=[ward.student.pk]), {"reason": WHY})
    assert (page.status_code, ViewAs.objects.count()) == (403, 1)
    through = ward.lead.as_actor(viewed_by=1)
    with pytest.raises(NotAllowed):
        begin_view(membership_id=ward.student.pk, by=through, now=clock.now(), reason=WHY)


def test_every_address_of_ours_refuses_to_be_sent_anything():
    ward = a_ward()
    client, _view = looking(ward.supervisor)
    names = {"pk": ward.pk, "note_pk": 1, "entry_pk": 1, "slug": "x", "act": "hours-approve", "token": "x", "code": "x"}
    asked = 0
    for pattern in addresses():
        if pattern.name in {"view_as_stop", "account_logout"}:
            continue
        kwargs = {name: names.get(name, 1) for name in pattern.pattern.converters}
        assert client.post(reverse(pattern.name, kwargs=kwargs), {"text": "x"}).status_code == 403, pattern.name
        asked += 1
    assert asked > 50
    assert list(FeedbackNote.objects.all()) == []


def addresses(resolver=None):
    """Each address of our apps that has a name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern) if pattern.namespace is None else ()
        elif pattern.name and pattern.callback.__module__.partition(".")[0] not in {"django", "allauth"}:
            yield pattern


@pytest.mark.parametrize("name", ["admin:index", "profile", "mfa_index", "view_as_list"])
def test_the_administrators_own_pages_stay_closed_meanwhile(name):
    client, _view = looking(a_ward().student)
    page = client.get(reverse(name))
    assert (page.status_code, "Stop looking first" in page.text) == (403, True)


def test_no_file_is_opened_not_even_one_that_the_person_may_open():
    ward = a_ward()
    recording = from_paper(ward)
    client, _view = looking(ward.supervisor)
    assert client.get(reverse("recording_scan", args=[recording.pk])).status_code == 403
    assert list(ReadLog.objects.all()) == []


def test_letters_stay_between_writer_and_student():
    papers = some_papers()
    letter = papers.signed()
    for membership in (papers.ward.student, papers.ward.supervisor):
        assert list(Letter.objects.visible_to(membership.as_actor())) == [letter]
        client, _view = looking(membership)
        assert client.get(letter.get_absolute_url()).status_code == 404


def test_every_page_is_written_down_and_a_link_without_its_key():
    ward = a_ward()
    client, view = looking(ward.lead)
    client.get(reverse("home"))
    client.get(ward.placement.get_absolute_url())
    client.get(reverse("evaluation_by_link", args=["secret"]))
    assert list(ViewAsPage.objects.filter(view=view).order_by("pk").values_list("path", flat=True)) == [
        "/home/",
        ward.placement.get_absolute_url(),
        "/e/<str:token>/",
    ]


def test_stopping_gives_the_administrator_their_own_eyes_back_and_the_person_is_told():
    ward = a_ward()
    administrator = an_administrator()
    client, view = looking(ward.student, administrator)
    client.get(reverse("home"))
    client.post(reverse("view_as_stop"))
    assert client.get(reverse("home")).context["actor"].user_id == administrator.user_id
    view.refresh_from_db()
    note = Notification.objects.get(kind="account.viewed_as")
    assert (note.reader, WHY in note.body, "1 page was opened" in note.body) == (ward.student.user, True, True)
    assert view.ended_at is not None
    client.post(reverse("view_as_stop"))
    assert Notification.objects.filter(kind="account.viewed_as").count() == 1


def test_the_address_that_stops_shows_its_button_when_it_is_opened():
    ward, administrator = a_ward(), an_administrator()
    client, view = looking(ward.student, administrator)
    page = client.get(reverse("view_as_stop"))
    view.refresh_from_db()
    assert (page.status_code, "Stop looking</button>" in page.text, view.ended_at) == (200, True, None)
    client.post(reverse("view_as_stop"))
    assert client.get(reverse("view_as_stop")).url == reverse("view_as_list")
    client.force_login(ward.lead.user)
    assert client.get(reverse("view_as_stop")).status_code == 403


def test_no_list_leaves_through_somebody_elses_eyes():
    client, _view = looking(a_ward().coordinator)
    addresses = [reverse("export_table", args=["students", "csv"]), reverse("grid") + "?kind=csv"]
    pages = [client.get(address) for address in addresses]
    assert [(page.status_code, "Nothing leaves through" in page.text) for page in pages] == [(403, True)] * 2


def test_signing_out_ends_it():
    client, view = looking(a_ward().student)
    client.post(reverse("account_logout"))
    view.refresh_from_db()
    assert view.ended_at is not None


def test_half_an_hour_ends_it_by_itself_and_the_sweep_tells(monkeypatch):
    ward = a_ward()
    client, view = looking(ward.student)
    later = view.until + timedelta(seconds=1)
    assert end_views_over_time(now=view.until - timedelta(seconds=1)) == 0
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(reverse("home")).context["viewing"] is None
    assert end_views_over_time(now=later) == 1
    view.refresh_from_db()
    assert (view.ended_at, view.until - view.started_at) == (view.until, timedelta(minutes=30))


def test_a_role_that_ended_is_looked_through_no_more():
    ward = a_ward()
    client, _view = looking(ward.student)
    ward.student.end(clock.now())
    assert client.get(reverse("home")).context["viewing"] is None


def test_an_administrator_who_is_none_any_more_looks_no_more():
    ward = a_ward()
    administrator = an_administrator()
    client, _view = looking(ward.coordinator, administrator)
    administrator.end(clock.now())
    assert client.get(ward.placement.get_absolute_url()).status_code == 404


def test_the_database_keeps_the_trail():
    ward = a_ward()
    administrator = an_administrator()
    view = begin_view(membership_id=ward.student.pk, by=administrator.as_actor(), now=clock.now(), reason=WHY)
    row = ViewAsPage.objects.create(view=view, path="/home/", at=clock.now())
    for change in (
        lambda: ViewAs.objects.filter(pk=view.pk).update(reason="Nothing."),
        lambda: ViewAs.objects.filter(pk=view.pk)._raw_delete("default"),
        lambda: ViewAsPage.objects.filter(pk=row.pk).update(path="/"),
        lambda: ViewAsPage.objects.filter(pk=row.pk)._raw_delete("default"),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()
    end_view(view_id=view.pk, now=clock.now())
    with pytest.raises(InternalError), transaction.atomic():
        ViewAs.objects.filter(pk=view.pk).update(ended_at=None)
    values = {"by": administrator.user, "membership": ward.student, "started_at": clock.now(), "until": clock.now()}
    for change, name in (
        ({"person": administrator.user, "reason": WHY}, "nobody_views_as_themselves"),
        ({"person": ward.student.user, "reason": ""}, "a_view_says_why"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ViewAs.objects.create(**values | change)


@pytest.mark.django_db(transaction=True)
def test_of_looks_begun_at_once_one_is_left():
    ward = a_ward()
    actor = an_administrator().as_actor()
    eyes = [ward.student, ward.lead, ward.supervisor]
    calls = [lambda m=m: begin_view(membership_id=m.pk, by=actor, now=clock.now(), reason=WHY) for m in eyes]
    assert refusals(race(calls), NotAllowed) == []
    assert ViewAs.objects.unended().count() == 1
