"""The invitation's page: whose account, a password, in. A dead link says why."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AccessLink, Purpose
from accounts.services.invitations import INVITATION_LASTS, accept_invitation, make_invitation, make_invitations
from core import clock
from core.errors import Refusal
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.institutions import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def link():
    membership = MembershipFactory(coordinator=True, user__unclaimed=True)
    return make_invitation(user=membership.user, now=clock.now())


def page_of(link):
    return reverse("invitation_accept", args=[link.token])


def test_invitation_accept_names_the_person_to_anybody_with_the_link(client, link):
    response = client.get(page_of(link))
    assert (response.status_code, response.headers["Cache-Control"].split(",")[0]) == (200, "max-age=0")
    assert link.user.email in response.text
    link.refresh_from_db()
    assert link.used_at is None


def test_invitation_accept_sets_the_password_and_signs_in(client, link):
    response = client.post(page_of(link), {"password": PASSWORD, "again": PASSWORD})
    link.user.refresh_from_db()
    link.refresh_from_db()
    assert (response.status_code, response.url) == (302, reverse("home"))
    assert (link.user.check_password(PASSWORD), link.user.is_claimed, link.used_at is not None) == (True, True, True)
    assert client.session["_auth_user_id"] == str(link.user_id)


def test_invitation_accept_takes_a_session_over_from_whoever_was_signed_in(client, link):
    client.force_login(UserFactory())
    client.post(page_of(link), {"password": PASSWORD, "again": PASSWORD})
    assert client.session["_auth_user_id"] == str(link.user_id)


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("short", "short", "at least 12 characters"),
        ("qwerty123456", "qwerty123456", "too common"),
        (PASSWORD, "another one entirely", "The two differ"),
        (PASSWORD, "", "This field is required"),
    ],
)
def test_invitation_accept_with_a_weak_or_mistyped_password_says_so_and_keeps_the_link(
    client, link, password, again, words
):
    response = client.post(page_of(link), {"password": password, "again": again})
    link.refresh_from_db()
    assert (words in response.text, link.used_at) == (True, None)


@pytest.mark.parametrize(
    ("field", "shift", "status", "words"),
    [
        ("used_at", timedelta(0), 410, "accepted this invitation already"),
        ("revoked_at", timedelta(0), 410, "A newer invitation was sent"),
        ("expires_at", -timedelta(seconds=1), 410, "It worked until"),
    ],
)
def test_a_dead_link_says_why_and_changes_nothing(client, link, field, shift, status, words):
    AccessLink.objects.filter(pk=link.pk).update(**{field: clock.now() + shift})
    response = client.post(page_of(link), {"password": PASSWORD, "again": PASSWORD})
    link.user.refresh_from_db()
    assert (response.status_code, words in response.text, link.user.is_claimed) == (status, True, False)


def test_a_link_with_one_letter_changed_or_of_another_purpose_is_not_found(client, link):
    changed = link.token[:-1] + ("A" if link.token[-1] != "A" else "B")
    other = AccessLink.make(
        purpose=Purpose.EVALUATION, user_id=link.user_id, now=clock.now(), expires_at=clock.now() + INVITATION_LASTS
    )
    for token in (changed, other.token):
        response = client.get(reverse("invitation_accept", args=[token]))
        assert (response.status_code, "cut off in the mail" in response.text) == (404, True)


def test_guessing_invitations_comes_to_an_end_and_leaves_the_real_ones_open(client, link):
    guesses = [client.get(reverse("invitation_accept", args=[f"guess{n}"])).status_code for n in range(21)]
    assert guesses == [404] * 20 + [429]
    assert client.get(page_of(link)).status_code == 200


def test_a_new_invitation_ends_the_earlier_one(link):
    newer = make_invitation(user=link.user, now=clock.now())
    with pytest.raises(Refusal, match="used already or has ended"):
        accept_invitation(link_id=link.pk, password=PASSWORD, now=clock.now())
    assert accept_invitation(link_id=newer.pk, password=PASSWORD, now=clock.now()) == link.user


def test_an_invitation_is_accepted_once(link):
    accept_invitation(link_id=link.pk, password=PASSWORD, now=clock.now())
    with pytest.raises(Refusal):
        accept_invitation(link_id=link.pk, password="somebody else entirely", now=clock.now())
    link.user.refresh_from_db()
    assert link.user.check_password(PASSWORD)


def test_make_invitations_for_many_takes_two_queries_and_ends_earlier_ones(link, django_assert_num_queries):
    people = [link.user, UserFactory(unclaimed=True), UserFactory(unclaimed=True)]
    with django_assert_num_queries(2):
        links = make_invitations(users=people, now=clock.now())
    link.refresh_from_db()
    assert (sorted(links), link.revoked_at is not None) == (sorted(user.pk for user in people), True)
    assert {AccessLink.objects.by_token(new.token, Purpose.INVITATION).get().user_id for new in links.values()} == set(
        links
    )
