"""The outbox: sent once, put off when the server is away, marked when the address is refused."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import AccessLink, Purpose
from core import clock
from notifications import delivery, sweeps, tasks
from notifications.models import Notification
from notifications.services.posting import Message, post
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def a_notification(**message):
    values = {
        "kind": "agreement.sent",
        "subject": "Read this",
        "body": "One.\n\nTwo.",
        "path": "/home/",
        "action": "Open it",
    } | message
    return post(reader=UserFactory(), message=Message(**values), dedupe_key="k", now=clock.now())


def test_deliver_sends_text_and_html_once_with_an_id_fixed_by_the_row(settings):
    row = a_notification()
    assert delivery.deliver(row.pk, now=clock.now()) is True
    assert delivery.deliver(row.pk, now=clock.now()) is False
    (sent,) = mail.outbox
    html = sent.alternatives[0][0]
    assert sent.extra_headers["Message-ID"].startswith(f"<notification-{row.pk}-")
    assert f"{settings.SITE_URL}/home/" in sent.body
    assert "<style" not in html
    assert 'style="' in html


def test_a_link_is_made_at_sending_and_stored_nowhere():
    reader = UserFactory()
    link = AccessLink.make(
        purpose=Purpose.INVITATION, user_id=reader.pk, now=clock.now(), expires_at=clock.now() + timedelta(days=1)
    )
    message = Message(kind="account.invited", subject="Come", body="Come in.", link=link)
    row = post(reader=reader, message=message, dedupe_key="i", now=clock.now())
    delivery.deliver(row.pk, now=clock.now())
    (sent,) = mail.outbox
    assert link.url() in sent.body
    stored = Notification.objects.filter(pk=row.pk).values().get()
    assert link.token not in str(stored) + str(AccessLink.objects.filter(pk=link.pk).values().get())


def test_a_row_made_after_a_backup_was_put_back_has_another_id_than_the_one_whose_number_it_took():
    row = a_notification()
    first = delivery.build(row).extra_headers["Message-ID"]
    assert delivery.build(Notification.objects.get(pk=row.pk)).extra_headers["Message-ID"] == first
    row.created_at += timedelta(seconds=1)
    assert delivery.build(row).extra_headers["Message-ID"] != first


class Away(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, _messages):
        raise ConnectionResetError


class Refusing(EmailBackend):
    """A mail server that knows nobody of this name."""

    def send_messages(self, _messages):
        raise SMTPRecipientsRefused({"x": (550, b"unknown")})


def test_with_the_server_away_the_row_waits_longer_each_time_and_leaves_when_it_is_back():
    row = a_notification()
    now = clock.now()
    assert delivery.deliver(row.pk, now=now, connection=Away()) is False
    row.refresh_from_db()
    assert (row.mail, row.tries, row.send_after) == (Notification.Mail.WAITING, 1, now + timedelta(minutes=1))
    assert delivery.deliver_due(now=now) == 0
    assert delivery.deliver_due(now=now + timedelta(minutes=2)) == 1


def test_a_sweep_empties_the_outbox_batch_after_batch_for_a_spell(monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 2)
    for _ in range(5):
        a_notification()
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "SPELL", -1)
        assert sweeps.sweep_outbox() == 2
    assert sweeps.sweep_outbox() == 3
    assert len(mail.outbox) == 5


def test_a_refused_address_is_marked_for_staff_and_not_tried_again():
    row = a_notification()
    delivery.deliver(row.pk, now=clock.now(), connection=Refusing())
    row.refresh_from_db()
    assert (row.mail, row.error) == (Notification.Mail.FAILED, "The address was refused.")
    assert delivery.deliver_due(now=clock.now() + timedelta(days=1)) == 0


def test_sign_in_mail_keeps_no_text_once_it_left():
    row = a_notification(kind="account.sign_in", body="secret link")
    delivery.deliver(row.pk, now=clock.now())
    row.refresh_from_db()
    assert row.body == ""


def test_post_says_one_thing_once():
    reader = UserFactory()
    message = Message(kind="agreement.sent", subject="Read", body="Read.")
    first = post(reader=reader, message=message, dedupe_key="once", now=clock.now())
    second = post(reader=reader, message=message, dedupe_key="once", now=clock.now() + timedelta(seconds=1))
    assert (first.subject, second) == ("Read", None)


def test_a_line_break_in_a_subject_cannot_add_a_header():
    row = a_notification(subject="Hello\nBcc: all@example.org")
    delivery.deliver(row.pk, now=clock.now())
    assert mail.outbox[0].subject == "Hello Bcc: all@example.org"
