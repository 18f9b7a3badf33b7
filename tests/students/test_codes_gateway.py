"""Codes by text: written and committed first, handed to the gateway then; a gateway that is away, a worker that dies on the way."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from core import clock
from notifications.texts import GatewayAway, gateway
from students.models import SignInCode
from students.services import codes as services
from students.services.codes import ask_for_code, send_code
from tests.factories.students import StudentFactory
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def student():
    return StudentFactory(user__email="", user__unclaimed=True, user__phone="+923001234567")


@pytest.mark.django_db(transaction=True)
def test_the_gateway_is_asked_when_the_code_is_committed_and_nothing_is_locked(student, monkeypatch):
    seen = []

    class Watching:
        def send(self, number, text):
            others = race([partial(send_code, request_id=request.pk, now=clock.now())])
            seen.append((connection.in_atomic_block, race([SignInCode.objects.live(clock.now()).count]), others))

    monkeypatch.setattr(services, "gateway", Watching)
    request = ask_for_code(typed=student.roll_no, now=clock.now())
    assert send_code(request_id=request.pk, now=clock.now())
    assert seen == [(False, [1], [False])]


def test_a_worker_that_died_on_the_way_is_replaced_after_a_minute(student, monkeypatch):
    class Dying:
        def send(self, number, text):
            raise SystemExit

    monkeypatch.setattr(services, "gateway", Dying)
    request, now = ask_for_code(typed=student.roll_no, now=clock.now()), clock.now()
    with pytest.raises(SystemExit):
        send_code(request_id=request.pk, now=now)
    monkeypatch.setattr(services, "gateway", gateway)
    sent = [send_code(request_id=request.pk, now=now + timedelta(seconds=wait)) for wait in (59, 61, 122)]
    assert (sent, SignInCode.objects.live(now).count()) == ([False, True, False], 1)


def test_a_gateway_that_stays_away_is_given_up_after_five_tries(student, monkeypatch):
    class Away:
        def send(self, number, text):
            raise GatewayAway

    monkeypatch.setattr(services, "gateway", Away)
    request = ask_for_code(typed=student.roll_no, now=clock.now())
    for _ in range(6):
        send_code(request_id=request.pk, now=clock.now())
    request.refresh_from_db()
    assert (request.tries, request.typed, SignInCode.objects.count()) == (5, "", 0)
