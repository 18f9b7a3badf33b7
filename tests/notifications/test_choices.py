"""How a person is told: family by family, at which hours, and the one click that stops a kind of mail."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core import mail, signing
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from notifications import delivery
from notifications.kinds import FAMILIES
from notifications.models import How, MailChoice, Notification, Preference, TextMessage
from notifications.services.posting import Message, Notice, post, post_many
from notifications.stopping import DAILY, SALT, stop_path, stopped_by
from tests.factories.accounts import UserFactory
from tests.factories.institutions import MembershipFactory

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 11, 26, 23, tzinfo=ZoneInfo("Asia/Karachi"))
EARLY = datetime(2026, 11, 27, 5, 30, tzinfo=ZoneInfo("Asia/Karachi"))
MORNING = datetime(2026, 11, 27, 7, tzinfo=ZoneInfo("Asia/Karachi"))


def told(reader, kind="hours.approved", now=NIGHT):
    return post(reader=reader, message=Message(kind=kind, subject="S", body="B"), dedupe_key=kind, now=now)


@pytest.fixture
def sleeper():
    reader = UserFactory()
    Preference.objects.create(user=reader, quiet_from=time(22), quiet_until=time(7))
    return reader


def test_who_stopped_evaluations_is_asked_all_the_same_and_not_reminded():
    reader = UserFactory()
    MailChoice.objects.create(user=reader, family="evaluation", how=How.PORTAL)
    kinds = ("evaluation_asked.open", "evaluation.due", "evaluation.submitted")
    assert [told(reader, kind).mail for kind in kinds] == [Notification.Mail.WAITING, *[Notification.Mail.NONE] * 2]
    assert FAMILIES["evaluation_asked"].stoppable is False


def test_at_night_mail_waits_for_the_morning_and_is_in_the_inbox_at_once(sleeper):
    row = told(sleeper)
    assert (row.send_after, row.read_at) == (MORNING, None)
    assert (delivery.deliver_due(now=NIGHT), delivery.deliver_due(now=MORNING)) == (0, 1)


def test_sign_in_and_incidents_do_not_wait(sleeper):
    assert [told(sleeper, kind).send_after for kind in ("account.sign_in", "incident.reported")] == [NIGHT, NIGHT]


def test_many_told_at_once_keep_each_their_own_hours(sleeper):
    awake = UserFactory()
    message = Message(kind="nudge.sent", subject="S", body="B")
    post_many([Notice(reader, message, "k") for reader in (sleeper, awake)], now=NIGHT)
    assert dict(Notification.objects.values_list("reader_id", "send_after")) == {sleeper.pk: MORNING, awake.pk: NIGHT}


def test_what_somebody_stopped_is_not_mailed_to_them_when_many_are_told():
    stopped, other = UserFactory(), UserFactory()
    MailChoice.objects.create(user=stopped, family="hours", how=How.PORTAL)
    message = Message(kind="hours.approved", subject="S", body="B")
    post_many([Notice(reader, message, "k") for reader in (stopped, other)], now=MORNING)
    told_by = dict(Notification.objects.values_list("reader_id", "mail"))
    assert told_by == {stopped.pk: Notification.Mail.NONE, other.pk: Notification.Mail.WAITING}


def test_what_is_good_to_know_is_mailed_to_none_of_many():
    message = Message(kind="hours.approved", subject="S", body="B", quiet=True)
    post_many([Notice(UserFactory(), message, "k") for _ in range(2)], now=MORNING)
    assert set(Notification.objects.values_list("mail", flat=True)) == {Notification.Mail.NONE}


@pytest.mark.parametrize("hours", [{"quiet_from": time(22)}, {"quiet_from": time(7), "quiet_until": time(7)}])
def test_quiet_hours_have_two_ends(hours):
    with pytest.raises(IntegrityError, match="quiet_hours_have_two_ends"), transaction.atomic():
        Preference.objects.create(user=UserFactory(), **hours)


# The page


@pytest.fixture
def lead(client):
    lead = MembershipFactory(lead=True)
    client.force_login(lead.user)
    return lead.user


def form(**changes):
    stoppable = [name for name, family in FAMILIES.items() if family.stoppable]
    return {f"how_{name}": "now" for name in stoppable} | {"digest_at": "18:30"} | changes


def test_mail_choices_keeps_families_and_hours(client, lead):
    sent = form(how_hours="digest", how_slot="portal", quiet_from="22:00", quiet_until="06:30")
    assert client.post(reverse("mail_choices"), sent).status_code == 302
    assert set(MailChoice.objects.values_list("family", "how")) == {("hours", "digest"), ("slot", "portal")}
    kept = Preference.objects.get(user=lead)
    assert (kept.quiet_from, kept.quiet_until, kept.digest_at) == (time(22), time(6, 30), time(18, 30))
    assert client.get(reverse("mail_choices")).context["form"]["how_hours"].initial == How.DIGEST


def test_mail_choices_says_why_some_may_not_be_stopped_and_keeps_them_whatever_is_sent(client, lead):
    assert "A place hangs on it." in client.get(reverse("mail_choices")).content.decode().replace("&#x27;", "'")
    client.post(reverse("mail_choices"), form(how_offer="portal"))
    assert (MailChoice.objects.count(), told(lead, "offer.made").mail) == (0, "waiting")


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ({"quiet_from": "22:00"}, "Say both hours"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "They end when they begin"),
    ],
)
def test_mail_choices_with_half_a_night_keeps_what_was_typed(client, lead, hours, words):
    page = client.post(reverse("mail_choices"), form(**hours, how_hours="digest"))
    assert (words in page.text, Preference.objects.exists(), page.context["form"]["how_hours"].value()) == (
        True,
        False,
        "digest",
    )


def test_what_waited_for_a_daily_mail_that_is_not_wanted_any_more_is_left_to_the_inbox(client, lead):
    MailChoice.objects.create(user=lead, family="hours", how=How.DIGEST)
    row = told(lead)
    client.post(reverse("mail_choices"), form())
    row.refresh_from_db()
    assert row.mail == Notification.Mail.NONE


@pytest.mark.parametrize(
    ("hours", "leaves"),
    [({"quiet_from": "", "quiet_until": ""}, NIGHT), ({"quiet_from": "22:00", "quiet_until": "05:30"}, EARLY)],
)
def test_what_quiet_hours_hold_follows_them(client, lead, monkeypatch, hours, leaves):
    Preference.objects.create(user=lead, quiet_from=time(22), quiet_until=time(7), time_zone="Asia/Karachi")
    row, tried = told(lead), told(lead, "slot.paused")
    Notification.objects.filter(pk=tried.pk).update(tries=1)
    TextMessage.objects.create(notification=row, send_after=row.send_after)
    monkeypatch.setattr("core.clock.now", lambda: NIGHT)
    client.post(reverse("mail_choices"), form(**hours))
    held = list(Notification.objects.filter(reader=lead).order_by("pk").values_list("send_after", flat=True))
    assert (held, TextMessage.objects.get().send_after) == ([leaves, MORNING], leaves)
    assert delivery.deliver_due(now=NIGHT) == (leaves == NIGHT)


def test_mail_choices_asks_few_questions(client, lead, django_assert_num_queries):
    client.get(reverse("mail_choices"))
    with django_assert_num_queries(4):
        client.get(reverse("mail_choices"))


# One click


def test_mail_that_may_be_stopped_carries_its_one_click_and_the_rest_does_not(settings):
    reader = UserFactory()
    for kind in ("hours.approved", "offer.made"):
        told(reader, kind)
    delivery.deliver_due(now=NIGHT)
    [may_be_stopped] = [sent for sent in mail.outbox if "List-Unsubscribe" in sent.extra_headers]
    address = settings.SITE_URL + stop_path(reader.pk, "hours")
    assert may_be_stopped.extra_headers["List-Unsubscribe"] == f"<{address}>"
    assert may_be_stopped.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [address in sent.body for sent in mail.outbox].count(True) == 1
    assert (len(mail.outbox), address in may_be_stopped.body) == (2, True)


def test_opening_the_link_shows_a_button_and_pressing_it_stops_this_kind_alone(client):
    reader = UserFactory()
    address = stop_path(reader.pk, "hours")
    page = client.get(address)
    assert ("Stop this mail" in page.text, MailChoice.objects.exists()) == (True, False)
    assert "Stopped" in client.post(address).text
    assert [told(reader, kind).mail for kind in ("hours.approved", "slot.paused")] == ["none", "waiting"]


def test_a_mailbox_posts_for_its_reader_without_a_page_of_ours():
    reader = UserFactory()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(stop_path(reader.pk, "hours"), {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, MailChoice.objects.get().how) == (200, How.PORTAL)


def test_stopping_the_daily_mail_leaves_its_families_to_the_inbox(client):
    reader = UserFactory()
    MailChoice.objects.create(user=reader, family="hours", how=How.DIGEST)
    row = told(reader)
    client.post(stop_path(reader.pk, DAILY))
    row.refresh_from_db()
    assert (row.mail, told(reader, "hours.returned").mail) == ("none", "none")


def test_a_link_that_is_not_ours_or_names_what_may_not_be_stopped_opens_nothing(client):
    good = stop_path(UserFactory().pk, "hours")
    unstoppable = signing.Signer(salt=SALT).sign("1:offer")
    for address in (good.replace("hours", "slots"), good[:-2] + "x/", reverse("mail_stop_by_link", args=[unstoppable])):
        assert client.post(address).status_code == 404
    assert (stopped_by(unstoppable), MailChoice.objects.exists()) == (None, False)


def test_a_link_of_somebody_who_is_gone_stops_nothing(client):
    assert "Stopped" not in client.post(stop_path(10**9, "hours")).text
