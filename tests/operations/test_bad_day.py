"""Acts upon accounts, files and mail: who may, what they do, who is told, and the row that stays."""

from datetime import timedelta
from functools import partial

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail as outbox
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Intervention
from accounts.services.chores import record_intervention
from accounts.services.reading import open_file
from config.bad_day import accounts, files, mail
from core import clock
from core.errors import NotAllowed, Refusal
from notifications.delivery import deliver_due
from notifications.models import Notification
from notifications.services.posting import Message, post
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.institutions import MembershipFactory
from tests.factories.students import StoredFileFactory

pytestmark = pytest.mark.django_db

WHY = "She called from the ward, her phone was stolen."


@pytest.fixture
def administrator():
    """Who signs in without a password is not asked for it again."""
    membership = MembershipFactory(administrator=True)
    membership.user.set_unusable_password()
    membership.user.save()
    return membership


@pytest.fixture
def person():
    user = MembershipFactory(lead=True).user
    user.set_password(PASSWORD)
    user.save()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def rows():
    return list(Intervention.objects.order_by("pk").values_list("kind", "reason", "person_id", "figures"))


def told(user):
    return list(Notification.objects.filter(reader=user).order_by("pk").values_list("kind", flat=True))


def act(administrator, service, **said):
    return service(by=administrator.as_actor(), now=clock.now(), reason=WHY, **said)


def a_message(reader=None, **changes):
    message = Message(kind="agreement.sent", subject="Read this", body="One.", path="/home/")
    row = post(reader=reader or UserFactory(), message=message, dedupe_key="k", now=clock.now())
    Notification.objects.filter(pk=row.pk).update(**changes)
    return row


def test_a_lost_phone_opens_nothing_any_more_and_its_person_is_told(administrator, person):
    act(administrator, accounts.reset_steps, person_id=person.pk)
    assert person.authenticator_set.count() == 0
    assert rows() == [("reset_steps", WHY, person.pk, {"taken": 1, "sessions": 0})]
    assert told(person) == ["account.reset_steps"]
    assert WHY in Notification.objects.get(reader=person).body


def test_who_has_no_second_step_has_none_to_take_away(administrator, person):
    person.authenticator_set.all().delete()
    with pytest.raises(Refusal, match="no second step"):
        act(administrator, accounts.reset_steps, person_id=person.pk)


def test_somebody_is_signed_out_everywhere(administrator, person):
    Authenticator.objects.all().delete()
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert client.get("/home/").status_code == 200
    act(administrator, accounts.end_sessions, person_id=person.pk)
    assert (client.get("/home/").status_code, told(person)) == (302, ["account.end_sessions"])
    assert rows() == [("end_sessions", WHY, person.pk, {"sessions": 1})]


def test_nobody_but_an_administrator_acts_and_none_upon_themselves(administrator, person):
    for trait in ("coordinator", "lead", "supervisor"):
        with pytest.raises(NotAllowed):
            act(MembershipFactory(**{trait: True}), accounts.end_sessions, person_id=person.pk)
    with pytest.raises(Refusal, match="your own account"):
        act(administrator, accounts.end_sessions, person_id=administrator.user_id)
    assert rows() == []


def test_a_closed_file_is_open_to_nobody_until_it_is_opened_again(administrator):
    owner = MembershipFactory(student=True)
    file = StoredFileFactory(owner=owner.user)
    act(administrator, files.close_file, file_id=file.pk)
    file.refresh_from_db()
    for reader in (owner, administrator):
        with pytest.raises(Refusal, match="closed by the portal’s administrator"):
            open_file(stored=file, by=reader.as_actor(), now=clock.now())
    page = StoredFileFactory(owner=owner.user)
    with pytest.raises(Refusal, match="closed by the portal’s administrator"):
        open_file(stored=page, by=owner.as_actor(), now=clock.now(), part_of=file)
    act(administrator, files.open_file_again, file_id=file.pk)
    file.refresh_from_db()
    open_file(stored=file, by=owner.as_actor(), now=clock.now()).close()
    assert [kind for kind, *_rest in rows()] == ["quarantine", "release_file"]
    assert told(owner.user) == ["account.quarantine", "account.release_file"]


def test_what_came_back_leaves_again_and_what_waits_is_left_alone(administrator):
    back = a_message(mail=Notification.Mail.FAILED, tries=3, error="The address was refused.")
    shut = a_message(mail=Notification.Mail.FAILED, reader=UserFactory(is_active=False))
    act(administrator, mail.resend_refused)
    deliver_due(now=clock.now())
    states = dict(Notification.objects.values_list("pk", "mail"))
    assert (states[back.pk], states[shut.pk]) == (Notification.Mail.SENT, Notification.Mail.FAILED)
    assert rows() == [("resend", WHY, None, {"messages": 1})]
    with pytest.raises(Refusal, match="Nothing came back"):
        act(administrator, mail.resend_refused)


def test_the_outbox_is_sent_again_under_the_same_numbers_but_no_link_that_changes_a_password(administrator):
    now = clock.now()
    sent = a_message(mail=Notification.Mail.SENT, sent_at=now - timedelta(hours=1))
    a_message(mail=Notification.Mail.SENT, sent_at=now - timedelta(hours=1), kind="account.sign_in", body="")
    a_message(mail=Notification.Mail.SENT, sent_at=now - timedelta(hours=3))
    a_message(mail=Notification.Mail.SENT, sent_at=now - timedelta(days=30))
    act(administrator, mail.replay_outbox, since=now - timedelta(hours=2))
    deliver_due(now=clock.now())
    (again,) = outbox.outbox
    assert again.extra_headers["Message-ID"].startswith(f"<notification-{sent.pk}-")
    act(administrator, mail.replay_outbox, since=now - timedelta(days=365))
    assert [figures for *_rest, figures in rows()] == [{"messages": 1}, {"messages": 1}]


def test_the_outbox_is_sent_again_once_an_hour_however_often_it_is_asked_for(administrator):
    now = clock.now()
    row = a_message(mail=Notification.Mail.SENT, sent_at=now - timedelta(hours=1))
    act(administrator, mail.replay_outbox, since=now - timedelta(hours=2))
    deliver_due(now=clock.now())
    with pytest.raises(Refusal, match="Nothing left since then"):
        act(administrator, mail.replay_outbox, since=now - timedelta(hours=2))
    a_message(reader=UserFactory(), sent_at=clock.now(), mail=Notification.Mail.SENT)
    assert mail.replayable(now, clock.now()).exclude(pk=row.pk).count() == 1
    assert mail.replayable(now, clock.now() + timedelta(hours=2)).count() == 2


def test_what_came_back_is_shown_with_what_was_said_of_it(client, administrator):
    row = a_message(mail=Notification.Mail.FAILED, error="The address was refused.")
    client.force_login(administrator.user)
    page = client.get(reverse("operations_resend")).text
    assert f"<li>{row.reader}: Read this. The address was refused.</li>" in page


@pytest.mark.parametrize("statement", ["UPDATE", "DELETE"])
def test_what_an_administrator_did_is_never_rewritten_or_removed(administrator, statement):
    row = act(administrator, partial(record_intervention, Intervention.Kind.RESEND))
    found = Intervention.objects.filter(pk=row.pk)
    with pytest.raises(InternalError), transaction.atomic():
        found.update(reason="Another.") if statement == "UPDATE" else found.delete()
    assert rows()[0][1] == WHY


@pytest.mark.parametrize(
    ("address", "by"),
    [
        ("operations_reset_steps", "person"),
        ("operations_end_sessions", "person"),
        ("operations_resend", None),
        ("operations_replay", None),
        ("operations_close_file", "file"),
    ],
)
def test_each_act_says_what_it_will_do_and_is_done_when_it_is_sent(client, administrator, person, address, by):
    a_message(mail=Notification.Mail.FAILED)
    a_message(mail=Notification.Mail.SENT, sent_at=clock.now())
    args = {"person": [person.pk], "file": [StoredFileFactory().pk], None: []}[by]
    client.force_login(administrator.user)
    assert (client.get(reverse(address, args=args)).status_code, rows()) == (200, [])
    said = {"reason": WHY, "since": "2020-01-01T00:00"}
    assert client.post(reverse(address, args=args), {**said, "reason": ""}).status_code == 200
    assert client.post(reverse(address, args=args), said).status_code == 302
    assert [reason for _kind, reason, *_rest in rows()] == [WHY]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "asked"), [("people", 4), ("files", 4), ("history", 4)])
def test_lists_ask_as_much_for_many_as_for_one(client, administrator, count, address, asked, django_assert_num_queries):
    for _number in range(count):
        person = UserFactory()
        StoredFileFactory(quarantined_at=clock.now(), owner=person)
        act(administrator, partial(record_intervention, "resend"), person_id=person.pk, other_id=person.pk)
    client.force_login(administrator.user)
    client.get("/notifications/")
    with django_assert_num_queries(asked):
        assert client.get(reverse(f"operations_{address}")).status_code == 200
