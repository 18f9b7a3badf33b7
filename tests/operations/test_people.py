"""Two accounts of one person become one: everything moves, the other is shut, history stays."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLink, Intervention, Purpose, User
from config.bad_day.people import merge_people, rehearse_merge
from core import clock
from core.errors import NotAllowed, Refusal
from institutions.models import Membership
from notifications.models import Notification
from tests.evaluations.clinic import a_clinic
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.institutions import MembershipFactory
from tests.factories.students import StudentFactory
from tests.races import race

WHY = "She was invited twice, by two addresses."
db = pytest.mark.django_db


@pytest.fixture
def administrator():
    """Who signs in without a password is not asked for it again."""
    membership = MembershipFactory(administrator=True)
    membership.user.set_unusable_password()
    membership.user.save()
    return membership


def join(administrator, person, gone):
    return merge_people(person_id=person.pk, by=administrator.as_actor(), now=clock.now(), gone=gone, reason=WHY)


def is_in(user):
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client.get("/home/").status_code == 200


@db
def test_roles_and_what_was_told_come_along_and_the_other_account_is_shut(administrator):
    person, gone = UserFactory(), UserFactory(phone="+923001234567")
    for user in (person, gone):
        user.set_password(PASSWORD)
        user.save()
    role = MembershipFactory(lead=True, user=gone)
    AccessLink.make(purpose=Purpose.CALENDAR, user_id=gone.pk, now=clock.now(), expires_at=clock.now())
    row = join(administrator, person, gone)
    assert Membership.objects.get(pk=role.pk).user_id == person.pk
    assert (is_in(person), is_in(gone)) == (True, False)
    assert User.objects.get(pk=gone.pk).merged_into_id == person.pk
    assert User.objects.get(pk=person.pk).phone == "+923001234567"
    assert AccessLink.objects.get(user=gone).revoked_at is not None
    assert (row.figures["institutions.Membership"], row.person_id, row.other_id) == (1, person.pk, gone.pk)
    told = Notification.objects.filter(kind="account.merge_people").values_list("reader_id", flat=True)
    assert set(told) == {person.pk, gone.pk}


@db
def test_one_role_held_twice_is_kept_once_with_what_waits_in_either(administrator):
    clinic = a_clinic()
    gone = clinic.ward.supervisor.user
    kept = MembershipFactory(supervisor=True, partner=clinic.ward.placement.partner)
    join(administrator, kept.user, gone)
    assert clinic.fresh().evaluator_id == kept.pk
    assert [m.pk for m in Membership.objects.current().filter(user=kept.user)] == [kept.pk]


@db
def test_an_invitation_to_the_old_address_names_the_account_that_stayed(administrator):
    person, gone = UserFactory(), UserFactory()
    join(administrator, person, gone)
    assert User.unclaimed(email=gone.email, name="Somebody") == person


@db
def test_the_rehearsal_says_what_would_move_and_moves_nothing(administrator):
    person, role = UserFactory(), MembershipFactory(lead=True)
    now, by = clock.now(), administrator.as_actor()
    moved, refusal = rehearse_merge(person_id=person.pk, by=by, now=now, gone=role.user)
    assert (moved["institutions.Membership"], refusal) == (1, None)
    assert (Membership.objects.get(pk=role.pk).user, Intervention.objects.count()) == (role.user, 0)


@db
def test_two_students_an_administrator_and_the_same_account_are_refused(administrator):
    person = StudentFactory().user
    for other, words in (
        (StudentFactory().user, "student’s file"),
        (UserFactory(is_staff=True), "administrator’s account"),
        (person, "the same one"),
    ):
        with pytest.raises(Refusal, match=words):
            join(administrator, person, other)
    with pytest.raises(NotAllowed):
        join(MembershipFactory(coordinator=True), person, UserFactory())


@db
def test_the_page_finds_the_other_account_shows_what_comes_and_joins(client, administrator):
    person, role = UserFactory(), MembershipFactory(lead=True)
    client.force_login(administrator.user)
    address = reverse("operations_merge", args=[person.pk])
    assert "There is no such account" in client.get(address, {"other": "nobody@x.example"}).text
    assert "Memberships: 1" in client.get(address, {"other": role.user.email}).text
    assert client.post(address, {"gone": role.user_id, "reason": WHY}).status_code == 302
    assert "joined with another one" in client.get(reverse("operations_person", args=[role.user_id])).text


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_join_the_same_two_the_other_way_round_leave_one_account():
    administrator = MembershipFactory(administrator=True)
    one, two = UserFactory(), UserFactory()
    said = {"by": administrator.as_actor(), "now": clock.now(), "reason": WHY}
    race(
        [
            lambda: merge_people(person_id=one.pk, gone=two, **said),
            lambda: merge_people(person_id=two.pk, gone=one, **said),
        ]
    )
    assert User.objects.filter(pk__in=[one.pk, two.pk], merged_into=None).count() == 1
