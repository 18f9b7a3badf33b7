"""What joining two accounts may not do: leave rows behind unsaid, lose a scope, a conflict of interest, or the only way in."""

from threading import Event, Thread

import pytest
from django.db import connections, transaction
from django.urls import reverse

from accounts.models import AccessLink, Intervention, Purpose, User
from core import clock
from core.errors import Refusal
from institutions.models import Membership
from notifications.models import Notification
from placements.models import Conflict
from tests.evaluations.clinic import a_clinic
from tests.factories.accounts import UserFactory
from tests.factories.institutions import MembershipFactory, ProgrammeFactory
from tests.factories.selection import ReviewFactory
from tests.operations.test_people import WHY, administrator, join  # noqa: F401 - a fixture

db = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_where_a_row_is_busy_nothing_is_joined_and_the_page_says_so(client, administrator):  # noqa: F811
    person, role = UserFactory(), MembershipFactory(lead=True)
    held, done = Event(), Event()

    def hold():
        with transaction.atomic():
            Membership.objects.select_for_update().get(pk=role.pk)
            held.set()
            done.wait(60)
        connections.close_all()

    thread = Thread(target=hold)
    thread.start()
    held.wait(30)
    client.force_login(administrator.user)
    address = reverse("operations_merge", args=[person.pk])
    looked = client.get(address, {"other": role.user.email}).text
    sent = client.post(address, {"gone": role.user_id, "reason": WHY}).text
    done.set()
    thread.join()
    words = "being changed by somebody else right now"
    assert (words in looked, words in sent, Intervention.objects.count()) == (True, True, 0)
    assert User.objects.filter(pk=role.user_id, is_active=True, merged_into=None).exists()


@db
def test_one_role_of_two_programmes_is_not_thrown_together(administrator):  # noqa: F811
    one = MembershipFactory(viewer=True)
    other = MembershipFactory(viewer=True, institute=one.institute, programme=ProgrammeFactory(institute=one.institute))
    with pytest.raises(Refusal, match=r"not for the same programme.*end one of the two roles"):
        join(administrator, one.user, other.user)
    assert Membership.objects.current().filter(pk__in=[one.pk, other.pk]).count() == 2


@db
def test_an_account_that_nobody_uses_does_not_swallow_the_one_in_use(administrator):  # noqa: F811
    unused, used = UserFactory(claimed_at=None), UserFactory(claimed_at=clock.now())
    with pytest.raises(Refusal, match="the other way round"):
        join(administrator, unused, used)
    join(administrator, used, unused)


@db
def test_what_the_other_account_was_asked_by_link_is_asked_by_a_new_one(administrator):  # noqa: F811
    clinic = a_clinic()
    gone, person, old = clinic.ward.supervisor.user, UserFactory(), clinic.link()
    join(administrator, person, gone)
    old.refresh_from_db()
    live = AccessLink.objects.get(purpose=Purpose.EVALUATION, subject_id=clinic.pk, revoked_at=None)
    assert (old.revoked_at is None, live.user_id) == (False, person.pk)
    assert Notification.objects.filter(reader=person, dedupe_key__startswith="evaluation.joined").count() == 1


@db
def test_a_conflict_of_interest_is_not_forgotten(administrator):  # noqa: F811
    review = ReviewFactory()
    role = MembershipFactory(supervisor=True, partner=review.application.slot.partner)
    Conflict.objects.create(
        application=review.application, person=role.user, membership=role, reason="A cousin.", declared_at=clock.now()
    )
    with pytest.raises(Refusal, match="declared a conflict of interest"):
        join(administrator, review.person, role.user)
    assert User.objects.get(pk=role.user_id).is_active


@db
def test_what_stays_is_said_before_and_after(client, administrator):  # noqa: F811
    role = MembershipFactory(lead=True)
    review = ReviewFactory(person=role.user, membership=role)
    person = MembershipFactory(supervisor=True, partner=role.partner)
    ReviewFactory(application=review.application, person=person.user, membership=person)
    client.force_login(administrator.user)
    page = client.get(reverse("operations_merge", args=[person.user_id]), {"other": role.user.email})
    assert page.context["stays"] == [("reviews", 1)]
    assert "This stays with the account that is shut" in page.text
    join(administrator, person.user, role.user)
    history = client.get(reverse("operations_person", args=[person.user_id])).text
    assert "stays with the account that was shut: reviews: 1" in history
