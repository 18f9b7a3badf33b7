"""Drafts of records that nobody sent: told, then gone; what is touched, sent or still shown stays."""

from datetime import timedelta

import pytest

from accounts.models import StoredFile
from core import clock
from notifications.models import Notification
from students.models import Record
from students.services.records_pruning import GONE_AFTER, WARN_AFTER, prune_drafts, warn_of_drafts
from tests.factories.records import RecordFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def in_days(days):
    return clock.now() + timedelta(days=days)


def sweep(now):
    return warn_of_drafts(now=now), prune_drafts(now=now)


def told():
    return Notification.objects.filter(kind="record.draft_goes").count()


def test_a_forgotten_draft_is_told_of_once_and_goes_two_weeks_later_with_its_document(desk):
    draft = desk.draft()
    begun = clock.now()
    steps = [(begun + WARN_AFTER - DAY), begun + WARN_AFTER + DAY, begun + WARN_AFTER + 2 * DAY]
    assert [sweep(now) for now in steps] == [(0, 0), (1, 0), (0, 0)]
    assert [row.reader for row in Notification.objects.filter(kind="record.draft_goes")] == [draft.student.user]
    assert sweep(steps[1] + GONE_AFTER) == (0, 1)
    assert (Record.objects.count(), StoredFile.objects.filter(kind="record").count(), told()) == (0, 0, 1)


def test_the_message_names_no_health_evidence(desk):
    desk.draft()
    warn_of_drafts(now=in_days(61))
    assert desk.vaccine.name not in Notification.objects.get().subject


def test_who_goes_on_writing_keeps_it_and_is_told_anew(desk, settings):
    draft = desk.draft()
    warn_of_drafts(now=in_days(61))
    settings.CLOCK_SHIFT += timedelta(days=70)
    desk.draft(typed={"on": "", "product": "Measles"})
    assert prune_drafts(now=in_days(10)) == 0
    assert (warn_of_drafts(now=in_days(59)), warn_of_drafts(now=in_days(61)), told()) == (0, 1, 2)
    assert prune_drafts(now=in_days(61 + 15)) == 1
    assert not Record.objects.filter(pk=draft.pk).exists()


def test_nothing_goes_of_which_nobody_was_told(desk):
    desk.draft()
    assert prune_drafts(now=in_days(400)) == 0


def test_what_was_sent_stays(desk):
    desk.submit(desk.draft())
    RecordFactory(rejected=True)
    assert (sweep(in_days(61)), sweep(in_days(80))) == ((0, 0), (0, 0))


def test_a_document_that_another_record_shows_stays(desk):
    sent = desk.submit(desk.draft())
    copy = desk.draft(copy_of_id=sent.pk)
    assert copy.file == sent.file
    sweep(in_days(61))
    assert prune_drafts(now=in_days(76)) == 1
    assert StoredFile.objects.get(kind="record") == sent.file
