"""The admin of accounts and students: found, read, with every change below; no secret shown."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import AccessLink, IdempotencyKey, Job, ReadLog, StoredFile, User
from accounts.services.invitations import make_invitation
from core import clock
from students.models import Student
from tests.factories.accounts import UserFactory
from tests.factories.students import StudentFactory

pytestmark = pytest.mark.django_db

OURS = (User, StoredFile, ReadLog, Job, IdempotencyKey, AccessLink, Student)


@pytest.fixture
def administrator(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def things(administrator):
    student = StudentFactory(id_number="42101-1234567-1")
    now = clock.now()
    return {
        User: student.user,
        Student: student,
        StoredFile: student.cv,
        ReadLog: ReadLog.objects.create(file=student.cv, reader=administrator, at=now),
        AccessLink: make_invitation(user=student.user, now=now),
        Job: Job.objects.create(kind="k", title="Certificates", ordered_by=administrator),
        IdempotencyKey: IdempotencyKey.objects.create(owner="u1", key="k"),
    }


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", OURS)
def test_every_table_is_listed_searched_and_opened(client, things, model):
    thing = things[model]
    listed = client.get(address(model, "changelist"), {"q": ""})
    searched = client.get(address(model, "changelist"), {"q": "nobody of this name"})
    opened = client.get(address(model, "change", thing.pk))
    assert [listed.status_code, searched.status_code, opened.status_code] == [200, 200, 200]
    assert listed.context["cl"].result_count >= 1
    assert searched.context["cl"].result_count == 0


@pytest.mark.parametrize("model", [model for model in OURS if model not in {User, Student}])
def test_what_the_portal_wrote_is_not_changed_in_the_admin(client, things, model):
    before = model.objects.filter(pk=things[model].pk).values().get()
    assert client.post(address(model, "change", things[model].pk), {"_save": "1"}).status_code == 403
    assert client.post(address(model, "delete", things[model].pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=things[model].pk).values().get() == before


def test_no_secret_is_shown(client, things):
    link, student = things[AccessLink], things[Student]
    pages = "".join(client.get(address(model, "change", things[model].pk)).text for model in OURS)
    secrets = [link.token, link.nonce, link.token_hash, "42101-1234567-1", things[StoredFile].file.name]
    assert [secret for secret in secrets if secret in pages] == []
    assert student.user.name in pages


def test_a_persons_changes_stand_below_them(client, things):
    user = things[User]
    User.objects.filter(pk=user.pk).update(name="Named Anew")
    page = client.get(address(User, "change", user.pk)).text
    assert ("Named Anew" in page, user.name in page) == (True, True)


def test_a_link_in_wrong_hands_is_revoked(client, things):
    link = things[AccessLink]
    client.post(address(AccessLink, "changelist"), {"action": "revoke", "_selected_action": [link.pk]})
    link.refresh_from_db()
    assert not link.is_live(clock.now())


def test_somebody_added_in_the_admin_cannot_sign_in_before_they_are_invited(client, administrator):
    data = {"email": "new@people.example", "name": "New", "language": "en", "is_active": "on"}
    prefix = {"events-TOTAL_FORMS": 0, "events-INITIAL_FORMS": 0}
    client.post(address(User, "add"), data | prefix)
    user = User.objects.get(email="new@people.example")
    assert (user.has_usable_password(), user.is_claimed) == (False, False)


def test_every_table_of_these_apps_is_in_the_admin():
    assert [model for model in OURS if not admin.site.is_registered(model)] == []


@pytest.mark.parametrize("label", ["account_emailaddress", "mfa_authenticator", "usersessions_usersession"])
def test_second_steps_sessions_and_addresses_change_by_their_acts_alone(client, administrator, label):
    app, model = label.split("_")
    assert client.get(f"/admin/{app}/{model}/").status_code == 404
    assert client.get(f"/admin/{app}/{model}/?q=x").status_code == 404
    assert client.post(f"/admin/{app}/{model}/1/delete/", {"post": "yes"}).status_code == 404
