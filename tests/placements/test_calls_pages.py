"""Pages of calls for places: for the office that looks, and for the partner that is asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.actor import Via
from institutions.models import Interest
from placements.models import Call, CallAnswer, Slot
from placements.states import CallState
from tests.factories.calls import CallAnswerFactory
from tests.factories.institutions import (
    AgreementFactory,
    MembershipFactory,
    PartnerFactory,
    ProgrammeFactory,
    a_day,
)
from tests.factories.placements import CompetencyFactory
from tests.placements.office import Office

pytestmark = pytest.mark.django_db

ACTS = ("call_edit", "call_partners", "call_send", "call_close", "call_cancel", "call_chase")


@pytest.fixture
def office(client):
    """An open call whose coordinator is signed in."""
    office = Office()
    client.force_login(office.coordinator.user)
    return office


def page(name, office):
    return reverse(name, args=[office.call.pk])


def values(programme, **changes):
    """What the form of a call sends."""
    return {
        "title": "Nursing rotations, spring",
        "programme": programme.pk,
        "kind": "rotation",
        "starts_on": a_day(90).isoformat(),
        "ends_on": a_day(170).isoformat(),
        "places": 60,
        "answer_by": (clock.now() + timedelta(days=20)).strftime("%Y-%m-%dT17:00"),
        "message": "We would be glad of nights too.",
        "idempotency_key": "one",
        **changes,
    }


def test_call_add_makes_a_draft_and_goes_on_to_whom_to_ask(client, office):
    competency = CompetencyFactory()
    answer = client.post(reverse("call_add"), values(office.call.programme, competencies=[competency.pk]))
    call = Call.objects.exclude(pk=office.call.pk).get()
    assert answer.url == reverse("call_partners", args=[call.pk])
    assert (call.kind, call.places, list(call.competencies.all())) == ("rotation", 60, [competency])


def test_call_add_offers_no_programme_of_another_institute_and_no_deadline_after_the_first_day(client, office):
    wrong = values(ProgrammeFactory(), answer_by=f"{a_day(90)}T09:00")
    shown = client.post(reverse("call_add"), wrong)
    assert sorted(shown.context["form"].errors) == ["answer_by", "programme"]


def test_call_edit_shows_what_was_written(client):
    office = Office(is_open=False)
    client.force_login(office.coordinator.user)
    office.call.competencies.add(CompetencyFactory(name="Hands over a patient"))
    form = client.get(page("call_edit", office)).context["form"]
    ticked = [row.name for _framework, rows in form.competency_groups() for row, on in rows if on]
    assert (form["title"].value(), ticked) == (office.call.title, ["Hands over a patient"])


def test_call_partners_lists_those_with_an_agreement_first_and_says_who_gets_no_mail(client, office):
    agreed = PartnerFactory(name="Zhob Hospital")
    AgreementFactory(signed=True, institute=office.call.institute, partner=agreed)
    rows = list(client.get(page("call_partners", office)).context["page"])
    assert rows[0] == agreed
    assert {row.pk: row.leads for row in rows} == {agreed.pk: 0, office.lead.partner_id: 1}


def test_call_partners_by_city_interest_and_agreement(client, office):
    agreed = PartnerFactory(name="Zhob Hospital", city="Zhob")
    AgreementFactory(signed=True, institute=office.call.institute, partner=agreed)
    office.lead.partner.interests.create(
        interest=Interest.FULL,
        said_at=clock.now(),
        said_by=office.lead.user,
        membership=office.lead,
        via=Via.PERSON,
        as_label="Lead",
    )

    def found(**query):
        return [row.name for row in client.get(page("call_partners", office), query).context["page"]]

    assert found(city="zhob") == found(agreement="yes") == found(interest="unsaid") == ["Zhob Hospital"]
    assert found(interest="full") == found(agreement="no") == [office.lead.partner.name]


def test_call_partners_ticked_are_asked_at_once_while_the_call_is_open(client, office):
    lead = MembershipFactory(lead=True)
    sent = {"ticked": [lead.partner_id], "shown": [lead.partner_id], "idempotency_key": "one"}
    assert client.post(page("call_partners", office), sent).url == office.call.get_absolute_url()
    assert lead.user.notifications.get().kind == "call.sent"


def test_call_detail_says_who_answered_and_how_much_is_missing(client, office):
    office.answers(places=42)
    CallAnswerFactory(call=office.call)
    shown = client.get(page("call_detail", office))
    assert shown.context["totals"] == {"promised": 42, "missing": 18, "silent": 1, "slots": 0}
    assert "42 of 60 places promised, 18 missing, 1 partner silent." in shown.text


def test_call_detail_names_the_slot_that_came_of_an_answer(client, office):
    office.answers(places=6)
    slot = office.slot(office.department())
    shown = client.get(page("call_detail", office))
    assert (slot.title in shown.text, shown.context["totals"]["slots"]) == (True, 6)


def test_call_detail_shows_a_partner_its_own_answer_and_no_sums(client, office):
    other = CallAnswerFactory(call=office.call)
    CallAnswer.objects.filter(pk=other.pk).update(answered_at=clock.now(), interest=Interest.LOOKING, places=4321)
    client.force_login(office.lead.user)
    shown = client.get(page("call_detail", office))
    assert (other.partner.name in shown.text, "4321" in shown.text, "promised" in shown.text) == (False, False, False)
    assert shown.context["answer"] == office.answer


@pytest.mark.parametrize("who", ["coordinator", "viewer", "lead", "supervisor", "student"])
def test_a_stranger_does_not_find_a_call(client, office, who):
    client.force_login(MembershipFactory(**{who: True}).user)
    names = ["call_detail", *ACTS]
    assert {name: client.get(page(name, office)).status_code for name in names} == dict.fromkeys(names, 404)


def test_a_lead_who_was_asked_does_not_find_the_offices_pages(client, office):
    client.force_login(office.lead.user)
    assert {name: client.get(page(name, office)).status_code for name in ACTS} == dict.fromkeys(ACTS, 404)


@pytest.mark.parametrize(("name", "after"), [("call_close", CallState.CLOSED), ("call_cancel", CallState.CANCELLED)])
def test_each_act_is_two_requests(client, office, name, after):
    assert client.get(page(name, office)).status_code == 200
    office.call.refresh_from_db()
    assert office.call.state == CallState.OPEN
    assert client.post(page(name, office), {"reason": "Postponed."}).url == office.call.get_absolute_url()
    office.call.refresh_from_db()
    assert office.call.state == after


def test_call_send_says_who_gets_it_and_who_must_be_called(client):
    office = Office(is_open=False)
    CallAnswerFactory(call=office.call)
    client.force_login(office.coordinator.user)
    shown = client.get(page("call_send", office)).text
    assert "1 partner gets a mail" in shown
    assert "1 partner has no placement lead and gets no mail: call them." in shown
    client.post(page("call_send", office), {"idempotency_key": "one"})
    assert office.lead.user.notifications.get().kind == "call.sent"


def test_call_chase_lists_the_silent_ticked_and_tomorrow_again(client, office):
    shown = client.get(page("call_chase", office))
    assert shown.context["form"].fields["answers"].initial == [office.answer]
    client.post(page("call_chase", office), {"answers": [office.answer.pk]})
    assert office.lead.user.notifications.get().kind == "call.reminder"
    assert client.get(page("call_chase", office)).status_code == 409


def test_call_answer_is_one_button_and_a_number(client, office):
    client.force_login(office.lead.user)
    sent = {"interest": "interested", "places": 6, "idempotency_key": "one"}
    assert client.post(page("call_answer", office), sent).url == office.call.get_absolute_url()
    office.answer.refresh_from_db()
    assert (office.answer.interest, office.answer.places) == (Interest.INTERESTED, 6)


def test_call_make_slot_offers_the_department_of_the_answer_and_leads_to_the_draft(client, office):
    ward = office.department()
    office.answers(places=6, department=ward)
    client.force_login(office.lead.user)
    form = client.get(page("call_make_slot", office)).context["form"]
    sent = {name: form[name].value() for name in ("title", "department", "idempotency_key")}
    answer = client.post(page("call_make_slot", office), {**sent, "department": ward.pk})
    assert answer.url == reverse("slot_detail", args=[Slot.objects.get().pk])
    assert client.get(page("call_make_slot", office)).url == answer.url


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_queries_for_any_number_of_rows(client, office, rows, django_assert_num_queries):
    for _row in range(rows):
        CallAnswerFactory(call__programme=office.call.programme, partner=office.lead.partner)
    for person in (office.coordinator, office.lead):
        client.force_login(person.user)
        client.get(reverse("call_list"))
        with django_assert_num_queries(4):
            assert len(client.get(reverse("call_list")).context["page"]) == rows + 1


@pytest.mark.parametrize("rows", [1, 3])
def test_call_detail_and_partners_take_the_same_queries(client, office, rows, django_assert_num_queries):
    CallAnswerFactory.create_batch(rows, call=office.call)
    client.get(page("call_detail", office))
    with django_assert_num_queries(6):
        client.get(page("call_detail", office))
    with django_assert_num_queries(6):
        client.get(page("call_partners", office))
