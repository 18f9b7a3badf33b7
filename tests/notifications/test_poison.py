"""One message that cannot be made, or that a server puts off for ever, holds up no other."""

from datetime import timedelta
from smtplib import SMTPDataError

import pytest
from anymail.exceptions import AnymailRecipientsRefused
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError, connection

from accounts.models import User
from core import clock
from notifications import attachments, delivery
from notifications.models import Notification
from notifications.services.posting import Message, post
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

Mail = Notification.Mail


def told(**message):
    values = {"kind": "agreement.sent", "subject": "Read this", "body": "One."} | message
    return post(reader=UserFactory(), message=Message(**values), dedupe_key="k", now=clock.now())


def bad_address():
    row = told()
    User.objects.filter(pk=row.reader_id).update(email="sana@x.pk\u200f")
    return row


def bad_attachment():
    return told(attachment="nobody-makes:7")


def bad_query(monkeypatch):
    def ask(_key, _reader):
        connection.cursor().execute("SELECT nothing FROM nowhere")

    monkeypatch.setitem(attachments.MAKERS, "broken", ask)
    return told(attachment="broken:7")


def behind(*rows):
    """What the sweep sends after `rows`, and where they stand then."""
    others = [told(), told()]
    sent = delivery.deliver_due(now=clock.now())
    assert sent == len(others) == Notification.objects.filter(mail=Mail.SENT).count()
    return list(
        Notification.objects.filter(pk__in=[row.pk for row in rows])
        .order_by("pk")
        .values_list("mail", "error", "tries")
    )


@pytest.mark.parametrize(("make", "error"), [(bad_address, "UnicodeEncodeError"), (bad_attachment, "KeyError")])
def test_a_message_that_cannot_be_made_is_set_aside_and_the_others_leave(make, error):
    assert behind(make()) == [(Mail.FAILED, f"This message could not be made or sent: {error}.", 1)]


def test_a_question_that_fails_while_a_message_is_made_breaks_no_mark(monkeypatch):
    assert behind(bad_query(monkeypatch)) == [
        (Mail.FAILED, "This message could not be made or sent: ProgrammingError.", 1)
    ]


def test_a_line_break_in_a_name_stops_nothing():
    row = told()
    User.objects.filter(pk=row.reader_id).update(name="Ali\nBcc: all@example.org")
    assert delivery.deliver_due(now=clock.now()) == 1
    assert mail.outbox[0].to == [f'"Ali Bcc: all@example.org" <{row.reader.email}>']


class Raising(EmailBackend):
    """A way out that raises."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def send_messages(self, _messages):
        raise self.error


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        (AnymailRecipientsRefused(), Mail.FAILED, "The address was refused."),
        (SMTPDataError(451, b"later"), Mail.WAITING, "SMTPDataError"),
        (OperationalError(), Mail.WAITING, "OperationalError"),
    ],
)
def test_what_the_way_out_raises_is_for_good_or_passes(error, state, words):
    row = told()
    assert delivery.deliver(row.pk, now=clock.now(), connection=Raising(error)) is False
    row.refresh_from_db()
    assert (row.mail, row.error, row.tries) == (state, words, 1)


def test_work_that_is_stopped_for_its_time_leaves_the_row_as_it_was():
    row = told()
    with pytest.raises(SoftTimeLimitExceeded):
        delivery.deliver(row.pk, now=clock.now(), connection=Raising(SoftTimeLimitExceeded()))
    row.refresh_from_db()
    assert (row.mail, row.tries) == (Mail.WAITING, 0)


@pytest.mark.parametrize(
    ("tries", "state", "error"),
    [(41, Mail.WAITING, "SMTPDataError"), (59, Mail.FAILED, "Given up after 60 tries: SMTPDataError")],
)
def test_mail_that_is_put_off_for_days_waits_two_hours_and_is_given_up_in_the_end(tries, state, error):
    row, now = told(), clock.now()
    Notification.objects.filter(pk=row.pk).update(tries=tries)
    assert delivery.deliver(row.pk, now=now, connection=Raising(SMTPDataError(451, b"later"))) is False
    row.refresh_from_db()
    assert (row.mail, row.error) == (state, error)
    assert row.send_after in {now + timedelta(hours=2), row.created_at}
