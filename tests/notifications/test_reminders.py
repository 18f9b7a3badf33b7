"""Each reminder once: whatever runs twice, crashes or runs at once."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from core import clock
from institutions.models import Agreement
from institutions.states import AgreementState
from institutions.sweeps.agreements import AGREEMENT_ENDING, REMIND_AT
from notifications import reminders
from notifications.models import MailChoice, Notification
from tests.factories.institutions import AgreementFactory, MembershipFactory, a_day


@pytest.fixture
def ending():
    """An agreement with 60 days left, a coordinator and a lead."""
    coordinator = MembershipFactory(coordinator=True)
    lead = MembershipFactory(lead=True)
    agreement = AgreementFactory(signed=True, institute=coordinator.institute, partner=lead.partner, ends_on=a_day(60))
    return agreement, coordinator, lead


@pytest.mark.django_db
def test_an_agreement_with_sixty_days_left_reminds_both_sides_once(ending):
    _agreement, coordinator, lead = ending
    first = reminders.remind(now=clock.now(), rules=[AGREEMENT_ENDING])
    second = reminders.remind(now=clock.now() + timedelta(hours=1), rules=[AGREEMENT_ENDING])
    assert (first, second) == (2, 0)
    assert set(Notification.objects.values_list("reader_id", "kind")) == {
        (coordinator.user_id, "agreement.ending"),
        (lead.user_id, "agreement.ending"),
    }


@pytest.mark.django_db
def test_thirty_days_later_it_reminds_again(ending):
    reminders.remind(now=clock.now(), rules=[AGREEMENT_ENDING])
    assert reminders.remind(now=clock.now() + timedelta(days=31), rules=[AGREEMENT_ENDING]) == 2


@pytest.mark.django_db
def test_a_renewal_with_the_partner_silences_the_reminder_and_a_draft_does_not(ending):
    agreement, _coordinator, _lead = ending
    later = AgreementFactory(predecessor=agreement, institute=agreement.institute, partner=agreement.partner)
    assert list(AGREEMENT_ENDING.about(clock.now())) == [agreement]
    later.state = AgreementState.WITH_PARTNER
    later.save()
    assert reminders.remind(now=clock.now(), rules=[AGREEMENT_ENDING]) == 0


@pytest.mark.django_db
def test_a_person_who_stopped_the_mail_still_has_it_in_the_inbox(ending):
    _agreement, coordinator, _lead = ending
    MailChoice.objects.create(user=coordinator.user, family="agreement")
    reminders.remind(now=clock.now(), rules=[AGREEMENT_ENDING])
    assert Notification.objects.get(reader=coordinator.user).mail == Notification.Mail.NONE


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_remind_once(ending):
    now = clock.now()
    gate = threading.Barrier(4)
    written: list[int] = []

    def tick() -> None:
        gate.wait()
        written.append(reminders.remind(now=now + timedelta(microseconds=len(written)), rules=[AGREEMENT_ENDING]))
        connection.close()

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(written) == 4
    assert Notification.objects.count() == 2


@pytest.mark.django_db
def test_a_rule_that_breaks_does_not_silence_the_others(ending):
    def broken(_now):
        raise RuntimeError("a bug")

    bad = reminders.Rule(name="broken", about=broken, due=lambda *_: None, readers=lambda *_: [], say=lambda *_: None)
    with pytest.raises(reminders.RemindersFailed, match="2 written, 1 failed"):
        reminders.remind(now=clock.now(), rules=[bad, AGREEMENT_ENDING])
    assert Notification.objects.count() == 2


def test_a_thing_that_breaks_does_not_silence_the_others_of_its_rule(ending):
    def about(now):
        return [Agreement(pk=0), *AGREEMENT_ENDING.about(now)]

    with pytest.raises(reminders.RemindersFailed, match="2 written, 1 failed"):
        reminders.remind(now=clock.now(), rules=[replace(AGREEMENT_ENDING, about=about)])
    assert Notification.objects.count() == 2


@pytest.mark.django_db
def test_a_day_too_many_is_the_first_reminder(ending):
    agreement, _coordinator, _lead = ending
    agreement.ends_on = a_day(REMIND_AT[0] + 1)
    assert AGREEMENT_ENDING.due(agreement, clock.now()) == a_day(1)


def test_two_rules_of_one_name_are_a_bug():
    twin = reminders.Rule(name=AGREEMENT_ENDING.name, about=None, due=None, readers=None, say=None)
    with pytest.raises(ValueError, match=r"agreement\.ending"):
        reminders.declare(twin)
