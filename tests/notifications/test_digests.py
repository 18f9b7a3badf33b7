"""The daily mail: one a day, of what came before its hour and was not read meanwhile, whatever runs twice."""

from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from notifications import delivery
from notifications.models import How, MailChoice, Notification, Preference
from notifications.services.digests import write_digest, write_digests
from notifications.services.posting import Message, post
from tests.factories.accounts import UserFactory
from tests.races import race

pytestmark = pytest.mark.django_db

KARACHI = ZoneInfo("Asia/Karachi")


def at(hour, day=26):
    return datetime(2026, 11, day, hour, tzinfo=KARACHI)


@pytest.fixture
def reader():
    """Wants hours once a day, at seven."""
    reader = UserFactory()
    MailChoice.objects.create(user=reader, family="hours", how=How.DIGEST)
    return reader


def told(reader, now, subject="Hours were approved", kind="hours.approved"):
    message = Message(kind=kind, subject=subject, body="Open them.", path="/placements/1/hours/")
    return post(reader=reader, message=message, dedupe_key=f"{kind}:{subject}", now=now)


def sent(now):
    delivery.deliver_due(now=now)
    return mail.outbox


def test_what_waits_comes_in_one_mail_at_the_hour_and_each_line_leads_where_it_should(reader, settings):
    for subject in ("Monday was approved", "Tuesday was approved"):
        told(reader, at(9), subject)
    assert (write_digests(now=at(6, day=27)), sent(at(6, day=27))) == (0, [])
    assert write_digests(now=at(7, day=27)) == 1
    [one] = sent(at(7, day=27))
    assert one.subject == "2 messages since yesterday"
    assert one.body.count(f"{settings.SITE_URL}/placements/1/hours/") == 2
    assert [line in one.alternatives[0][0] for line in ("Monday was approved", "Tuesday was approved")] == [True, True]


def test_the_inbox_has_the_messages_and_not_the_daily_mail(reader):
    row = told(reader, at(9))
    digest = write_digest(reader_id=reader.pk, now=at(8, day=27))
    mine = Notification.objects.filter(reader=reader)
    assert (list(mine.in_inbox()), list(mine.unread())) == ([row], [row])
    row.refresh_from_db()
    assert row.digest == digest


def test_what_was_read_meanwhile_is_not_told_again(reader):
    row = told(reader, at(9))
    Notification.objects.filter(pk=row.pk).update(read_at=at(10))
    assert write_digests(now=at(8, day=27)) == 0
    assert not Notification.objects.for_digest().exists()


def test_what_comes_after_the_hour_waits_for_the_next_day(reader):
    told(reader, at(6), "Early")
    told(reader, at(9), "Late")
    first = write_digest(reader_id=reader.pk, now=at(10))
    assert (first.body, write_digest(reader_id=reader.pk, now=at(23))) == ("Early", None)
    assert write_digest(reader_id=reader.pk, now=at(7, day=27)).body == "Late"


def test_a_clock_that_stood_still_over_the_hour_writes_it_later_that_day(reader):
    told(reader, at(6))
    assert write_digests(now=at(20)) == 1


def test_other_families_come_at_once_and_what_may_not_be_stopped_too(reader):
    MailChoice.objects.create(user=reader, family="offer", how=How.DIGEST)
    rows = [told(reader, at(9), kind=kind) for kind in ("feedback.left", "offer.made", "hours.approved")]
    assert [row.mail for row in rows] == ["waiting", "waiting", "digest"]


def test_the_daily_mail_keeps_the_quiet_hours_of_its_reader(reader):
    Preference.objects.create(user=reader, quiet_from=time(22), quiet_until=time(9), digest_at=time(7))
    told(reader, at(21))
    assert write_digest(reader_id=reader.pk, now=at(7, day=27)).send_after == at(9, day=27)


def test_who_has_no_address_any_more_gets_none(reader):
    told(reader, at(6))
    type(reader).objects.filter(pk=reader.pk).update(email="")
    assert write_digests(now=at(8)) == 0


def test_a_message_that_left_at_once_is_in_no_daily_mail(reader):
    row = told(reader, at(6), kind="feedback.left")
    with pytest.raises(IntegrityError, match="only_what_waits_for_a_digest_is_in_one"), transaction.atomic():
        Notification.objects.filter(pk=row.pk).update(digest=row)


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_write_one_daily_mail():
    reader = UserFactory()
    MailChoice.objects.create(user=reader, family="hours", how=How.DIGEST)
    for number in range(3):
        told(reader, at(6), f"Shift {number}")
    results = race([partial(write_digests, now=at(8) + timedelta(microseconds=n)) for n in range(4)])
    assert sum(results) == 1
    assert Notification.objects.get(kind="account.digest").digested.count() == 3
