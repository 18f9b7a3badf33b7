"""The same form sent twice, by a double click or by going back: the second sending reads as done, whatever the first one changed."""

from itertools import chain, repeat

import pytest
from django.urls import reverse

from accounts import middleware
from accounts.acting import SENT_BEFORE
from core import clock
from institutions.models import Agreement, AgreementTransition, Recording
from institutions.services import agreements as services
from placements.models import CallTransition, Placement
from tests.evaluations.clinic import signed_in
from tests.factories.institutions import AgreementFactory, MembershipFactory, a_day
from tests.factories.placements import ListedNameFactory, NameListFactory
from tests.pages.recording import address
from tests.placements.office import Office
from tests.placements.stage import a_stage
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


def a_pair(*, signed=False, sent=False):
    coordinator, lead = MembershipFactory(coordinator=True), MembershipFactory(lead=True)
    agreement = AgreementFactory(institute=coordinator.institute, partner=lead.partner, signed=signed)
    if sent:
        services.send_agreement(agreement_id=agreement.pk, by=coordinator.as_actor(), now=clock.now())
    return coordinator, lead, agreement


def renewing():
    coordinator, _lead, agreement = a_pair(signed=True)
    return coordinator, reverse("agreement_renew", args=[agreement.pk]), {}, Agreement.objects


def sending():
    coordinator, _lead, agreement = a_pair()
    return coordinator, reverse("agreement_send", args=[agreement.pk]), {}, AgreementTransition.objects


def signing():
    _coordinator, lead, agreement = a_pair(sent=True)
    return lead, reverse("agreement_sign", args=[agreement.pk]), {}, AgreementTransition.objects


def discarding():
    coordinator, _lead, agreement = a_pair()
    return coordinator, reverse("agreement_discard", args=[agreement.pk]), {}, AgreementTransition.objects


def sending_a_call():
    office = Office(is_open=False)
    return office.coordinator, reverse("call_send", args=[office.call.pk]), {}, CallTransition.objects


def recording_hours():
    ward = a_ward()
    day = a_day(-1)
    entry = ward.log(day, ward.at(day, 20))
    called = {"recording-person": ward.supervisor.pk, "recording-source": "phone", "recording-caller": "Dr Mirza"}
    called["recording-called_at"] = f"{clock.now():%Y-%m-%dT00:00}"
    return ward.coordinator, address("hours-approve", ward.pk), called | {"entry_ids": [entry.pk]}, Recording.objects


def answering_names():
    stage = a_stage(places=3)
    name_list = NameListFactory(slot=stage.slot, institute=stage.institute, sent=True)
    name = ListedNameFactory(name_list=name_list, student=stage.student())
    said = {f"answer_{name.pk}": "accept", f"slot_{name.pk}": stage.slot.pk}
    return stage.lead, reverse("name_list_answer", args=[name_list.pk]), said, Placement.objects


def late(answered_before):
    """The first sending is done only after the second one was looked up."""
    looks = chain([lambda _request: ""], repeat(answered_before))

    def looked_up(request):
        return next(looks)(request)

    return looked_up


ACTS = [renewing, sending, signing, discarding, sending_a_call, recording_hours, answering_names]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("at_once", [False, True], ids=["one after the other", "while the first is under way"])
def test_the_second_sending_leads_where_the_first_one_did_and_does_nothing(act, at_once, monkeypatch):
    by, where, said, written = act()
    client, before = signed_in(by), written.count()
    said = {"idempotency_key": "k", "recording-idempotency_key": "k", **said}
    first = client.post(where, said)
    made = written.count()
    if at_once:
        monkeypatch.setattr(middleware, "answered_before", late(middleware.answered_before))
    second = client.post(where, said)
    assert (first.status_code, made - before) == (302, 1)
    assert (second.status_code, second.url, written.count()) == (302, first.url, made)
    assert str(SENT_BEFORE) in client.get(second.url).text
